// Convolutions of arrays [N, C, …space] with kernels [O, C / groups, …window], and their two transposes: three readings of
// one sum, Σ w[o, c, k] x[n, c, i s + k d − p] y[n, o, i].
import { floatTypeOf } from "./dtype.js";
import { floatResult } from "./batch.js";
import { dataOf, type NDArray, type Plain, shapeOf } from "./ndarray.js";
import { type Shape, sizeOf } from "./shape.js";

/** How a window moves over each axis of space. */
export interface Windows {
  readonly stride: readonly number[];
  /** How many zeros stand before each axis and behind it. */
  readonly padding: readonly (readonly [before: number, behind: number])[];
  readonly dilation: readonly number[];
  readonly groups: number;
  /** Whether 0 · ∞ is 0: what the sum is to a tangent. */
  readonly strong?: boolean;
}

/** How many places a window has along each axis of space. */
export function windowPlaces(space: Shape, window: Shape, { stride, padding, dilation }: Windows): number[] {
  return space.map((n, k) => {
    const [before, behind] = padding[k]!;
    const reach = (window[k]! - 1) * dilation[k]! + 1;
    return Math.max(0, Math.floor((n + before + behind - reach) / stride[k]!) + 1);
  });
}

/** The shape of `convolve`. */
export function convolvedShape(x: Shape, w: Shape, windows: Windows): Shape {
  return [x[0]!, w[0]!, ...windowPlaces(x.slice(2), w.slice(2), windows)];
}

/** The sums over all windows: y. */
export function convolve(x: Plain, w: Plain, windows: Windows): NDArray {
  const shape = convolvedShape(shapeOf(x), shapeOf(w), windows);
  const [a, b, y] = [dataOf(x), dataOf(w), new Float64Array(sizeOf(shape))];
  const times = productOf(windows);
  eachRow(shapeOf(x), shapeOf(w), shape, windows, (wAt, xAt, yAt, count, step) => {
    const factor = b[wAt]!;
    if (times === undefined) for (let t = 0; t < count; t++) y[yAt + t]! += factor * a[xAt + t * step]!;
    else for (let t = 0; t < count; t++) y[yAt + t]! += times(factor, a[xAt + t * step]!);
  });
  return result(y, shape, [x, w]);
}

/** The transpose in x: what each y adds to the elements of an x of shape `of`. */
export function convolveBack(y: Plain, w: Plain, of: Shape, windows: Windows): NDArray {
  const [a, b, x] = [dataOf(y), dataOf(w), new Float64Array(sizeOf(of))];
  const times = productOf(windows);
  eachRow(of, shapeOf(w), shapeOf(y), windows, (wAt, xAt, yAt, count, step) => {
    const factor = b[wAt]!;
    if (times === undefined) for (let t = 0; t < count; t++) x[xAt + t * step]! += factor * a[yAt + t]!;
    else for (let t = 0; t < count; t++) x[xAt + t * step]! += times(factor, a[yAt + t]!);
  });
  return result(x, of, [y, w]);
}

/** The transpose in w, of shape `of`. */
export function convolveKernel(y: Plain, x: Plain, of: Shape, windows: Windows): NDArray {
  const [a, b, w] = [dataOf(y), dataOf(x), new Float64Array(sizeOf(of))];
  const times = productOf(windows);
  eachRow(shapeOf(x), of, shapeOf(y), windows, (wAt, xAt, yAt, count, step) => {
    let sum = 0;
    if (times === undefined) for (let t = 0; t < count; t++) sum += a[yAt + t]! * b[xAt + t * step]!;
    else for (let t = 0; t < count; t++) sum += times(a[yAt + t]!, b[xAt + t * step]!);
    w[wAt]! += sum;
  });
  return result(w, of, [y, x]);
}

function productOf({ strong }: Windows): ((a: number, b: number) => number) | undefined {
  return strong === true ? (a, b) => (a === 0 || b === 0 ? 0 : a * b) : undefined;
}

function result(data: Float64Array, shape: Shape, from: readonly Plain[]): NDArray {
  return floatResult(data, shape, floatTypeOf(from)) as NDArray;
}

type Row = (wAt: number, xAt: number, yAt: number, count: number, step: number) => void;

/** Visits every element of the kernel with every row of places at which the window has it over an element of x. */
function eachRow(x: Shape, w: Shape, y: Shape, windows: Windows, visit: Row): void {
  const [batch, channels, outputs] = [x[0]!, w[1]!, w[0]!];
  const [space, window, places] = [x, w, y].map((shape) => inThree(shape.slice(2), 1)) as [
    Shape,
    Shape,
    Shape,
  ];
  const [stride, dilation] = [inThree(windows.stride, 1), inThree(windows.dilation, 1)];
  const before = inThree(
    windows.padding.map(([start]) => start),
    0,
  );
  const perGroup = outputs / windows.groups;
  const [xSize, ySize, wSize] = [space, places, window].map(sizeOf) as [number, number, number];
  /** Of axis `k` and an element of the window, the first and the end of the places that have it over x. */
  const reach = (k: number, element: number): [number, number] => {
    const offset = element * dilation[k]! - before[k]!;
    const first = Math.max(0, Math.ceil(-offset / stride[k]!));
    return [first, Math.min(places[k]!, Math.floor((space[k]! - 1 - offset) / stride[k]!) + 1)];
  };
  const spans = window.map((n, k) => Array.from({ length: n }, (_, element) => reach(k, element)));
  for (let n = 0; n < batch; n++)
    for (let o = 0; o < outputs; o++)
      for (let c = 0; c < channels; c++) {
        const xStart = (n * x[1]! + Math.floor(o / perGroup) * channels + c) * xSize;
        const yStart = (n * outputs + o) * ySize;
        let wAt = (o * channels + c) * wSize;
        for (let i = 0; i < window[0]!; i++)
          for (let j = 0; j < window[1]!; j++)
            for (let k = 0; k < window[2]!; k++, wAt++) {
              const [from, to] = spans[2]![k]!;
              if (to <= from) continue;
              const [[p0, p1], [q0, q1]] = [spans[0]![i]!, spans[1]![j]!];
              const right = from * stride[2]! + k * dilation[2]! - before[2]!;
              for (let p = p0; p < p1; p++) {
                const plane = (p * stride[0]! + i * dilation[0]! - before[0]!) * space[1]!;
                for (let q = q0; q < q1; q++) {
                  const row = (plane + q * stride[1]! + j * dilation[1]! - before[1]!) * space[2]!;
                  const yAt = yStart + (p * places[1]! + q) * places[2]! + from;
                  visit(wAt, xStart + row + right, yAt, to - from, stride[2]!);
                }
              }
            }
      }
}

function inThree(values: readonly number[], fill: number): readonly number[] {
  return [...new Array<number>(3 - values.length).fill(fill), ...values];
}
