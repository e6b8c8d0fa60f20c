// Indices as callers give them: plain integers in an array, never differentiated.

import * as nd from "../ndarray/index.js";
import { badArgument, cannotBroadcastTo } from "../core/errors.js";
import { Box, bind, dtypeOf, shapeOf, value, type Value } from "../core/op.js";
import { broadcastToOp, cast } from "../core/space.js";
import { lift, type Like } from "./lift.js";

/** Whole numbers as an index array; a single one has rank 0. */
export function indexArray(name: string, indices: Like, what = "indices"): nd.NDArray {
  const { data, shape, dtype } = plainArray(name, indices, what, "plain integers, not differentiated");
  if (dtype === "bool") throw badArgument(name, what, "integers; booleanMask selects by a mask", indices);
  if (!data.every(Number.isInteger)) throw badArgument(name, what, "integers", indices);
  return new nd.NDArray(nd.convert(name, data, "int32"), shape);
}

/** Numbers that are not differentiated, as an array; a single one has rank 0. */
export function plainArray(name: string, given: Like, what: string, want: string): nd.NDArray {
  const v = lift(name, given, what);
  const plain = v instanceof Box && !v.isWatched() ? value(v) : v;
  const array = typeof plain === "number" ? new nd.NDArray(Float64Array.of(plain), []) : plain;
  if (!(array instanceof nd.NDArray)) throw badArgument(name, what, want, given);
  return array;
}

/** An array of indices, by default a vector. */
export function ints(indices: readonly number[], shape: nd.Shape = [indices.length]): nd.NDArray {
  return new nd.NDArray(Int32Array.from(indices), shape);
}

/** `u` broadcast to the shape of what it is to replace in `x`, or to be added to; a number has the type of `x`. */
export function updatesFor(name: string, x: Value, u: Value, shape: nd.Shape): Value {
  const own = shapeOf(u);
  const skipped = shape.length - own.length;
  const fits = skipped >= 0 && own.every((n, k) => n === 1 || n === shape[skipped + k]);
  if (!fits) throw cannotBroadcastTo(name, own, shape);
  const single = own.length === 0 && shape.length > 0 && dtypeOf(x) === "float32";
  const spread = nd.sameShape(own, shape) ? u : bind(broadcastToOp, [u], { shape });
  return single ? cast(spread, "float32") : spread;
}
