// The conformance suite: cases as data, engines that answer them, and what became of a run.

export type { Adapter, Answer, Mode, Question } from "./adapter.js";
export { dualtape, dualtapeJit } from "./engines/dualtape.js";
export { expected, stale, type Expectation } from "./expectations.js";
export { loadCases, loadExpectations, loadSchema } from "./files/load.js";
export type * from "./format.js";
export { Unsupported, engineOf, opsOf, type Fn, type Ops, type Parts } from "./interpret.js";
export { multiplied, transforms, type Transform } from "./metamorphic/index.js";
export { numberOf, numbersOf, numeralOf, tensorOf } from "./numerals.js";
export type { Cell, ConformResult, EngineResult, Status } from "./result.js";
export { runConform, type RunOptions } from "./run.js";
export { vocabulary, type OpName, type Word } from "./vocabulary.js";
