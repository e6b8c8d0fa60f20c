// The suites: what any engine of automatic differentiation must do, as data, and an adapter for this one.

export type { BehaviourCase, Case, Convention, DerivativeCase, Observation } from "./case.js";
export { chapter } from "./chapter/index.js";
export * as conformance from "./conform/report/index.js";
export type { Cell as ConformCell, ConformResult, EngineResult, Status } from "./conform/result.js";
export { dualtape } from "./dualtape.js";
export type { Engine, Mode, Ops, Program, Request, Tape, Value, Variable } from "./engine.js";
export type { Verdict } from "./judge.js";
export type { Numbers } from "./numbers.js";
export { faults } from "./planted.js";
export { runCase, runSuite, type CaseResult, type SuiteResult } from "./run.js";
