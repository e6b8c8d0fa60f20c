// Steps as JavaScript: numbers by their formulas, loops over elements, loops that were found, loops that are kept, and calls.

import { sizeOf, type Plain } from "../ndarray/index.js";
import { Rounds } from "../transforms/loops/body.js";
import type { Part } from "../transforms/loops/parts.js";
import { Bindings } from "./bindings.js";
import { aheadLines, type AheadLines } from "./ahead-lines.js";
import type { Around } from "./element-lines.js";
import { loopText } from "./elements.js";
import { fused, isShort, type Loop } from "./fuse.js";
import { isNumber, type Node, type Step } from "./graph.js";
import { isPart, partsIn, roundPlan } from "./kept.js";
import { formulaLines } from "./lines.js";
import { loopLines, neededBy } from "./loops.js";
import { Memory } from "./memory.js";
import { functionOf } from "./plan.js";
import { sizeOfLoop, type LoopSize } from "./program.js";
import { Roll } from "./roll.js";
import { Rolls, type Item } from "./rolls.js";
import { roundsText } from "./rounds.js";
import { mostInOne, type Task } from "./task.js";
import { Text, variable } from "./text.js";
import { Threads } from "./threads.js";
import { Users } from "./users.js";

/** The steps of a body, as lines, and how many numbers they keep in m. */
interface Body {
  readonly lines: readonly string[];
  readonly size: number;
  readonly textOf: (node: Node) => string;
}

/** Writes steps to a text. */
export class StepWriter {
  readonly text: Text;
  /** Functions beside the text. */
  readonly functions: string[];
  /** The loops. */
  readonly sizes: LoopSize[];
  readonly threads: Threads;
  private readonly users: Users;
  /** The parts that are read of loops that are kept. */
  private readonly loopParts: ReadonlyMap<Node, readonly Step[]>;
  /** Where in the memory the elements of short arrays are that are in no array. */
  private readonly places = new Map<Node, number>();

  constructor(
    private readonly task: Task,
    /** Whether the steps are divided among functions. */
    private readonly isDivided: boolean,
  ) {
    const { rolls, target, within } = task;
    this.text = new Text(within?.bindings ?? new Bindings(), within?.nameOf);
    this.functions = within?.functions ?? [];
    this.sizes = within?.sizes ?? [];
    this.threads = within?.threads ?? new Threads(target.workers);
    this.users = new Users(rolls.stretch);
    this.loopParts = partsIn(rolls.stretch);
    if (isDivided || rolls.size > 0) this.text.memory = this.newMemory();
  }

  private newMemory(): Memory {
    return new Memory(mostInOne, this.users, this.task.rolls);
  }

  /** What the text with these lines at its end returns. */
  made(lines: readonly string[]): ReturnType<Bindings["function"]> {
    return this.text.bindings.function(this.source(lines));
  }

  /** The text with these lines at its end. */
  source(lines: readonly string[]): string {
    return ['"use strict";', ...this.functions, ...lines].join("\n");
  }

  /** All steps of a body. */
  body(indent: string): Body {
    const { rolls } = this.task;
    this.items(rolls.itemsOf(rolls.stretch), indent);
    const { lines, memory, textOf } = this.text;
    return { lines, size: memory?.size ?? 0, textOf };
  }

  items(items: readonly Item[], indent: string): void {
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
    const { text, task } = this;
    const { textOf, nameOf } = text;
    for (const node of roll.copies.values()) text.fetch(node, indent);
    for (const node of neededBy(roll)) text.hold(node, indent);
    const { lasts } = task.rolls.endsOf(roll);
    const inputName = task.within?.nameOf;
    const ahead = this.ahead(roll);
    text.push(indent, loopLines(roll, lasts, { textOf, formula: this.formula, nameOf, inputName }, ahead));
    this.sizes.push(sizeOfLoop(roll, ahead));
    text.memory?.put([roll]);
    for (const { step } of lasts) text.here.add(step);
  }

  private ahead(roll: Roll): AheadLines | undefined {
    const { text, threads } = this;
    const { loose, target, within } = this.task;
    if (target.backEnd === "javascript") return undefined;
    const { textOf, nameOf } = text;
    const memory = (): Memory => (text.memory ??= this.newMemory());
    return aheadLines(roll, { textOf, nameOf, memory, loose, threads, hasInputs: within === undefined });
  }

