// What plain data held at some time.

import { isRecord } from "../core/tree.js";
import { NDArray, array, isTypedVector } from "../ndarray/index.js";

/**
 * A copy of plain data, to see later whether they have been written to; all else as it is. So is what occurs in them for the
 * second time, which the copy of its first occurrence speaks for: data may be cyclic.
 */
export function snapshot(x: unknown, seen = new Set()): unknown {
  if (typeof x !== "object" || x === null || seen.has(x)) return x;
  seen.add(x);
  if (x instanceof NDArray) return array(x);
  if (isTypedVector(x)) return x.slice();
  if (Array.isArray(x)) return x.map((item) => snapshot(item, seen));
  if (!isRecord(x)) return x;
  return Object.fromEntries(Object.entries(x).map(([key, item]) => [key, snapshot(item, seen)]));
}
