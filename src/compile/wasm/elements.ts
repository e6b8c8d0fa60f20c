// A loop over elements as WebAssembly, two elements at once.

import { LaneSums } from "../../ndarray/lane-sums.js";
import { runsOf, runsWithin, sumOfRuns, sumsOfRuns } from "../../ndarray/summation.js";
import { sizeOf, type Shape } from "../../ndarray/index.js";
import { merge, stridesOver } from "../../ndarray/strided.js";
import { simd } from "../../wasm/instructions.js";
import { hasVectors } from "../../wasm/host.js";
import type { Lanes, Vector } from "../../wasm/lanes.js";
import { jobOf, loopOf, type Loop as Run, type Part, type Take } from "../../wasm/loop.js";
import { mostElements, mostRuns, type LoopSpec } from "../../wasm/part.js";
import { repeated, type Put } from "../../wasm/repeated.js";
import { passesNaN } from "../formula.js";
import { factorsOf, inPairs, isSpread, lanesOf, type Loop } from "../fuse.js";
import { isNumber, type Node, type Step } from "../graph.js";
import { functionOf } from "../plan.js";
import { Rows, readBy, readingOf } from "../rows.js";
import type { Threads } from "../threads.js";
import { bodyOfElement, costOf, isTimes, pays, whyUndivided } from "./cost.js";
import { vectorCost, Vectors } from "./vectors.js";

/** A loop that runs, and what it is to be given. */
export interface VectorLoop {
  /** Arrays of the shape of the loop, or broadcast to it. */
  readonly arrays: readonly Node[];
  /** Numbers, and arrays of one element that stand for it. */
  readonly numbers: readonly Node[];
  /** Writes the results, after them the sums along other axes, and the sums of rows, and gives the sums that are numbers. */
  readonly run: (
    arrays: readonly Float64Array[],
    numbers: readonly number[],
    results: readonly Float64Array[],
    rows: readonly Float64Array[],
  ) => readonly number[];
}

/** From this size on such a loop is faster than the same in JavaScript. */
const worthwhile = 256;

/**
 * The loop as WebAssembly; undefined where the host has no vectors or the loop too many arrays. If it is not asked for
 * it is compiled only where that pays. What it computes has the bits that JavaScript has, but where a function has a
 * kernel of its own.
 */
export function vectorized(loop: Loop, threads: Threads, isAsked: boolean): VectorLoop | undefined {
  const size = sizeOf(loop.shape);
  if (!hasVectors() || size === 0 || !(isAsked || isWorthwhile(loop))) return undefined;
  const { arrays, numbers } = inputsOf(loop);
  const spec: LoopSpec = {
    arrays: arrays.length,
    numbers: numbers.length,
    results: loop.results.length + loop.columns.length,
    sums: loop.sums.length,
    body: new Elements(loop, arrays, numbers).body,
  };
  const most = mostElements(spec);
  if (most < 128) return undefined;
  const crew = threads.crew(whyUndivided(loop, spec), () => jobOf(spec));
  const puts = arrays.map((node) => putOf(node, loop.shape));
  const takes = [
    ...loop.results.map(() => undefined),
    ...loop.columns.map((step) => takeOf(step, loop.shape)),
  ];
  return { arrays, numbers, run: running(loopOf(spec, crew, puts, takes), loop, most) };
}

/**
 * Whether it is faster than the same in JavaScript. To write one number for each element of a row takes as long as arithmetic with
 * it, and to repeat elements alone is no work.
 */
function isWorthwhile(loop: Loop): boolean {
  const { steps, sums, shape } = loop;
  const cost = costOf(loop);
  const isWork = sums.length > 0 || !steps.every(isSpread);
  const rows = new Rows(loop);
  const staysAt = (node: Node): boolean => readingOf(node, shape) === "repeated" && rows.staysAt(node);
  if (!isWork || (cost.kernels === 0 && readBy(loop).some(staysAt))) return false;
  return sizeOf(shape) >= worthwhile && pays(cost);
}

/** How an array is read that is broadcast; undefined of others. */
function putOf(node: Node, shape: Shape): Put | undefined {
  if (readingOf(node, shape) === "whole") return undefined;
  const { lengths, strides } = merge(shape, [{ strides: stridesOver(node.shape, shape) }]);
  return repeated(
    lengths,
    strides.map(([stride]) => stride!),
  );
}

/** How what a step sums along an axis is taken. */
function takeOf(step: Step, shape: Shape): Take {
  const sums = new LaneSums(lanesOf(step, shape));
  return (m, place, y, start, size) => {
    if (start === 0) sums.begin(y);
    sums.add(m, place, size);
  };
}

/** What a loop reads. */
function inputsOf(loop: Loop): Pick<VectorLoop, "arrays" | "numbers"> {
  const read = readBy(loop);
  const isArray = (node: Node): boolean => ["whole", "repeated"].includes(readingOf(node, loop.shape));
  return { arrays: read.filter(isArray), numbers: read.filter((node) => !isArray(node)) };
}

