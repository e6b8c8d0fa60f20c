// Where a list of steps repeats itself: stretches in which each step is like the one a period before it.

import type { Step } from "./graph.js";
import { placeOf } from "./order.js";

/** Steps from `start` on, `length` of them, each of which but for the first period is like one a period before. */
export interface Repeat {
  readonly start: number;
  readonly period: number;
  readonly length: number;
}

/** So many steps in a row must have been met before, for a repeat to be looked for. */
const windows: readonly number[] = [6, 64];
/** A repeat is worth a loop if it has so many periods, and so many steps after the first of them. */
export const fewestRounds = 4;
const fewestSteps = 48;
/** A longer round would be more than an optimiser takes in one function. */
const mostSteps = 2000;
/** How far back what a step is made of may be, if that is to be a part of what the step is like. */
const near = 40;

/**
 * All repeats that there are to find, those that save the most first. `kinds` are numbers of what the steps do, negative
 * where a step may not be in a loop.
 */
export function repeatsOf(steps: readonly Step[], places: Int32Array, kinds: Int32Array): readonly Repeat[] {
  const looks = looksOf(steps, places, kinds);
  const found = windows.flatMap((window) => metAgain(looks, window));
  return found.sort((a, b) => savedBy(b) - savedBy(a) || a.period - b.period);
}

/** Steps that need no text of their own if this is a loop. */
function savedBy({ period, length }: Repeat): number {
  return length - period;
}

/** A number for each step, equal where steps are alike: they do the same, with such values as are as near. */
function looksOf(steps: readonly Step[], places: Int32Array, kinds: Int32Array): Int32Array {
  const looks = new Int32Array(steps.length);
  for (let i = 0; i < steps.length; i++) {
    let look = kinds[i]!;
    if (look < 0) {
      looks[i] = -1 - i;
      continue;
    }
    const { inputs } = steps[i]!;
    for (let k = 0; k < inputs.length; k++) {
      const { kind } = inputs[k]!;
      const q = kind === "step" ? placeOf(places, inputs[k]!) : -1;
      const distance = q < 0 ? 0 : Math.min(near, i - q);
      look = Math.imul(look, 0x9e3779b1) + (kind === "input" ? 101 : kind === "constant" ? 102 : distance);
    }
    looks[i] = (look ^ (look >>> 15)) & 0x7fffffff;
  }
  return looks;
}

/** Repeats of which a window of so many steps is met again. */
function metAgain(looks: Int32Array, window: number): Repeat[] {
  const found: Repeat[] = [];
  // Of each period, up to where a repeat with it has been looked for.
  const seen = new Map<number, number>();
  const bits = 32 - Math.clz32(Math.max(15, 2 * looks.length));
  const latest = new Int32Array(2 ** bits);
  let top = 1;
  for (let k = 0; k < window; k++) top = Math.imul(top, base);
  let hash = 0;
  for (let i = 0; i < looks.length; i++) {
    const leaving = i >= window ? Math.imul(top, looks[i - window]!) : 0;
    hash = (Math.imul(hash, base) + looks[i]! - leaving) | 0;
    if (i + 1 < window) continue;
    const place = Math.imul(hash, 0x85ebca6b) >>> (32 - bits);
    const period = i + 1 - latest[place]!;
    if (latest[place]! > 0 && period <= mostSteps && i >= (seen.get(period) ?? 0)) {
      const repeat = extended(looks, i, period);
      seen.set(period, repeat.start + repeat.length);
      if (repeat.length >= fewestRounds * period && savedBy(repeat) >= fewestSteps) found.push(repeat);
    }
    latest[place] = i + 1;
  }
  return found;
}

const base = 0x01000193;

/** As many steps around step i as repeat with this period. */
function extended(looks: Int32Array, i: number, period: number): Repeat {
  let end = i;
  while (end < looks.length && looks[end] === looks[end - period]) end += 1;
  let start = i - period;
  while (start > 0 && looks[start - 1] === looks[start - 1 + period]) start -= 1;
  return { start, period, length: end - start };
}
