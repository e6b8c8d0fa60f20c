// The back end that every host has: a program as JavaScript, one constant for each value.

import { NDArray, dataOf, sizeOf, type Plain } from "../ndarray/index.js";
import type { Op } from "../core/op.js";
import { Rounds } from "../transforms/loops/body.js";
import { partOp } from "../transforms/loops/loop.js";
import type { Part as LoopPart } from "../transforms/loops/parts.js";
import type { Around } from "./element-lines.js";
import { loopText } from "./elements.js";
import { literal, spelled } from "./formula.js";
import { missed, type LoopSize, type Program, type Target } from "./program.js";
import { Bindings } from "./bindings.js";
import { Memory, type Part } from "./memory.js";
import { fused, isShort, type Loop } from "./fuse.js";
import { loopLines, neededBy } from "./loops.js";
import { endLines } from "./outputs.js";
import { formulaLines } from "./lines.js";
import { Roll } from "./roll.js";
import { Rolls, type Item } from "./rolls.js";
import { partsIn } from "./kept.js";
import type { Places } from "./round-places.js";
import { roundsText } from "./rounds.js";
import { Threads } from "./threads.js";
import { Users } from "./users.js";
import { isNumber, type Input, type Node, type Step } from "./graph.js";
import { sameAnswer, type End, type Fork } from "./paths.js";
import {
  asked,
  bodyOfStep,
  comparisonOf,
  functionOf,
  inOrder,
  isExhausted,
  type Junction,
  type Stretch,
} from "./plan.js";

/** More steps than this are divided among functions, since V8 does not optimise what is longer. */
const mostInOne = 1000;

/**
 * The ways of a tree as one function. In all products of the chain rule 0 · ∞ is 0; with `otherwise` that is left to it
 * where the result shows whether it matters: then it is called.
 */
export function compiled(
  rolls: Rolls,
  plain: ReadonlySet<Node>,
  target: Target,
  otherwise?: Program["run"],
): Program {
  return new Writer({ rolls, loose: plain, target, otherwise }).program(rolls.stretch);
}

/** A loop on its own: what it makes of its inputs. */
export function loopRun(
  rounds: Rounds,
  ...parts: readonly LoopPart[]
): (x: readonly Plain[]) => readonly Plain[] {
  const none: Stretch = { steps: [], then: { outputs: [], result: undefined }, length: 0 };
  const rolls = new Rolls(none, new Set());
  return new Writer({
    rolls,
    loose: new Set(),
    target: { backEnd: "javascript", workers: 1 },
    otherwise: undefined,
  }).loopAlone(rounds, parts);
}

/** Whether a program with so many steps of text is to be divided: then V8 takes long until it is fast. */
export function isLong(length: number): boolean {
  return length > mostInOne;
}

/** What is written, and how. */
interface Task {
  readonly rolls: Rolls;
  readonly loose: ReadonlySet<Node>;
  readonly target: Target;
  readonly otherwise: Program["run"] | undefined;
  /** Of the body of a loop: the text that it is a part of, and what its inputs are called there. */
  readonly within?: {
    readonly bindings: Bindings;
    readonly functions: string[];
    readonly sizes: LoopSize[];
    readonly threads: Threads;
    readonly nameOf: (input: Input) => string;
    readonly places: Places | undefined;
  };
}

class Writer {
  private readonly bindings: Bindings;
  private readonly users: Users;
  private readonly rolls: Rolls;
  private readonly loose: ReadonlySet<Node>;
  private readonly target: Target;
  private readonly otherwise: Program["run"] | undefined;
  /** The parts that are read of loops that are kept. */
  private readonly loopParts: ReadonlyMap<Node, readonly Step[]>;
  private lines: string[] = [];
  /** The values that have a name where the text now is. */
  private here = new Set<Node>();
  private readonly functions: string[];
  /** The loops that are kept. */
  private readonly sizes: LoopSize[];
  /** What functions or loops hand to each other, if they do. */
  private memory: Memory | undefined;
  /** Where in the memory the elements of short arrays are that are in no array. */
  private readonly places = new Map<Node, number>();
  private isDivided = false;
  private readonly threads: Threads;

