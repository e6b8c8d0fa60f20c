// The rows of a loop over elements in which arrays are broadcast: within a row each of them goes on element by element, or
// stays where it is; where a row ends `next` is, and how many are done along the axes before it `k0`, `k1` ….

import { sizeOf, type Shape } from "../ndarray/index.js";
import { merge, stridesOver, type Nest } from "../ndarray/strided.js";
import { isNumber, type Node } from "./graph.js";
import type { Loop } from "./fuse.js";

/** How a loop over a shape reads a value: a number, one element again and again, as many as there are, or fewer, repeated. */
export type Reading = "number" | "one" | "whole" | "repeated";

/** How a loop over the elements of `shape` reads a value. */
export function readingOf(node: Node, shape: Shape): Reading {
  if (isNumber(node)) return "number";
  const size = sizeOf(node.shape);
  if (size === sizeOf(shape)) return "whole";
  return size === 1 ? "one" : "repeated";
}

/** What a loop reads that it does not make, but for constants that are the same number throughout. */
export function readBy({ steps, sums }: Pick<Loop, "steps" | "sums">): readonly Node[] {
  const members = new Set<Node>(steps);
  const read = [...steps, ...sums].flatMap(({ inputs }) => inputs);
  const isLiteral = (x: Node): boolean => x.kind === "constant" && x.uniform !== undefined;
  return [...new Set(read.filter((x) => !members.has(x) && !isLiteral(x)))];
}

/** The rows of a loop. */
export class Rows {
  private readonly nodes: readonly Node[];
  private readonly nest: Nest;
  /** How many elements a row has. */
  readonly length: number;
  /** The axes before it along which something moves. */
  private readonly counted: readonly number[];

  constructor(loop: Loop) {
    const { shape } = loop;
    this.nodes = readBy(loop).filter((node) => readingOf(node, shape) === "repeated");
    this.nest = merge(
      shape,
      this.nodes.map((node) => ({ strides: stridesOver(node.shape, shape) })),
    );
    const { lengths, strides } = this.nest;
    this.length = lengths.at(-1)!;
    const first = strides.slice(0, -1).findIndex((own) => own.some((stride) => stride !== 0));
    this.counted = first < 0 ? [] : [...lengths.keys()].slice(first, -1);
  }

  /** Whether there is but one. */
  get isOne(): boolean {
    return this.nodes.length === 0;
  }

  /** Whether a value stays at one element within a row. */
  staysAt(node: Node): boolean {
    return this.nest.strides.at(-1)![this.nodes.indexOf(node)] === 0;
  }

  /** Where a value begins in a row, from `place` on. */
  startOf(node: Node, place: number): string {
    const own = this.nodes.indexOf(node);
    const terms = this.counted.flatMap((axis) => {
      const stride = this.nest.strides[axis]![own]!;
      if (stride === 0) return [];
      return [stride === 1 ? counter(axis) : `${counter(axis)} * ${stride}`];
    });
    return [...terms, ...(place === 0 && terms.length > 0 ? [] : [String(place)])].join(" + ");
  }

  /** All of so many elements: what is done at the beginning of a row, and with each element. */
  all(size: number, row: readonly string[], body: readonly string[]): readonly string[] {
    return [
      ...this.counters(),
      `for (let i = 0, next = ${this.length}; i < ${size}; next += ${this.length}) {`,
      ...indented([...row, ...forEach("i < next", body), ...this.count()]),
      "}",
    ];
  }

  /** Before runs of elements: where in the rows the first one is. */
  beforeRuns(): readonly string[] {
    return this.isOne ? [] : [`let i = 0, next = ${this.length};`, ...this.counters()];
  }

  /** The elements up to the end of a run, whichever rows they are in. */
  upToEnd(row: readonly string[], body: readonly string[]): readonly string[] {
    if (this.isOne) return ["for (let i = start; i < end; i++) {", ...indented(body), "}"];
    const next = [`next += ${this.length};`, ...this.count()];
    return [
      "while (i < end) {",
      ...indented([...row, "const stop = Math.min(next, end);", ...forEach("i < stop", body)]),
      ...indented(["if (i === next) {", ...indented(next), "}"]),
      "}",
    ];
  }

  private counters(): readonly string[] {
    const names = this.counted.map((axis) => `${counter(axis)} = 0`);
    return names.length === 0 ? [] : [`let ${names.join(", ")};`];
  }

  /** After a row. */
  private count(): readonly string[] {
    return this.counted.reduce<readonly string[]>((outer, axis) => {
      const next = `++${counter(axis)}`;
      if (axis === 0) return [`${next};`];
      const lines = [`${counter(axis)} = 0;`, ...outer];
      return [`if (${next} === ${this.nest.lengths[axis]!}) {`, ...indented(lines), "}"];
    }, []);
  }
}

/** A loop over the elements from the present one on. */
function forEach(condition: string, body: readonly string[]): readonly string[] {
  return [`for (; ${condition}; i++) {`, ...indented(body), "}"];
}

/** Lines within others. */
export function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function counter(axis: number): string {
  return `k${axis}`;
}
