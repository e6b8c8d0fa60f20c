// The lines of a loop over elements: `e3` is an element of `v3`, whose elements are in `d3`, or in the memory, `m`.

import { sizeOf } from "../ndarray/index.js";
import { LaneSums } from "../ndarray/lane-sums.js";
import { runsOf, runsWithin, sumOfRun, sumOfRuns } from "../ndarray/summation.js";
import { literal } from "./formula.js";
import { factorsOf, inPairs, isNorm, isShort, isSpread, lanesOf, type Loop } from "./fuse.js";
import { isNumber, type Node, type Step } from "./graph.js";
import type { BackEnd } from "./program.js";
import type { Places } from "./round-places.js";
import { Rows, indented, readingOf } from "./rows.js";
import type { Threads } from "./threads.js";

/** The program around a loop. */
export interface Around {
  /** What is read, by its name. */
  readonly textOf: (node: Node) => string;
  /** The lines that compute a step on numbers. */
  readonly formula: (step: Step, name: string, args: readonly string[]) => readonly string[];
  /** The name of what comes from outside the text. */
  readonly nameOf: (kind: string, x: unknown) => string;
  /** Where in the memory the elements of a value are, if they are there, and in no array. */
  readonly placeOf: (node: Node) => number | undefined;
  /** What is compiled for loops. */
  readonly backEnd: BackEnd;
  /** Among which they are divided. */
  readonly threads: Threads;
  /** Of a loop in a round: where small arrays are. */
  readonly places?: Places | undefined;
}

/** What a sum is called: of a norm it is that of the squares. */
export function sumName(sum: Step): string {
  return `${isNorm(sum) ? "squares" : "v"}${sum.id}`;
}

/** An index: so many elements after where a loop is, or from the first one. */
interface Index {
  readonly loop: "i" | "";
  readonly after: number;
}

/** Of up to so many elements each has lines of its own; of more, four. */
const fewest = 4;
/** How many elements there are in a run where only sums along other axes are taken. */
const mostInRun = 2048;
/** A loop of more steps has lines for one element only. */
const mostRepeated = 100;

/** Writes a loop over elements. */
export class Writer {
  /** Of all elements, of a row, and of one. */
  private readonly head = new Set<string>();
  private readonly row = new Set<string>();
  private body: string[] = [];
  private terms: readonly string[] = [];
  private elements = new Map<Node, string>();
  private index: Index = { loop: "i", after: 0 };
  private readonly size: number;
  private readonly rows: Rows;

  constructor(
    private readonly loop: Loop,
    private readonly around: Around,
  ) {
    this.size = sizeOf(loop.shape);
    this.rows = new Rows(loop);
  }

  lines(): readonly string[] {
    const { loop } = this;
    const names = loop.sums.filter(isNumber).map(sumName);
    const isPlain = loop.sums.length === 0 && loop.columns.length === 0;
    const lines = this.isShort ? this.short() : isPlain ? this.all() : this.summing();
    const declared = names.length === 0 ? [] : [`let ${names.join(", ")};`];
    return [...declared, ...inBlock([...this.head, ...lines])];
  }

  private get isShort(): boolean {
    const { loop, rows, around } = this;
    const isFew = isShort(loop.shape) && loop.steps.length <= mostRepeated;
    return isFew && rows.isOne && loop.sums.every(isNumber) && around.places === undefined;
  }

  private all(): readonly string[] {
    const { rows, size } = this;
    if (rows.isOne) return this.counted(0, size, 1);
    const body = this.round({ loop: "i", after: 0 });
    return rows.all(size, [...this.row], body);
  }

  /** A loop from one element to another. */
  private counted(from: number, to: number, step: number): readonly string[] {
    const rounds = Array.from({ length: step }, (_, after) => this.added({ loop: "i", after }));
    const body = step === 1 ? rounds.flat() : rounds.flatMap(inBlock);
    const next = step === 1 ? "i++" : `i += ${step}`;
    return [`for (let i = ${from}; i < ${to}; ${next}) {`, ...indented(body), "}"];
  }

