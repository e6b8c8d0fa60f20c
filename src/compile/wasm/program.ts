// The back end for long programs of numbers: WebAssembly, which is fast from the first call on.

import type { Plain } from "../../ndarray/index.js";
import { isNumber, type Node, type Step } from "../graph.js";
import { Memory, type Part } from "../memory.js";
import { Place, type End, type Fork, type Way } from "../paths.js";
import {
  bodyOfStep,
  comparisonOf,
  functionOf,
  inOrder,
  isExhausted,
  loose,
  type Junction,
  type Stretch,
} from "../plan.js";
import { missed, resultText, type Program } from "../program.js";
import { inKind } from "../signature.js";
import { Users } from "../users.js";
import { instantiated, webAssembly } from "./host.js";
import { Code, code, moduleOf, nothing, type Func } from "./encoder.js";
import { Formulas, Imports } from "./formulas.js";

/** Steps of one function; of a longer one, more values are kept in memory than in registers. */
const mostInOne = 2000;

/** What a program answers that has met an answer for which no way is known. */
const noWay = -1;

/**
 * The ways of a tree as a module, as `compiled` of the JavaScript back end has them; undefined if there is more in them
 * than numbers.
 */
export function compiledToWasm(
  way: Way,
  stretch: Stretch,
  inputs: readonly Node[],
  otherwise?: Program["run"],
): Program | undefined {
  if (webAssembly === undefined || !isOfNumbers(stretch)) return undefined;
  const plain = otherwise === undefined ? new Set<Node>() : loose(way);
  return new Writer(stretch, plain, inputs).program(otherwise);
}

function isOfNumbers({ steps, then }: Stretch): boolean {
  if (!steps.every((step) => step.inputs.every(isNumber) && functionOf(step) !== undefined)) return false;
  if (!("fork" in then)) return then.outputs.every(isNumber);
  const { node, question } = then.fork;
  return question === undefined && isNumber(node) && then.branches.every(isOfNumbers);
}

class Writer {
  private readonly imports = new Imports();
  /** The functions of the steps. */
  private readonly parts: Func[] = [];
  private readonly ends: End[] = [];
  private readonly memory: Memory;
  /** The values that are in a local of the function that is being written. */
  private locals = new Map<Node, number>();

  constructor(
    private readonly stretch: Stretch,
    private readonly loose: ReadonlySet<Node>,
    private readonly inputs: readonly Node[],
  ) {
    this.memory = new Memory(mostInOne, new Users(stretch), stretch);
  }

  program(otherwise: Program["run"] | undefined): Program {
    this.writeParts(this.stretch);
    // Written twice, for the functions of a module are numbered after its imports, and a question may need some.
    this.write(this.stretch, new Code());
    this.ends.length = 0;
    const main = new Code();
    this.write(this.stretch, main);
    const results = this.ends.map((end) => this.result(end));
    const functions = [...this.parts, { code: main, returns: true }];
    const bytes = moduleOf(this.imports.list, functions, this.inputs.length + this.memory.size);
    const f = Object.fromEntries(this.imports.list.map((one, k) => [String(k), one.f]));
    const { memory, program } = instantiated(bytes, { f });
    const numbers = new Float64Array(memory.buffer);
    const run = (x: readonly Plain[]): unknown => {
      // An array among the inputs is one that the program does not use.
      for (let i = 0; i < x.length; i++) if (typeof x[i] === "number") numbers[i] = x[i] as number;
      const end = program();
      return end === noWay ? missed : results[end]!(numbers, x, otherwise);
    };
    return { source: `${String(bytes.length)} bytes of WebAssembly`, run };
  }

  private writeParts(stretch: Stretch): void {
    for (const part of this.memory.partsOf(stretch)) {
      const to = new Code();
      this.parts[part.at] = { code: to, returns: false };
      this.locals = new Map();
      for (const step of part.steps) this.step(step, part, to);
    }
    if ("fork" in stretch.then) for (const branch of stretch.then.branches) this.writeParts(branch);
  }

  private step(step: Step, part: Part, to: Code): void {
    const local = to.local();
    this.value(step, to);
    to.at(code.localSet, local);
    if (this.memory.leaves(step, part))
      to.integer(0).at(code.localGet, local).memory(code.f64Store, this.placeOf(step));
    this.locals.set(step, local);
  }

