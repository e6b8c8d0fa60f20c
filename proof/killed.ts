// Whether the checks find out a wrong op: the one place that says what "the checks" are.

import type { Op } from "../src/core/op.js";
import { checkOp, type OpReport, type Verdict } from "../src/check/index.js";

/** What became of a planted fault. */
export interface Kill {
  readonly killed: boolean;
  /** The check that convicted, and why; of a survivor, what the last check said. */
  readonly by: string;
}

/** The checks that an op goes through, until one convicts it: the cheapest first. */
const checks: readonly { readonly name: string; readonly run: (op: Op) => OpReport }[] = [
  { name: "order 1", run: (op) => checkOp(op, { order: 1 }) },
  { name: "order 2", run: (op) => checkOp(op, { order: 2 }) },
  { name: "order 1 at other points", run: (op) => checkOp(op, { order: 1, seed: 1000 }) },
];

const convictions: readonly string[] = ["fail", "outside-subdifferential", "nondeterministic"];

/** True of a verdict that says that something is wrong. */
export function isConviction(verdict: Verdict): boolean {
  return convictions.includes(verdict);
}

/** Runs the checks on an op until one convicts it; an error convicts too. */
export function isKilled(op: Op): Kill {
  let last = "";
  for (const { name, run } of checks) {
    try {
      const { verdict, reports } = run(op);
      const worst = reports.find((report) => isConviction(report.verdict))?.worst;
      if (isConviction(verdict)) return { killed: true, by: `${name}: ${worst?.reason ?? verdict}` };
      last = `${name}: ${verdict}`;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { killed: true, by: `${name}: threw ${message}` };
    }
  }
  return { killed: false, by: last };
}
