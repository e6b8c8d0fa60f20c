// Control flow as functions: the branches and loops of a program, said to the library. JavaScript's own `if` and `for`
// are differentiated as well; these have the names and the laws of their peers in JAX.

import { badArgument, badOption, outOfRange } from "../core/errors.js";
import { value } from "../core/op.js";
import { NDArray } from "../ndarray/index.js";
import { known } from "../ndarray/options.js";
import { lift, type Like } from "../ops/lift.js";
import { checkFunction } from "./options.js";
import { keepable, startsLate } from "./loops/keeping.js";
import { startOf } from "./loops/start.js";
import { keptSteps, keptWhile } from "./loops/steps.js";
import { checkpointed, type Checkpoints } from "./scan.js";

/** What decides a branch: a truth value, or a value that is 0 for no. */
export type Predicate = Like;

/** The truth of one number, whether it is watched or not. */
function isTrue(name: string, what: string, x: Predicate): boolean {
  return scalar(name, what, x) !== 0;
}

function scalar(name: string, what: string, x: Predicate): number {
  const plain = value(lift(name, x, what));
  if (typeof plain === "number") return plain;
  if (plain instanceof NDArray && plain.size === 1) return plain.item();
  throw badArgument(name, what, "one number; where() chooses element by element", x);
}

/**
 * `onTrue(...operands)` where the predicate is true, else `onFalse(...operands)`. Only the one that is taken runs,
 * and only it has a derivative.
 *
 * @example
 * grad((x: Value) => cond(greater(x, 0), (v: Value) => mul(2, v), (v: Value) => neg(v), x))(3); // 2
 */
export function cond<A extends unknown[], Y>(
  predicate: Predicate,
  onTrue: (...operands: A) => Y,
  onFalse: (...operands: A) => Y,
  ...operands: A
): Y {
  for (const [which, branch] of Object.entries({ onTrue, onFalse }))
    if (typeof branch !== "function") throw badOption("cond", which, "a function", branch);
  return (isTrue("cond", "its predicate", predicate) ? onTrue : onFalse)(...operands);
}

/**
 * Branch number `index` of the operands; an index beyond either end takes the branch at that end.
 *
 * @example
 * switchCase(1, [(x: number) => x, (x: number) => 10 * x], 7); // 70
 */
export function switchCase<A extends unknown[], Y>(
  index: Predicate,
  branches: readonly ((...operands: A) => Y)[],
  ...operands: A
): Y {
  if (!Array.isArray(branches) || branches.length === 0)
    throw badArgument("switchCase", "its second argument", "a non-empty list of functions", branches);
  const at = scalar("switchCase", "its index", index);
  if (!Number.isInteger(at)) throw badArgument("switchCase", "its index", "an integer", at);
  const branch: unknown = branches[Math.min(Math.max(at, 0), branches.length - 1)];
  if (typeof branch !== "function") throw badOption("switchCase", "each branch", "a function", branch);
  return (branch as (...x: A) => Y)(...operands);
}

/**
 * The state after `body` has been applied to it while `condition` holds of it.
 *
 * @example
 * whileLoop((x: Value) => less(x, 1000), (x: Value) => mul(2, x), 3); // 1536
 */
export function whileLoop<S>(condition: (state: S) => Predicate, body: (state: S) => S, init: S): S {
  checkFunction("whileLoop", condition);
  if (typeof body !== "function") throw badOption("whileLoop", "its second argument", "a function", body);
  const holds = (state: S): boolean => isTrue("whileLoop", "what its condition returns", condition(state));
  let state = startOf("whileLoop", init);
  const number = keepable("any");
  if (number !== undefined) {
    if (startsLate()) {
      if (!holds(state)) return state;
      state = body(state);
    }
    const end = keptWhile(
      number,
      (s) => lift("whileLoop", condition(s), "what its condition returns"),
      body,
      state,
    );
    if (end !== undefined) return end;
  }
  while (holds(state)) state = body(state);
  return state;
}

/** The options of `foriLoop`. */
export interface LoopOptions {
  /**
   * How many states are kept for a derivative in reverse, besides the first: all others are computed again, by the
   * schedule that needs the fewest steps, and small steps go on a tape together. Without it all operations are kept.
   */
  readonly checkpoints?: Checkpoints;
}

/**
 * The state after state = body(i, state) for i from `lower` to `upper` − 1.
 *
 * @example
 * foriLoop(0, 5, (i, x: Value) => add(x, i), 0); // 10
 */
export function foriLoop<S>(
  lower: number,
  upper: number,
  body: (i: number, state: S) => S,
  init: S,
  options: LoopOptions = {},
): S {
  const { checkpoints } = known("foriLoop", options, ["checkpoints"]);
  for (const [which, bound] of Object.entries({ lower, upper }))
    if (!Number.isInteger(bound)) throw outOfRange("foriLoop", which, "an integer", bound);
  if (typeof body !== "function") throw badOption("foriLoop", "its third argument", "a function", body);
  if (checkpoints !== undefined)
    return checkpointed(
      "foriLoop",
      (i, state: S) => body(lower + i, state),
      init,
      Math.max(0, upper - lower),
      checkpoints,
    );
  let [state, begun] = [startOf("foriLoop", init), lower];
  const number = keepable(upper - lower - 1);
  if (number !== undefined) {
    state = body(lower, state);
    begun += 1;
    const end = keptSteps(number, upper - begun, (round, s) => body(lower + 1 + round, s), state);
    if (end !== undefined) return end;
  }
  for (let i = begun; i < upper; i++) state = body(i, state);
  return state;
}
