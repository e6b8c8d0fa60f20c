// Floor 5: checking derivatives against each other and against references that share no code with the rules.

export { assertGrads, checkGrads, type CheckOptions } from "./grads.js";
export type { CheckMode } from "./compare.js";
export { slope, type Line, type Slope } from "./differences.js";
export { checkOp, type OpReport } from "./ops.js";
export { describeComparison } from "./comparison.js";
export type { Culprit } from "./culprit.js";
export { GradientCheckError, type Report } from "./report.js";
export { outcomeOf, type Comparison, type Outcome, type Verdict } from "./verdict.js";
export {
  programOf,
  valuesOf,
  wengertList,
  type Operand,
  type Operation,
  type WengertList,
} from "./wengert.js";
export {
  repositoryCoverage,
  type BranchCoverage,
  type CheckRecord,
  type FunctionCoverage,
  type RepositoryCoverage,
  type Wanted,
} from "./repository/index.js";
export * from "./programs/index.js";
export * from "./reference/index.js";
export * from "./sweep/index.js";