  /** The value of a step on the stack: by instructions, or if there are none for it by a call of its function. */
  private value(step: Step, to: Code): void {
    const body = bodyOfStep(step, this.loose);
    const args = step.inputs.map((input) => this.pusher(input, to));
    if (
      body !== undefined &&
      new Formulas(to, this.imports, args).body(body, step.op.predicate !== undefined)
    )
      return;
    for (const push of args) push();
    // A truth value comes as a number, 1 or 0.
    to.at(code.call, this.imports.at(functionOf(step) as (...x: number[]) => number, args.length));
  }

  /** What puts a value on the stack, as often as it is called: it has been put in a local by then. */
  private pusher(node: Node, to: Code): () => void {
    if (node.kind === "constant") return () => void to.number(node.value as number);
    let local = this.locals.get(node);
    if (local === undefined) {
      this.locals.set(node, (local = to.local()));
      to.integer(0).memory(code.f64Load, this.placeOf(node)).at(code.localSet, local);
    }
    const place = local;
    return () => void to.at(code.localGet, place);
  }

  private placeOf(node: Node): number {
    return node.kind === "input" ? node.at : this.inputs.length + this.memory.placeOf(node);
  }

  private write(stretch: Stretch, to: Code): void {
    for (const { at } of this.memory.partsOf(stretch)) to.at(code.call, this.imports.list.length + at);
    const { then } = stretch;
    if ("fork" in then) this.junction(then, to);
    else to.integer(this.ends.push(then) - 1).op(code.return);
  }

  private junction({ fork, branches }: Junction, to: Code): void {
    const order = inOrder(branches);
    const main = order.pop()!;
    for (const k of order) {
      this.test(fork, k, to);
      to.op(code.if, nothing);
      this.write(branches[k]!, to);
      to.op(code.end);
    }
    if (!isExhausted(fork)) {
      this.test(fork, main, to);
      to.op(code.i32Eqz, code.if, nothing).integer(noWay).op(code.return, code.end);
    }
    this.write(branches[main]!, to);
  }

  /** Whether the answer is that of way k, on the stack. */
  private test(fork: Fork, k: number, to: Code): void {
    const answer = fork.ways[k]!.answer as number;
    const { node } = fork;
    // What is in a local in one branch is not in another, so that here each is read anew.
    this.locals = new Map();
    const comparison = comparisonOf(fork);
    if (comparison !== undefined) {
      this.value(comparison, to);
      to.number(answer).op(code.f64Eq);
      return;
    }
    const push = this.pusher(node, to);
    if (Number.isNaN(answer)) {
      push();
      push();
      to.op(code.f64Ne);
    } else if (answer === 0) {
      // Of the two zeros, the one of the same sign.
      to.number(1);
      push();
      to.op(code.f64Div)
        .number(1 / answer)
        .op(code.f64Eq);
    } else {
      push();
      to.number(answer).op(code.f64Eq);
    }
  }

  /** What a way returns, read from the memory. */
  private result({ outputs, result }: End): Result {
    const places = Int32Array.from(outputs, (node) =>
      node.kind === "constant" ? noPlace : this.placeOf(node),
    );
    const constants = outputs.map((node) => (node.kind === "constant" ? (node.value as number) : 0));
    const put = putting(result, outputs.length);
    return (m, x, otherwise) => {
      const y = new Array<number>(places.length);
      let check = 0;
      for (let k = 0; k < y.length; k++) {
        const place = places[k]!;
        const value = place === noPlace ? constants[k]! : m[place]!;
        y[k] = value;
        check += value;
      }
      return check !== check && otherwise !== undefined ? otherwise(x) : put(y);
    };
  }
}

type Result = (m: Float64Array, x: readonly Plain[], otherwise: Program["run"] | undefined) => unknown;

const noPlace = -1;

/** Puts `count` outputs in their places of a result; one that is the list of them is the list that it is given. */
function putting(result: unknown, count: number): (y: readonly number[]) => unknown {
  const isPlace = (item: unknown, k: number): boolean =>
    item instanceof Place && item.at === k && item.kind === "value";
  if (Array.isArray(result) && result.length === count && result.every(isPlace)) return (y) => y;
  const makers: unknown[] = [inKind];
  const text = resultText(
    result,
    ({ at, kind }) =>
      kind === "value" ? `y[${String(at)}]` : `make[0](${JSON.stringify(kind)}, y[${String(at)}])`,
    (make) => `make[${String(makers.push(make) - 1)}]`,
  );
  const put = new Function("make", "y", `"use strict"; return ${text};`) as (...x: unknown[]) => unknown;
  return (y) => put(makers, y);
}
