// The ops of products, and the same products with a strong zero, 0 · ∞ = 0, which rules are made of.

import * as nd from "../ndarray/index.js";
import { ask, bind, holdsNaN, shapeOf, type Op, type Value } from "../core/op.js";
import { chain, sumTo } from "../core/space.js";
import { bilinear } from "./family.js";
import { sum } from "./reductions.js";
import { expandDims, reshape, transpose } from "./shape.js";

/** The op of `dot`. */
export const dotOp: Op<readonly [Value, Value], undefined> = /* @__PURE__ */ bilinear<undefined>({
  name: "dot",
  doc: "Σ aᵢ bᵢ of two vectors",
  eval: (a, b) => nd.dot(a, b),
  shape: () => [],
  product: innerProduct,
  transpose: [(dy, b) => chain(dy, b), (dy, a) => chain(dy, a)],
  batch: ([a, b], [ofA, ofB], n) => {
    const rows = expandDims(a, ofA === true ? 1 : 0);
    return reshape(bind(matmulOp, [rows, expandDims(b, ofB === true ? 2 : 1)], undefined), [n]);
  },
  examples: [{ shapes: [[3], [3]], params: undefined }],
});

/** The inner product of two vectors, in which 0 · ∞ is 0: for rules. */
export function innerProduct(a: Value, b: Value): Value {
  const y = bind(dotOp, [a, b], undefined);
  return ask(y, holdsNaN) ? sum(chain(a, b)) : y;
}

/** The op of `matmul`. */
export const matmulOp: Op<readonly [Value, Value], undefined> = /* @__PURE__ */ bilinear<undefined>({
  name: "matmul",
  doc: "Σₖ aᵢₖ bₖⱼ; leading axes are broadcast",
  eval: (a, b) => nd.matmul(a, b),
  shape: (a, b) => nd.matmulShape("matmul", a, b),
  product: matrixProduct,
  transpose: [
    (dy, b, a) => sumTo(matrixProduct(dy, swapped(b)), a),
    (dy, a, b) => sumTo(matrixProduct(swapped(a), dy), b),
  ],
  core: [2, 2],
  examples: [
    {
      shapes: [
        [2, 3],
        [3, 4],
      ],
      params: undefined,
    },
    {
      shapes: [
        [2, 1, 2, 3],
        [3, 3, 1],
      ],
      params: undefined,
    },
  ],
});

/** The product of matrices, in which 0 · ∞ is 0: for rules. */
export function matrixProduct(a: Value, b: Value): Value {
  const y = bind(matmulOp, [a, b], undefined);
  return ask(y, holdsNaN) ? sum(chain(expandDims(a, -1), expandDims(b, -3)), { axis: -2 }) : y;
}

/** Matrices [..., m, n] transposed. */
export function swapped(x: Value): Value {
  const axes = shapeOf(x).map((_, k) => k);
  return transpose(x, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
}
