// Which loops of a program are kept as loops.

import { isInside } from "../../core/op.js";
import { Unkept } from "./body.js";

/** Which loops of a program are not kept, by their numbers in the order in which they begin. */
export class Keeping {
  readonly unkept = new Set<number>();
  /** Whether those that have a condition begin after their first round, which shows what the state is. */
  startsLate = false;
  /** Whether there are such loops. */
  hasConditions = false;
  begun = 0;

  /** Loops of fewer rounds are not kept. */
  constructor(
    readonly fewestRounds = 8,
    /** Whether those are kept that have a condition. */
    readonly keepsConditions = true,
  ) {}
}

let keeping: Keeping | undefined;

/** Runs `f`, loops in which are kept if they can be. Where one proves not to be, it is noted, and `f` runs again. */
export function keepingLoops<T>(plan: Keeping, f: () => T): T {
  const before = keeping;
  keeping = plan;
  try {
    for (;;) {
      plan.begun = 0;
      const known = plan.unkept.size;
      const wasLate = plan.startsLate;
      try {
        return f();
      } catch (error) {
        if (!(error instanceof Unkept) || known >= mostUnkept) throw error;
        if (plan.unkept.size > known) continue;
        // Nobody has said which loop it was.
        if (wasLate || !plan.hasConditions) throw error;
        plan.startsLate = true;
      }
    }
  } finally {
    keeping = before;
  }
}

/** The same, for one run, where at last no loop need be kept. */
export function keepingAnyLoops<T>(f: () => T, plan = new Keeping()): T {
  try {
    return keepingLoops(plan, f);
  } catch (error) {
    if (!(error instanceof Unkept)) throw error;
    return f();
  }
}

/** After so many loops that cannot be kept, others are not tried. */
const mostUnkept = 16;

/**
 * The number of a loop of so many rounds, or "any" if a condition says, that begins now and may be kept; undefined if it
 * may not.
 */
export function keepable(rounds: number | "any"): number | undefined {
  if (keeping === undefined) return undefined;
  if (rounds === "any" ? !keeping.keepsConditions : rounds < keeping.fewestRounds) return undefined;
  const number = keeping.begun++;
  if (rounds === "any") keeping.hasConditions = true;
  return keeping.unkept.has(number) ? undefined : number;
}

/** Whether a loop with a condition is to begin after its first round: never one in the body of another, which asks nothing. */
export function startsLate(): boolean {
  return keeping?.startsLate === true && !isInside();
}

/** Notes that a loop cannot be kept; one with a condition not before it has been tried after its first round. */
export function noteUnkept({
  number,
  condition,
}: {
  readonly number: number;
  readonly condition?: unknown;
}): void {
  if (keeping?.startsLate === true || condition === undefined) keeping?.unkept.add(number);
}
