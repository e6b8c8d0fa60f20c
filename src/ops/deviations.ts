// Deviations from the mean. They are taken in a second pass, after a shift by one of the elements: nothing cancels, and
// those of a constant are exactly 0.

import * as nd from "../ndarray/index.js";
import { bind, shapeOf, type Value } from "../core/op.js";
import { sub } from "./arithmetic.js";
import { wholeAxis } from "./axes.js";
import { stopGradient } from "./identity.js";
import { mean } from "./reductions.js";
import { sliceOp } from "./slicing.js";

/** x − mean(x) over some axes. */
export function deviations(v: Value, axes: readonly number[]): Value {
  const ranges = shapeOf(v).map((n, k) => wholeAxis(axes.includes(k) ? Math.min(n, 1) : n));
  const first = bind(sliceOp, [v], { ranges, shape: nd.shapeOfRanges(ranges) });
  const shifted = sub(v, stopGradient(first));
  return sub(shifted, mean(shifted, { axis: axes, keepDims: true }));
}
