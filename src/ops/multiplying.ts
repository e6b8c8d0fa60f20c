// The ops of products, and the same products with a strong zero, 0 · ∞ = 0, which rules are made of.

import * as nd from "../ndarray/index.js";
import { canAsk, holdsNaN } from "../core/asking.js";
import { ask, bind, shapeOf, type Op, type Value } from "../core/op.js";
import { chain, everyone, sumTo } from "../core/space.js";
import { bilinear, type Bilinear } from "./family.js";
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
  if (!canAsk(a) || !canAsk(b)) return bind(innerProductOp, [a, b], undefined);
  return unlessNaN(bind(dotOp, [a, b], undefined), () => sum(chain(a, b)));
}

/** y, or what is given with more care where 0 · ∞ may have made NaN of it. */
function unlessNaN(y: Value, carefully: () => Value): Value {
  return ask(y, holdsNaN) ? carefully() : y;
}

/** The same as an op, which looks at its own result: for the rounds of a loop, in which there is no answer. Of arrays, it is one along the last axis. */
export const innerProductOp: Op<readonly [Value, Value], undefined> = /* @__PURE__ */ bilinear<undefined>({
  name: "innerProduct",
  doc: "Σ aᵢ bᵢ along the last axis, where 0 · ∞ is 0",
  eval: (a, b) => {
    const shape = shapeOf(a).slice(0, -1);
    const y = shape.length === 0 ? nd.dot(a, b) : reshape(nd.matmul(rowsOf(a), columnsOf(b)), shape);
    return unlessNaN(y, () => sum(chain(a, b), { axis: -1 })) as nd.Plain;
  },
  shape: (a) => a.slice(0, -1),
  product: (a, b) => bind(innerProductOp, [a, b], undefined),
  transpose: [(dy, b, a) => chain(alongLast(dy, a), b), (dy, a, b) => chain(alongLast(dy, b), a)],
  batch: (x, batched, n) => bind(innerProductOp, everyone(x, batched, n), undefined),
  examples: [],
});

function rowsOf(a: nd.Plain): nd.Plain {
  return expandDims(a, -2) as nd.Plain;
}

function columnsOf(b: nd.Plain): nd.Plain {
  return expandDims(b, -1) as nd.Plain;
}

/** A number for each vector of an array of this shape. */
function alongLast(dy: Value, { length }: nd.Shape): Value {
  return length === 1 ? dy : expandDims(dy, -1);
}

/** What products of matrices have in common. */
const matrices: Pick<Bilinear<undefined>, "shape" | "product" | "transpose" | "core"> = {
  shape: (a, b) => nd.matmulShape("matmul", a, b),
  product: matrixProduct,
  transpose: [
    (dy, b, a) => sumTo(matrixProduct(dy, swapped(b)), a),
    (dy, a, b) => sumTo(matrixProduct(swapped(a), dy), b),
  ],
  core: [2, 2],
};

/** The op of `matmul`. */
export const matmulOp: Op<readonly [Value, Value], undefined> = /* @__PURE__ */ bilinear<undefined>({
  ...matrices,
  name: "matmul",
  doc: "Σₖ aᵢₖ bₖⱼ; leading axes are broadcast",
  eval: (a, b) => nd.matmul(a, b),
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
  return bind(matrixProductOp, [a, b], undefined);
}

/** The same as an op, which looks at its own result. */
export const matrixProductOp: Op<readonly [Value, Value], undefined> = /* @__PURE__ */ bilinear<undefined>({
  ...matrices,
  name: "matrixProduct",
  doc: "Σₖ aᵢₖ bₖⱼ, where 0 · ∞ is 0; leading axes are broadcast",
  eval: (a, b) => strongProduct(nd.matmul(a, b), () => [a, b]),
  examples: [],
});

type Two = readonly [Value, Value];

function strongProduct(y: nd.Plain, factors: () => Two): nd.Plain {
  return unlessNaN(y, () => {
    const [a, b] = factors();
    return sum(chain(expandDims(a, -1), expandDims(b, -3)), { axis: -2 });
  }) as nd.Plain;
}

/** A product of matrices of which some lie transposed, and are read as they lie: for compiled programs. */
function ofTransposed(
  op: Op<Two, undefined>,
  finished: (y: nd.Plain, factors: () => Two) => nd.Plain = (y) => y,
): Op<Two, nd.Transposed> {
  const meant = (x: Value, isTransposed = false): Value => (isTransposed ? swapped(x) : x);
  const both = ([a, b]: Two, [left, right]: nd.Transposed): Two => [meant(a, left), meant(b, right)];
  return {
    name: `${op.name}Transposed`,
    doc: `${op.name} of matrices of which those that are said to be are transposed`,
    eval: ([a, b], which) => finished(nd.matmul(a, b, which), () => both([a, b], which)),
    shape: ([a, b], [left, right]) => op.shape([nd.meant(a, left), nd.meant(b, right)], undefined),
    jvp: (i, dx, y, x, which) => op.jvp(i, meant(dx, which[i]), y, both(x, which), undefined),
    vjp: (i, dy, y, x, which) => meant(op.vjp(i, dy, y, both(x, which), undefined), which[i]),
    core: [2, 2],
    linearity: "bilinear",
    domain: op.domain,
    examples: [],
  };
}

/** `matmul` so. */
export const matmulTransposedOp = /* @__PURE__ */ ofTransposed(matmulOp);
/** `matrixProduct` so. */
export const matrixProductTransposedOp = /* @__PURE__ */ ofTransposed(matrixProductOp, strongProduct);

/** Matrices [..., m, n] transposed. */
export function swapped(x: Value): Value {
  const axes = shapeOf(x).map((_, k) => k);
  return transpose(x, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
}
