// A function of numbers at many points: one loop over the points around its program, in the place of an array for each
// of its values.
//
// The program is staged at one point. A point whose answers no way is known for stops the loop; it is staged there, and
// the loop goes on from it. So does one at which NaN shows, by the careful program. Of many points two are done at once, in
// WebAssembly; if there is one with a way of its own, all are done again when that is known, so that each has its own bits
// whatever its neighbours are.

import { partsOf } from "../core/tree.js";
import { NDArray, scratch, type Plain } from "../ndarray/index.js";
import { Unkept } from "../transforms/loops/body.js";
import { Keeping, keepingLoops } from "../transforms/loops/keeping.js";
import type { Mapped } from "../transforms/vmap.js";
import type { Crew } from "../wasm/loop.js";
import type { Job } from "../wasm/workers/crew.js";
import { Graph, isNumber } from "./graph.js";
import { added, isFork, Place, straight, type Way } from "./paths.js";
import { loose } from "./loose.js";
import { functionOf, planned, type Stretch } from "./plan.js";
import { textOfLoop, type LoopOverPoints, type LoopText } from "./point-loop.js";
import { dividePoints, jobOfPoints, pointsEach, whyUndivided, type LoopTexts } from "./point-parts.js";
import type { Signature } from "./signature.js";
import { staged } from "./staged.js";
import { NotStaged } from "./staging.js";
import type { Target } from "./program.js";
import { Threads } from "./threads.js";
import { pointLanes, type PointLanes } from "./wasm/points.js";

type Columns = readonly Float64Array[];

interface Loops {
  readonly fast: LoopOverPoints;
  readonly careful: LoopOverPoints;
}

/** A longer program is one that V8 does not make fast in a loop. */
const mostSteps = 1000;

/** `vmap` of a function of numbers at arguments of one structure. */
export class Points {
  private readonly graph = new Graph();
  private way: Way | undefined;
  private loops: Loops | undefined;
  /** The loop for two points at once; null if there is none. */
  private lanes: PointLanes | undefined | null;
  private structure = "";
  private count = 0;
  /** The threads that divide the points; null until it is known whether they do. */
  private crew: Crew | undefined | null = null;
  division: Threads;
  paths = 0;

  private constructor(
    private readonly f: Mapped["f"],
    private readonly signature: Signature,
    /** How many points there are. */
    private readonly n: number,
    private readonly columns: number,
    private readonly maxPaths: number,
    private readonly target: Target,
  ) {
    this.division = new Threads(target.workers);
  }

  /** Such a loop, if the arguments are columns of numbers, or numbers that all points have in common. */
  static of(
    { f, inAxes, outAxes }: Mapped,
    signature: Signature,
    leaves: readonly Plain[],
    maxPaths: number,
    target: Target,
  ): Points | undefined {
    const columns = leaves.filter((x) => x instanceof NDArray);
    const n = columns[0]?.shape[0] ?? 0;
    const fits = inAxes === 0 && outAxes === 0 && n > 0 && columns.length === leaves.length;
    const areColumns = columns.every(
      ({ shape, dtype }) => shape.length === 1 && shape[0] === n && dtype === "float64",
    );
    return fits && areColumns ? new Points(f, signature, n, columns.length, maxPaths, target) : undefined;
  }

  /** What the function gives for all points; undefined if that is not for one loop to say. */
  call(leaves: readonly Plain[]): unknown {
    const x = leaves.map((leaf) => (leaf as NDArray).data as Float64Array);
    if (this.way === undefined && !this.stage(x, 0)) return undefined;
    const y = scratch("float64", this.count * this.n) as Float64Array;
    const isDone = this.byLanes(x, y) ?? this.byLoop(x, y);
    return isDone ? filled(this.result, y, this.n) : undefined;
  }

  /** Goes through all points, two at once; undefined if there is no loop for that, false if one has no way. */
  private byLanes(x: Columns, y: Float64Array): boolean | undefined {
    for (;;) {
      const { paths } = this;
      if (this.lanes === undefined) this.lanes = this.compiledLanes();
      if (this.lanes === null) return undefined;
      const unexpected = this.lanes(x, y);
      if (unexpected === undefined) return true;
      const { start, size } = unexpected;
      if (!this.through(x, y, start, start + size)) return false;
      // Where it has no other way after all, a kernel has other last digits than `Math`, and a question is answered by them.
      if (this.paths === paths) this.lanes = null;
    }
  }

