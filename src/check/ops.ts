// checkOp: one op, checked where its entry says that it may be sampled.

import { known } from "../ndarray/options.js";
import * as nd from "../ndarray/index.js";
import { badOption } from "../core/errors.js";
import { bind, type Example, type Inputs, type Interval, type Op, type Value, value } from "../core/op.js";
import { add, mul, square, sub, type Published } from "../ops/index.js";
import { record } from "./repository/record.js";
import { checkQuietly, type CheckOptions } from "./grads.js";
import type { Report } from "./report.js";
import { together, type Verdict } from "./verdict.js";

/** The outcome of `checkOp`: a report for each example. */
export interface OpReport {
  readonly op: string;
  readonly verdict: Verdict;
  readonly reports: readonly Report[];
}

/** The shapes at which an elementwise op is tried, broadcasting among them. */
const elementwiseShapes: Readonly<Record<number, readonly (readonly nd.Shape[])[]>> = {
  1: [[[]], [[5]], [[2, 3]]],
  2: [
    [[], []],
    [[5], [5]],
    [
      [3, 1],
      [1, 4],
    ],
    [[], [3]],
    [[2, 3], [3]],
  ],
  3: [
    [[], [], []],
    [[4], [4], [4]],
    [[2, 1], [3], []],
  ],
};

/**
 * Checks both rules of an op, or of an op's public function, on random inputs from its declared domain.
 *
 * @example
 * checkOp(sin).verdict; // "pass"
 */
export function checkOp(subject: Op | Published, options: CheckOptions = {}): OpReport {
  const op = opOf(subject);
  const { seed = 0, order = 2 } = known("checkOp", options, ["modes", "order", "seed"]);
  const reports = examplesOf(op).flatMap((example, k) => {
    const x = inputsOf(op, example, seed + k);
    const free = x.map((_, i) => i).filter((i) => example.held?.includes(i) !== true);
    const f = (...moved: Inputs): Value =>
      bind(
        op,
        x.map((plain, i) => (free.includes(i) ? (moved[free.indexOf(i)] ?? 0) : plain)),
        example.params,
      );
    const args = free.map((i) => x[i] ?? 0);
    const how = { ...options, seed: seed + k, blame: false };
    // The op is the one to blame: there is nothing to search for.
    const first = checkQuietly(f, args, { ...how, order: 1 });
    return order === 1 ? [first] : [first, checkQuietly(bent(f, args), args, { ...how, order })];
  });
  const verdict = together(reports.map((report) => report.verdict));
  const { modes = ["forward", "reverse"] } = options;
  record(() => ({ op: op.name, f: (y) => y, x: [], modes, report: { order, verdict } }));
  return { op: op.name, verdict, reports };
}

/**
 * The function with its inputs and its result bent, so that the tangents that reach a rule and the cotangents
 * vary too: a rule that holds them for constants is wrong then, though that of a linear function hides it.
 */
function bent(f: (...x: Inputs) => Value, x: readonly nd.Plain[]): (...x: Inputs) => Value {
  const y = value(f(...x));
  return (...moved) => bend(f(...moved.map((v, i) => bend(v, x[i] ?? 0))), y);
}

/** x + ½ (x − x₀)², which near x₀ is nothing but x, save for its second derivative. */
function bend(x: Value, x0: nd.Plain): Value {
  return add(x, mul(0.5, square(sub(x, x0))));
}

function opOf(subject: unknown): Op<Inputs, unknown> {
  const { op = subject } = (subject ?? {}) as { op?: unknown };
  const { jvp, vjp } = (op ?? {}) as Partial<Op<Inputs, unknown>>;
  if (jvp === undefined || vjp === undefined)
    throw badOption("checkOp", "its argument", "an op or the function of one", subject);
  return op as Op<Inputs, unknown>;
}

export function examplesOf(op: Op<Inputs, unknown>): readonly Example[] {
  if (op.examples.length > 0) return op.examples;
  return (elementwiseShapes[op.domain.length] ?? []).map((shapes) => ({ shapes, params: undefined }));
}

/** Random inputs of the example's shapes, each from its domain, away from the kinks. */
export function inputsOf(
  op: Op<Inputs, unknown>,
  { shapes, arrange = (x) => x }: Example,
  seed: number,
): readonly nd.Plain[] {
  return arrange(
    shapes.map((shape, i) => {
      const domain = op.domain[Math.min(i, op.domain.length - 1)] as Interval;
      const unit = nd.random.uniform(nd.random.key(1000 * seed + i), [nd.sizeOf(shape)]);
      const sampled = Float64Array.from(unit.data, (u) => pointOf(domain, u));
      return shape.length === 0 ? (sampled[0] ?? 0) : new nd.NDArray(sampled, shape);
    }),
  );
}

/**
 * The point of a domain that a number from 0 to 1 stands for: of moderate size, and not close to a kink or an
 * end.
 */
function pointOf({ low, high, kinks = [] }: Interval, u: number): number {
  const [from, to] = [Math.max(low, Math.min(-3, high - 3)), Math.min(high, Math.max(3, low + 3))];
  const x = from + (to - from) * (0.04 + 0.92 * u);
  const near = kinks.find((kink) => Math.abs(x - kink) < 0.1);
  return near === undefined ? x : near + (x < near ? -0.15 : 0.15);
}