  constructor(private readonly task: Task) {
    const { rolls, within } = task;
    ({ rolls: this.rolls, loose: this.loose, target: this.target, otherwise: this.otherwise } = task);
    this.threads = within?.threads ?? new Threads(task.target.workers);
    this.users = new Users(rolls.stretch);
    this.bindings = within?.bindings ?? new Bindings();
    this.functions = within?.functions ?? [];
    this.sizes = within?.sizes ?? [];
    this.loopParts = partsIn(rolls.stretch, isPart);
  }

  /** The steps of a body, as lines, and how many numbers they keep in m. */
  body(indent: string): {
    readonly lines: readonly string[];
    readonly size: number;
    readonly textOf: (node: Node) => string;
  } {
    const { stretch } = this.rolls;
    if (this.rolls.size > 0) this.memory = this.newMemory();
    this.items(this.rolls.itemsOf(stretch), indent);
    return { lines: this.lines, size: this.memory?.size ?? 0, textOf: (node) => this.textOf(node) };
  }

  loopAlone(rounds: Rounds, parts: readonly LoopPart[]): (x: readonly Plain[]) => readonly Plain[] {
    const name = this.loopFunction(rounds, parts);
    const source = ['"use strict";', ...this.functions, `return ${name};`].join("\n");
    return this.bindings.function(source) as unknown as (x: readonly Plain[]) => readonly Plain[];
  }

  /** Writes a function of a loop's inputs that gives the parts, and says its name. */
  private loopFunction(rounds: Rounds, parts: readonly LoopPart[]): string {
    const { functions, bindings, loose, target, threads, sizes } = this;
    const text = roundsText(rounds, parts, {
      nameOf: (kind, x) => bindings.nameOf(kind, x),
      backEnd: target.backEnd,
      body: (stretch, nameOf, indent, places) => {
        const rolls = new Rolls(stretch, loose);
        sizes.push({ rounds: rounds.count, steps: stretch.steps.length }, ...rolls.sizes);
        const within = { bindings, functions, sizes, threads, nameOf, places };
        return new Writer({ rolls, loose, target, otherwise: undefined, within }).body(indent);
      },
    });
    const name = `loop${String(functions.length)}`;
    functions.push(`function ${name}${text}`);
    return name;
  }

  program(stretch: Stretch): Program {
    this.isDivided = isLong(this.rolls.length);
    if (this.isDivided || this.rolls.size > 0) this.memory = this.newMemory();
    this.write(stretch, "  ");
    const { memory } = this;
    const given = memory === undefined ? "x" : "x, m, h";
    const body = `function program(${given}) {\n${this.lines.join("\n")}\n}`;
    const source = ['"use strict";', ...this.functions, `return ${body};`].join("\n");
    const ways = this.bindings.function(source);
    const run = memory === undefined ? (ways as Program["run"]) : memory.lent(ways);
    return { source, division: this.threads, loops: [...this.rolls.sizes, ...this.sizes], run };
  }

  private newMemory(): Memory {
    return new Memory(mostInOne, this.users, this.rolls);
  }

  private write(stretch: Stretch, indent: string): void {
    const { then } = stretch;
    const isListed = !("fork" in then) && this.rolls.outputsOf(then).isListed;
    if (isListed) this.line(indent, "y", `new Array(${String(then.outputs.length)})`);
    if (this.memory === undefined || !this.isDivided) this.items(this.rolls.itemsOf(stretch), indent);
    else for (const part of this.memory.partsOf(stretch)) this.apart(part, this.memory, indent, isListed);
    if ("fork" in then) this.junction(then, indent);
    else this.end(then, indent);
    this.memory?.drop(this.rolls.itemsOf(stretch));
  }

  /** Steps in a function of their own, which is called in their place. */
  private apart(part: Part, memory: Memory, indent: string, isListed: boolean): void {
    const { at, items } = part;
    const [lines, here] = [this.lines, this.here];
    [this.lines, this.here] = [[], new Set()];
    this.items(items, "  ");
    for (const step of memory.namedBy(part))
      if (memory.leaves(step, part)) this.lines.push(`  ${memory.textOf(step)} = ${nameOf(step)};`);
    this.functions.push(`function part${String(at)}(x, m, h, y) {\n${this.lines.join("\n")}\n}`);
    [this.lines, this.here] = [lines, here];
    this.lines.push(`${indent}part${String(at)}(x, m, h${isListed ? ", y" : ""});`);
  }

