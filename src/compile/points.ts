// A function of numbers at many points: one loop over the points around its program, in the place of an array for each
// of its values.
//
// The program is staged at one point. A point whose answers no way is known for stops the loop; it is staged there, and
// the loop goes on from it. So does one at which NaN shows, by the careful program.

import { NDArray, scratch, type Plain } from "../ndarray/index.js";
import type { Mapped } from "../transforms/vmap.js";
import { Bindings } from "./bindings.js";
import { literal, spelled } from "./formula.js";
import { Graph, isNumber, type Node, type Step } from "./graph.js";
import { formulaLines } from "./lines.js";
import { added, isFork, Place, straight, type End, type Way } from "./paths.js";
import { loose } from "./loose.js";
import { asked, bodyOfStep, comparisonOf, functionOf, inOrder, isExhausted, planned } from "./plan.js";
import type { Junction, Stretch } from "./plan.js";
import type { Signature } from "./signature.js";
import { staged } from "./staged.js";
import { NotStaged } from "./staging.js";

type Columns = readonly Float64Array[];

/**
 * Runs the points from one to another; answers with the one at which it stopped. The results are one below the other in y:
 * one array is written to faster than many.
 */
type Loop = (x: Columns, y: Float64Array, from: number, to: number) => number;

interface Loops {
  readonly fast: Loop;
  readonly careful: Loop;
}

/** A longer program is one that V8 does not make fast in a loop. */
const mostSteps = 1000;

/** `vmap` of a function of numbers at arguments of one structure. */
export class Points {
  private readonly graph = new Graph();
  private way: Way | undefined;
  private loops: Loops | undefined;
  private structure = "";
  private count = 0;
  paths = 0;
  source = "";

  private constructor(
    private readonly f: Mapped["f"],
    private readonly signature: Signature,
    /** How many points there are. */
    private readonly n: number,
    private readonly maxPaths: number,
  ) {}

  /** Such a loop, if the arguments are columns of numbers, or numbers that all points have in common. */
  static of(
    { f, inAxes, outAxes }: Mapped,
    signature: Signature,
    leaves: readonly Plain[],
    maxPaths: number,
  ): Points | undefined {
    const columns = leaves.filter((x) => x instanceof NDArray);
    const n = columns[0]?.shape[0] ?? 0;
    const fits = inAxes === 0 && outAxes === 0 && n > 0 && columns.length === leaves.length;
    const areColumns = columns.every(
      ({ shape, dtype }) => shape.length === 1 && shape[0] === n && dtype === "float64",
    );
    return fits && areColumns ? new Points(f, signature, n, maxPaths) : undefined;
  }

  /** What the function gives for all points; undefined if that is not for one loop to say. */
  call(leaves: readonly Plain[]): unknown {
    const x = leaves.map((leaf) => (leaf as NDArray).data as Float64Array);
    if (this.way === undefined && !this.stage(x, 0)) return undefined;
    const y = scratch("float64", this.count * this.n) as Float64Array;
    for (let i = 0; i < this.n;) {
      const loops = (this.loops ??= this.compile());
      i = loops.fast(x, y, i, this.n);
      if (i === this.n) break;
      const next = loops.careful(x, y, i, i + 1);
      if (next === i && !this.stage(x, i)) return undefined;
      i = next;
    }
    return filled(this.result, y, this.n);
  }

  /** What it returns, with a place for each number. */
  private get result(): unknown {
    let way = this.way as Way;
    while (isFork(way)) way = way.ways[0]!.way;
    return way.result;
  }

  /** Stages the function at a point; whether that gave a way that a loop can go. */
  private stage(x: Columns, i: number): boolean {
    if (this.paths >= this.maxPaths) return false;
    const point = x.map((column) => column[i]!);
    try {
      const { guards, end } = staged("jit", this.f, this.signature, point, this.graph);
      const structure = JSON.stringify(end.result);
      if (this.way === undefined) [this.way, this.structure] = [straight(guards, end), structure];
      else if (!added(this.way, guards, end)) return false;
      this.count = end.outputs.length;
      this.paths += 1;
      this.loops = undefined;
      const steps = planned(this.way);
      return (
        structure === this.structure &&
        end.outputs.every(isNumber) &&
        steps.length <= mostSteps &&
        isOfNumbers(steps)
      );
    } catch (error) {
      if (error instanceof NotStaged) return false;
      throw error;
    }
  }

  private compile(): Loops {
    const way = this.way as Way;
    const stretch = planned(way);
    const fast = new Writer(this.n, loose(way), true).loop(stretch);
    this.source = fast.source;
    return { fast: fast.run, careful: new Writer(this.n, new Set(), false).loop(stretch).run };
  }
}

/** Whether all that is computed are numbers, by formulas or functions of numbers, and all that is asked for too. */
function isOfNumbers({ steps, then }: Stretch): boolean {
  const own = steps.every((step) => step.inputs.every(isNumber) && functionOf(step) !== undefined);
  if (!("fork" in then)) return own;
  return own && then.fork.question === undefined && then.branches.every(isOfNumbers);
}

/** A result with the columns in its places. */
function filled(result: unknown, y: Float64Array, n: number): unknown {
  if (result instanceof Place) return new NDArray(y.subarray(result.at * n, (result.at + 1) * n), [n]);
  if (Array.isArray(result)) return result.map((item) => filled(item, y, n));
  if (result === undefined) return undefined;
  return Object.fromEntries(Object.entries(result as object).map(([key, item]) => [key, filled(item, y, n)]));
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

  loop(stretch: Stretch): { readonly source: string; readonly run: Loop } {
    const body = this.write(stretch, "    ");
    const heads = [...this.columns].map((k) => `  const x${String(k)} = x[${String(k)}];`);
    const lines = [...heads, "  for (let i = from; i < to; i++) {", ...body, "  }", "  return to;"];
    const source = `"use strict";\nreturn function points(x, y, from, to) {\n${lines.join("\n")}\n};`;
    return { source, run: this.bindings.function(source) as unknown as Loop };
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
