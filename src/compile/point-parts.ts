// The points of a loop divided among threads, some at a time.

import type { Crew } from "../wasm/loop.js";
import { divided, type Job } from "../wasm/workers/crew.js";
import type { Node } from "./graph.js";
import { bodyOfStep, type Stretch } from "./plan.js";
import type { LoopText, LoopOverPoints } from "./point-loop.js";
import { vectorCost } from "./wasm/vectors.js";

/** Points in a part: what they read and write fits in the second cache. */
export const pointsEach = 256;

/** Numbers in the memory of a slot. */
const numbersOfSlot = 2 ** 17;

/** The loop of a worker as text, and the one for points at which NaN shows. */
export interface LoopTexts {
  readonly fast: LoopText;
  readonly careful: LoopText;
}

/** The same where it arrives. */
interface Sent {
  readonly sources: readonly [fast: string, careful: string];
  readonly columns: number;
  readonly each: number;
}

/**
 * The loops in a worker, which go through so many points from the first of a slot on, and say where they stopped. It is never
 * called but as text.
 */
const loopsIn = (
  memories: readonly { readonly buffer: SharedArrayBuffer }[],
  { sources, columns, each }: Sent,
): unknown => {
  const [fast, careful] = sources.map((source) =>
    (new Function(source) as () => LoopOverPoints)(),
  ) as unknown as readonly [LoopOverPoints, LoopOverPoints];
  return memories.map(({ buffer }) => {
    const x = Array.from({ length: columns }, (_, k) => new Float64Array(buffer, 8 * each * k, each));
    const y = new Float64Array(buffer, 8 * each * columns);
    return (to: number): number => {
      for (let i = 0; i < to;) {
        i = fast(x, y, i, to);
        if (i === to) break;
        const next = careful(x, y, i, i + 1);
        if (next === i) return i;
        i = next;
      }
      return to;
    };
  });
};

/** What a worker does with a part; undefined if it calls functions that are not to be had in a worker. */
export function jobOfPoints({ fast, careful }: LoopTexts, columns: number): Job | undefined {
  // The two call the same functions.
  if (!fast.bindings.isEmpty) return undefined;
  const given: Sent = { sources: [fast.source, careful.source], columns, each: pointsEach };
  return { text: String(loopsIn), given };
}

/** Half a millisecond of work, in steps. */
const worthwhile = 2 ** 20;

/** Why points are better done in one thread, if they are: the caller carries so many numbers each to a worker and back. */
export function whyUndivided(stretch: Stretch, n: number, numbers: number): string | undefined {
  const cost = costOf(stretch);
  if (numbers * pointsEach > numbersOfSlot) return "a point has too many numbers to be divided";
  if (cost < 4 * numbers) return "a loop does too little at each point to be divided";
  return cost * n < worthwhile ? "a loop has too few points to be divided" : undefined;
}

/** Steps on the longest way; a function of `Math` takes as long as many. */
function costOf({ steps, then }: Stretch): number {
  const own = steps.reduce((sum, step) => {
    const body = bodyOfStep(step, none);
    const { kernels, calls } = body === undefined ? { kernels: 0, calls: 1 } : vectorCost(body);
    return sum + 1 + 25 * (kernels + calls);
  }, 0);
  return own + ("fork" in then ? Math.max(...then.branches.map(costOf)) : 0);
}

const none: ReadonlySet<Node> = new Set();

/**
 * Divides points among threads. `through` goes through those from one to another that are left to the caller; it is false if it
 * cannot, and then the rest is left, too.
 */
export function dividePoints(
  crew: Crew,
  x: readonly Float64Array[],
  y: Float64Array,
  n: number,
  through: (from: number, to: number) => boolean,
): boolean {
  let isDone = true;
  const rest = (from: number, to: number): void => {
    isDone &&= through(from, to);
  };
  const startOf = (part: number): number => part * pointsEach;
  const endOf = (part: number): number => Math.min(n, (part + 1) * pointsEach);
  crew.elsewhere += divided(
    {
      count: Math.ceil(n / pointsEach),
      // The caller may find ways, while it goes through its points, that workers are told of then.
      get job() {
        return crew.job;
      },
      here: (part) => rest(startOf(part), endOf(part)),
      put(part, { numbers }) {
        const [start, end] = [startOf(part), endOf(part)];
        for (let k = 0; k < x.length; k++) numbers.set(x[k]!.subarray(start, end), k * pointsEach);
        return end - start;
      },
      take(part, { numbers, answer }) {
        const start = startOf(part);
        for (let k = 0; k * n < y.length; k++) {
          const from = (x.length + k) * pointsEach;
          y.set(numbers.subarray(from, from + answer), k * n + start);
        }
        rest(start + answer, endOf(part));
      },
    },
    crew.workers,
  );
  return isDone;
}