  private items(items: readonly Item[], indent: string): void {
    let steps: Step[] = [];
    for (const item of items) {
      if (!(item instanceof Roll)) {
        steps.push(item);
        continue;
      }
      this.steps(steps, indent);
      steps = [];
      this.roll(item, indent);
    }
    this.steps(steps, indent);
  }

  private roll(roll: Roll, indent: string): void {
    for (const node of roll.copies.values()) this.fetch(node, indent);
    for (const node of neededBy(roll)) this.hold(node, indent);
    const { lasts } = this.rolls.endsOf(roll);
    const lines = loopLines(roll, lasts, {
      textOf: (node) => this.textOf(node),
      formula: (step, name, args) => this.formula(step, name, args),
      nameOf: (kind, x) => this.bindings.nameOf(kind, x),
    });
    for (const line of lines) this.lines.push(indent + line);
    this.memory?.put([roll]);
    for (const { step } of lasts) this.here.add(step);
  }

  private steps(steps: readonly Step[], indent: string): void {
    for (const item of fused(steps, this.users)) {
      if ("results" in item) this.loop(item, indent);
      else this.step(item, indent);
    }
  }

  private loop(loop: Loop, indent: string): void {
    const members = new Set<Node>(loop.steps);
    for (const step of loop.results) this.place(step);
    for (const { inputs } of [...loop.steps, ...loop.sums])
      for (const input of inputs) if (!members.has(input)) this.fetch(input, indent);
    for (const line of loopText(loop, this.around)) this.lines.push(indent + line);
    for (const step of [...loop.steps, ...loop.sums]) this.here.add(step);
  }

  /** Gives a short array that is but for loops a place in the memory, if what needs it is in this function. */
  private place(step: Step): void {
    const isAsked = this.target.backEnd === "webassembly";
    if (
      isAsked ||
      this.isDivided ||
      this.task.within !== undefined ||
      !isShort(step.shape) ||
      this.places.has(step)
    )
      return;
    if (!this.users.isOnlyForLoops(step)) return;
    this.memory ??= this.newMemory();
    this.places.set(step, this.memory.reserve(sizeOf(step.shape)));
  }

  private get around(): Around {
    return {
      textOf: (node) => this.textOf(node),
      formula: (step, name, args) => this.formula(step, name, args),
      nameOf: (kind, x) => this.bindings.nameOf(kind, x),
      placeOf: (node) => this.places.get(node),
      backEnd: this.target.backEnd,
      threads: this.threads,
      places: this.task.within?.places,
    };
  }

  /** The lines that compute a step on numbers. */
  private formula(step: Step, name: string, args: readonly string[]): string[] {
    return formulaLines(step, name, args, this.loose, (kind, x) => this.bindings.nameOf(kind, x));
  }

  private step(step: Step, indent: string): void {
    if (step.params instanceof Rounds) {
      this.keptLoop(step, step.params, indent);
      return;
    }
    if (isPart(step)) {
      const whole = step.inputs[0]!;
      const at = this.loopParts.get(whole)!.indexOf(step);
      this.line(indent, nameOf(step), `${this.textOf(whole)}[${String(at)}]`);
      this.here.add(step);
      return;
    }
    for (const input of step.inputs) this.fetch(input, indent);
    const args = step.inputs.map((input) => this.textOf(input));
    const isScalar = step.inputs.every(isNumber) && functionOf(step) !== undefined;
    if (isScalar) for (const line of this.formula(step, nameOf(step), args)) this.lines.push(indent + line);
    else this.line(indent, nameOf(step), this.call(step, args));
    this.here.add(step);
  }

