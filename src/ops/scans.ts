// Scans: running products, extrema and logarithms of sums along an axis.

import * as nd from "../ndarray/index.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import { real } from "../core/space.js";
import { known } from "../ndarray/options.js";
import { flip } from "./arranging.js";
import { mul } from "./arithmetic.js";
import { stretch } from "./axes.js";
import { lift, type Like } from "./lift.js";
import { logaddexp } from "./logarithms.js";
import { publish, type Published } from "./publish.js";
import { runningExtremum, tiedMeans, type Beats, type Running } from "./running.js";
import { concatenate, reshape } from "./shape.js";

/** Of the scans. */
export interface RunningOptions {
  /** Without one, the flattened array is scanned. */
  readonly axis?: number;
  /** Whether to begin at the end; false by default. */
  readonly reverse?: boolean;
}

/** What a scan gives for the options of a call, from what it does along an axis from the start. */
function scanned(
  name: string,
  x: Like,
  options: RunningOptions,
  along: (v: Value, axis: number) => Value,
): Value {
  const { axis, reverse = false } = known(name, options, ["axis", "reverse"]);
  const lifted = lift(name, x);
  const v = axis === undefined ? reshape(lifted, [-1]) : lifted;
  const at = nd.normalizeAxis(name, axis ?? 0, shapeOf(v).length);
  return reverse ? flip(along(flip(v, { axis: at }), at), { axis: at }) : along(v, at);
}

/**
 * What `join` makes of the first 1, 2, … elements, for a `join` that is associative: of stretches that double in
 * length (Hillis and Steele, "Data parallel algorithms", 1986).
 */
function prefixes(v: Value, axis: number, join: (a: Value, b: Value) => Value): Value {
  const n = shapeOf(v)[axis] ?? 0;
  let y = v;
  for (let length = 1; length < n; length *= 2) {
    const joined = join(stretch(y, axis, 0, n - length), stretch(y, axis, length, n));
    y = concatenate([stretch(y, axis, 0, length), joined], { axis });
  }
  return y;
}

/**
 * The products of the first 1, 2, … elements along an axis. They are multiplied up by `mul`, so that their
 * derivatives of every order are exact where factors are zero.
 *
 * @example
 * cumprod([1, 2, 3]); // [1, 2, 6]
 */
export function cumprod(x: Like, options: RunningOptions = {}): Value {
  return scanned("cumprod", x, options, (v, axis) => prefixes(v, axis, mul));
}

/**
 * ln Σ eˣ of the first 1, 2, … elements along an axis, without overflow; −∞ where all of them are. There, and between
 * elements that are +∞, the derivative is shared out among those, elsewhere none of it goes to a −∞.
 *
 * @example
 * cumlogsumexp([1000, 1000, -Infinity]); // [1000, 1000.6931471805599, 1000.6931471805599]
 */
export function cumlogsumexp(x: Like, options: RunningOptions = {}): Value {
  return scanned("cumlogsumexp", x, options, (v, axis) => prefixes(v, axis, logaddexp));
}

/** A scan with an op of its own. */
interface Scanning extends Published {
  (x: Like, options?: RunningOptions): Value;
}

/** The scan of the best of the elements so far; among k equal ones each has the share 1/k. */
function extremum(name: string, which: string, beats: Beats): Scanning {
  const means = tiedMeans(name, beats);
  const op: Op<readonly [Value], Running> = {
    name,
    doc: `the ${which} of the first 1, 2, … elements; 1/k to each of k tied ones`,
    eval: ([x], { axis }) => runningExtremum(x, axis, beats),
    shape: ([x]) => x,
    jvp: (_i, dx, _y, [x], params) => means.along(dx, x, params),
    vjp: (_i, dy, _y, [x], params) => means.back(dy, x, params),
    batch: ([x], _batched, _n, { axis }) => bind(op, [x], { axis: axis + 1 }),
    domain: [real],
    examples: [
      { shapes: [[5]], params: { axis: 0 } },
      { shapes: [[2, 3]], params: { axis: 1 } },
      { shapes: [[3, 2]], params: { axis: 0 } },
    ],
  };
  return publish(op, (x: Like, options: RunningOptions = {}): Value =>
    scanned(name, x, options, (v, axis) => bind(op, [v], { axis })),
  );
}

/**
 * The largest of the first 1, 2, … elements along an axis; NaN from the first NaN on. In the derivative each of k
 * equal ones has the share 1/k.
 */
export const cummax = /* @__PURE__ */ extremum("cummax", "largest", (a, b) => a > b);

/**
 * The smallest of the first 1, 2, … elements along an axis; NaN from the first NaN on. In the derivative each of k
 * equal ones has the share 1/k.
 */
export const cummin = /* @__PURE__ */ extremum("cummin", "smallest", (a, b) => a < b);
