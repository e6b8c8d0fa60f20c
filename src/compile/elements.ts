// A loop over elements as JavaScript: `e3` is an element of `v3`, whose elements are in `d3`.

import { NDArray, sameShape, scratch, sizeOf, type Shape } from "../ndarray/index.js";
import { runsOf, sumOfRun, sumOfRuns } from "../ndarray/summation.js";
import { literal } from "./formula.js";
import { factorsOf, isSpread, type Loop } from "./fuse.js";
import { isNumber, type Node, type Step } from "./graph.js";
import type { BackEnd } from "./program.js";
import type { Places } from "./round-places.js";
import type { Threads } from "./threads.js";
import { vectorized, type VectorLoop } from "./wasm/elements.js";

/** The program around a loop. */
export interface Around {
  /** What is read, by its name. */
  readonly textOf: (node: Node) => string;
  /** The lines that compute a step on numbers. */
  readonly formula: (step: Step, name: string, args: readonly string[]) => readonly string[];
  /** The name of what comes from outside the text. */
  readonly nameOf: (kind: string, x: unknown) => string;
  /** What is compiled for loops. */
  readonly backEnd: BackEnd;
  /** Among which they are divided. */
  readonly threads: Threads;
  /** Of a loop in a round: where small arrays are. */
  readonly places?: Places | undefined;
}

/** The lines of a loop, after which its results and its sums have their names. */
export function loopText(loop: Loop, around: Around): readonly string[] {
  const shape = around.nameOf("shape", loop.shape);
  const made = loop.results.filter((step) => (around.places?.roomOf(step) ?? "fresh") === "fresh");
  const results = made.map((step) => `const v${step.id} = ${around.nameOf("empty", empty)}(${shape});`);
  const { backEnd, threads } = around;
  const asVectors =
    backEnd === "javascript" ? undefined : vectorized(loop, threads, backEnd === "webassembly");
  if (asVectors === undefined) threads.crew("loops in JavaScript are not divided", () => undefined);
  const lines = asVectors === undefined ? new Writer(loop, around).lines() : called(loop, around, asVectors);
  return [...results, ...lines];
}

/** An array every element of which is about to be written. */
export function empty(shape: Shape): NDArray {
  return new NDArray(scratch("float64", sizeOf(shape)), shape);
}

/** The call of a loop that is not JavaScript. */
function called(
  loop: Loop,
  { textOf, nameOf }: Around,
  { arrays, numbers, run }: VectorLoop,
): readonly string[] {
  const dataOf = (node: Node): string => `${textOf(node)}.data`;
  const numberOf = (node: Node): string => (isNumber(node) ? textOf(node) : `${dataOf(node)}[0]`);
  const lists = [arrays.map(dataOf), numbers.map(numberOf), loop.results.map(({ id }) => `v${id}.data`)];
  const call = `${nameOf("vectors", run)}(${lists.map((list) => `[${list.join(", ")}]`).join(", ")})`;
  if (loop.sums.length === 0) return [`${call};`];
  return [`const [${loop.sums.map(({ id }) => `v${id}`).join(", ")}] = ${call};`];
}

class Writer {
  private readonly head: string[] = [];
  private readonly body: string[] = [];
  private readonly elements = new Map<Node, string>();
  private readonly size: number;

  constructor(
    private readonly loop: Loop,
    private readonly around: Around,
  ) {
    this.size = sizeOf(loop.shape);
  }

  lines(): readonly string[] {
    const { loop, head, body } = this;
    for (const step of loop.steps) this.step(step);
    const terms = loop.sums.map((sum) =>
      factorsOf(sum)
        .map((factor) => this.element(factor))
        .join(" * "),
    );
    for (const step of loop.results) {
      const { id } = step;
      const target = this.around.places?.targetOf(step);
      if (target !== undefined) body.push(`${target} = e${id};`);
      if (this.around.places?.roomOf(step) === "none") continue;
      head.push(`const d${id} = v${id}.data;`);
      body.push(`d${id}[i] = e${id};`);
    }
    const names = loop.sums.map(({ id }) => `v${id}`);
    const plain = [`for (let i = 0; i < ${this.size}; i++) {`, ...indented(body), "}"];
    if (names.length === 0) return inBlock([...head, ...plain]);
    return [`let ${names.join(", ")};`, ...inBlock([...head, ...this.summing(terms)])];
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
    const [data, name] = [`d${node.id}`, `e${node.id}`];
    const own = sameShape(node.shape, this.loop.shape) ? this.around.places?.elementOf(node) : undefined;
    if (own !== undefined) {
      this.body.push(`const ${name} = ${own};`);
      return name;
    }
    this.head.push(`const ${data} = ${this.around.textOf(node)}.data;`);
    // One number, repeated, is read but once.
    if (sameShape(node.shape, this.loop.shape)) this.body.push(`const ${name} = ${data}[i];`);
    else this.head.push(`const ${name} = ${data}[0];`);
    return name;
  }

  /** Over runs, whose terms are put side by side, and added then. */
  private summing(terms: readonly string[]): readonly string[] {
    const { size, around } = this;
    const ends = runsOf(size);
    const longest = ends.reduce((most, end, k) => Math.max(most, end - (ends[k - 1] ?? 0)), 0);
    const sums = this.loop.sums.map(({ id }, k) => ({
      name: `v${id}`,
      term: terms[k]!,
      run: around.nameOf("run", new Float64Array(longest)),
      all: around.nameOf("sums", new Float64Array(ends.length)),
    }));
    const sum = around.nameOf("sum", sumOfRun);
    return [
      `for (let r = 0, start = 0; r < ${ends.length}; r++) {`,
      ...indented([
        `const end = ${around.nameOf("runs", Int32Array.from(ends))}[r];`,
        "for (let i = start; i < end; i++) {",
        ...indented([...this.body, ...sums.map(({ run, term }) => `${run}[i - start] = ${term};`)]),
        "}",
        ...sums.map(({ run, all }) => `${all}[r] = ${sum}(${run}, end - start);`),
        "start = end;",
      ]),
      "}",
      ...sums.map(({ name, all }) => `${name} = ${around.nameOf("total", sumOfRuns)}(${all}, ${size});`),
    ];
  }
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function inBlock(lines: readonly string[]): readonly string[] {
  return ["{", ...indented(lines), "}"];
}
