// defineOp: an op of the user's own, refused if its rules are wrong.

import type { Inputs, Interval, Op } from "../core/op.js";
import { badOption } from "../core/errors.js";
import type { Plain } from "../ndarray/index.js";
import { makeOp, ownOp, type OpSpec, type OwnOp } from "../transforms/custom.js";
import { checkQuietly } from "./grads.js";
import { checkOp } from "./ops.js";
import { GradientCheckError, type Report } from "./report.js";
import { outcomeOf } from "./verdict.js";

/** What `defineOp` is given. */
export interface OpDefinition extends OpSpec {
  /** With `false` the rules are believed; by default they are checked, once, here. */
  readonly verify?: boolean;
}

/**
 * An op of your own: a function of values, with rules for both modes, that works at every order and in every
 * nesting, as the built-in ones do.
 *
 * `eval` computes with plain numbers and arrays; the rules are written in ops. Give `jvp`, `vjp` or both; the
 * missing one is the transpose of the other. The pair is checked on the op's domain: forward against reverse, and
 * both against finite differences, to the second order.
 *
 * @throws GradientCheckError if a rule is wrong, with the simplest input that shows it; TypeError for a
 * definition that is incomplete.
 * @example
 * const cube = defineOp({
 *   name: "cube",
 *   eval: ([x]) => (x as number) ** 3,
 *   jvp: (_i, dx, _y, [x = 0]) => mul(mul(3, mul(x, x)), dx),
 * });
 * grad(cube)(2); // 12
 */
export function defineOp({ verify = true, ...spec }: OpDefinition): OwnOp {
  if (typeof verify !== "boolean") throw badOption("defineOp", "verify", "true or false", verify);
  const op = makeOp(spec);
  const own = ownOp(op);
  if (!verify) return own;
  const report = simplestFailure(op, own) ?? checkOp(op as Op).reports.find(isWrong);
  if (report !== undefined) throw new GradientCheckError(report, `defineOp: ${op.name}`);
  return own;
}

const simple = [0, 1, -1, 2, 0.5, -2, 3, 10];

/** The report at the simplest numbers at which the rules are wrong. */
function simplestFailure(op: Op<Inputs, unknown>, own: OwnOp): Report | undefined {
  if (op.examples[0]?.shapes.some((shape) => shape.length > 0) === true) return undefined;
  return pointsOf(op.domain)
    .filter((x) => isFinitePlain(op.eval(x, undefined)))
    .map((x) => checkQuietly(own, x, { order: 2 }))
    .find(isWrong);
}

/** Simple numbers within the domain of each input, and off its kinks; several inputs get different ones. */
function pointsOf(domain: readonly Interval[]): number[][] {
  return simple
    .map((_, k) => domain.map((_interval, i) => simple[(k + 3 * i) % simple.length] ?? 1))
    .filter((x) => x.every((v, i) => isInside(v, domain[i])));
}

function isInside(
  x: number,
  { low, high, kinks = [] }: Interval = { low: -Infinity, high: Infinity },
): boolean {
  return x > low && x < high && !kinks.includes(x);
}

function isFinitePlain(y: Plain): boolean {
  return typeof y === "number" ? Number.isFinite(y) : y.data.every((v) => Number.isFinite(v));
}

function isWrong({ verdict }: Report): boolean {
  return outcomeOf(verdict) === "wrong";
}
