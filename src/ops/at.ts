// A part of an array, to be read or written: at(x, …).get(), .set(v), .add(v) …

import * as nd from "../ndarray/index.js";
import { bind, shapeOf, type Value } from "../core/op.js";
import { mul } from "./arithmetic.js";
import { addAt, gatherOp, scatterOp } from "./gathering.js";
import { updatesFor } from "./indices.js";
import { lift, type Like } from "./lift.js";
import type { Binary } from "./publish.js";
import { maximum, minimum } from "./select.js";
import { select, type Index, type Selection } from "./selection.js";

export type { Index } from "./selection.js";

/**
 * The part of `x` that one entry for each leading axis selects, to be read or written. An entry is a number, which
 * drops the axis, a range `[start, stop, step]` as in `slice`, null for the whole axis, or an array of integers (an
 * NDArray or a typed array); negative indices count from the end. Several arrays are broadcast together, and their
 * axes stand where the first of them does.
 *
 * @example
 * at([1, 2, 3], -1).get(); // 3
 * at([1, 2, 3], 0).set(10); // [10, 2, 3]
 * at([1, 2, 3, 4], [0, null, 2]).add([10, 30]); // [11, 2, 33, 4]
 * at([1, 2, 3], Int32Array.of(2, 2)).add(10); // [1, 2, 23]
 */
export function at(x: Like, ...index: readonly Index[]): Part {
  const v = lift("at", x);
  return new Part(v, select("at", shapeOf(v), index));
}

/**
 * A part of an array. To write gives a new array, and leaves the old one as it was; what is written is broadcast to
 * the part. An element that was overwritten has derivative 0, even where it is infinite or NaN.
 */
export class Part {
  constructor(
    private readonly x: Value,
    private readonly selection: Selection,
  ) {}

  /** The part itself. */
  get(): Value {
    return this.selection.read(this.x);
  }

  /** The array with `v` in place of the part; where an element was named several times, the last wins. */
  set(v: Like): Value {
    const { once } = this.selection;
    const places = this.selection.places();
    const u = this.fitted("set", v);
    return bind(scatterOp, [this.x, u], { places: once ? places : nd.lastOfEach(places) });
  }

  /** The array with `v` added to the part, once for each time that an element was named. */
  add(v: Like): Value {
    return addAt(this.x, this.fitted("add", v), this.selection.places());
  }

  /** The array with the part multiplied by `v`, once for each time that an element was named. */
  mul(v: Like): Value {
    return this.folded(mul, this.fitted("mul", v));
  }

  /** The array with the `maximum` of the part and `v`, taken once for each time that an element was named. */
  max(v: Like): Value {
    return this.folded(maximum, this.fitted("max", v));
  }

  /** The array with the `minimum` of the part and `v`, taken once for each time that an element was named. */
  min(v: Like): Value {
    return this.folded(minimum, this.fitted("min", v));
  }

  private fitted(method: string, v: Like): Value {
    const name = `at(…).${method}`;
    return updatesFor(name, this.x, lift(name, v), this.selection.shape);
  }

  private folded(op: Binary, u: Value): Value {
    const { once } = this.selection;
    const places = this.selection.places();
    const rounds = once ? [places] : nd.roundsOf(places);
    return rounds.reduce<Value>((y, round) => {
      const part = { places: round };
      return bind(scatterOp, [y, op(bind(gatherOp, [y], part), u)], part);
    }, this.x);
  }
}
