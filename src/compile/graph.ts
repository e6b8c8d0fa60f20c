// The intermediate representation: a program as a list of values, each made by one op of values before it.

import { NDArray, array, sameShape, type DType, type Plain, type Shape } from "../ndarray/index.js";
import { dtypeOf, shapeOf, type Op } from "../core/op.js";
import { Rounds, sameRounds } from "../transforms/loops/body.js";
import { Keys } from "./keys.js";
import { simplified } from "./simplify.js";
import { StepTable } from "./step-table.js";

/** A value of the program: an input, a constant, or what an op makes of others. Of shape [] it is a number. */
export type Node = Input | Constant | Step;

interface About {
  /** Its place in the list; what it is made of comes before it. */
  readonly id: number;
  readonly shape: Shape;
  readonly dtype: DType;
}

export interface Input extends About {
  readonly kind: "input";
  /** Which of the inputs it is. */
  readonly at: number;
}

export interface Constant extends About {
  readonly kind: "constant";
  readonly value: Plain;
  /** What all its elements are, if they are the same number. */
  readonly uniform: number | undefined;
}

export interface Step extends About {
  readonly kind: "step";
  readonly op: Op;
  readonly inputs: readonly Node[];
  readonly params: unknown;
}

/**
 * All values of one function, whichever way it goes: of equal values there is one, so that ways which begin alike
 * share their beginning.
 */
export class Graph {
  readonly nodes: Node[] = [];
  readonly inputs: Input[] = [];
  private readonly known = new Map<string, Node>();
  private readonly numbers = new Map<number, Node>();
  private readonly table = new StepTable();
  private readonly keys = new Keys();
  private readonly loops: Rounds[] = [];

  /** The next input, which looks like `x`. */
  input(x: Plain): Input {
    const node: Input = { kind: "input", at: this.inputs.length, ...this.about(x) };
    this.inputs.push(node);
    this.nodes.push(node);
    return node;
  }

  constant(value: Plain): Node {
    // Of the two zeros, which are one key, the negative one goes by its name.
    const isPlain = typeof value === "number" && !Object.is(value, -0);
    const known = isPlain ? this.numbers.get(value) : undefined;
    if (known !== undefined) return known;
    const node = this.kept(this.known, `= ${this.keys.of(value)}`, () => {
      const own = typeof value === "number" ? value : array(value);
      return { kind: "constant", value: own, uniform: uniformOf(own), ...this.about(value) };
    });
    if (isPlain) this.numbers.set(value, node);
    return node;
  }

  /** The value of `op` at `inputs`, which looks like `y`. */
  step(op: Op, inputs: readonly Node[], params: unknown, y: Plain): Node {
    const same = simplified(op, inputs);
    if (same !== undefined) return "id" in same ? same : this.step(same.op, same.inputs, same.params, y);
    // Most steps have no parameters, and a text as a key is slow.
    if (params === undefined && inputs.length <= 2) {
      const known = this.table.find(op, inputs, this.nodes);
      if (known !== undefined) return known;
      const node = this.newStep(op, inputs, params, y);
      this.nodes.push(node);
      this.table.add(node);
      return node;
    }
    const key = `${this.keys.is(op)} ${inputs.map(({ id }) => id).join(" ")} ${this.keys.of(params)}`;
    return this.kept(this.known, key, () => this.newStep(op, inputs, params, y));
  }

  /** Of equal loops there is one. */
  ownRounds<P>(params: P): P {
    if (!(params instanceof Rounds)) return params;
    const known = this.loops.find((other) => sameRounds(other, params));
    if (known === undefined) this.loops.push(params);
    return (known as P | undefined) ?? params;
  }

  private newStep(op: Op, inputs: readonly Node[], params: unknown, y: Plain): Step {
    return {
      kind: "step",
      op,
      inputs,
      params,
      id: this.nodes.length,
      shape: shapeOf(y),
      dtype: dtypeOf(y),
    };
  }

  private kept<K>(known: Map<K, Node>, key: K, make: () => Node): Node {
    let node = known.get(key);
    if (node === undefined) {
      node = make();
      this.nodes.push(node);
      known.set(key, node);
    }
    return node;
  }

  private about(x: Plain): About {
    return { id: this.nodes.length, shape: shapeOf(x), dtype: dtypeOf(x) };
  }
}

function uniformOf(x: Plain): number | undefined {
  if (typeof x === "number") return x;
  const [first] = x.data;
  return x.data.every((element) => Object.is(element, first)) ? first : undefined;
}

/** Whether the value is a number, and not an array. */
export function isNumber({ shape }: Node): boolean {
  return shape.length === 0;
}

/** What is wrong with a list of values that is to be a program; undefined if nothing is. */
export function fault(nodes: readonly Node[]): string | undefined {
  for (const [place, node] of nodes.entries()) {
    const name = `value ${String(place)}`;
    if (node.id !== place) return `${name} says that it is value ${String(node.id)}`;
    if (node.kind === "constant" && !looksLike(node, node.value))
      return `${name} is not what it says of its constant`;
    if (node.kind !== "step") continue;
    const later = node.inputs.find((x) => x.id >= place || nodes[x.id] !== x);
    if (later !== undefined)
      return `${name} (${node.op.name}) is made of value ${String(later.id)}, which is not before it`;
    const shape = shapeMade(node);
    if (shape !== undefined && !sameShape(shape, node.shape))
      return `${name} (${node.op.name}) has shape [${String(node.shape)}], but its op says [${String(shape)}]`;
  }
  return undefined;
}

function looksLike({ shape, dtype }: Node, x: Plain): boolean {
  return (
    sameShape(shape, shapeOf(x)) && dtype === dtypeOf(x) && (shape.length === 0) !== x instanceof NDArray
  );
}

/** The shape that the op of a step says it has; an op outside the registry may not know before it has run. */
function shapeMade({ op, inputs, params }: Step): Shape | undefined {
  if (op.domain.length === 0) return undefined;
  return op.shape(inputs.map(({ shape }) => shape) as never, params as never);
}
