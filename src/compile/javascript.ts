// The back end that every host has: a program as JavaScript, one constant for each value.

import { NDArray, dataOf, type Plain } from "../ndarray/index.js";
import { sameData, type Rounds } from "../transforms/loops/body.js";
import type { Part as LoopPart } from "../transforms/loops/parts.js";
import { literal, spelled } from "./formula.js";
import type { Node } from "./graph.js";
import type { Memory, Part } from "./memory.js";
import { endLines, listOf } from "./outputs.js";
import type { End, Fork } from "./paths.js";
import {
  asked,
  bodyOfStep,
  comparisonOf,
  inOrder,
  isExhausted,
  type Junction,
  type Stretch,
} from "./plan.js";
import { missed, type Program, type Target } from "./program.js";
import { Rolls } from "./rolls.js";
import { StepWriter } from "./step-writer.js";
import { isLong, type Task } from "./task.js";
import { variable, type Text } from "./text.js";

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
  return new Writer({ rolls, loose: plain, target }, otherwise).program(rolls.stretch);
}

/** A loop on its own: what it makes of its inputs. */
export function loopRun(
  rounds: Rounds,
  ...parts: readonly LoopPart[]
): (x: readonly Plain[]) => readonly Plain[] {
  const none: Stretch = { steps: [], then: { outputs: [], result: undefined }, length: 0 };
  const task: Task = {
    rolls: new Rolls(none, new Set()),
    loose: new Set(),
    target: { backEnd: "javascript", workers: 1 },
  };
  return new StepWriter(task, false).loopAlone(rounds, parts);
}

/** Writes the ways of a tree. */
class Writer {
  private readonly steps: StepWriter;
  private readonly text: Text;
  private readonly isDivided: boolean;

  constructor(
    private readonly task: Task,
    private readonly otherwise: Program["run"] | undefined,
  ) {
    this.isDivided = isLong(task.rolls.length);
    this.steps = new StepWriter(task, this.isDivided);
    this.text = this.steps.text;
  }

  program(stretch: Stretch): Program {
    const { steps, text } = this;
    this.write(stretch, "  ");
    const { memory } = text;
    const given = memory === undefined ? "x" : "x, m, h";
    const body = [`return function program(${given}) {`, ...text.lines, "};"];
    const ways = steps.made(body);
    return {
      source: steps.source(body),
      division: steps.threads,
      loops: steps.sizes,
      run: memory === undefined ? (ways as Program["run"]) : memory.lent(ways),
    };
  }

  private write(stretch: Stretch, indent: string): void {
    const { then } = stretch;
    const { rolls } = this.task;
    const items = rolls.itemsOf(stretch);
    const isListed = !("fork" in then) && rolls.outputsOf(then).isListed;
    if (isListed) this.text.line(indent, "y", listOf(then, this.text.nameOf));
    const { memory } = this.text;
    if (memory === undefined || !this.isDivided) this.steps.items(items, indent);
    else for (const part of memory.partsOf(stretch)) this.apart(part, memory, indent, isListed);
    if ("fork" in then) this.junction(then, indent);
    else this.end(then, indent);
    this.text.memory?.drop(items);
  }

  /** Steps in a function of their own, which is called in their place. */
  private apart(part: Part, memory: Memory, indent: string, isListed: boolean): void {
    const { text, steps } = this;
    const name = `part${String(part.at)}`;
    const lines = text.apart(() => {
      steps.items(part.items, "  ");
      const leaving = memory.namedBy(part).filter((step) => memory.leaves(step, part));
      text.push(
        "  ",
        leaving.map((step) => `${memory.textOf(step)} = ${variable(step)};`),
      );
    });
    steps.functions.push(`function ${name}(x, m, h, y) {\n${lines.join("\n")}\n}`);
    text.push(indent, [`${name}(x, m, h${isListed ? ", y" : ""});`]);
  }

  private junction({ fork, branches }: Junction, indent: string): void {
    const { text } = this;
    for (const node of asked(fork)) text.fetch(node, indent);
    const order = inOrder(branches);
    const main = order.pop()!;
    for (const k of order) {
      text.push(indent, [`if (${this.test(fork, k)}) {`]);
      text.block(() => this.write(branches[k]!, `${indent}  `));
      text.push(indent, ["}"]);
    }
    if (!isExhausted(fork))
      text.push(indent, [`if (!(${this.test(fork, main)})) return ${text.nameOf("missed", missed)};`]);
    this.write(branches[main]!, indent);
  }

  /** Whether the answer is that of way k. */
  private test(fork: Fork, k: number): string {
    const { textOf, nameOf } = this.text;
    const { answer } = fork.ways[k]!;
    const { node, question } = fork;
    const comparison = comparisonOf(fork);
    if (comparison !== undefined) {
      const args = comparison.inputs.map(textOf);
      const text = spelled(bodyOfStep(comparison, this.task.loose)!.result, args, []);
      return answer === 0 ? `!(${text})` : text;
    }
    const value = textOf(node);
    if (question !== undefined)
      return `Object.is(${nameOf("question", question)}(${nameOf("dataOf", dataOf)}(${value})), ${String(answer)})`;
    if (answer instanceof NDArray) return `${nameOf("same", sameData)}(${value}, ${nameOf("array", answer)})`;
    return answer === 0 || Number.isNaN(answer)
      ? `Object.is(${value}, ${literal(answer as number)})`
      : `${value} === ${String(answer)}`;
  }

  private end(end: End, indent: string): void {
    const { text, task } = this;
    const outputs = task.rolls.outputsOf(end);
    for (const k of outputs.single) text.fetch(end.outputs[k]!, indent);
    text.push(indent, endLines(end, outputs, task.loose.size > 0 ? this.otherwise : undefined, text));
  }
}
