// Shapes and axes: sizes, strides, broadcasting, and the axes a reduction runs over.
import {
  axisOutOfRange,
  axisTwice,
  badLength,
  badShape,
  cannotReshape,
  notAnInteger,
  shapesDoNotBroadcast,
  tooLarge,
} from "./errors.js";

/** The lengths of an array's axes, the outermost first. */
export type Shape = readonly number[];

/** V8's bound on the length of a typed array. */
const LARGEST_SIZE = 2 ** 32;

/** The number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** How far apart neighbours along each axis lie in row-major storage. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Whether two shapes are equal. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** The shape that all of `shapes` stretch to: aligned at the last axis, an axis of length 1 grows. */
export function broadcastShapes(name: string, ...shapes: Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    const skipped = rank - shape.length;
    for (let axis = 0; axis < shape.length; axis++) {
      const length = shape[axis]!;
      if (length === 1) continue;
      if (result[skipped + axis] === 1) result[skipped + axis] = length;
      else if (result[skipped + axis] !== length) throw shapesDoNotBroadcast(name, shapes);
    }
  }
  return result;
}

/** `axis` counted from the first axis; a negative one counts from the end. */
export function normalizeAxis(name: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis)) throw notAnInteger(name, "axis", axis);
  if (axis < -rank || axis >= rank) throw axisOutOfRange(name, axis, rank);
  return axis < 0 ? axis + rank : axis;
}

/** The axes meant, ascending; all of them when `axis` is left out. */
export function normalizeAxes(
  name: string,
  axis: number | readonly number[] | undefined,
  rank: number,
): readonly number[] {
  if (axis === undefined) return Array.from({ length: rank }, (_, k) => k);
  if (!Array.isArray(axis)) return [normalizeAxis(name, axis as number, rank)];
  const axes = (axis as readonly number[]).map((k) => normalizeAxis(name, k, rank)).sort((a, b) => a - b);
  const twice = axes.findIndex((k, i) => k === axes[i - 1]);
  if (twice >= 0) throw axisTwice(name, axes[twice]!);
  return axes;
}

/** The shape left when `axes` (ascending) are reduced away, or kept with length 1. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  if (keepDims) return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** A shape as a caller may write it, a length or an array of lengths, checked and copied. */
export function checkShape(name: string, shape: number | Shape): Shape {
  const lengths = typeof shape === "number" ? [shape] : shape;
  if (!Array.isArray(lengths)) throw badShape(name, shape);
  const bad = lengths.findIndex((length) => !Number.isInteger(length) || length < 0);
  if (bad >= 0) throw badLength(name, lengths, bad);
  const size = sizeOf(lengths as Shape);
  if (size > LARGEST_SIZE) throw tooLarge(name, lengths as Shape, size);
  return [...(lengths as Shape)];
}

/** `shape` with its one -1, if any, replaced by the length that makes it hold `size` elements. */
export function resolveShape(name: string, size: number, shape: number | Shape): Shape {
  const lengths = typeof shape === "number" ? [shape] : shape;
  if (!Array.isArray(lengths)) throw badShape(name, shape);
  const hole = lengths.indexOf(-1);
  const known = checkShape(name, lengths.filter((_, axis) => axis !== hole) as Shape);
  const missing = hole < 0 ? 1 : size / sizeOf(known);
  const fits = Number.isInteger(missing) && sizeOf(known) * missing === size;
  if (!fits) throw cannotReshape(name, size, lengths as Shape);
  return (lengths as Shape).map((length, axis) => (axis === hole ? missing : length));
}