/** The loop over parts of so many elements at most, and its sums added as the op would. */
function running(run: Run, loop: Loop, most: number): VectorLoop["run"] {
  const { shape, sums, length } = loop;
  const size = sizeOf(shape);
  const own = runsOf(length);
  const ends = Array.from({ length: size / length }, (_, k) => own.map((end) => k * length + end)).flat();
  const parts = partsOf(sums.length === 0 ? runsWithin(size, inPairs(most, loop)) : ends, most);
  const partial = sums.map(() => new Float64Array(ends.length));
  return (arrays, numbers, results, rows) => {
    run(arrays, numbers, results, parts, partial);
    let next = 0;
    return partial.flatMap((some, k) => {
      if (isNumber(sums[k]!)) return sumOfRuns(some, length);
      sumsOfRuns(some, length, rows[next++]!);
      return [];
    });
  };
}

/** As many runs as fit in a part, again and again. */
export function partsOf(ends: readonly number[], most: number): readonly Part[] {
  const parts: Part[] = [];
  let start = 0;
  for (let first = 0, last = 0; first < ends.length; first = last) {
    while (last < ends.length && ends[last]! - start <= most && last - first < mostRuns) last += 1;
    const size = ends[last - 1]! - start;
    const from = start;
    const own = Int32Array.from(ends.slice(first, last), (end) => 8 * (end - from));
    parts.push({ start, size, runs: first, ends: own });
    start += size;
  }
  return parts;
}

/** Writes what is done with two elements. */
class Elements {
  /** Steps in whose elements it shows whether a product of the chain rule, done plainly, was NaN. */
  private readonly shown: ReadonlySet<Step>;

  constructor(
    private readonly loop: Loop,
    private readonly arrays: readonly Node[],
    private readonly numbers: readonly Node[],
  ) {
    this.shown = shownBy(loop);
  }

  readonly body: LoopSpec["body"] = (v, arrays, numbers) => {
    const { loop } = this;
    const values = new Map<Node, Vector>();
    this.arrays.forEach((node, k) => values.set(node, arrays[k]!));
    this.numbers.forEach((node, k) => values.set(node, numbers[k]!));
    const valueOf = (node: Node): Vector =>
      values.get(node) ?? v.number((node as { readonly uniform?: number }).uniform ?? NaN);
    for (const step of loop.steps) values.set(step, this.made(v, step, step.inputs.map(valueOf)));
    const sums = loop.sums.map((sum) => factorsOf(sum).map(valueOf).reduce(v.mul));
    return { results: [...loop.results, ...loop.columns.map(({ inputs: [x] }) => x!)].map(valueOf), sums };
  };

  /** What a step makes of elements of its inputs. */
  private made(v: Lanes, step: Step, x: readonly Vector[]): Vector {
    if (isSpread(step)) return x[0]!;
    const y = isTimes(step) ? times(v, x[0]!, x[1]!) : valueOfStep(v, step, x);
    if (this.shown.has(step)) trustNumber(v, y);
    return y;
  }
}

/** What a step makes of elements of its inputs. */
export function valueOfStep(v: Lanes, step: Step, x: readonly Vector[]): Vector {
  const body = bodyOfElement(step);
  if (body !== undefined && vectorCost(body).isVector) return new Vectors(v, x).of(body);
  return v.call(functionOf(step) as (...x: number[]) => number, ...x);
}

/** The same of numbers; a product of the chain rule that is not loose shows nowhere else, and must not be NaN without care. */
export function madeOf(v: Lanes, step: Step, x: readonly Vector[], loose: ReadonlySet<Node>): Vector {
  if (!isTimes(step)) return valueOfStep(v, step, x);
  const product = times(v, x[0]!, x[1]!);
  if (!loose.has(step)) trustNumber(v, product);
  return product;
}

/** Where it is NaN, what is computed without care is not to be used. */
export function trustNumber(v: Lanes, x: Vector): void {
  if (!v.careful) v.trust(v.of(simd.f64Eq, x, x));
}

/** The product in which 0 is strong, 0 · ∞ = 0 · NaN = 0; without care the plain product. */
export function times(v: Lanes, p: Vector, dx: Vector): Vector {
  const product = v.mul(p, dx);
  if (!v.careful) return product;
  const isZero = v.or(v.of(simd.f64Eq, p, v.number(0)), v.of(simd.f64Eq, dx, v.number(0)));
  return v.select(v.and(v.of(simd.f64Ne, product, product), isZero), v.number(0), product);
}

/** The fewest steps, or nearly, to look at: results that are NaN where a product is, and the products that show in none. */
function shownBy({ steps, results }: Loop): ReadonlySet<Step> {
  const shown = new Set<Step>();
  const through = new Map<Node, Step>(results.map((step) => [step, step]));
  for (const step of steps.toReversed()) {
    if (isTimes(step)) {
      const seen = through.get(step) ?? step;
      shown.add(seen);
      through.set(step, seen);
    }
    const seen = through.get(step);
    if (seen === undefined) continue;
    step.inputs.forEach((input, k) => {
      if (!through.has(input) && passes(step, k)) through.set(input, seen);
    });
  }
  return shown;
}

/** Whether an element of the step is NaN where that of its input k is. */
function passes(step: Step, k: number): boolean {
  if (isTimes(step) || isSpread(step)) return true;
  const body = bodyOfElement(step);
  return body !== undefined && passesNaN(body, k);
}
