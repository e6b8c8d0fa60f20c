// Functions with derivatives of the user's own.

import { badOption, wrongStructure } from "../core/errors.js";
import type { Value } from "../core/op.js";
import { materialize } from "../core/space.js";
import { leavesLike } from "../core/tree.js";
import { known } from "../ndarray/options.js";
import { Call } from "./call.js";
import { checkFunction } from "./options.js";
import { applied, transposed, type Whole } from "./whole.js";

type Values = readonly Value[];

/**
 * The derivative of a function as a linear map, written in ops: of y = f(x), where x is the list of its arguments.
 * Either is made from the other if it is not given.
 */
export interface Rules<A extends readonly unknown[], Y> {
  /** ẏ = f′(x) ẋ: a tangent of y from the list of tangents of the arguments. */
  readonly jvp?: (dx: A, y: Y, x: A) => unknown;
  /** x̄ = f′(x)ᵀ ȳ: a list of one cotangent for each argument, or 0 for one that has none. */
  readonly vjp?: (dy: Y, y: Y, x: A) => readonly unknown[];
}

/**
 * `f` with the derivative that `rules` say, in both modes, at any order: a stable formula, a function that is computed
 * by other means, a gradient that is changed on its way. Nothing is checked: `checkGrads` tells whether the rules are
 * those of `f`; `defineOp` makes an op that is checked at once.
 *
 * `f` and the rules take trees of numbers and arrays; `f` must be a function of its arguments. A rule must be linear in
 * its first argument. One that is not, such as a clipped gradient, has a meaning in its own mode alone.
 *
 * @throws TypeError where a rule is missing or returns something of another structure; RangeError where of another
 * shape.
 * @example
 * const softplus = custom((x: Value) => log(add(1, exp(x))), { jvp: ([dx], _y, [x]) => mul(sigmoid(x), dx) });
 * grad(softplus)(1000); // 1
 * const clipped = custom((x: Value) => x, { vjp: (dy) => [clip(dy, -1, 1)] });
 * grad((x: Value) => mul(5, clipped(x)), { mode: "reverse" })(3); // 1
 */
export function custom<A extends unknown[], Y>(f: (...args: A) => Y, rules: Rules<A, Y>): (...args: A) => Y {
  checkFunction("custom", f);
  const { jvp, vjp } = known("custom", rules, ["jvp", "vjp"]);
  for (const [which, rule] of Object.entries({ jvp, vjp }))
    if (rule !== undefined && typeof rule !== "function")
      throw badOption("custom", which, "a function", rule);
  if (jvp === undefined && vjp === undefined)
    throw badOption("custom", "its rules", "jvp or vjp or both", rules);
  return (...args) => {
    const call = Call.ofAll("custom", f, args);
    const y = applied(wholeOf(call, { jvp, vjp }), call.x);
    return call.output.fill(y) as Y;
  };
}

type Given<A extends readonly unknown[], Y> = {
  readonly [K in keyof Rules<A, Y>]: Rules<A, Y>[K] | undefined;
};

function wholeOf<A extends unknown[], Y>(call: Call, { jvp, vjp }: Given<A, Y>): Whole {
  const tree = (y: Values): Y => call.output.fill(y) as Y;
  const list = (x: Values): A => call.fill(x) as A;
  const push: Whole["push"] =
    jvp === undefined
      ? (dx, y, x) => transposed((dy) => pull(dy, y, x, []), y, filled(dx, x))
      : (dx, y, x) =>
          leavesLike("custom", "what its jvp returns", jvp(list(filled(dx, x)), tree(y), list(x)), tree(y));
  const pull: Whole["pull"] =
    vjp === undefined
      ? (dy, y, x) => transposed((dx) => push(dx, y, x), x, filled(dy, y))
      : (dy, y, x) => cotangentsOf(call, vjp(tree(filled(dy, y)), tree(y), list(x)), x);
  return { name: "custom", run: call.program, push, pull, keepsResults: true };
}

/** Tangents or cotangents in which every zero has the shape of what it belongs to. */
function filled(dx: Values, x: Values): Values {
  return x.map((v, i) => materialize(dx[i] ?? 0, v));
}

/** What a vjp has returned, leaf by leaf; the number 0 is a zero of any structure. */
function cotangentsOf(call: Call, got: unknown, x: Values): Values {
  const args = call.fill(x) as readonly unknown[];
  const what = "what its vjp returns";
  if (!Array.isArray(got) || got.length !== args.length) throw wrongStructure("custom", what, args, got);
  return args.flatMap((arg, i) => {
    const like = leavesLike("custom", what, arg, arg);
    const cotangent: unknown = got[i];
    return cotangent === 0
      ? like.map(() => 0)
      : leavesLike("custom", `${what}[${String(i)}]`, cotangent, arg);
  });
}
