// The registry: a flat list of all ops, collected from the family files.

import type { Op } from "../core/op.js";
import * as activation from "./activation.js";
import * as arithmetic from "./arithmetic.js";
import * as convolution from "./convolution/index.js";
import * as determinant from "./determinant.js";
import * as eig from "./eig.js";
import * as eigh from "./eigh.js";
import * as exponential from "./exponential.js";
import * as gathering from "./gathering.js";
import * as fourier from "./fourier/index.js";
import * as halfTurns from "./half-turns.js";
import * as identity from "./identity.js";
import * as indexing from "./indexing.js";
import * as linalg from "./linalg.js";
import * as lu from "./lu.js";
import * as logarithms from "./logarithms.js";
import * as norm from "./norm.js";
import * as pinv from "./pinv.js";
import * as products from "./products.js";
import * as qr from "./qr.js";
import * as reductions from "./reductions.js";
import * as scans from "./scans.js";
import * as select from "./select.js";
import * as shape from "./shape.js";
import * as special from "./special/index.js";
import * as slogdet from "./slogdet.js";
import * as sorting from "./sorting.js";
import * as sparsemax from "./sparsemax.js";
import * as svd from "./svd.js";
import * as sylvester from "./sylvester.js";
import * as tridiagonal from "./tridiagonal.js";
import * as trigonometric from "./trigonometric.js";
import type { Published } from "./publish.js";

export * from "./activation.js";
export * from "./activations.js";
export * from "./arithmetic.js";
export * from "./chains.js";
export * from "./choices.js";
export * from "./arranging.js";
export * from "./at.js";
export * from "./convolution/index.js";
export * from "./covariance.js";
export * from "./cross-entropy.js";
export * from "./determinant.js";
export * from "./diagonals.js";
export * from "./differencing.js";
export * from "./eig.js";
export * from "./eigh.js";
export * from "./einsum.js";
export * from "./exponential.js";
export { gather, scatter, scatterAdd, takeAlongAxis } from "./gathering.js";
export * from "./fourier/index.js";
export * from "./half-turns.js";
export * from "./identity.js";
export * from "./indexing.js";
export * from "./interpolation.js";
export * from "./linalg.js";
export * from "./logarithms.js";
export * from "./losses.js";
export * from "./norm.js";
export * from "./normalizing.js";
export * from "./padding.js";
export * from "./products.js";
export * from "./quantiles.js";
export * from "./logm.js";
export * from "./lu.js";
export * from "./matrix-functions.js";
export * from "./matrix-norms.js";
export * from "./pinv.js";
export * from "./qr.js";
export * from "./reductions.js";
export * from "./repeating.js";
export * from "./scans.js";
export * from "./segments.js";
export * from "./select.js";
export * from "./shape.js";
export * from "./sorting.js";
export * from "./statistics.js";
export * from "./sparsemax.js";
export * from "./special/index.js";
export * from "./slogdet.js";
export * from "./svd.js";
export * from "./sylvester.js";
export * from "./tridiagonal.js";
export * from "./trigonometric.js";
export { lift, type Like } from "./lift.js";
export type { Binary, Published, Ternary, Unary } from "./publish.js";

/** The families, in the order of the op table. */
const families = /* @__PURE__ */ [
  arithmetic,
  exponential,
  logarithms,
  trigonometric,
  halfTurns,
  select,
  reductions,
  scans,
  sorting,
  sparsemax,
  norm,
  shape,
  indexing,
  gathering,
  convolution,
  fourier,
  products,
  linalg,
  determinant,
  slogdet,
  eig,
  eigh,
  qr,
  svd,
  pinv,
  lu,
  sylvester,
  tridiagonal,
  activation,
  special,
  identity,
];

/** The public functions of a family that stand for a registered op. */
function publishedBy(family: object): Published[] {
  return Object.values(family).filter(
    (member): member is Published => typeof member === "function" && "op" in member,
  );
}

/**
 * Every registered op, each once. Compositions are not among them: their derivatives are those of their
 * parts.
 */
export function registry(): readonly Op[] {
  return families.flatMap((family) => publishedBy(family).map(({ op }) => op));
}
