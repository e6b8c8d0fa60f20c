// Determinants, whose derivatives are exact for singular matrices too: nothing here divides by the
// determinant.
//
// The gradient of det is the cofactor matrix. The derivative of that, a symmetric linear map E ↦ cof′(A) E,
// is an op of its own; and its derivative is that of the minors, of which it is made, so that the rules never
// end.

import * as nd from "../ndarray/index.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import { chain, everyone, real } from "../core/space.js";
import { mul } from "./arithmetic.js";
import { put, take } from "./indexing.js";
import { lift, type Like } from "./lift.js";
import { publish } from "./publish.js";
import { sum } from "./reductions.js";
import { expandDims, reshape } from "./shape.js";

const lastTwo = { axis: [-2, -1] };

const detOp: Op<readonly [Value], undefined> = {
  name: "det",
  doc: "det a; its gradient is the cofactor matrix, exact where a is singular too",
  eval: ([a]) => nd.det(a),
  shape: ([a]) => a.slice(0, -2),
  jvp: (_i, dx, _y, [a]) => sum(chain(cofactor(a), dx), lastTwo),
  vjp: (_i, dy, _y, [a]) => chain(asMatrices(dy), cofactor(a)),
  core: [2],
  domain: [real],
  examples: [
    { shapes: [[2, 2]], params: undefined },
    { shapes: [[3, 3]], params: undefined },
    { shapes: [[2, 2, 2]], params: undefined },
  ],
};

/** Numbers, one for each matrix, with two axes of length 1 to meet the matrices' own. */
function asMatrices(x: Value): Value {
  return expandDims(expandDims(x, -1), -1);
}

/** The determinant of a matrix [..., n, n]; of an empty one, 1. */
export const det = /* @__PURE__ */ publish(detOp, (a: Like): Value =>
  bind(detOp, [matrices("det", a)], undefined),
);

function matrices(name: string, a: Like): Value {
  const x = lift(name, a);
  nd.squareLength(name, shapeOf(x));
  return x;
}

const cofactorOp: Op<readonly [Value], undefined> = {
  name: "cofactor",
  doc: "the matrix of cofactors, (−1)ⁱ⁺ʲ det of a without row i and column j: det(a) a⁻ᵀ where a has an inverse",
  eval: ([a]) => nd.cofactor(a),
  shape: ([a]) => a,
  jvp: (_i, dx, _y, [a]) => bind(cofactorDerivativeOp, [a, dx], undefined),
  vjp: (_i, dy, _y, [a]) => bind(cofactorDerivativeOp, [a, dy], undefined),
  core: [2],
  domain: [real],
  examples: [
    { shapes: [[2, 2]], params: undefined },
    { shapes: [[3, 3]], params: undefined },
  ],
};

/** The matrix of cofactors of a matrix [..., n, n]: the gradient of its determinant. */
export const cofactor = /* @__PURE__ */ publish(cofactorOp, (a: Like): Value =>
  bind(cofactorOp, [matrices("cofactor", a)], undefined),
);

const cofactorDerivativeOp: Op<readonly [Value, Value], undefined> = {
  name: "cofactorDerivative",
  doc: "the derivative of cofactor at a along e: linear in e, and its own transpose",
  eval: ([a, e]) => nd.cofactorDerivative(a, e),
  shape: ([a]) => a,
  // By minors, cof′(a) e = ± Σ cof(minor of a) ∘ (minor of e).
  jvp: (i, dx, _y, [a, e]) =>
    i === 1
      ? bind(cofactorDerivativeOp, [a, dx], undefined)
      : mul(signs(a), sum(mul(cofactorDerivative(minors(a), minors(dx)), minors(e)), lastTwo)),
  vjp(i, dy, _y, [a, e]) {
    if (i === 1) return bind(cofactorDerivativeOp, [a, dy], undefined);
    const weights = mul(asMatrices(mul(signs(a), dy)), minors(e));
    return fromMinors(cofactorDerivative(minors(a), weights), shapeOf(a));
  },
  batch: (x, batched, n) => bind(cofactorDerivativeOp, everyone(x, batched, n), undefined),
  domain: [real, real],
  examples: [
    {
      shapes: [
        [2, 2],
        [2, 2],
      ],
      params: undefined,
    },
    {
      shapes: [
        [3, 3],
        [3, 3],
      ],
      params: undefined,
    },
  ],
};

/** The derivative of `cofactor` at `a` along `e`. */
export const cofactorDerivative = /* @__PURE__ */ publish(cofactorDerivativeOp, (a: Like, e: Like): Value =>
  bind(
    cofactorDerivativeOp,
    [matrices("cofactorDerivative", a), matrices("cofactorDerivative", e)],
    undefined,
  ),
);

/** (−1)ⁱ⁺ʲ */
function signs(a: Value): nd.Plain {
  const n = shapeOf(a).at(-1) ?? 0;
  const sign = (_: unknown, k: number): number => ((Math.floor(k / n) + (k % n)) % 2 === 0 ? 1 : -1);
  return nd.floatResult(Float64Array.from({ length: n * n }, sign), [n, n], nd.floatTypeOf([a]));
}

/** All minors of n × n matrices: without row i and column j, for all i and j, [..., n, n, n − 1, n − 1]. */
function minors(a: Value): Value {
  const shape = shapeOf(a);
  const n = shape.at(-1) ?? 0;
  return take(reshape(a, [...shape.slice(0, -2), n * n]), minorIndices(n), { axis: -1 });
}

/** The transpose of `minors`: every element of a minor added to where it was taken from. */
function fromMinors(x: Value, shape: nd.Shape): Value {
  const n = shape.at(-1) ?? 0;
  const flat = [...shape.slice(0, -2), n * n];
  return reshape(put(x, minorIndices(n), flat.length - 1, flat), shape);
}

/** Where in a flattened n × n matrix the elements of its minors are. */
function minorIndices(n: number): nd.NDArray {
  const size = Math.max(0, n - 1);
  const skip = (k: number, without: number): number => (k < without ? k : k + 1);
  const indices: number[] = [];
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      for (let r = 0; r < size; r++) for (let c = 0; c < size; c++) indices.push(skip(r, i) * n + skip(c, j));
  return new nd.NDArray(Int32Array.from(indices), [n, n, size, size]);
}