  /** Of few elements; a sum is that of four sums, of every fourth element, as in `sumAll`. */
  private short(): readonly string[] {
    const { size, loop } = this;
    const hasSums = loop.sums.length > 0;
    const whole = size <= fewest ? 0 : hasSums ? size - (size % 4) : size;
    const rest = Array.from({ length: size - whole }, (_, k) => this.added({ loop: "", after: whole + k }));
    const most = whole === 0 ? [] : this.counted(0, whole, hasSums ? 4 : 1);
    const sums = loop.sums.map((sum) => ({ name: sumName(sum), parts: lanes.map((k) => lane(sum, k)) }));
    return [
      ...sums.map(({ parts }) => `let ${parts.map((part) => `${part} = 0`).join(", ")};`),
      ...most,
      ...rest.flatMap(inBlock),
      ...sums.map(({ name, parts: [a, b, c, d] }) => `${name} = ${a!} + ${b!} + (${c!} + ${d!});`),
    ];
  }

  /** The lines for one element. */
  private round(index: Index): readonly string[] {
    const { loop } = this;
    this.body = [];
    this.elements = new Map();
    this.index = index;
    for (const step of loop.steps) this.step(step);
    this.terms = loop.sums.map((sum) => this.term(sum));
    for (const step of loop.results) {
      const target = this.around.places?.targetOf(step);
      if (target !== undefined) this.body.push(`${target} = e${step.id};`);
      if (this.around.places?.roomOf(step) === "none") continue;
      const place = this.around.placeOf(step);
      if (place === undefined) this.head.add(`const d${step.id} = v${step.id}.data;`);
      this.body.push(`${this.elementAt(step)} = e${step.id};`);
    }
    return this.body;
  }

  /** The same, and the terms are added: those of the last elements, if they are less than four, to the first sum. */
  private added(index: Index): readonly string[] {
    const isLast = index.loop === "" && index.after >= this.size - (this.size % 4);
    const body = this.round(index);
    const sums = this.loop.sums.map(
      (sum, k) => `${lane(sum, isLast ? 0 : index.after)} += ${this.terms[k]!};`,
    );
    return [...body, ...sums];
  }

  /** What an element adds to a sum. */
  private term(sum: Step): string {
    return factorsOf(sum)
      .map((factor) => this.element(factor))
      .join(" * ");
  }

  private step(step: Step): void {
    const args = step.inputs.map((input) => this.element(input));
    const name = `e${step.id}`;
    this.elements.set(step, name);
    if (isSpread(step)) this.body.push(`const ${name} = ${args[0]!};`);
    else this.body.push(...this.around.formula(step, name, args));
  }

  /** An element of what the loop reads. */
  private element(node: Node): string {
    let text = this.elements.get(node);
    if (text === undefined) this.elements.set(node, (text = this.read(node)));
    return text;
  }

  private read(node: Node): string {
    if (isNumber(node)) return this.around.textOf(node);
    if (node.kind === "constant" && node.uniform !== undefined) return literal(node.uniform);
    const name = `e${node.id}`;
    const reading = readingOf(node, this.loop.shape);
    const own = reading === "whole" ? this.around.places?.elementOf(node) : undefined;
    if (own !== undefined) {
      this.body.push(`const ${name} = ${own};`);
      return name;
    }
    if (this.around.placeOf(node) === undefined)
      this.head.add(`const d${node.id} = ${this.around.textOf(node)}.data;`);
    // One number, repeated, is read but once.
    if (reading === "one") this.head.add(`const ${name} = ${this.dataOf(node)}[${this.placeOf(node)}];`);
    else if (reading === "repeated") this.repeated(node, name);
    else this.body.push(`const ${name} = ${this.elementAt(node)};`);
    return name;
  }

  /** An element of an array that is broadcast. */
  private repeated(node: Node, name: string): void {
    const { rows } = this;
    const start = rows.startOf(node, this.placeOf(node));
    if (rows.staysAt(node)) {
      this.row.add(`const ${name} = ${this.dataOf(node)}[${start}];`);
      return;
    }
    const before = `b${node.id}`;
    this.row.add(`const ${before} = next - ${rows.length} - (${start});`);
    this.body.push(`const ${name} = ${this.dataOf(node)}[i - ${before}];`);
  }

