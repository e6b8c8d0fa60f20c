// The text of a loop over points.

import { Bindings } from "./bindings.js";
import { literal, spelled } from "./formula.js";
import type { Node, Step } from "./graph.js";
import { formulaLines } from "./lines.js";
import type { End } from "./paths.js";
import { asked, bodyOfStep, comparisonOf, inOrder, isExhausted } from "./plan.js";
import type { Junction, Stretch } from "./plan.js";

/**
 * Runs the points from one to another; answers with the one at which it stopped. The results are one below the other in y:
 * one array is written to faster than many.
 */
export type LoopOverPoints = (
  x: readonly Float64Array[],
  y: Float64Array,
  from: number,
  to: number,
) => number;

/** A loop over points as text: of functions of numbers that have no formulas it reads what `bindings` hold. */
export interface LoopText {
  readonly source: string;
  readonly bindings: Bindings;
}

/**
 * The loop that goes these ways. Results lie `n` numbers apart in y. Products of the chain rule that are `loose` are plain
 * ones; with `checks` a point at which NaN shows in a result stops the loop.
 */
export function textOfLoop(stretch: Stretch, n: number, loose: ReadonlySet<Node>, checks: boolean): LoopText {
  return new Writer(n, loose, checks).loop(stretch);
}

/** Writes the loop. */
class Writer {
  private readonly bindings = new Bindings();
  private readonly columns = new Set<number>();
  /** The values that have a name where the text now is. */
  private here = new Set<Node>();

  constructor(
    private readonly n: number,
    private readonly loose: ReadonlySet<Node>,
    private readonly checks: boolean,
  ) {}

  loop(stretch: Stretch): LoopText {
    const body = this.write(stretch, "    ");
    const heads = [...this.columns].map((k) => `  const x${String(k)} = x[${String(k)}];`);
    const lines = [...heads, "  for (let i = from; i < to; i++) {", ...body, "  }", "  return to;"];
    const source = `"use strict";\nreturn function points(x, y, from, to) {\n${lines.join("\n")}\n};`;
    return { source, bindings: this.bindings };
  }

  private write({ steps, then }: Stretch, indent: string): string[] {
    const lines = steps.flatMap((step) => this.step(step, indent));
    return [...lines, ...("fork" in then ? this.junction(then, indent) : this.end(then, indent))];
  }

  private step(step: Step, indent: string): string[] {
    const reads = step.inputs.flatMap((input) => this.read(input, indent));
    this.here.add(step);
    const lines = formulaLines(step, nameOf(step), step.inputs.map(textOf), this.loose, (kind, x) =>
      this.bindings.nameOf(kind, x),
    );
    return [...reads, ...lines.map((line) => indent + line)];
  }

  /** Gives an input its name, where the text now is. */
  private read(node: Node, indent: string): string[] {
    if (node.kind !== "input" || this.here.has(node)) return [];
    this.here.add(node);
    this.columns.add(node.at);
    return [`${indent}const ${nameOf(node)} = x${String(node.at)}[i];`];
  }

  private junction({ fork, branches }: Junction, indent: string): string[] {
    const order = inOrder(branches);
    const main = order.pop()!;
    const reads = asked(fork).flatMap((node) => this.read(node, indent));
    const test = (k: number): string =>
      testText(fork.ways[k]!.answer as number, comparisonOf(fork), fork.node);
    const turns = order.flatMap((k) => {
      const here = this.here;
      this.here = new Set(here);
      const lines = this.write(branches[k]!, `${indent}  `);
      this.here = here;
      return [`${indent}if (${test(k)}) {`, ...lines, `${indent}}`];
    });
    const ends = isExhausted(fork) ? [] : [`${indent}if (!(${test(main)})) return i;`];
    return [...reads, ...turns, ...ends, ...this.write(branches[main]!, indent)];
  }

  /** Writes the outputs to their columns, unless NaN shows, and goes on to the next point. */
  private end({ outputs }: End, indent: string): string[] {
    const reads = outputs.flatMap((node) => this.read(node, indent));
    const shown = new Set(outputs.filter(({ kind }) => kind === "step").map(textOf));
    const check =
      this.checks && this.loose.size > 0 && shown.size > 0
        ? [`${indent}const check = ${[...shown].join(" + ")};`, `${indent}if (check !== check) return i;`]
        : [];
    const writes = outputs.map((node, k) => `${indent}y[i + ${String(k * this.n)}] = ${textOf(node)};`);
    return [...reads, ...check, ...writes, `${indent}continue;`];
  }
}

/** Whether the answer is this one. */
function testText(answer: number, comparison: Step | undefined, node: Node): string {
  if (comparison === undefined) return `Object.is(${textOf(node)}, ${literal(answer)})`;
  const text = spelled(bodyOfStep(comparison, new Set())!.result, comparison.inputs.map(textOf), []);
  return answer === 0 ? `!(${text})` : text;
}

function textOf(node: Node): string {
  return node.kind === "constant" ? literal(node.value as number) : nameOf(node);
}

function nameOf({ id }: Node): string {
  return `v${String(id)}`;
}