  /** A loop as the list of the parts that are read of it. */
  private keptLoop(step: Step, rounds: Rounds, indent: string): void {
    for (const input of step.inputs) this.fetch(input, indent);
    const parts = this.loopParts.get(step) ?? [];
    const name = this.loopFunction(
      rounds,
      parts.map(({ params }) => params as LoopPart),
    );
    this.line(
      indent,
      nameOf(step),
      `${name}([${step.inputs.map((input) => this.textOf(input)).join(", ")}])`,
    );
    this.here.add(step);
  }

  private line(indent: string, name: string, text: string): void {
    this.lines.push(`${indent}const ${name} = ${text};`);
  }

  /** The call of an op that is not of numbers. */
  private call({ op, params }: Step, args: readonly string[]): string {
    const name = this.bindings.nameOf(`${op.name}_`, op.eval);
    return `${name}([${args.join(", ")}], ${params === undefined ? "undefined" : this.bindings.nameOf("params", params)})`;
  }

  /** Gives an input its name, where the text now is. */
  private fetch(node: Node, indent: string): void {
    if (node.kind !== "input" || this.here.has(node) || this.task.within !== undefined) return;
    this.line(indent, nameOf(node), `x[${String(node.at)}]`);
    this.here.add(node);
  }

  /** The same for any value: what is read in each round of a loop is to be read once. */
  private hold(node: Node, indent: string): void {
    this.fetch(node, indent);
    if (node.kind !== "step" || this.here.has(node)) return;
    this.line(indent, nameOf(node), this.textOf(node));
    this.here.add(node);
  }

  private textOf(node: Node): string {
    if (node.kind === "step" && !this.here.has(node) && this.memory !== undefined)
      return this.memory.textOf(node);
    if (node.kind === "input" && this.task.within !== undefined) return this.task.within.nameOf(node);
    if (node.kind !== "constant") return nameOf(node);
    return typeof node.value === "number" ? literal(node.value) : this.bindings.nameOf("array", node.value);
  }

  private junction({ fork, branches }: Junction, indent: string): void {
    for (const node of asked(fork)) this.fetch(node, indent);
    const order = inOrder(branches);
    const main = order.pop()!;
    for (const k of order) {
      this.lines.push(`${indent}if (${this.test(fork, k)}) {`);
      const here = this.here;
      this.here = new Set(here);
      this.write(branches[k]!, `${indent}  `);
      this.here = here;
      this.lines.push(`${indent}}`);
    }
    if (!isExhausted(fork))
      this.lines.push(
        `${indent}if (!(${this.test(fork, main)})) return ${this.bindings.nameOf("missed", missed)};`,
      );
    this.write(branches[main]!, indent);
  }

  /** Whether the answer is that of way k. */
  private test(fork: Fork, k: number): string {
    const { answer } = fork.ways[k]!;
    const { node, question } = fork;
    const comparison = comparisonOf(fork);
    if (comparison !== undefined) {
      const args = comparison.inputs.map((input) => this.textOf(input));
      const text = spelled(bodyOfStep(comparison, this.loose)!.result, args, []);
      return answer === 0 ? `!(${text})` : text;
    }
    const value = this.textOf(node);
    if (question !== undefined)
      return `Object.is(${this.bindings.nameOf("question", question)}(${this.bindings.nameOf("dataOf", dataOf)}(${value})), ${String(answer)})`;
    if (answer instanceof NDArray)
      return `${this.bindings.nameOf("same", sameAnswer)}(${value}, ${this.bindings.nameOf("array", answer)})`;
    return answer === 0 || Number.isNaN(answer)
      ? `Object.is(${value}, ${literal(answer as number)})`
      : `${value} === ${String(answer)}`;
  }

  private end(end: End, indent: string): void {
    const outputs = this.rolls.outputsOf(end);
    for (const k of outputs.single) this.fetch(end.outputs[k]!, indent);
    const lines = endLines(end, outputs, this.loose.size > 0 ? this.otherwise : undefined, {
      textOf: (node) => this.textOf(node),
      nameOf: (kind, x) => this.bindings.nameOf(kind, x),
    });
    for (const line of lines) this.lines.push(indent + line);
  }
}

function isPart({ op }: Step): boolean {
  return op === (partOp as unknown as Op);
}

function nameOf({ id }: Node): string {
  return `v${String(id)}`;
}
