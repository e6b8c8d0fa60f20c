// The suites: what any engine of automatic differentiation must do, as data, and an adapter for this one.

export type { BehaviourCase, Case, Convention, DerivativeCase, Observation } from "./case.js";
export { chapter } from "./chapter/index.js";
export { conform, ConformanceError, type ConformOptions } from "./conform/assert.js";
export * as conformance from "./conform/index.js";
export * as reports from "./conform/report/index.js";
export type { Adapter } from "./conform/adapter.js";
export type { Case as ConformCase } from "./conform/format.js";
export type { Cell as ConformCell, ConformResult, EngineResult, Status } from "./conform/result.js";
export { dualtape } from "./dualtape.js";
export type { Engine, Mode, Ops, Program, Request, Tape, Value, Variable } from "./engine.js";
export type { Verdict } from "./judge.js";
export type { Numbers } from "./numbers.js";
export { faults } from "./planted.js";
export { runCase, runSuite, type CaseResult, type SuiteResult } from "./run.js";
