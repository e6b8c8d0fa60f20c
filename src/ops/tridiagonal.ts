// Tridiagonal systems, in as many steps as they have unknowns.

import * as nd from "../ndarray/index.js";
import { outOfRange } from "../core/errors.js";
import { bind, shapeOf, value, type Op, type Value } from "../core/op.js";
import { broadcastTo as stretched, chain, real, sumTo as shrunk, zeroOf } from "../core/space.js";
import { neg } from "./arithmetic.js";
import { slice } from "./indexing.js";
import { lift, type Like } from "./lift.js";
import { publish } from "./publish.js";
import { concatenate, expandDims, squeeze } from "./shape.js";

type Four = readonly [Value, Value, Value, Value];

// As of `solve` (Giles 2008, 2.3.1), in whose ȧ and ā only three diagonals are there. They lie in columns.
const tridiagonalSolveOp: Op<Four, undefined> = {
  name: "tridiagonalSolve",
  doc: "the solution x of a x = b, of a its lower, main and upper diagonal",
  eval: ([l, d, u, b]) => {
    shapeOfSolution(...[l, d, u, b].map(nd.shapeOf));
    return nd.tridiagonalSolve(l, d, u, b);
  },
  shape: (shapes) => shapeOfSolution(...shapes),
  jvp(i, dx, y, [l, d, u]) {
    const side = i === 3 ? dx : neg(timesDiagonal(i, dx, y));
    const whole = [...shapeOf(y).slice(0, -2), ...shapeOf(side).slice(-2)];
    return stretched(bind(tridiagonalSolveOp, [l, d, u, stretched(side, whole)], undefined), shapeOf(y));
  },
  vjp(i, dy, y, x) {
    const w = bind(tridiagonalSolveOp, [x[2], x[1], x[0], dy], undefined);
    const shape = shapeOf(x[i] ?? 0);
    if (i === 3) return shrunk(w, shape);
    const [left, right] = i === 0 ? [tail(w), head(y)] : i === 1 ? [w, y] : [head(w), tail(y)];
    return shrunk(neg(chain(left, right)), shape);
  },
  core: [2, 2, 2, 2],
  domain: [real, real, real, real],
  examples: [
    {
      shapes: [
        [2, 1],
        [3, 1],
        [2, 1],
        [3, 2],
      ],
      params: undefined,
      arrange: diagonallyDominant,
    },
    {
      shapes: [
        [2, 1, 1],
        [2, 1],
        [1, 1],
        [2, 1],
      ],
      params: undefined,
      arrange: toBeExchanged,
    },
  ],
};

/** The matrix that has nothing but diagonal number i, times x. */
function timesDiagonal(i: number, diagonal: Value, x: Value): Value {
  if (i === 1) return chain(diagonal, x);
  const none = zeroOf(rows(x, 0, 1));
  return i === 0
    ? concatenate([none, chain(diagonal, head(x))], { axis: -2 })
    : concatenate([chain(diagonal, tail(x)), none], { axis: -2 });
}

/** All rows but the last. */
function head(x: Value): Value {
  return rows(x, 0, (shapeOf(x).at(-2) ?? 1) - 1);
}

/** All rows but the first. */
function tail(x: Value): Value {
  return rows(x, 1, shapeOf(x).at(-2) ?? 1);
}

function rows(x: Value, from: number, to: number): Value {
  return slice(x, ...shapeOf(x).map((_, k, { length }) => (k === length - 2 ? ([from, to] as const) : null)));
}

function shapeOfSolution(...[l = [], d = [], u = [], b = []]: readonly nd.Shape[]): nd.Shape {
  const [n = 0, k = 0] = b.slice(-2);
  const isFitting = [l, d, u].every((x, i) => x.at(-1) === 1 && x.at(-2) === (i === 1 ? n : n - 1));
  if (n === 0 || !isFitting)
    throw outOfRange("tridiagonalSolve", "its diagonals", "columns as long as its right-hand side", [
      l,
      d,
      u,
      b,
    ]);
  const batches = [l, d, u, b].map((shape) => shape.slice(0, -2));
  return [...nd.broadcastShapes("tridiagonalSolve", ...batches), n, k];
}

/** Makes the sizes of elements larger by `more`; none stays so large that what is divided by it underflows. */
function raised(x: nd.Plain | undefined, more: number): nd.NDArray {
  const { data, shape } = x as nd.NDArray;
  const moderate = Float64Array.from(data, (v) => Math.max(-1e100, Math.min(1e100, v)));
  return new nd.NDArray(more === 0 ? moderate : moderate.map((v) => Math.abs(v) + more), shape);
}

/** More than the elements of two rows of the diagonals come to. */
function weightOf(...diagonals: readonly (nd.Plain | undefined)[]): number {
  return diagonals.reduce<number>((sum, x) => Math.max(sum, ...raised(x, 4).data), 0) * 3;
}

/** With a main diagonal that outweighs the others. */
function diagonallyDominant([l, d, u, b]: readonly nd.Plain[]): readonly nd.Plain[] {
  return [raised(l, 0), raised(d, weightOf(l, u)), raised(u, 0), b ?? 0];
}

/** With a main diagonal that the others outweigh, so that rows are exchanged. */
function toBeExchanged([l, d, u, b]: readonly nd.Plain[]): readonly nd.Plain[] {
  return [raised(l, weightOf(d)), raised(d, 0), raised(u, weightOf(d)), b ?? 0];
}

/**
 * The solution x of a x = b for a tridiagonal matrix, given by its diagonals: `lower` [..., n − 1], `diagonal`
 * [..., n] and `upper` [..., n − 1]; `b` is a vector [n] or matrices [..., n, k]. It takes n steps, with exchanges
 * of neighbouring rows. A singular matrix gives infinities and NaN.
 *
 * @example
 * tridiagonalSolve([1, 1], [2, 2, 2], [1, 1], [3, 4, 3]); // [1, 1, 1]
 */
export const tridiagonalSolve = /* @__PURE__ */ publish(
  tridiagonalSolveOp,
  (lower: Like, diagonal: Like, upper: Like, b: Like): Value => {
    const given = [lower, diagonal, upper].map((x, i) => lift("tridiagonalSolve", x, names[i]));
    const side = lift("tridiagonalSolve", b, "its right-hand side");
    const isVector = shapeOf(side).length === 1;
    const n = shapeOf(side).at(isVector ? -1 : -2) ?? 0;
    if (n < 1)
      throw outOfRange("tridiagonalSolve", "its right-hand side", "of shape [n] or [..., n, k]", value(side));
    for (const [i, x] of given.entries()) fits(x, i === 1 ? n : n - 1, names[i] ?? "");
    const [l = 0, d = 0, u = 0] = given.map((x) => expandDims(x, -1));
    const x = bind(tridiagonalSolveOp, [l, d, u, isVector ? expandDims(side, 1) : side], undefined);
    return isVector ? squeeze(x, { axis: -1 }) : x;
  },
);

const names: readonly string[] = ["its lower diagonal", "its diagonal", "its upper diagonal"];

function fits(x: Value, length: number, name: string): void {
  if (shapeOf(x).at(-1) !== Math.max(0, length))
    throw outOfRange("tridiagonalSolve", name, `of length ${String(length)} (one for each row)`, value(x));
}
