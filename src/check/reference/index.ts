// References for derivatives. They share no code with the rules: of an op they know its function alone.

export { complexStep } from "./complex-step.js";
export { loadBigDifference, type BigDifference } from "./big-difference.js";
export { loadBigValues, type BigValues } from "./big-values.js";
export { loadSymbolic, type SymbolicPartials } from "./symbolic.js";
export { notCovered } from "./interpret.js";
export { complexField } from "./complex-field.js";
export { bigField } from "./big.js";
export type { Field } from "./field.js";
