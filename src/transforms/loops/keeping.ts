// Which loops of a program are kept as loops.

import { Unkept } from "./body.js";

/** Which loops of a program are not kept, by their numbers in the order in which they begin. */
export class Keeping {
  readonly unkept = new Set<number>();
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
      try {
        return f();
      } catch (error) {
        if (!(error instanceof Unkept) || plan.unkept.size === known || known >= mostUnkept) throw error;
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
  return keeping.unkept.has(number) ? undefined : number;
}

/** Notes that a loop cannot be kept. */
export function noteUnkept(number: number): void {
  keeping?.unkept.add(number);
}
