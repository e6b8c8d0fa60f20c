// The back end for long programs of numbers: WebAssembly, which is fast from the first call on.

import type { Plain } from "../../ndarray/index.js";
import { isNumber, type Node } from "../graph.js";
import { Memory, type Part } from "../memory.js";
import type { End, Fork } from "../paths.js";
import { comparisonOf, functionOf, inOrder, isExhausted, type Junction, type Stretch } from "../plan.js";
import { missed, sizeOfLoop, type LoopSize, type Program } from "../program.js";
import { Roll, placeIn } from "../roll.js";
import type { Rolls } from "../rolls.js";
import { Threads } from "../threads.js";
import { Users } from "../users.js";
import { instantiated, webAssembly } from "../../wasm/host.js";
import { Code, Imports, i32, moduleOf, nothing, type Func } from "../../wasm/encoder.js";
import { code } from "../../wasm/instructions.js";
import { aheadLoop, type AheadLoop } from "./ahead-loop.js";
import { writeLoop } from "./loops.js";
import { noPlace, resultOf, type Result } from "./result.js";
import { placeOf, Steps, type Shared } from "./steps.js";

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
  inputs: number,
  workers: number,
  otherwise?: Program["run"],
): Program | undefined {
  if (webAssembly === undefined || !isOfNumbers(rolls.stretch)) return undefined;
  return new Writer(rolls, plain, inputs, workers).program(otherwise);
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
  private readonly shared: Shared;
  /** The inputs and what is kept, when the module is there. */
  private numbers = new Float64Array(0);
  private readonly threads: Threads;
  private readonly loops: LoopSize[] = [];

  constructor(
    private readonly rolls: Rolls,
    loose: ReadonlySet<Node>,
    inputs: number,
    workers: number,
  ) {
    const { imports } = this;
    const memory = new Memory(mostInOne, new Users(rolls.stretch), rolls);
    this.memory = memory;
    this.shared = { imports, memory, loose, inputs, numbers: () => this.numbers };
    this.threads = new Threads(workers);
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
    const bytes = moduleOf(this.imports.list, functions, this.shared.inputs + this.memory.size);
    const { memory, program } = instantiated<Exports>(bytes, { f: this.imports.given });
    const numbers = new Float64Array(memory.buffer);
    this.numbers = numbers;
    for (const { at, list } of this.tables)
      if (list instanceof Float64Array) numbers.set(list, at / 8);
      else new Int32Array(memory.buffer).set(list, at / 4);
    const run = (x: readonly Plain[]): unknown => {
      // An array among the inputs is one that the program does not use.
      for (let i = 0; i < x.length; i++) if (typeof x[i] === "number") numbers[i] = x[i] as number;
      const end = program();
      return end === noWay ? missed : results[end]!(numbers, x, otherwise);
    };
    const source = `${String(bytes.length)} bytes of WebAssembly`;
    return { source, division: this.threads, loops: this.loops, run };
  }

  private writeParts(stretch: Stretch): void {
    for (const part of this.memory.partsOf(stretch)) {
      const to = new Code();
      this.parts[part.at] = { code: to };
      const steps = new Steps(to, this.shared);
      for (const item of part.items)
        if (item instanceof Roll) this.roll(item, this.startOf(stretch.then), part, steps, to);
        else steps.step(item, part);
    }
    if ("fork" in stretch.then) for (const branch of stretch.then.branches) this.writeParts(branch);
    this.memory.drop(this.rolls.itemsOf(stretch));
  }

  /** Where the results are put that loops hand out. */
  private startOf(then: Stretch["then"]): number {
    if ("fork" in then || !this.rolls.outputsOf(then).isListed) return 0;
    let start = this.starts.get(then);
    if (start === undefined) {
      start = this.shared.inputs + this.memory.reserve(then.outputs.length);
      this.starts.set(then, start);
    }
    return start;
  }

  private roll(roll: Roll, results: number, part: Part, steps: Steps, to: Code): void {
    const { lasts } = this.rolls.endsOf(roll);
    const ahead = this.ahead(roll);
    const around = { steps, inputs: this.shared.inputs, results, table: this.table };
    const locals = writeLoop(roll, lasts, to, around, ahead);
    this.loops.push(sizeOfLoop(roll, ahead));
    this.memory.put([roll]);
    for (const [step, local] of locals) steps.keep(step, local, part);
  }

  private ahead(roll: Roll): AheadLoop | undefined {
    const { threads, memory, shared } = this;
    const { loose, inputs: before } = shared;
    const around = { loose, threads, isWasm: true, before, memory: () => memory };
    return aheadLoop(roll, { ...around, inputs: (places) => places });
  }

  private readonly table = (list: Float64Array | Int32Array): number => {
    const at = 8 * (this.shared.inputs + this.memory.reserve(Math.ceil(list.byteLength / 8)));
    this.tables.push({ at, list });
    return at;
  };

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
    const steps = new Steps(to, this.shared);
    const comparison = comparisonOf(fork);
    if (comparison !== undefined) {
      steps.value(comparison, steps.argsOf(comparison));
      to.number(answer).op(code.f64Eq);
      return;
    }
    const push = steps.pusher(node);
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
        places[placeIn(some.at, i)] = this.shared.inputs + placeIn(some.places(), i);
    for (const k of single) {
      const node = outputs[k]!;
      places[k] = node.kind === "constant" ? noPlace : placeOf(node, this.shared);
    }
    return places;
  }
}
