// The two ways to read a tape: backwards for cotangents, forwards for tangents.

import { NDArray } from "../ndarray/index.js";
import type { Inputs, Op, Value } from "../core/op.js";
import { chain, plus, strong } from "../core/space.js";
import { Sum } from "./sum.js";
import type { Step, Tape } from "./tape.js";

/**
 * A tangent or cotangent for every place of a tape. Plain numbers stand in a column of doubles; those of
 * arrays in a list by step; and the few that belong to a number but are boxed by an outer trace in a map, with what
 * was plain before, so that all is added in one order, whatever is boxed.
 */
class Differentials {
  private readonly numbers: Float64Array;
  private readonly arrays: (Sum | undefined)[];
  boxed: Map<number, Value> | undefined;

  constructor(private readonly tape: Tape) {
    this.numbers = tape.columns.bar.fill(0, 0, tape.length);
    this.arrays = new Array<Sum | undefined>(tape.steps.length).fill(undefined);
  }

  /** Adds `dx` at `place`, after what is there; a `fresh` one is an array that nobody else knows of. */
  add(place: number, dx: Value, fresh = false): void {
    const sum = this.sumAt(place);
    if (sum !== undefined) sum.add(dx, fresh);
    else if (typeof dx === "number" && this.boxed?.has(place) !== true) this.numbers[place]! += dx;
    else {
      this.boxed ??= new Map<number, Value>();
      this.boxed.set(place, plus(this.boxed.get(place) ?? this.numbers[place]!, dx));
      this.numbers[place] = 0;
    }
  }

  /** Says that so much is at `place`, and forgets what was. */
  set(place: number, dx: Value): void {
    const sum = this.sumAt(place);
    if (sum !== undefined) {
      sum.total = dx;
      sum.own = false;
    } else {
      this.boxed?.delete(place);
      this.numbers[place] = 0;
      this.add(place, dx);
    }
  }

  /** What is added up at the place of an array; undefined at that of a number. */
  sumAt(place: number): Sum | undefined {
    const step = ~this.tape.columns.left[place]!;
    if (step < 0 || typeof this.tape.steps[step]?.y === "number") return undefined;
    return (this.arrays[step] ??= new Sum());
  }

  of(place: number): Value {
    const row = this.tape.columns.left[place]!;
    const sum = row < 0 ? this.arrays[~row] : undefined;
    return sum?.total ?? this.boxed?.get(place) ?? this.numbers[place]!;
  }

  /** The same, as something that nobody else knows of: for the caller to keep and to write to. */
  handedOut(place: number): Value {
    if (this.arrays.length === 0 && this.boxed === undefined) return this.numbers[place]!;
    const dx = this.of(place);
    if (!(dx instanceof NDArray) || this.arrays[~this.tape.columns.left[place]!]?.own === true) return dx;
    return new NDArray(dx.data.slice(), dx.shape);
  }
}

/** The cotangents of the places in `to`, given cotangents `ybar` of the places in `from`. */
export function pullBack(
  tape: Tape,
  from: readonly number[],
  ybar: readonly Value[],
  to: readonly number[],
): Value[] {
  const bars = new Differentials(tape);
  seed(bars, from, ybar);
  backwards(tape, bars, span(from)[1], span(to)[0]);
  return readAt(bars, to);
}

function seed(differentials: Differentials, places: readonly number[], values: readonly Value[]): void {
  for (let i = 0; i < places.length; i++) if (places[i]! > 0) differentials.add(places[i]!, values[i] ?? 0);
}

function readAt(differentials: Differentials, places: readonly number[]): Value[] {
  const read = new Array<Value>(places.length);
  for (let i = 0; i < read.length; i++) read[i] = places[i]! > 0 ? differentials.handedOut(places[i]!) : 0;
  return read;
}

function backwards(tape: Tape, bars: Differentials, from: number, to: number): void {
  const { left, right, p, q, bar } = tape.columns;
  for (let place = from; place >= to; place--) {
    const l = left[place]!;
    if (l < 0) pullStep(tape.steps[~l] as Step, bars, bars.of(place));
    else if (l > 0 && bars.boxed !== undefined) {
      const dy = bars.of(place);
      bars.add(l, chain(p[place]!, dy));
      if (right[place]! > 0) bars.add(right[place]!, chain(q[place]!, dy));
    } else if (l > 0) {
      const dy = bar[place]!;
      if (dy !== 0) {
        bar[l]! += strong(dy, p[place]!);
        bar[right[place]!]! += strong(dy, q[place]!);
      }
    }
  }
}

