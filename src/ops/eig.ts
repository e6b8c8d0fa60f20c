// Eigenvalues and eigenvectors of real matrices, which may be complex: pairs of real numbers along a last axis.

import * as nd from "../ndarray/index.js";
import { bind, shapeOf, value, type Op, type Value } from "../core/op.js";
import { chain, plus, real } from "../core/space.js";
import { div, neg, sub } from "./arithmetic.js";
import { hypot } from "./exponential.js";
import {
  added,
  adjoint,
  complexOf,
  conjugate,
  mapParts,
  pairsOf,
  solved,
  times,
  type Complex,
} from "./complex-parts.js";
import { graded, gradedAndTwisted } from "./graded.js";
import { lift, type Like } from "./lift.js";
import { matrixProduct } from "./multiplying.js";
import { pack, unpack } from "./packing.js";
import { publish } from "./publish.js";
import { sum } from "./reductions.js";
import { where } from "./select.js";
import { expandDims } from "./shape.js";
import { diagonalMatrix, diagonalOf, weights } from "./triangles.js";

/** What `eig` answers with: a · vectors = vectors · diag(values), in complex numbers. */
export interface ComplexEigen {
  /** Pairs of real and imaginary parts, ascending by the first and then by the second, [..., n, 2]. */
  readonly values: Value;
  /** In columns, pairs of real and imaginary parts, [..., n, n, 2]. */
  readonly vectors: Value;
}

/** 1 / (xⱼ − xᵢ) for all pairs of complex numbers, 0 on the diagonal. */
function complexGaps(x: Complex): Complex {
  const { re, im } = mapParts((part) => sub(expandDims(part, -2), expandDims(part, -1)), x);
  const diagonal = weights(x.re, shapeOf(x.re).at(-1) ?? 0, (i, j) => (i === j ? 1 : 0));
  const size = where(diagonal, 1, hypot(where(diagonal, 1, re), im));
  return conjugate({ re: div(div(re, size), size), im: div(div(im, size), size) });
}

/** Which parts can change, as numbers 1 for those that can and 0 for those that cannot. */
interface Free {
  /** The imaginary parts of values that are not real. */
  readonly values: nd.Plain;
  /** Those of their vectors, but for the components that are kept real. */
  readonly vectors: nd.Plain;
  /** 1 where a component is kept real, and 0 elsewhere. */
  readonly kept: nd.Plain;
}

function freeOf(lambda: Complex, v: Complex): Free {
  const [re, im] = [value(v.re) as nd.NDArray, value(v.im) as nd.NDArray];
  const n = re.shape.at(-1) ?? 0;
  const kept = new Float64Array(re.data.length);
  for (let start = 0; start < kept.length; start += n * n)
    for (let j = 0; j < n; j++) {
      const at = (i: number): number => start + i * n + j;
      const square = (i: number): number => (re.data[at(i)] ?? 0) ** 2 + (im.data[at(i)] ?? 0) ** 2;
      kept[at(nd.placeOfLargest(n, square))] = 1;
    }
  const parts = (value(lambda.im) as nd.NDArray).data;
  const values = Float64Array.from(parts, (x) => (x === 0 ? 0 : 1));
  const vectors = kept.map((k, at) => (1 - k) * (values[Math.floor(at / (n * n)) * n + (at % n)] ?? 0));
  const like = (data: Float64Array, shape: nd.Shape): nd.Plain =>
    nd.floatResult(data, shape, nd.floatTypeOf([re]));
  return {
    values: like(values, re.shape.slice(0, -1)),
    vectors: like(vectors, re.shape),
    kept: like(kept, re.shape),
  };
}

/** Sums over the rows, a row for each column of a matrix. */
function columnSums(x: Value): Value {
  return sum(x, { axis: -2, keepDims: true });
}

