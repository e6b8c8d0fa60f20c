// Floor 5: checking derivatives against each other and against references that share no code with the rules.

export { assertGrads, checkGrads, type CheckOptions } from "./grads.js";
export type { CheckMode } from "./compare.js";
export { slope, type Line, type Slope } from "./differences.js";
export { checkOp, type OpReport } from "./ops.js";
export { GradientCheckError, describeComparison, type Report } from "./report.js";
export type { Comparison, Verdict } from "./verdict.js";
