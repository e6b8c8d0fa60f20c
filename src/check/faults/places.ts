// Faults in places: a derivative that is wrong only at a tie, at a kink, on one side, or far out.

import { shapeOf, value, type Interval, type Value } from "../../core/op.js";
import { broadcastTo } from "../../core/space.js";
import * as nd from "../../ndarray/index.js";
import { mul } from "../../ops/arithmetic.js";
import type { Spoil } from "./fault.js";
import { product } from "./formulas.js";

/** The derivative in each element of the input times a factor that depends on the element. */
function where(factor: (x: number, domain: Interval) => number): Spoil {
  return ({ op, rule, transposed }) =>
    (i, dx, y, x, params) => {
      const domain = op.domain[Math.min(i, op.domain.length - 1)] ?? { low: -Infinity, high: Infinity };
      const at = value(x[i] ?? 0);
      const factors = each(at, (v) => factor(v, domain));
      return transposed
        ? product(factors, rule(i, dx, y, x, params))
        : rule(i, product(factors, dx), y, x, params);
    };
}

function each(x: nd.Plain, f: (x: number) => number): Value {
  return typeof x === "number" ? f(x) : new nd.NDArray(Float64Array.from(x.data, f), x.shape);
}

/** The sign is wrong where the input is negative. */
export const wrongBelowZero = where((x) => (x < 0 ? -1 : 1));

/** The sign is wrong where the input is beyond ±10. */
export const wrongFarOut = where((x) => (Math.abs(x) > 10 ? -1 : 1));

/** NaN where an elementwise op has a kink, or where its domain ends. */
export const undefinedAtEdges: Spoil = ({ op, rule, transposed }) => {
  const edges = op.domain.map(({ low, high, kinks = [] }) => [low, high, ...kinks].filter(Number.isFinite));
  if (op.scalar === undefined || edges.flat().length === 0) return undefined;
  return (i, dx, y, x, params) => {
    const at = each(value(x[i] ?? 0), (v) => (edges[i]?.includes(v) === true ? NaN : 1));
    // Not by a product that leaves out zeros: the right derivative may be 0.
    return broadcastTo(mul(at, rule(i, dx, y, x, params)), shapeOf(transposed ? (x[i] ?? 0) : y));
  };
};

const extrema: readonly string[] = ["max", "min", "maximum", "minimum"];

/** Each of several that tie for the largest or the smallest gets the whole derivative. */
export const generousTies: Spoil = ({ op, transposed, rule }) => {
  if (!extrema.includes(op.name)) return undefined;
  return (i, dx, y, x, params) => {
    const share = shares(
      op.scalar?.partials[i]?.(value(y), ...pair(x)) ?? op.vjp(i, onesOf(y), y, x, params),
    );
    // The share of an element of the input, or, between two inputs, of an element of the output.
    const onResult = (op.scalar === undefined) === transposed;
    return onResult ? product(share, rule(i, dx, y, x, params)) : rule(i, product(share, dx), y, x, params);
  };
};

function pair(x: readonly Value[]): [Value, Value, Value] {
  return [value(x[0] ?? 0), value(x[1] ?? 0), 0];
}

/** What makes a whole of each share: 1 / share, and 1 where there is none. */
function shares(share: Value): Value {
  return each(value(share), (v) => (v > 0 ? 1 / v : 1));
}

function onesOf(y: Value): Value {
  const shape = shapeOf(y);
  return shape.length === 0 ? 1 : nd.ones(shape);
}
