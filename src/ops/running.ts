// Running extrema, and their derivative: the mean over the elements that are tied for the extremum so far.

import * as nd from "../ndarray/index.js";
import { bind, type Op, type Value } from "../core/op.js";
import { everyone, real } from "../core/space.js";
import { eachLane } from "./lanes.js";

/** The parameter of a running extremum. */
export interface Running {
  readonly axis: number;
}

/** Whether `a` takes the place of `b` as the extremum. */
export type Beats = (a: number, b: number) => boolean;

/** The best of the elements so far; a NaN beats all. */
export function runningExtremum(x: nd.Plain, axis: number, beats: Beats): nd.Plain {
  if (typeof x === "number") return x;
  const y = nd.allocate(x.dtype, x.size);
  eachLane(x.shape, axis, (start, step, length) => {
    let best = x.data[start] ?? NaN;
    for (let k = 0, i = start; k < length; k++, i += step) {
      const a = x.data[i] ?? NaN;
      if (beats(a, best) || Number.isNaN(a)) best = a;
      y[i] = best;
    }
  });
  return new nd.NDArray(y, x.shape);
}

/**
 * Of each element, which of the elements of its lane that hold the extremum it is: the first, second, … or, not
 * holding it, 0; and how many have held it so far.
 */
interface Ties {
  readonly rank: Int32Array;
  readonly count: Int32Array;
}

function tiesOf(x: nd.NDArray, axis: number, beats: Beats): Ties {
  const [rank, count] = [new Int32Array(x.size), new Int32Array(x.size)];
  eachLane(x.shape, axis, (start, step, length) => {
    let [best, held] = [NaN, 0];
    for (let k = 0, i = start; k < length; k++, i += step) {
      const a = x.data[i] ?? NaN;
      // The first NaN holds the extremum from there on.
      const first = held === 0 || (!Number.isNaN(best) && (beats(a, best) || Number.isNaN(a)));
      if (first) [best, held] = [a, 0];
      if (first || a === best) rank[i] = ++held;
      count[i] = held;
    }
  });
  return { rank, count };
}

/** Of each element the mean of `dx` over the elements that hold the extremum so far. */
function meansAlong(dx: nd.NDArray, axis: number, { rank, count }: Ties): nd.Plain {
  const dy = nd.allocate(nd.floatTypeOf([dx]), dx.size);
  eachLane(dx.shape, axis, (start, step, length) => {
    let total = 0;
    for (let k = 0, i = start; k < length; k++, i += step) {
      if (rank[i] === 1) total = 0;
      if (rank[i] !== 0) total += dx.data[i] ?? 0;
      dy[i] = total / (count[i] ?? 1);
    }
  });
  return new nd.NDArray(dy, dx.shape);
}

/** The transpose of `meansAlong`. */
function meansBack(dy: nd.NDArray, axis: number, { rank, count }: Ties): nd.Plain {
  const dx = nd.allocate(nd.floatTypeOf([dy]), dy.size);
  eachLane(dy.shape, axis, (start, step, length) => {
    let total = 0;
    for (let k = length - 1, i = start + k * step; k >= 0; k--, i -= step) {
      total += (dy.data[i] ?? 0) / (count[i] ?? 1);
      if (rank[i] !== 0) dx[i] = total;
      if (rank[i] === 1) total = 0;
    }
  });
  return new nd.NDArray(dx, dy.shape);
}

/** The derivative of a running extremum of `x` along a tangent, and back from a cotangent. */
export interface TiedMeans {
  readonly along: (dx: Value, x: Value, params: Running) => Value;
  readonly back: (dy: Value, x: Value, params: Running) => Value;
}

type Means = Op<readonly [Value, Value], Running>;

/** Two ops, each the transpose of the other: linear in their first input, locally constant in their second. */
export function tiedMeans(name: string, beats: Beats): TiedMeans {
  const apply = (op: Means, dx: Value, x: Value, params: Running): Value =>
    dx === 0 ? 0 : bind(op, [dx, x], params);
  const op = (title: string, run: typeof meansAlong, transpose: () => Means): Means => {
    const self: Means = {
      name: title,
      doc: `the derivative of ${name}, or its transpose`,
      eval: ([dx, x], { axis }) => run(dx as nd.NDArray, axis, tiesOf(x as nd.NDArray, axis, beats)),
      shape: ([dx]) => dx,
      jvp: (i, d, _y, [, x], params) => (i === 0 ? apply(self, d, x, params) : 0),
      vjp: (i, d, _y, [, x], params) => (i === 0 ? apply(transpose(), d, x, params) : 0),
      batch: (x, batched, n, { axis }) => {
        const [dx, of] = everyone(x, batched, n);
        return bind(self, [dx, of], { axis: axis + 1 });
      },
      domain: [real, real],
      examples: [],
    };
    return self;
  };
  const along: Means = op(`${name}Along`, meansAlong, () => back);
  const back: Means = op(`${name}Back`, meansBack, () => along);
  return {
    along: (dx, x, params) => apply(along, dx, x, params),
    back: (dy, x, params) => apply(back, dy, x, params),
  };
}
