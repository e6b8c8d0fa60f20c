// Linear algebra on matrices, batched over leading axes: solving, inverting, factorizing.
//
// Rules after Giles, "Collected matrix derivative results for forward and reverse mode algorithmic
// differentiation" (2008), and Murray, "Differentiation of the Cholesky decomposition" (2016).

import * as nd from "../ndarray/index.js";
import { badOption } from "../core/errors.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { broadcastTo as stretched, chain, real, sumTo as shrunk } from "../core/space.js";
import { mul, neg } from "./arithmetic.js";
import { lift, type Like } from "./lift.js";
import { matrixProduct } from "./multiplying.js";
import { matrixTranspose } from "./products.js";
import { publish } from "./publish.js";
import { expandDims, squeeze } from "./shape.js";
import { symmetric, weights } from "./triangles.js";

/** Random matrices made well-conditioned: n on the diagonal besides. */
function dominant([a, ...rest]: readonly nd.Plain[]): readonly nd.Plain[] {
  return [boosted(a as nd.NDArray), ...rest];
}

function boosted(a: nd.NDArray): nd.NDArray {
  const n = a.shape.at(-1) ?? 0;
  const data = Float64Array.from(a.data, (x, k) => x + ((k % (n * n)) % (n + 1) === 0 ? 4 * n : 0));
  return new nd.NDArray(data, a.shape);
}

/** A right-hand side as a matrix, and the solution as the right-hand side was. */
function withColumns(b: Value, f: (b: Value) => Value): Value {
  return shapeOf(b).length === 1 ? squeeze(f(expandDims(b, 1)), { axis: -1 }) : f(b);
}

const solveOp: Op<readonly [Value, Value], undefined> = {
  name: "solve",
  doc: "the solution x of a x = b",
  eval: ([a, b]) => nd.solve(a, b),
  shape: ([a, b]) => nd.solveShape("solve", a, b),
  jvp(i, dx, y, [a]) {
    const side = i === 0 ? neg(matrixProduct(dx, y)) : dx;
    return stretched(bind(solveOp, [a, side], undefined), shapeOf(y));
  },
  vjp(i, dy, y, [a, b]) {
    const w = bind(solveOp, [matrixTranspose(a), dy], undefined);
    return i === 0 ? shrunk(neg(matrixProduct(w, matrixTranspose(y))), shapeOf(a)) : shrunk(w, shapeOf(b));
  },
  core: [2, 2],
  domain: [real, real],
  examples: [
    {
      shapes: [
        [2, 2],
        [2, 1],
      ],
      params: undefined,
      arrange: dominant,
    },
    {
      shapes: [
        [2, 2, 2],
        [2, 3],
      ],
      params: undefined,
      arrange: dominant,
    },
  ],
};

/**
 * The solution x of a x = b, for `b` a vector [n] or matrices [..., n, k]; `a` is [..., n, n]. A singular `a`
 * gives infinities and NaN.
 *
 * @example
 * solve([[2, 0], [0, 4]], [2, 2]); // [1, 0.5]
 */
export const solve = /* @__PURE__ */ publish(solveOp, (a: Like, b: Like): Value => {
  const [x, y] = [lift("solve", a, "its first input"), lift("solve", b, "its second input")];
  nd.solveShape("solve", shapeOf(x), shapeOf(y));
  return withColumns(y, (columns) => bind(solveOp, [x, columns], undefined));
});

const triangularSolveOp: Op<readonly [Value, Value], nd.Triangle> = {
  name: "triangularSolve",
  doc: "the solution x of t x = b or tᵀ x = b, of t one triangle being read",
  eval: ([t, b], triangle) => nd.triangularSolve(t, b, triangle),
  shape: ([t, b]) => nd.solveShape("triangularSolve", t, b),
  jvp(i, dx, y, [t], triangle) {
    const inside = triangle.transpose ? matrixTranspose : (m: Value): Value => m;
    const side = i === 0 ? neg(matrixProduct(inside(chain(maskOf(dx, triangle), dx)), y)) : dx;
    return stretched(bind(triangularSolveOp, [t, side], triangle), shapeOf(y));
  },
  vjp(i, dy, y, [t, b], triangle) {
    const w = bind(triangularSolveOp, [t, dy], { ...triangle, transpose: !triangle.transpose });
    if (i === 1) return shrunk(w, shapeOf(b));
    const [left, right] = triangle.transpose ? [y, w] : [w, y];
    const full = neg(matrixProduct(left, matrixTranspose(right)));
    return shrunk(chain(maskOf(t, triangle), full), shapeOf(t));
  },
  core: [2, 2],
  domain: [real, real],
  examples: [
    {
      shapes: [
        [3, 3],
        [3, 2],
      ],
      params: { lower: true, transpose: false },
      arrange: dominant,
    },
    {
      shapes: [
        [2, 2, 2],
        [2, 1],
      ],
      params: { lower: false, transpose: true },
      arrange: dominant,
    },
    {
      shapes: [
        [2, 2],
        [2, 1],
      ],
      params: { lower: true, transpose: true, unitDiagonal: true },
      arrange: dominant,
    },
  ],
};

