// conform: an engine's conformance as one call for tests, whatever runs them.

import { matches } from "../../src/check/pattern.js";
import type { Adapter } from "./adapter.js";
import type { Expectation } from "./expectations.js";
import { loadCases } from "./files/load.js";
import type { Case, Level } from "./format.js";
import { failures, isGreen } from "./report/tally.js";
import { headline } from "./report/text.js";
import type { ConformResult } from "./result.js";
import { runConform, type RunOptions } from "./run.js";

/** Which cases an engine is held to, and what is known of it. */
export interface ConformOptions extends Pick<RunOptions, "modes" | "onCell"> {
  /** The cases of one level; of all by default. */
  readonly level?: Level;
  /** The cases with ids like this, in which * stands for anything. */
  readonly only?: string;
  /** Other cases than the ones of this package. */
  readonly cases?: readonly Case[];
  /** What is known to fail, strictly: what is listed must fail. */
  readonly expectations?: readonly Expectation[];
}

/** An engine is not what it must be: some cells, or all of nothing. */
export class ConformanceError extends Error {
  override readonly name = "ConformanceError";

  constructor(readonly result: ConformResult) {
    super(messageOf(result));
  }
}

const shown = 10;

function messageOf(result: ConformResult): string {
  const wrong = failures(result);
  const lines = wrong
    .slice(0, shown)
    .map(({ id, mode, status, reason }) => `\n  ${id}, ${mode}: ${status}, ${reason.replaceAll("\n", " ")}`);
  const rest = wrong.length > shown ? `\n  and ${String(wrong.length - shown)} more` : "";
  return `conform: ${headline(result)}${lines.join("")}${rest}`;
}

/**
 * Asserts that an engine does what the conformance cases ask, but for what it says that it does not have.
 *
 * @throws ConformanceError with the cells that are not as they should be; also if no case was asked.
 */
export async function conform(adapter: Adapter, options: ConformOptions = {}): Promise<ConformResult> {
  const { level, only = "*", cases = loadCases(), expectations = [], modes, onCell } = options;
  const asked = cases.filter((one) => (level === undefined || one.level === level) && matches(one.id, only));
  const result = await runConform([adapter], asked, {
    expectations: { [adapter.name]: expectations },
    ...(modes === undefined ? {} : { modes }),
    ...(onCell === undefined ? {} : { onCell }),
  });
  if (!isGreen(result)) throw new ConformanceError(result);
  return result;
}
