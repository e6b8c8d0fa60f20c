// jvp, vjp and linearize: the derivative at a point as a linear map.

import { badOption } from "../core/errors.js";
import type { Value } from "../core/op.js";
import { zeroOf } from "../core/space.js";
import { leavesLike } from "../core/tree.js";
import { push } from "../forward/index.js";
import { record } from "../reverse/index.js";
import { agreed } from "./agreement.js";
import { Call } from "./call.js";
import { justMode, modeOf, type Options } from "./options.js";
import type { Arguments, Gradient } from "./types.js";

/** All positions of `count` arguments. */
function all(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/**
 * The value of `f` and its directional derivative: y = f(x), ẏ = f′(x) ẋ.
 *
 * `tangents` has the structure of `args`. Forward mode by default; `mode: "reverse"` transposes the pullback
 * instead.
 *
 * @example
 * jvp((x: Value) => mul(x, x), [3], [1]); // { value: 9, tangent: 6 }
 */
export function jvp<A extends unknown[], Y>(
  f: (...args: A) => Y,
  args: Arguments<A>,
  tangents: Arguments<A>,
  options: Pick<Options, "mode"> = {},
): { value: Y; tangent: Y } {
  if (!Array.isArray(args))
    throw badOption("jvp", "its second argument", "a list of the arguments of f", args);
  const mode = modeOf("jvp", options, justMode);
  const call = new Call("jvp", f, args, all(args.length));
  const dx = leavesLike("jvp", "the tangents", tangents, args);
  const { y, dy } = mode === "reverse" ? pushByTranspose(call, dx) : push(call.program, call.x, dx);
  if (mode === "both") agreed("jvp", dy, pushByTranspose(call, dx).dy);
  const output = call.output;
  return { value: output.fill(y) as Y, tangent: output.fill(dy) as Y };
}

/** f′(x) ẋ as the pullback of the pullback, which is linear in its cotangent. */
function pushByTranspose(call: Call, dx: readonly Value[]): { y: readonly Value[]; dy: readonly Value[] } {
  const inner = record(call.program, call.x, true);
  const outer = record((ybar) => inner.pull(ybar), inner.y.map(zeroOf), true);
  return { y: inner.y, dy: outer.pull(dx) };
}

/**
 * The value of `f` and its pullback: ȳ ↦ x̄ = f′(x)ᵀ ȳ, one cotangent for each argument.
 * The pullback may be called any number of times; its cotangent has the structure of the value.
 *
 * @example
 * const { value, pullback } = vjp((x: Value) => mul(x, x), arange(3));
 * pullback([1, 1, 1]); // [[0, 2, 4]]
 */
export function vjp<A extends unknown[], Y, B extends Arguments<A>>(
  f: (...args: A) => Y,
  ...args: B
): { value: Y; pullback: (cotangent: unknown) => Gradient<B> } {
  const call = new Call("vjp", f, args, all(args.length));
  const recording = record(call.program, call.x, true);
  const value = call.output.fill(recording.y);
  const pullback = (cotangent: unknown): unknown =>
    call.restore(recording.pull(leavesLike("pullback", "the cotangent", cotangent, value)));
  return { value: value as Y, pullback: pullback as (cotangent: unknown) => Gradient<B> };
}

/**
 * The value of `f` and its derivative at `args` as a function of tangents, which does not run `f` again.
 *
 * @example
 * const { value, pushforward } = linearize((x: Value) => sin(x), 0);
 * pushforward(2); // 2
 */
export function linearize<A extends unknown[], Y, B extends Arguments<A>>(
  f: (...args: A) => Y,
  ...args: B
): { value: Y; pushforward: (...tangents: readonly unknown[]) => Y } {
  const call = new Call("linearize", f, args, all(args.length));
  const recording = record(call.program, call.x, true);
  const output = call.output;
  return {
    value: output.fill(recording.y) as Y,
    pushforward: (...tangents) =>
      output.fill(recording.push(leavesLike("pushforward", "the tangents", tangents, args))) as Y,
  };
}