  private steps(steps: readonly Step[], indent: string): void {
    for (const item of fused(steps, this.users, this.threads.isOne ? "all" : "runs")) {
      if ("results" in item) this.loop(item, indent);
      else this.step(item, indent);
    }
  }

  private loop(loop: Loop, indent: string): void {
    const { text } = this;
    const members = new Set<Node>(loop.steps);
    for (const step of loop.results) this.place(step);
    for (const { inputs } of [...loop.steps, ...loop.sums])
      for (const input of inputs) if (!members.has(input)) text.fetch(input, indent);
    text.push(indent, loopText(loop, this.around));
    for (const step of [...loop.steps, ...loop.sums, ...loop.columns]) text.here.add(step);
  }

  /** Gives a short array that is but for loops a place in the memory, if what needs it is in this function. */
  private place(step: Step): void {
    const { target, within } = this.task;
    const isAsked = target.backEnd === "webassembly";
    if (isAsked || this.isDivided || within !== undefined) return;
    if (!isShort(step.shape) || this.places.has(step) || !this.users.isOnlyForLoops(step)) return;
    this.text.memory ??= this.newMemory();
    this.places.set(step, this.text.memory.reserve(sizeOf(step.shape)));
  }

  private get around(): Around {
    const { text, threads, task } = this;
    return {
      textOf: text.textOf,
      formula: this.formula,
      nameOf: text.nameOf,
      placeOf: (node) => this.places.get(node),
      backEnd: task.target.backEnd,
      threads,
      places: task.within?.places,
    };
  }

  /** The lines that compute a step on numbers. */
  private readonly formula = (step: Step, name: string, args: readonly string[]): string[] =>
    formulaLines(step, name, args, this.task.loose, this.text.nameOf);

  private step(step: Step, indent: string): void {
    const { text } = this;
    if (isPart(step)) {
      const whole = step.inputs[0]!;
      const at = this.loopParts.get(whole)!.indexOf(step);
      text.line(indent, variable(step), `${text.textOf(whole)}[${String(at)}]`);
    } else {
      for (const input of step.inputs) text.fetch(input, indent);
      this.value(step, indent);
    }
    text.here.add(step);
  }

  /** What a step makes of its inputs. */
  private value(step: Step, indent: string): void {
    const { text } = this;
    const args = step.inputs.map(text.textOf);
    if (step.params instanceof Rounds) {
      // A loop is the list of the parts that are read of it.
      const parts = (this.loopParts.get(step) ?? []).map(({ params }) => params as Part);
      text.line(indent, variable(step), `${this.loopFunction(step.params, parts)}([${args.join(", ")}])`);
    } else if (step.inputs.every(isNumber) && functionOf(step) !== undefined)
      text.push(indent, this.formula(step, variable(step), args));
    else text.line(indent, variable(step), this.call(step, args));
  }

  /** The call of an op that is not of numbers. */
  private call({ op, params }: Step, args: readonly string[]): string {
    const { nameOf } = this.text;
    const name = nameOf(`${op.name}_`, op.eval);
    return `${name}([${args.join(", ")}], ${params === undefined ? "undefined" : nameOf("params", params)})`;
  }

  /** Writes a function of a loop's inputs that gives the parts, and says its name. */
  private loopFunction(rounds: Rounds, parts: readonly Part[]): string {
    const { functions, sizes, threads, text } = this;
    const { loose, target } = this.task;
    const { bindings, nameOf } = text;
    const { steps } = roundPlan(rounds, parts).stretch;
    sizes.push({ rounds: rounds.count ?? "any", steps: steps.length });
    const own = roundsText(rounds, parts, {
      nameOf,
      backEnd: target.backEnd,
      body: (stretch, inputName, indent, places) => {
        const rolls = new Rolls(stretch, loose, false);
        const within = { bindings, functions, sizes, threads, nameOf: inputName, places };
        return new StepWriter({ rolls, loose, target, within }, false).body(indent);
      },
    });
    const name = `loop${String(functions.length)}`;
    functions.push(`function ${name}${own}`);
    return name;
  }

  /** A loop on its own. */
  loopAlone(rounds: Rounds, parts: readonly Part[]): (x: readonly Plain[]) => readonly Plain[] {
    const run: unknown = this.made([`return ${this.loopFunction(rounds, parts)};`]);
    return run as (x: readonly Plain[]) => readonly Plain[];
  }
}
