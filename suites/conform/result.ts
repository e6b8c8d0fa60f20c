// What became of a run: one cell for each engine, mode and case; plain data, from which all reports are written.

import type { Mode } from "./adapter.js";
import type { Level, Program, Tensor } from "./format.js";

/** What one cell says. */
export type Status =
  | "pass"
  | "wrong"
  | "throws"
  | "nan"
  | "modes-disagree"
  | "unsupported"
  | "inconclusive"
  /** Known to fail, with a reason in the engine's list of expectations. */
  | "known"
  /** Listed as failing, and does not: the list is wrong. */
  | "unexpected-pass";

/** One case on one engine in one mode, or its value. */
export interface Cell {
  readonly engine: string;
  readonly mode: "value" | Mode;
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly level: Level;
  readonly features: readonly string[];
  readonly ops: readonly string[];
  readonly status: Status;
  /** What a `known` cell is without its list of expectations. */
  readonly underlying?: Status;
  /** Why, in words; of a known failure also its reason and link. */
  readonly reason: string;
  readonly link?: string;
  readonly expected?: string;
  readonly got?: Readonly<Record<string, Tensor>> | Tensor | string;
  readonly program: Program;
  /** Where the program is asked: its inputs by their names. */
  readonly at?: Readonly<Record<string, Tensor>>;
  /** The command that runs this cell again. */
  readonly replay: string;
}

/** One engine of a run. */
export interface EngineResult {
  readonly name: string;
  readonly version: string;
  readonly precision: string;
  readonly modes: readonly Mode[];
  /** Why it did not run, if it did not. */
  readonly absent?: string;
}

/** A whole run. */
export interface ConformResult {
  readonly date: string;
  readonly engines: readonly EngineResult[];
  readonly cells: readonly Cell[];
}
