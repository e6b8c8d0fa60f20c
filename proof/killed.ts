// Whether the checks find out a wrong op: the one place that says what "the checks" are.

import type { Op } from "../src/core/op.js";
import {
  checkOp,
  outcomeOf,
  sweepOp,
  type OpReport,
  type SweepReport,
  type Verdict,
} from "../src/check/index.js";

/** What became of a planted fault. */
export interface Kill {
  readonly killed: boolean;
  /** The check that convicted, and why; of a survivor, what the last check said. */
  readonly by: string;
}

/** What a check says of an op. */
interface Finding {
  readonly convicted: boolean;
  readonly reason: string;
}

/** The checks that an op goes through, until one convicts it: the cheapest first. */
const checks: readonly { readonly name: string; readonly run: (op: Op) => Finding }[] = [
  { name: "sweep", run: (op) => swept(sweepOp(op, { bail: true })) },
  { name: "order 2", run: (op) => findingOf(checkOp(op, { order: 2 })) },
];

function swept({ verdict, failures: [first] }: SweepReport): Finding {
  return { convicted: verdict === "fail", reason: first?.message ?? verdict };
}

function findingOf({ verdict, reports }: OpReport): Finding {
  const worst = reports.find((report) => isConviction(report.verdict))?.worst;
  return { convicted: isConviction(verdict), reason: worst?.reason ?? verdict };
}

/** True of a verdict that says that something is wrong. */
export function isConviction(verdict: Verdict): boolean {
  return outcomeOf(verdict) === "wrong";
}

/** Runs the checks on an op until one convicts it; an error convicts too. */
export function isKilled(op: Op): Kill {
  let last = "";
  for (const { name, run } of checks) {
    try {
      const { convicted, reason } = run(op);
      if (convicted) return { killed: true, by: `${name}: ${reason}` };
      last = `${name}: ${reason}`;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { killed: true, by: `${name}: threw ${message}` };
    }
  }
  return { killed: false, by: last };
}
