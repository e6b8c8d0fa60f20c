// What the statuses of cells stand for: a sign, a sentence, and whether a run with such a cell has failed.

import type { Mode } from "../adapter.js";
import type { Status } from "../result.js";

/** How a status looks, and what it is. */
export interface Meaning {
  /** One character, so that nothing is told by colour alone. */
  readonly sign: string;
  readonly says: string;
  /** Whether it is as it should be: passed, excused with a reason, or not to be had. */
  readonly outcome: "right" | "open" | "wrong";
}

/** All statuses, the gravest first. */
export const meanings: Readonly<Record<Status, Meaning>> = {
  wrong: { sign: "✗", says: "another number than it must be", outcome: "wrong" },
  nan: { sign: "N", says: "NaN in the place of a number", outcome: "wrong" },
  throws: {
    sign: "!",
    says: "an error in the place of an answer, or none where one is due",
    outcome: "wrong",
  },
  "modes-disagree": { sign: "≠", says: "one mode says this, and another that", outcome: "wrong" },
  "unexpected-pass": {
    sign: "+",
    says: "right, though the list of known failures has it: the list is wrong",
    outcome: "wrong",
  },
  inconclusive: { sign: "?", says: "neither right nor wrong can be shown", outcome: "wrong" },
  known: { sign: "k", says: "fails, as the engine's list says", outcome: "open" },
  unsupported: {
    sign: "–",
    says: "the engine says that it has no such op, mode or precision",
    outcome: "open",
  },
  pass: { sign: "✓", says: "as it must be", outcome: "right" },
};

/** All statuses, the gravest first. */
export const statuses = Object.keys(meanings) as readonly Status[];

/** Whether a cell is as it should be. */
export function isFine(status: Status): boolean {
  return meanings[status].outcome !== "wrong";
}

/** The columns of an engine: what a program is, and its derivative by each mode. */
export const modes: readonly ("value" | Mode)[] = ["value", "forward", "reverse", "ff", "fr", "rf", "rr"];
