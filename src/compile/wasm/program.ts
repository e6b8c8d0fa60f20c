// The back end for long programs of numbers: WebAssembly, which is fast from the first call on.

import type { Plain } from "../../ndarray/index.js";
import { isNumber, type Node, type Step } from "../graph.js";
import { Memory, type Part } from "../memory.js";
import type { End, Fork } from "../paths.js";
import {
  bodyOfStep,
  comparisonOf,
  functionOf,
  inOrder,
  isExhausted,
  type Junction,
  type Stretch,
} from "../plan.js";
import { missed, type Program } from "../program.js";
import { Roll, placeIn } from "../roll.js";
import type { Rolls } from "../rolls.js";
import { Users } from "../users.js";
import { instantiated, webAssembly } from "../../wasm/host.js";
import { Code, Imports, i32, moduleOf, nothing, type Func } from "../../wasm/encoder.js";
import { code } from "../../wasm/instructions.js";
import { Formulas } from "./formulas.js";
import { writeLoop } from "./loops.js";
import { noPlace, resultOf, type Result } from "./result.js";

/** Steps of one function; of a longer one, more values are kept in memory than in registers. */
const mostInOne = 2000;

/** What a program answers that has met an answer for which no way is known. */
const noWay = -1;

/**
 * The ways of a tree as a module, as `compiled` of the JavaScript back end has them; undefined if there is more in them
 * than numbers.
 */
export function compiledToWasm(
  rolls: Rolls,
  plain: ReadonlySet<Node>,
  inputs: readonly Node[],
  otherwise?: Program["run"],
): Program | undefined {
  if (webAssembly === undefined || !isOfNumbers(rolls.stretch)) return undefined;
  return new Writer(rolls, plain, inputs).program(otherwise);
}

function isOfNumbers({ steps, then }: Stretch): boolean {
  if (!steps.every((step) => step.inputs.every(isNumber) && functionOf(step) !== undefined)) return false;
  if (!("fork" in then)) return then.outputs.every(isNumber);
  const { node, question } = then.fork;
  return question === undefined && isNumber(node) && then.branches.every(isOfNumbers);
}

