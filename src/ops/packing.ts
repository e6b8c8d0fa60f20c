// Several results in one: a vector in which they lie one after the other. An op with several outputs is one whose
// output is packed, so that the seam, both engines and every check know nothing of it.

import { sameShape, sizeOf, type Range, type Shape } from "../ndarray/index.js";
import { bind, shapeOf, type Value } from "../core/op.js";
import { materialize } from "../core/space.js";
import { concatenate, reshape } from "./shape.js";
import { sliceOp } from "./slicing.js";

/**
 * The parts side by side along a last axis of their own: of shape [...batch, n], with n the elements of all parts
 * together. Every part begins with the axes of `batch`.
 */
export function pack(parts: readonly Value[], batch: Shape = []): Value {
  const flat = parts.map((part) => reshape(part, [...batch, sizeOf(shapeOf(part).slice(batch.length))]));
  return concatenate(flat, { axis: -1 });
}

/** Parts of the given shapes from what `pack` made of them; `shapes` are without the axes of the batch. */
export function unpack(packed: Value, shapes: readonly Shape[]): readonly Value[] {
  const batch = shapeOf(packed).slice(0, -1);
  const all = batch.map((n): Range => ({ start: 0, stop: n, step: 1 }));
  let start = 0;
  return shapes.map((shape) => {
    const stop = start + sizeOf(shape);
    const block = { ranges: [...all, { start, stop, step: 1 }], shape: [...batch, stop - start] };
    start = stop;
    const part = bind(sliceOp, [packed], block);
    const whole = [...batch, ...shape];
    return sameShape(whole, block.shape) ? part : reshape(part, whole);
  });
}

/** The tangents or cotangents of parts, the number 0 for those that have none, packed as the parts are. */
export function packLike(dx: readonly Value[], parts: readonly Value[], batch: Shape = []): Value {
  return pack(
    parts.map((part, k) => materialize(dx[k] ?? 0, part)),
    batch,
  );
}