  private compiledLanes(): PointLanes | null {
    const { n, target } = this;
    if (target.backEnd === "javascript") return null;
    const way = this.way as Way;
    this.division = new Threads(target.workers);
    return pointLanes(planned(way), loose(way), n, this.division, target.backEnd === "webassembly") ?? null;
  }

  private byLoop(x: Columns, y: Float64Array): boolean {
    this.loops ??= this.compile();
    if (this.crew === null) {
      const stretch = planned(this.way as Way);
      const why = whyUndivided(stretch, this.n, this.columns + this.count);
      this.crew = this.division.crew(why, () => this.job);
    }
    const through = (from: number, to: number): boolean => this.through(x, y, from, to);
    return this.crew ? dividePoints(this.crew, x, y, this.n, through) : through(0, this.n);
  }

  /** Goes through points from one to another; false if there is one for which it has no way. */
  private through(x: Columns, y: Float64Array, from: number, to: number): boolean {
    for (let i = from; i < to;) {
      const loops = (this.loops ??= this.compile());
      i = loops.fast(x, y, i, to);
      if (i === to) break;
      const next = loops.careful(x, y, i, i + 1);
      if (next === i && !this.stage(x, i)) return false;
      i = next;
    }
    return true;
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
      // A long loop that can be kept is not for one loop over the points.
      const { guards, end } = keepingLoops(new Keeping(mostSteps, false), () =>
        staged("jit", this.f, this.signature, point, this.graph),
      );
      if (holdsCompound(end.result)) return false;
      const structure = JSON.stringify(end.result);
      if (this.way === undefined) [this.way, this.structure] = [straight(guards, end), structure];
      else if (!added(this.way, guards, end)) return false;
      this.count = end.outputs.length;
      this.paths += 1;
      this.loops = undefined;
      this.lanes = undefined;
      const steps = planned(this.way);
      return (
        structure === this.structure &&
        end.outputs.every(isNumber) &&
        steps.length <= mostSteps &&
        isOfNumbers(steps)
      );
    } catch (error) {
      if (error instanceof NotStaged || error instanceof Unkept) return false;
      throw error;
    }
  }

  private compile(): Loops {
    // A way that is not for workers has them stop where it begins.
    if (this.crew) this.crew.job = this.job ?? this.crew.job;
    const { fast, careful } = this.texts(this.n);
    return { fast: runs(fast), careful: runs(careful) };
  }

  private texts(n: number): LoopTexts {
    const way = this.way as Way;
    const stretch = planned(way);
    return {
      fast: textOfLoop(stretch, n, loose(way), true),
      careful: textOfLoop(stretch, n, new Set(), false),
    };
  }

  /** What workers do with points, if they can. */
  private get job(): Job | undefined {
    return jobOfPoints(this.texts(pointsEach), this.columns);
  }

  /** The text of the loop, which in WebAssembly does the same. */
  get source(): string {
    if (this.way === undefined) return "";
    return `${this.lanes ? "// In WebAssembly, two points at once.\n" : ""}${this.texts(this.n).fast.source}`;
  }
}

function runs({ bindings, source }: LoopText): LoopOverPoints {
  return bindings.function(source) as unknown as LoopOverPoints;
}

/** Whether all that is computed are numbers, by formulas or functions of numbers, and all that is asked for too. */
function isOfNumbers({ steps, then }: Stretch): boolean {
  const own = steps.every((step) => step.inputs.every(isNumber) && functionOf(step) !== undefined);
  if (!("fork" in then)) return own;
  return own && then.fork.question === undefined && then.branches.every(isOfNumbers);
}

/** Whether there is an object that is a part of trees by some of what it holds: that is for no column. */
function holdsCompound(result: unknown): boolean {
  if (typeof result !== "object" || result === null || result instanceof Place) return false;
  return partsOf(result) !== undefined || Object.values(result).some(holdsCompound);
}

/** A result with the columns in its places. */
function filled(result: unknown, y: Float64Array, n: number): unknown {
  if (result instanceof Place) return new NDArray(y.subarray(result.at * n, (result.at + 1) * n), [n]);
  if (Array.isArray(result)) return result.map((item) => filled(item, y, n));
  if (result === undefined) return undefined;
  return Object.fromEntries(Object.entries(result as object).map(([key, item]) => [key, filled(item, y, n)]));
}