/** Ones in the triangle that is read. */
function maskOf(t: Value, { lower, unitDiagonal = false }: nd.Triangle): nd.Plain {
  return weights(t, shapeOf(t).at(-1) ?? 0, (row, column) =>
    (row === column ? !unitDiagonal : row > column === lower) ? 1 : 0,
  );
}

/** Which triangle of `t` to read, and whether to transpose it or to take its diagonal for ones. */
export type TriangleOptions = Partial<nd.Triangle>;

/**
 * The solution x of t x = b with a triangular t, of which only one triangle (the lower by default) is read.
 */
export const triangularSolve = /* @__PURE__ */ publish(
  triangularSolveOp,
  (t: Like, b: Like, options: TriangleOptions = {}): Value => {
    const params = triangleOf(options);
    const x = lift("triangularSolve", t, "its first input");
    const y = lift("triangularSolve", b, "its second input");
    nd.solveShape("triangularSolve", shapeOf(x), shapeOf(y));
    return withColumns(y, (columns) => bind(triangularSolveOp, [x, columns], params));
  },
);

function triangleOf(options: TriangleOptions): nd.Triangle {
  const given = known("triangularSolve", options, ["lower", "transpose", "unitDiagonal"]);
  for (const [option, flag] of Object.entries(given) as [string, unknown][]) {
    if (typeof flag !== "boolean" && flag !== undefined)
      throw badOption("triangularSolve", option, "true or false", flag);
  }
  const { lower = true, transpose = false, unitDiagonal = false } = given;
  return { lower, transpose, unitDiagonal };
}

const invOp: Op<readonly [Value], undefined> = {
  name: "inv",
  doc: "a⁻¹",
  eval: ([a]) => nd.inv(a),
  shape: ([a]) => a,
  jvp: (_i, dx, y) => neg(matrixProduct(y, matrixProduct(dx, y))),
  vjp: (_i, dy, y) => neg(matrixProduct(matrixTranspose(y), matrixProduct(dy, matrixTranspose(y)))),
  core: [2],
  domain: [real],
  examples: [
    { shapes: [[3, 3]], params: undefined, arrange: dominant },
    { shapes: [[2, 2, 2]], params: undefined, arrange: dominant },
  ],
};

/** The inverse of a matrix [..., n, n]; a singular one gives infinities and NaN. */
export const inv = /* @__PURE__ */ publish(invOp, (a: Like): Value => {
  const x = lift("inv", a);
  nd.squareLength("inv", shapeOf(x));
  return bind(invOp, [x], undefined);
});

/** The lower triangle of a matrix, its diagonal halved: what makes one factor of a symmetric tangent. */
function halfLower(x: Value): Value {
  return mul(
    weights(x, shapeOf(x).at(-1) ?? 0, (row, column) => (row === column ? 0.5 : row > column ? 1 : 0)),
    x,
  );
}

/** L⁻¹ m, or L⁻ᵀ m. */
function divided(l: Value, m: Value, flip = false): Value {
  return bind(triangularSolveOp, [l, m], { lower: true, transpose: flip });
}

const choleskyOp: Op<readonly [Value], undefined> = {
  name: "cholesky",
  doc: "the lower triangular l with l lᵀ = (a + aᵀ) / 2; NaN where that is not positive definite",
  eval: ([a]) => nd.cholesky(a),
  shape: ([a]) => a,
  // l̇ = l Φ(l⁻¹ ȧ l⁻ᵀ)
  jvp: (_i, dx, y) => matrixProduct(y, halfLower(divided(y, matrixTranspose(divided(y, symmetric(dx)))))),
  // ā = l⁻ᵀ sym(Φ(lᵀ l̄)) l⁻¹
  vjp(_i, dy, y) {
    const inner = symmetric(halfLower(matrixProduct(matrixTranspose(y), dy)));
    return divided(y, matrixTranspose(divided(y, inner, true)), true);
  },
  core: [2],
  domain: [real],
  examples: [
    { shapes: [[3, 3]], params: undefined, arrange: dominant },
    { shapes: [[2, 2, 2]], params: undefined, arrange: dominant },
  ],
};

/** The Cholesky factor of the symmetric part of a matrix [..., n, n]. */
export const cholesky = /* @__PURE__ */ publish(choleskyOp, (a: Like): Value => {
  const x = lift("cholesky", a);
  nd.squareLength("cholesky", shapeOf(x));
  return bind(choleskyOp, [x], undefined);
});
