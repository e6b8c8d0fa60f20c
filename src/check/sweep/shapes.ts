// The shapes that an op is swept at: broadcast, empty, and of length 1.

import type { Example } from "../../core/op.js";
import type * as nd from "../../ndarray/index.js";
import type { AnyOp, Point } from "./points.js";
import { fill } from "./values.js";

/** The shapes at which an elementwise op is tried: broadcast, empty, and of length 1. */
export function shapesOf(arity: number): readonly (readonly nd.Shape[])[] {
  const same = [[5], [2, 3], [1], [1, 1], [0], [2, 0, 3]].map((shape) => Array<nd.Shape>(arity).fill(shape));
  const mixed: readonly (readonly nd.Shape[])[] = [
    [
      [3, 1],
      [1, 4],
      [3, 4],
    ],
    [[], [3], [2, 1]],
    [[3], [], [1]],
    [[2, 3], [3], []],
    [[1], [0], [1]],
    [[2, 1, 3], [2, 0, 1], []],
  ].map((shapes) => shapes.slice(0, arity));
  return arity === 1 ? same : [...same, ...mixed];
}

/** The examples with each of their lengths made 0 or 1 throughout, as far as the op takes them. */
export function resized(
  op: AnyOp,
  call: (example: Example, x: readonly nd.Plain[]) => Point,
  seed: number,
): Point[] {
  return op.examples.flatMap((example) => {
    const lengths = [...new Set(example.shapes.flat())];
    return lengths.flatMap((length) =>
      [0, 1].flatMap((n) => {
        const shapes = example.shapes.map((shape) => shape.map((m) => (m === length ? n : m)));
        return accepted(op, () => call(example, fill(op.domain, shapes, seed)));
      }),
    );
  });
}

/** The call, if its parameters go with its shapes. */
function accepted(op: AnyOp, make: () => Point): Point[] {
  if (!op.examples.every(({ params }) => fitsAnyLength(params))) return [];
  try {
    const point = make();
    op.eval(point.x, point.params);
    return [point];
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return [];
    throw error;
  }
}

/** Whether the parameters say nothing of lengths. */
function fitsAnyLength(params: unknown): boolean {
  const free = ["axes", "axis", "keepDims", "reverse", "lower", "transpose", "unitDiagonal", "dtype"];
  return Object.keys(params ?? {}).every((key) => free.includes(key));
}
