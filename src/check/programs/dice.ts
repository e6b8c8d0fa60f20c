// Random choices, each determined by a seed and by how many went before it.

import * as nd from "../../ndarray/index.js";
import { threefry } from "../../ndarray/threefry.js";
import type { Interval } from "../../core/op.js";

/** How close to an end or to a kink of its domain a value may come. */
const closest = 1e-3;

/** A stream of random choices. */
export class Dice {
  private readonly key: nd.Key;
  private readonly words = new Uint32Array(2);
  private thrown = 0;

  constructor(seed: number) {
    this.key = nd.random.key(seed);
  }

  /** A number of [0, 1). */
  unit(): number {
    threefry(this.key.high, this.key.low, this.thrown, 0, this.words);
    this.thrown += 1;
    return ((this.words[0] ?? 0) + 0.5) / 2 ** 32;
  }

  /** An integer from `low` to `high`, both included. */
  from(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  chance(p: number): boolean {
    return this.unit() < p;
  }

  /** An item of a list; undefined only if it has none. */
  pick<T>(items: readonly T[]): T | undefined {
    return items[this.from(0, items.length - 1)];
  }

  /** A value of the domain; `tame` ones are of a size between ¼ and 4 where the domain lets them. */
  value(shape: nd.Shape, domain: Interval, tame: boolean): nd.Plain {
    const numbers = Float64Array.from({ length: nd.sizeOf(shape) }, () => this.numberIn(domain, tame));
    return shape.length === 0 ? (numbers[0] ?? 0) : new nd.NDArray(numbers, shape);
  }

  private numberIn(domain: Interval, tame: boolean): number {
    for (;;) {
      const x = this.numberBetween(domain, tame);
      if (liesWithin(x, domain)) return x;
    }
  }

  private numberBetween({ low, high }: Interval, tame: boolean): number {
    if (high - low < Infinity) return low + (high - low) * this.unit();
    const size = this.size(tame);
    if (low > -Infinity) return low + size;
    return high < Infinity || this.chance(0.5) ? Math.min(high, 0) - size : size;
  }

  private size(tame: boolean): number {
    return tame || this.chance(0.75) ? 4 ** (2 * this.unit() - 1) : 10 ** (6 * this.unit() - 3);
  }
}

/** Whether a number lies in a domain, and keeps a distance from its ends and kinks. */
export function liesWithin(x: number, { low, high, kinks = [] }: Interval): boolean {
  return x - low >= closest && high - x >= closest && kinks.every((kink) => Math.abs(x - kink) >= closest);
}

/** The numbers that a value is made of. */
export function numbersOf(value: nd.Plain): Float64Array {
  if (typeof value === "number") return Float64Array.of(value);
  return value.data instanceof Float64Array ? value.data : Float64Array.from(value.data);
}
