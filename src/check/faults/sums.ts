// Wrong sums: faults in what a rule adds up, and along which axis.

import { shapeOf, value, type Inputs, type Value } from "../../core/op.js";
import { broadcastTo, plus, zeroOf } from "../../core/space.js";
import * as nd from "../../ndarray/index.js";
import { sum } from "../../ops/reductions.js";
import { reshape } from "../../ops/shape.js";
import { flat } from "../points.js";
import type { Rule, Spoil } from "./fault.js";
import { product } from "./formulas.js";

/** The cotangent of an input before it is summed to the input's shape: in the shape of the output. */
function unsummed(rule: Rule): Rule {
  return (i, dy, y, x, params) => rule(i, dy, y, stretched(x, y), params);
}

function stretched(x: Inputs, y: Value): Inputs {
  const shape = shapeOf(y);
  return x.map((v) => broadcastTo(v === 0 ? zeroOf(y) : v, shape));
}

/** A cotangent stays in the shape of the output where the input was broadcast. */
export const unreduced: Spoil = ({ op, rule }) => (op.scalar === undefined ? undefined : unsummed(rule));

/** A sum over other axes than those that the input was broadcast along, or that the op goes along. */
export const misreduced: Spoil = ({ op, rule, transposed }) => {
  if (op.scalar !== undefined) return transposed ? summedOverTheRest(rule) : undefined;
  return (i, dx, y, x, params) => rule(i, dx, y, x, elsewhere(params, shapeOf(x[0] ?? 0).length));
};

function summedOverTheRest(rule: Rule): Rule {
  return (i, dy, y, x, params) => {
    const [to, from] = [shapeOf(x[i] ?? 0), shapeOf(y)];
    const kept = from.map((_, k) => k).filter((k) => (to[k - from.length + to.length] ?? 1) === from[k]);
    if (nd.sameShape(to, from) || kept.length === 0) return rule(i, dy, y, x, params);
    const wrong = sum(unsummed(rule)(i, dy, y, x, params), { axis: kept });
    return nd.sizeOf(shapeOf(wrong)) === nd.sizeOf(to) ? reshape(wrong, to) : wrong;
  };
}

/** Parameters that name axes, with each moved on to the next. */
function elsewhere(params: unknown, rank: number): unknown {
  if (typeof params !== "object" || params === null || rank < 2) return params;
  const { axis, axes } = params as { axis?: unknown; axes?: unknown };
  const next = (k: number): number => (k + 1) % rank;
  if (typeof axis === "number") return { ...params, axis: next(axis) };
  if (!Array.isArray(axes) || "shape" in params) return params;
  return { ...params, axes: axes.map((k: number) => next(k)).sort() };
}

/** The largest number of contributions that are looked at one by one. */
const most = 64;

/** Of all that an element has to add up, only the last counts. */
export const overwritten: Spoil =
  ({ rule }) =>
  (i, dx, y, x, params) => {
    const n = nd.sizeOf(shapeOf(dx));
    if (n > most) return rule(i, dx, y, x, params);
    let total: Value = 0;
    let written: Float64Array | undefined;
    for (let k = n - 1; k >= 0; k--) {
      // By a one-hot probe, and not by dx, whose element may happen to be zero.
      const probe = rule(i, unit(dx, k), y, x, params);
      if (probe === 0) continue;
      const one = rule(i, product(unit(dx, k), dx), y, x, params);
      const reached = flat([value(probe)]).map((v) => (v === 0 ? 0 : 1));
      written ??= new Float64Array(reached.length);
      const free = written.map((v) => 1 - v);
      total = plus(total, product(like(free, one), one));
      written = written.map((v, j) => Math.max(v, reached[j] ?? 0));
    }
    return total;
  };

/** The unit vector number `k`, in the shape of `x`. */
function unit(x: Value, k: number): Value {
  return like(new Float64Array(nd.sizeOf(shapeOf(x))).fill(1, k, k + 1), x);
}

function like(elements: Float64Array, x: Value): Value {
  const shape = shapeOf(x);
  return shape.length === 0 ? (elements[0] ?? 0) : new nd.NDArray(elements, shape);
}
