// The public face of dualtape.

export { NDArray, arange, array, eye, full, linspace, ones, random, zeros } from "./ndarray/index.js";
export type { DType, Plain, Shape } from "./ndarray/index.js";
export { Box, shapeOf, value, type Value } from "./core/op.js";
export { DisagreementError, EscapedBoxError, TapeReleasedError } from "./core/errors.js";
export * from "./ops/index.js";
export * from "./reverse/tape-style.js";
export * from "./transforms/index.js";
export { SparseMatrix, type SparseLayout } from "./sparse/index.js";
export { jit, type Compilation, type IR, type JitOptions } from "./compile/index.js";
export { defineOp, type OpDefinition } from "./check/define.js";
export { grad, valueAndGrad, type Verified } from "./check/verified.js";
export type { OwnOp } from "./transforms/custom.js";
export {
  ExpressionError,
  compileExpression,
  fromExpression,
  type Expression,
  type ExpressionOptions,
} from "./expression/index.js";