/** x̄ᵢ += (∂y/∂xᵢ)ᵀ ȳ */
function pullStep(step: Step, bars: Differentials, dy: Value): void {
  if (dy === 0) return;
  const { at, y, x, params } = step;
  const op = step.op as Op<Inputs, unknown>;
  if (op.vjpOnto !== undefined) {
    const so = at.map((place, i) => (place > 0 && at.indexOf(place) === i ? bars.of(place) : 0));
    const sums = op.vjpOnto(so, dy, y, x, params, at.map(isOnTape));
    for (const [i, place] of at.entries())
      if (place > 0 && at.indexOf(place) === i) bars.set(place, sums[i] ?? 0);
      else if (place > 0) bars.add(place, sums[i] ?? 0);
    return;
  }
  const all = op.vjpAll?.(dy, y, x, params, at.map(isOnTape));
  let isFresh: ReturnType<typeof freshness> | undefined;
  for (let i = 0; i < at.length; i++) {
    const place = at[i] ?? 0;
    if (place === 0 || bars.sumAt(place)?.addInto(op, i, dy, x, params) === true) continue;
    const dx = all === undefined ? op.vjp(i, dy, y, x, params) : (all[i] ?? 0);
    const isOwn = dx instanceof NDArray && op.keepsResults !== true && (isFresh ??= freshness(dy, step))(dx);
    bars.add(place, dx, isOwn);
  }
}

function isOnTape(place: number): boolean {
  return place > 0;
}

/** Tells whether an array that a rule has returned is new, and not one that it was given. */
function freshness(dy: Value, { x, y }: Step): (dx: NDArray) => boolean {
  const given = [dy, y, ...x];
  // Of many inputs, each would look through all.
  if (given.length > 8) {
    const buffers = new Set(given.map((v) => (v instanceof NDArray ? v.data : undefined)));
    return (dx) => !buffers.has(dx.data);
  }
  return (dx) => !given.some((v) => v instanceof NDArray && v.data === dx.data);
}

/** The tangents of the places in `to`, given tangents `dx` of the places in `from`. */
export function pushForward(
  tape: Tape,
  from: readonly number[],
  dx: readonly Value[],
  to: readonly number[],
): Value[] {
  const dots = new Differentials(tape);
  seed(dots, from, dx);
  forwards(tape, dots, span(to)[1]);
  return readAt(dots, to);
}

function forwards(tape: Tape, dots: Differentials, to: number): void {
  const { left, right, p, q, bar } = tape.columns;
  for (let place = 1; place <= to; place++) {
    const l = left[place]!;
    const r = right[place]!;
    if (l < 0) dots.add(place, stepTangent(tape.steps[~l] as Step, dots));
    else if (l > 0) {
      bar[place]! += strong(p[place]!, bar[l]!) + strong(q[place]!, bar[r]!);
      if (dots.boxed?.has(l) === true) dots.add(place, chain(p[place]!, dots.boxed.get(l) as Value));
      if (dots.boxed?.has(r) === true) dots.add(place, chain(q[place]!, dots.boxed.get(r) as Value));
    }
  }
}

/** ẏ = Σᵢ (∂y/∂xᵢ) ẋᵢ */
function stepTangent(step: Step, dots: Differentials): Value {
  const { at, y, x, params } = step;
  const op = step.op as Op<Inputs, unknown>;
  const dx = at.map((place) => (place > 0 ? dots.of(place) : 0));
  if (op.jvpAll !== undefined) return op.jvpAll(dx, y, x, params);
  return dx.reduce((dy, d, i) => (d === 0 ? dy : plus(dy, op.jvp(i, d, y, x, params))), 0);
}

/** The first and the last of the places that are on the tape. */
function span(places: readonly number[]): [number, number] {
  let [low, high] = [Infinity, 0];
  for (const place of places) {
    if (place > 0) low = Math.min(low, place);
    high = Math.max(high, place);
  }
  return [low, high];
}

/** For each place, 1 if one of the places in `from` depends on it. */
export function reached(tape: Tape, from: readonly number[]): Uint8Array {
  const { left, right } = tape.columns;
  const hit = new Uint8Array(tape.length);
  for (const place of from) hit[place] = 1;
  for (let place = span(from)[1]; place > 0; place--) {
    if (hit[place] !== 1) continue;
    const l = left[place]!;
    for (const input of l < 0 ? (tape.steps[~l] as Step).at : [l, right[place]!]) hit[input] = 1;
  }
  return hit;
}
