// The sweep of ops over their declared domains.

export { lawNames, sweep, sweepOp, type SweepFailure, type SweepOptions, type SweepReport } from "./sweep.js";
export type { Kind, Point, Region } from "./points.js";
