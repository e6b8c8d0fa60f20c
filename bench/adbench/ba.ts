// ADBench's bundle adjustment, one observation, as a user would write it: how far a point is seen from where it should be.

import { add, cos, div, equal, mul, sin, sqrt, sub, type Value } from "../../src/index.js";

type Vector = readonly [Value, Value, Value];

/** How many numbers a block has: 11 of the camera, 3 of the point, and the weight. */
export const blockSize = 15;

/**
 * w (p − m) for a point seen at p and measured at m. x holds the camera (its rotation as an axis times an angle, centre,
 * focal length, principal point, two distortions), the point, and w.
 */
export function residual(x: readonly Value[], measured: readonly [number, number]): readonly [Value, Value] {
  const at = (k: number): Value => x[k] ?? 0;
  const from = (k: number): Vector => [at(k), at(k + 1), at(k + 2)];
  const [c, p, weight] = [from(3), from(11), at(14)];
  const [u, v, depth] = rotated(from(0), [sub(p[0], c[0]), sub(p[1], c[1]), sub(p[2], c[2])]);
  const [a, b] = [div(u, depth), div(v, depth)];
  const square = add(mul(a, a), mul(b, b));
  const stretch = add(1, add(mul(at(9), square), mul(at(10), mul(square, square))));
  const seen = (q: Value, principal: Value): Value => add(mul(mul(q, stretch), at(6)), principal);
  return [mul(weight, sub(seen(a, at(7)), measured[0])), mul(weight, sub(seen(b, at(8)), measured[1]))];
}

/** Rodrigues' formula. */
function rotated(axis: Vector, p: Vector): Vector {
  const square = dot(axis, axis);
  if (equal(square, 0)) return plus(p, cross(axis, p));
  const angle = sqrt(square);
  const [c, s] = [cos(angle), sin(angle)];
  const w = times(div(1, angle), axis);
  return plus(plus(times(c, p), times(s, cross(w, p))), times(mul(dot(w, p), sub(1, c)), w));
}

function dot(a: Vector, b: Vector): Value {
  return add(add(mul(a[0], b[0]), mul(a[1], b[1])), mul(a[2], b[2]));
}

function cross(a: Vector, b: Vector): Vector {
  const minor = (i: 0 | 1 | 2, j: 0 | 1 | 2): Value => sub(mul(a[i], b[j]), mul(a[j], b[i]));
  return [minor(1, 2), minor(2, 0), minor(0, 1)];
}

function plus(a: Vector, b: Vector): Vector {
  return [add(a[0], b[0]), add(a[1], b[1]), add(a[2], b[2])];
}

function times(factor: Value, a: Vector): Vector {
  return [mul(factor, a[0]), mul(factor, a[1]), mul(factor, a[2])];
}
