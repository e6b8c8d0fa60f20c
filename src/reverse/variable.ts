// Variables: values that collect their gradients, as in PyTorch.
//
// Their graph is not on a tape that someone must end. Each result holds the step that made it, and with it
// what that step was made of; so a graph lives exactly as long as its result, and there is nothing to
// release.

import { NDArray, array, zerosLike, type Plain } from "../ndarray/index.js";
import { badArgument, notVariable } from "../core/errors.js";
import {
  Box,
  bind,
  dtypeOf,
  shapeOf,
  unbox,
  type Inputs,
  type Op,
  type Trace,
  type Value,
} from "../core/op.js";
import { known } from "../ndarray/options.js";
import { cast, plus } from "../core/space.js";
import { checkShape, flatten, leavesLike } from "../core/tree.js";
import { Sum } from "./sum.js";
import { onesLike } from "./gradient-tape.js";

/** The trace of all variables. It is outside of every other one, and never ends. */
class Graph implements Trace {
  readonly level = 0;
  private made = 0;

  apply<X extends Inputs, P>(op: Op<X, P>, inputs: X, params: P): Value {
    const x = unbox(inputs, this);
    const y = bind(op, x, params);
    if (op.constant === true) return y;
    this.made += 1;
    return new Result(y as Plain, { order: this.made, op, inputs, x, params } as unknown as Made);
  }
}

const graph = new Graph();

/** How a result was made; of two results, the one of higher order was made later. */
interface Made {
  readonly order: number;
  readonly op: Op<Inputs, unknown>;
  readonly inputs: Inputs;
  readonly x: Inputs;
  readonly params: unknown;
}

/** What was computed from variables. */
class Result extends Box {
  readonly trace = graph;

  constructor(
    readonly value: Plain,
    readonly made: Made,
  ) {
    super();
  }
}

/** A value whose gradients `backward` adds up in `grad`. */
export class Variable extends Box {
  readonly trace = graph;
  /** The sum of the gradients since the last `zeroGrad`; null before the first. */
  grad: Plain | null = null;
  private current: Plain;

  constructor(initial: Plain) {
    super();
    this.current = initial;
  }

  get value(): Plain {
    return this.current;
  }

  /**
   * Replaces the value by one of the same shape, as an optimiser's step does. What was computed before keeps
   * the old.
   */
  assign(next: Plain): void {
    const plain = plainOf("Variable.assign", next);
    checkShape("Variable.assign", "the new value", shapeOf(this.current), shapeOf(plain));
    this.current = plain;
  }

  /** Sets the gradient to zero. */
  zeroGrad(): void {
    this.grad = zerosLike(this.current);
  }
}

/**
 * A variable with the given initial value, a number or an array (which is copied).
 *
 * @example
 * const w = variable(arange(4));
 * backward(mul(2, dot(w, w)));
 * w.grad; // [0, 4, 8, 12]
 */
export function variable(initial: number | NDArray | Float64Array | Float32Array): Variable {
  return new Variable(plainOf("variable", initial));
}

function plainOf(name: string, x: unknown): Plain {
  const {
    leaves: [leaf],
    fill,
  } = flatten(name, x, "its argument");
  if (leaf === undefined || leaf instanceof Box || !Object.is(fill([leaf]), leaf)) {
    throw badArgument(name, "its argument", "a number or an array", x);
  }
  return leaf instanceof NDArray ? array(leaf) : leaf;
}

/**
 * Adds to the `grad` of every variable that `target` depends on the gradient of `target`: of its sum, if it
 * is not a scalar, or weighted by `outputGradients`.
 *
 * @example
 * const w = variable(3);
 * backward(mul(w, w));
 * w.grad; // 6
 */
export function backward(target: Value, options: { readonly outputGradients?: unknown } = {}): void {
  const { outputGradients } = known("backward", options, ["outputGradients"]);
  if (!(target instanceof Result || target instanceof Variable)) throw notVariable("backward", target);
  const seed =
    outputGradients === undefined
      ? onesLike(target)
      : (leavesLike("backward", "outputGradients", outputGradients, target)[0] ?? 0);
  const bars = new Map<unknown, Sum>();
  sumOf(bars, target).add(seed);
  for (const result of resultsBefore(target)) pull(result, bars);
  for (const [box, bar] of bars) {
    if (!(box instanceof Variable)) continue;
    const gradient = plus(bar.total, zerosLike(box.value));
    box.grad = cast(plus(box.grad ?? 0, gradient), dtypeOf(box)) as Plain;
  }
}

/** x̄ᵢ += (∂y/∂xᵢ)ᵀ ȳ */
function pull(result: Result, bars: Map<unknown, Sum>): void {
  const bar = sumOf(bars, result).total;
  if (bar === 0) return;
  const { op, inputs, x, params } = result.made;
  const all = op.vjpAll?.(bar, result.value, x, params, inputs.map(isInGraph));
  for (const [i, input] of inputs.entries()) {
    if (!isInGraph(input)) continue;
    const sum = sumOf(bars, input);
    if (sum.addInto(op, i, bar, x, params)) continue;
    sum.add(all === undefined ? op.vjp(i, bar, result.value, x, params) : (all[i] ?? 0));
  }
}

function sumOf(bars: Map<unknown, Sum>, box: Box): Sum {
  const sum = bars.get(box) ?? new Sum();
  bars.set(box, sum);
  return sum;
}

function isInGraph(x: Value): x is Result | Variable {
  return x instanceof Result || x instanceof Variable;
}

/** The results that `target` was made of, itself among them, the latest first. */
function resultsBefore(target: Box): Result[] {
  const found = new Set<Result>();
  const open: unknown[] = [target];
  while (open.length > 0) {
    const box = open.pop();
    if (!(box instanceof Result) || found.has(box)) continue;
    found.add(box);
    for (const input of box.made.inputs) open.push(input);
  }
  return [...found].sort((a, b) => b.made.order - a.made.order);
}
