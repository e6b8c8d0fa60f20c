// Formulas and points as text.

export { ExpressionError } from "./errors.js";
export { compileExpression, fromExpression, type Expression, type ExpressionOptions } from "./expression.js";
export { parsePoint } from "./point.js";
export type { Parse } from "./syntax.js";
export type { Place } from "./tokens.js";
