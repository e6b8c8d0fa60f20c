// Recording a program of many inputs and many outputs, and pulling cotangents back through it.

import { NDArray, array, sizeOf } from "../ndarray/index.js";
import { Box, dtypeOf, shapeOf, type Value } from "../core/op.js";
import { cast, materialize } from "../core/space.js";
import { pullBack, pushForward } from "./sweep.js";
import { Tape } from "./tape.js";

type Values = readonly Value[];

/** A program with its inputs and outputs in flat lists; transforms make one from a function of trees. */
export type Program = (x: Values) => Values;

/**
 * Runs `f` at `x` on a tape. With `keep`, the recording may live on, and its inputs are copied, for the
 * caller may write to a typed array of theirs in between; without, it must be released soon.
 */
export function record(f: Program, x: Values, keep: boolean): Recording {
  const tape = new Tape();
  try {
    const inputs = new Array<Value>(x.length);
    for (let i = 0; i < x.length; i++) {
      const v = x[i] as Value;
      inputs[i] = tape.watch(keep && v instanceof NDArray ? array(v) : v);
    }
    const outputs = f(inputs);
    const recording = new Recording(tape, x, inputs, outputs);
    if (keep) tape.seal();
    return recording;
  } catch (error) {
    tape.release();
    throw error;
  }
}

/** A program as it ran once: its outputs, and its derivative there as a linear map in both directions. */
export class Recording {
  readonly y: Values;
  private readonly from: readonly number[];
  private readonly to: readonly number[];

  constructor(
    private readonly tape: Tape,
    private readonly x: Values,
    inputs: Values,
    outputs: Values,
  ) {
    const y: Value[] = [];
    for (const v of outputs) y.push(tape.primalOf(v));
    this.y = y;
    this.from = placesOf(tape, inputs);
    this.to = placesOf(tape, outputs);
  }

  /**
   * Whether most of the program was done number by number: then a tape is read fastest for one cotangent. So it is where
   * a program of numbers is being compiled, or run for a batch: its values are boxes, but no derivative's.
   */
  get isOfNumbers(): boolean {
    return this.tape.length > 2 * this.tape.steps.filter(({ y }) => !isNumber(y)).length;
  }

  /** How many rows and elements of arrays it holds. */
  get size(): number {
    return this.tape.steps.reduce((n, { y }) => n + sizeOf(shapeOf(y)), this.tape.length);
  }

  /** The same as it was added up: the number 0 where nothing was. */
  pullAsIs(ybar: Values): Values {
    return pullBack(this.tape, this.to, ybar, this.from);
  }

  /** x̄ = f′(x)ᵀ ȳ */
  pull(ybar: Values): Values {
    const xbar = pullBack(this.tape, this.to, ybar, this.from);
    for (let i = 0; i < xbar.length; i++) xbar[i] = fitted(xbar[i] as Value, this.x[i] as Value);
    return xbar;
  }

  /** ẏ = f′(x) ẋ */
  push(dx: Values): Values {
    return pushForward(this.tape, this.from, dx, this.to).map((dot, i) => fitted(dot, this.y[i] ?? 0));
  }

  /** Forgets the recording, so that its memory serves the next one. */
  release(): void {
    this.tape.release();
  }
}

function isNumber(y: Value): boolean {
  return shapeOf(y).length === 0 && !(y instanceof Box && y.isWatched());
}

function placesOf(tape: Tape, values: Values): number[] {
  const places = new Array<number>(values.length);
  for (let i = 0; i < places.length; i++) places[i] = tape.placeOf(values[i] as Value);
  return places;
}

/** A tangent or cotangent as a value of the space of `x`. */
export function fitted(dx: Value, x: Value): Value {
  return typeof dx === "number" && typeof x === "number" ? dx : cast(materialize(dx, x), dtypeOf(x));
}
