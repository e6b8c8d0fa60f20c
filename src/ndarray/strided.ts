// Loops over strided operands: neighbouring axes merge where no operand jumps, a kernel runs the last two.
import type { Data } from "./dtype.js";
import { type Kernel, strided1, strided2 } from "./loops.js";
import { type Shape, sizeOf, stridesOf } from "./shape.js";
import { stamp, stampsByType } from "./stamp.js";

/** How a loop walks through some data: where it starts, and how far a step along each axis leads. */
export interface View {
  readonly data: Data;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** The view of all of `data` in row-major order. */
export function dense(data: Data, shape: Shape): View {
  return { data, offset: 0, strides: stridesOf(shape) };
}

/** The view of `data`, of shape `from`, stretched over the shape `to` that it broadcasts to. */
export function stretched(data: Data, from: Shape, to: Shape): View {
  return { data, offset: 0, strides: stridesOver(from, to) };
}

/** How far a step along each axis of the shape `to` leads in an array of shape `from`, which broadcasts to it. */
export function stridesOver(from: Shape, to: Shape): readonly number[] {
  const own = stridesOf(from);
  const skipped = to.length - from.length;
  const still = (axis: number): boolean => axis < 0 || from[axis] === 1;
  return to.map((_, axis) => (still(axis - skipped) ? 0 : own[axis - skipped]!));
}

/** Runs `kernel` over all of `shape`. */
export function run(kernel: Kernel, shape: Shape, views: readonly View[]): void {
  if (sizeOf(shape) === 0) return;
  const { lengths, strides } = merge(shape, views);
  const depth = lengths.length;
  const data = views.map((view) => view.data);
  const at = views.map((view) => view.offset);
  const row = strides[depth - 2]!;
  const column = strides[depth - 1]!;
  const index = new Array<number>(depth - 2).fill(0);
  for (;;) {
    kernel(data, at, row, column, lengths[depth - 2]!, lengths[depth - 1]!);
    let axis = depth - 3;
    while (axis >= 0 && ++index[axis]! === lengths[axis]!) index[axis--] = 0;
    if (axis < 0) return;
    for (let k = 0; k < at.length; k++) at[k] = views[k]!.offset + place(index, strides, k);
  }
}

function place(index: readonly number[], strides: readonly (readonly number[])[], operand: number): number {
  let sum = 0;
  for (let axis = 0; axis < index.length; axis++) sum += index[axis]! * strides[axis]![operand]!;
  return sum;
}

/** A loop nest at least two deep; `strides[axis]` holds one stride per operand. */
export interface Nest {
  readonly lengths: number[];
  readonly strides: number[][];
}

/** The nest for all of `shape`, in which neighbouring axes are one where no operand jumps between them. */
export function merge(shape: Shape, views: readonly Pick<View, "strides">[]): Nest {
  const lengths: number[] = [];
  const strides: number[][] = [];
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const own = views.map((view) => view.strides[axis]!);
    const outer = strides.at(-1);
    if (outer?.every((stride, k) => stride === own[k]! * length)) {
      lengths[lengths.length - 1]! *= length;
      strides[strides.length - 1] = own;
    } else {
      lengths.push(length);
      strides.push(own);
    }
  });
  while (lengths.length < 2) {
    lengths.unshift(1);
    strides.unshift(views.map(() => 0));
  }
  return { lengths, strides };
}

const copies = stampsByType((types) => stamp(`copy ${types}`, strided1)((x) => x));

/** Copies the elements that one view of `shape` shows to the places that another shows. */
export function copy(shape: Shape, from: View, to: View): void {
  run(copies([from.data, to.data]), shape, [from, to]);
}

const sums = stampsByType((types) => stamp(`add to ${types}`, strided2)((a, b) => a + b));

/** Adds the elements that one view of `shape` shows to those that another shows. */
export function addTo(shape: Shape, from: View, to: View): void {
  const views = [to, from, to];
  run(sums(views.map(({ data }) => data)), shape, views);
}