/** What the module of a program has to offer. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly program: () => number;
}

class Writer {
  private readonly imports = new Imports();
  /** The functions of the steps. */
  private readonly parts: Func[] = [];
  private readonly ends: Result[] = [];
  private readonly starts = new Map<End, number>();
  /** Lists that loops read, and where in memory they are, in bytes. */
  private readonly tables: { at: number; list: Float64Array | Int32Array }[] = [];
  private readonly memory: Memory;
  /** The values that are in a local of the function that is being written. */
  private locals = new Map<Node, number>();

  constructor(
    private readonly rolls: Rolls,
    private readonly loose: ReadonlySet<Node>,
    private readonly inputs: readonly Node[],
  ) {
    this.memory = new Memory(mostInOne, new Users(rolls.stretch), rolls);
  }

  program(otherwise: Program["run"] | undefined): Program {
    const { stretch } = this.rolls;
    this.writeParts(stretch);
    // Written twice, for the functions of a module are numbered after its imports, and a question may need some.
    this.write(stretch, new Code());
    this.ends.length = 0;
    const main = new Code();
    this.write(stretch, main);
    const results = this.ends;
    const functions: readonly Func[] = [...this.parts, { code: main, returns: i32, name: "program" }];
    const bytes = moduleOf(this.imports.list, functions, this.inputs.length + this.memory.size);
    const { memory, program } = instantiated<Exports>(bytes, { f: this.imports.given });
    const numbers = new Float64Array(memory.buffer);
    for (const { at, list } of this.tables)
      if (list instanceof Float64Array) numbers.set(list, at / 8);
      else new Int32Array(memory.buffer).set(list, at / 4);
    const run = (x: readonly Plain[]): unknown => {
      // An array among the inputs is one that the program does not use.
      for (let i = 0; i < x.length; i++) if (typeof x[i] === "number") numbers[i] = x[i] as number;
      const end = program();
      return end === noWay ? missed : results[end]!(numbers, x, otherwise);
    };
    return { source: `${String(bytes.length)} bytes of WebAssembly`, loops: this.rolls.sizes, run };
  }

  private writeParts(stretch: Stretch): void {
    for (const part of this.memory.partsOf(stretch)) {
      const to = new Code();
      this.parts[part.at] = { code: to };
      this.locals = new Map();
      for (const item of part.items)
        if (item instanceof Roll) this.roll(item, this.startOf(stretch.then), part, to);
        else this.step(item, part, to);
    }
    if ("fork" in stretch.then) for (const branch of stretch.then.branches) this.writeParts(branch);
    this.memory.drop(this.rolls.itemsOf(stretch));
  }

  private step(step: Step, part: Part, to: Code): void {
    const local = to.local();
    this.value(step, this.argsOf(step, to), to);
    to.at(code.localSet, local);
    this.keep(step, local, part, to);
  }

  /** Says that a step is in a local, and puts it in memory if others need it. */
  private keep(step: Step, local: number, part: Part, to: Code): void {
    if (this.memory.leaves(step, part))
      to.integer(0).at(code.localGet, local).memory(code.f64Store, this.placeOf(step));
    this.locals.set(step, local);
  }

  /** Where the results are put that loops hand out. */
  private startOf(then: Stretch["then"]): number {
    if ("fork" in then || !this.rolls.outputsOf(then).isListed) return 0;
    let start = this.starts.get(then);
    if (start === undefined) {
      start = this.inputs.length + this.memory.reserve(then.outputs.length);
      this.starts.set(then, start);
    }
    return start;
  }

  private roll(roll: Roll, results: number, part: Part, to: Code): void {
    const { lasts } = this.rolls.endsOf(roll);
    const locals = writeLoop(roll, lasts, to, {
      pusher: (node) => this.pusher(node, to),
      push: (node) => {
        this.push(node, to);
      },
      value: (step, args) => {
        this.value(step, args, to);
      },
      inputs: this.inputs.length,
      results,
      table: (list) => this.table(list),
    });
    this.memory.put([roll]);
    for (const [step, local] of locals) this.keep(step, local, part, to);
  }

  private table(list: Float64Array | Int32Array): number {
    const at = 8 * (this.inputs.length + this.memory.reserve(Math.ceil(list.byteLength / 8)));
    this.tables.push({ at, list });
    return at;
  }

  private argsOf(step: Step, to: Code): readonly (() => void)[] {
    return step.inputs.map((input) => this.pusher(input, to));
  }

  /** The value of a step on the stack: by instructions, or if there are none for it by a call of its function. */
  private value(step: Step, args: readonly (() => void)[], to: Code): void {
    const body = bodyOfStep(step, this.loose);
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

  /** Puts a value on the stack once: one that is in no local is put in none. */
  private push(node: Node, to: Code): void {
    if (node.kind === "constant" || this.locals.has(node)) this.pusher(node, to)();
    else to.integer(0).memory(code.f64Load, this.placeOf(node));
  }

  private placeOf(node: Node): number {
    return node.kind === "input" ? node.at : this.inputs.length + this.memory.placeOf(node);
  }

  private write(stretch: Stretch, to: Code): void {
    for (const { at } of this.memory.partsOf(stretch)) to.at(code.call, this.imports.list.length + at);
    const items = this.rolls.itemsOf(stretch);
    this.memory.put(items);
    const { then } = stretch;
    if ("fork" in then) this.junction(then, to);
    else to.integer(this.ends.push(resultOf(then, this.placesOf(then))) - 1).op(code.return);
    this.memory.drop(items);
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
      this.value(comparison, this.argsOf(comparison, to), to);
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

  /** Where in memory outputs are. */
  private placesOf(end: End): Int32Array {
    const { outputs } = end;
    const start = this.startOf(end);
    const places = Int32Array.from(outputs, (_, k) => start + k);
    const { listed, single } = this.rolls.outputsOf(end);
    for (const some of listed)
      for (let i = 0; i < some.count; i++)
        places[placeIn(some.at, i)] = this.inputs.length + placeIn(some.places(), i);
    for (const k of single) {
      const node = outputs[k]!;
      places[k] = node.kind === "constant" ? noPlace : this.placeOf(node);
    }
    return places;
  }
}