// Giles 2008, 3.1, with complex numbers (Boeddeker et al. 2017). With F = complexGaps(λ) and P = v⁻¹ ȧ v:
//   λ̇ = diag P,  v̇ = u + v diag c,  u = v (F ∘ P),
// of which c keeps the lengths, Re c = −Re vᴴu, and the largest components vₖ real, Im c = −Im uₖ / vₖ. What stays real
// for that reason, and with a real value, has no imaginary part to change, not even one of rounding.
const eigOp: Op<readonly [Value], null> = {
  name: "eig",
  doc: "the eigenvalues and eigenvectors of a, complex as pairs (Giles 2008); those of equal values have no derivative",
  eval: ([a]) => nd.eig(a),
  shape: ([a]) => [...a.slice(0, -2), 2 * (a.at(-1) ?? 0) * ((a.at(-1) ?? 0) + 1)],
  jvp(_i, dx, y, [a]) {
    const { lambda, v } = complexParts(y, a);
    const turned = { re: matrixProduct(dx, v.re), im: matrixProduct(dx, v.im) };
    const p = solved(v, turned);
    const u = times(matrixProduct, v, times(chain, complexGaps(lambda), p));
    const free = freeOf(lambda, v);
    const along = plus(chain(v.re, u.re), chain(v.im, u.im));
    const c = {
      re: neg(columnSums(along)),
      im: neg(div(columnSums(chain(free.kept, u.im)), columnSums(chain(free.kept, v.re)))),
    };
    const dv = added(u, times(chain, v, c));
    const dlambda = mapParts(diagonalOf, p);
    return pack(
      [
        pairsOf({ re: dlambda.re, im: chain(free.values, dlambda.im) }),
        pairsOf({ re: dv.re, im: chain(free.vectors, dv.im) }),
      ],
      shapeOf(a).slice(0, -2),
    );
  },
  // ā = Re v⁻ᴴ (diag λ̄ + F* ∘ vᴴ ū) vᴴ,  ū = v̄ − v Re c̄ − i Im c̄ / vₖ at the places k,  c̄ = diag vᴴ v̄
  vjp(_i, dy, y, [a]) {
    const { lambda, v } = complexParts(y, a);
    const back = complexParts(dy, a);
    const free = freeOf(lambda, v);
    const lambdabar = { re: back.lambda.re, im: chain(free.values, back.lambda.im) };
    const vbar = { re: back.v.re, im: chain(free.vectors, back.v.im) };
    const c = mapParts(columnSums, times(chain, conjugate(v), vbar));
    const turning = chain(free.kept, div(c.im, columnSums(chain(free.kept, v.re))));
    const ubar = added(vbar, {
      re: neg(chain(v.re, c.re)),
      im: neg(plus(chain(v.im, c.re), turning)),
    });
    const across = times(matrixProduct, adjoint(v), ubar);
    const inner = times(chain, conjugate(complexGaps(lambda)), across);
    const pbar = added(mapParts(diagonalMatrix, lambdabar), inner);
    const outer = solved(adjoint(v), times(matrixProduct, pbar, adjoint(v)));
    return outer.re;
  },
  core: [2],
  domain: [real],
  examples: [
    { shapes: [[3, 3]], params: null, arrange: gradedAndTwisted },
    { shapes: [[2, 2, 2]], params: null, arrange: graded },
    { shapes: [[2, 2]], params: null, arrange: gradedAndTwisted },
  ],
};

function partsOf(packed: Value, a: Value): ComplexEigen {
  const n = shapeOf(a).at(-1) ?? 0;
  const [values = 0, vectors = 0] = unpack(packed, [
    [n, 2],
    [n, n, 2],
  ]);
  return { values, vectors };
}

function complexParts(packed: Value, a: Value): { readonly lambda: Complex; readonly v: Complex } {
  const { values, vectors } = partsOf(packed, a);
  return { lambda: complexOf(values), v: complexOf(vectors) };
}

/**
 * The eigenvalues and the eigenvectors of a real matrix [..., n, n]. Both may be complex: each number is a pair of its
 * real and its imaginary part, along a last axis of length 2. Values ascend by the real part and then by the
 * imaginary one. Each vector has length 1, and of its components the largest is real and positive, the first of
 * several that are equally large: its derivative is that of a vector so chosen. By Francis's QR steps; NaN if an
 * entry is not finite.
 *
 * Where values are equal, the vectors have no derivative: it comes out infinite or NaN. Nor has a matrix one without n
 * independent vectors. What is made of the values alone has one where n vectors are, to first order.
 *
 * @example
 * eig([[0, 1], [-1, 0]]).values; // [[0, -1], [0, 1]]
 */
export const eig = /* @__PURE__ */ publish(eigOp, (a: Like): ComplexEigen => {
  const x = lift("eig", a);
  nd.squareLength("eig", shapeOf(x));
  return partsOf(bind(eigOp, [x], null), x);
});

/**
 * The eigenvalues of a real matrix [..., n, n], as those of `eig`: pairs of real and imaginary parts, [..., n, 2].
 *
 * @example
 * eigvals([[2, 1], [1, 2]]); // [[1, 0], [3, 0]]
 */
export function eigvals(a: Like): Value {
  const x = lift("eigvals", a);
  nd.squareLength("eigvals", shapeOf(x));
  return eig(x).values;
}
