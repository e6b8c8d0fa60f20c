// Faults in what a rule remembers, forgets or touches, and in what it lets an outer derivative see.

import { shapeOf, value, type Inputs, type Value } from "../../core/op.js";
import { chain } from "../../core/space.js";
import { NDArray, formatShape } from "../../ndarray/index.js";
import { stopGradient } from "../../ops/identity.js";
import type { Spoil } from "./fault.js";

/** The inputs that the rule saw first, used for ever after. */
export const stale: Spoil = ({ op, rule }) => {
  const saved = new Map<string, Inputs>();
  return (i, dx, _y, x, params) => {
    const key = JSON.stringify([x.map((v) => formatShape(shapeOf(v))), params]);
    const old = saved.get(key) ?? x.map(value);
    saved.set(key, old);
    return rule(i, dx, op.eval(old as never, params), old, params);
  };
};

/** The derivative as a constant, to be differentiated no further. */
export const detached: Spoil =
  ({ rule }) =>
  (...given) =>
    stopGradient(rule(...given));

/** The saved output as a constant. */
export const detachedOutput: Spoil =
  ({ rule }) =>
  (i, dx, y, x, params) =>
    rule(i, dx, stopGradient(y), x, params);

/** Writes into its input. */
export const intrusive: Spoil =
  ({ rule }) =>
  (i, dx, y, x, params) => {
    const right = rule(i, dx, y, x, params);
    const plain = value(x[i] ?? 0);
    if (plain instanceof NDArray) (plain.data as Float64Array)[0] = 1.5 * (plain.data[0] ?? 0);
    return right;
  };

/** Now and then one unit in the last place more. */
export const fickle: Spoil = ({ rule }) => {
  let state = 1;
  return (...given): Value => {
    // Park and Miller's generator: a coin that falls the same way in every run of the proof.
    state = (state * 48271) % 2147483647;
    return chain(state % 2 === 0 ? 1 : 1 + Number.EPSILON, rule(...given));
  };
};