  private dataOf(node: Node): string {
    return this.around.placeOf(node) === undefined ? `d${node.id}` : "m";
  }

  private placeOf(node: Node): number {
    return this.around.placeOf(node) ?? 0;
  }

  /** An element of an array of the loop's shape, where the index is. */
  private elementAt(node: Node): string {
    const { loop, after } = this.index;
    const from = this.placeOf(node) + after;
    const index = loop === "" ? String(from) : from === 0 ? loop : `${loop} + ${from}`;
    return `${this.dataOf(node)}[${index}]`;
  }

  /** Over runs, whose terms are put side by side, and added then; the runs of a row make a sum. */
  private summing(): readonly string[] {
    const { loop, rows, around } = this;
    const { length } = loop;
    const count = length === 0 ? 1 : this.size / length;
    const body = this.round({ loop: "i", after: 0 });
    const ends = loop.sums.length === 0 ? runsWithin(length, inPairs(mostInRun, loop)) : runsOf(length);
    const longest = ends.reduce((most, end, k) => Math.max(most, end - (ends[k - 1] ?? 0)), 0);
    const sums = loop.sums.map((sum, k) => ({
      target: this.targetOf(sum, count === 1 ? "0" : "p"),
      term: this.terms[k]!,
      run: around.nameOf("run", new Float64Array(longest)),
      all: around.nameOf("sums", new Float64Array(ends.length)),
    }));
    const columns = loop.columns.map((column) => this.column(column, longest));
    const sum = around.nameOf("sum", sumOfRun);
    const round = [...body, ...[...sums, ...columns].map(({ run, term }) => `${run}[i - start] = ${term};`)];
    const total = (all: string): string =>
      ends.length === 1 ? `${all}[0]` : `${around.nameOf("total", sumOfRuns)}(${all}, ${length})`;
    const runs = [
      `for (let r = 0; r < ${ends.length}; r++) {`,
      ...indented([
        `const end = ${count === 1 ? "" : "first + "}${around.nameOf("runs", Int32Array.from(ends))}[r];`,
        ...rows.upToEnd([...this.row], round),
        ...sums.map(({ run, all }) => `${all}[r] = ${sum}(${run}, end - start);`),
        ...columns.map(({ run, adding }) => `${adding}.add(${run}, 0, end - start);`),
        "start = end;",
      ]),
      "}",
      ...sums.map(({ target, all }) => `${target} = ${total(all)};`),
    ];
    const each = [
      `for (let p = 0; p < ${count}; p++) {`,
      ...indented(["const first = start;", ...runs]),
      "}",
    ];
    const begun = columns.map(({ adding, target }) => `${adding}.begin(${target});`);
    return [...begun, ...rows.beforeRuns(), "let start = 0;", ...(count === 1 ? runs : each)];
  }

  /** Sums along an axis: what of each element, by the run, is added by what to what. */
  private column(step: Step, longest: number): Record<"run" | "term" | "adding" | "target", string> {
    const { nameOf, textOf } = this.around;
    return {
      run: nameOf("run", new Float64Array(longest)),
      term: this.element(step.inputs[0]!),
      adding: nameOf("columns", new LaneSums(lanesOf(step, this.loop.shape))),
      target: `${textOf(step)}.data`,
    };
  }

  /** What a sum is written to: an element of an array, or a name. */
  private targetOf(sum: Step, at: string): string {
    if (isNumber(sum)) return sumName(sum);
    this.head.add(`const d${sum.id} = v${sum.id}.data;`);
    return `d${sum.id}[${at}]`;
  }
}

/** The four sums of every fourth element. */
const lanes = [0, 1, 2, 3] as const;

function lane({ id }: Step, k: number): string {
  return `s${id}_${k}`;
}

function inBlock(lines: readonly string[]): readonly string[] {
  return ["{", ...indented(lines), "}"];
}
