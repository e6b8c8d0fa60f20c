// Substitution: linear systems with a triangular matrix.
import { batchPlaces, float64Of, floatResult, squareLength } from "./batch.js";
import { floatTypeOf } from "./dtype.js";
import { cannotSolve } from "./errors.js";
import { type Plain, shapeOf } from "./ndarray.js";
import { broadcastShapes, type Shape, sizeOf } from "./shape.js";

/** Which triangle holds the matrix; whether it is to be transposed, and its diagonal taken to be ones. */
export interface Triangle {
  readonly lower: boolean;
  readonly transpose: boolean;
  readonly unitDiagonal?: boolean | undefined;
}

/** The solution x of t·x = b (or tᵀ·x = b), reading one triangle of t; shapes as for `solve`. */
export function triangularSolve(t: Plain, b: Plain, triangle: Triangle): Plain {
  return solveEach("triangularSolve", t, b, (matrix, n, x, columns) => {
    substitute(matrix, n, x, columns, triangle);
  });
}

/** Replaces the rows of x (n × columns) by the solution of t·x' = x. */
export function substitute(
  t: Float64Array,
  n: number,
  x: Float64Array,
  columns: number,
  triangle: Triangle,
): void {
  const { lower, transpose, unitDiagonal = false } = triangle;
  const forward = lower !== transpose;
  const [down, across] = transpose ? [1, n] : [n, 1];
  for (let step = 0; step < n; step++) {
    const i = forward ? step : n - 1 - step;
    for (let known = 0; known < step; known++) {
      const j = forward ? known : n - 1 - known;
      const factor = t[i * down + j * across]!;
      for (let c = 0; c < columns; c++) x[i * columns + c]! -= factor * x[j * columns + c]!;
    }
    if (!unitDiagonal) for (let c = 0; c < columns; c++) x[i * columns + c]! /= t[i * n + i]!;
  }
}

/** The shape of the solution of a·x = b: b is a vector if its rank is 1, else a batch of matrices. */
export function solveShape(name: string, a: Shape, b: Shape): Shape {
  const n = squareLength(name, a);
  const vector = b.length === 1;
  if (b.length === 0 || b[Math.max(0, b.length - 2)] !== n) throw cannotSolve(name, a, b);
  const batch = broadcastShapes(name, a.slice(0, -2), b.slice(0, -2));
  return vector ? [...batch, n] : [...batch, n, b.at(-1)!];
}

/** Gives `f` every matrix of a with its right-hand side, to be overwritten by the solution. */
export function solveEach(
  name: string,
  a: Plain,
  b: Plain,
  f: (matrix: Float64Array, n: number, x: Float64Array, columns: number) => void,
): Plain {
  const from = shapeOf(a);
  const right = shapeOf(b);
  const shape = solveShape(name, from, right);
  const matrices = float64Of(a);
  const sides = float64Of(b);
  const result = new Float64Array(sizeOf(shape));
  const n = from.at(-1)!;
  const columns = right.length === 1 ? 1 : right.at(-1)!;
  const size = n * columns;
  const batch = shape.slice(0, right.length === 1 ? -1 : -2);
  const placesA = batchPlaces(from.slice(0, -2), batch);
  const placesB = batchPlaces(right.slice(0, -2), batch);
  for (let k = 0; k < placesA.length; k++) {
    const x = sides.slice(placesB[k]! * size, (placesB[k]! + 1) * size);
    f(matrices.subarray(placesA[k]! * n * n, (placesA[k]! + 1) * n * n), n, x, columns);
    result.set(x, k * size);
  }
  return floatResult(result, shape, floatTypeOf([a, b]));
}
