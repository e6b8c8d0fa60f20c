// The sweep of ops over their declared domains.

export {
  lawNames,
  sweep,
  sweepOp,
  type SweepFailure,
  type SweepOptions,
  type SweepReport,
  type Judgement,
} from "./sweep.js";
export type { Derivative, Nesting } from "./subject.js";
export {
  Judgements,
  coverageOf,
  derivativeCoverage,
  derivatives,
  type Cell,
  type Coverage,
  type Hole,
} from "./coverage.js";
export type { Kind, Point, Region } from "./points.js";
export { coveragePage } from "./matrix.js";
export { judgeWays, ways, type Way } from "./ways.js";
