// Names for things, equal where the things are: what is plain data by its content, all else by identity.

import { isRecord } from "../core/tree.js";
import { NDArray, isTypedVector } from "../ndarray/index.js";
import { literal } from "./formula.js";

/** Of arrays up to this length the name spells the elements; of longer ones it is a number. */
const longestSpelled = 16;

/** Gives equal data equal names, bit by bit, and every function or object of a class a name of its own. */
export class Keys {
  private readonly named = new Map<unknown, number>();
  private readonly arrays = new Map<string, ArrayLike<number>[]>();

  /** The name of what `x` holds. */
  of(x: unknown): string {
    if (typeof x === "number") return literal(x);
    if (x === null || x === undefined || typeof x === "boolean") return String(x);
    if (typeof x === "string") return JSON.stringify(x);
    if (x instanceof NDArray) return `${x.dtype}[${x.shape.join()}]${this.elements(x.data)}`;
    if (isTypedVector(x)) return `${x.constructor.name}${this.elements(x)}`;
    if (Array.isArray(x)) return `[${x.map((item) => this.of(item)).join()}]`;
    if (isRecord(x))
      return `{${Object.keys(x)
        .map((k) => `${JSON.stringify(k)}:${this.of(x[k])}`)
        .join()}}`;
    return this.is(x);
  }

  /** The name of `x` itself, whatever it holds. */
  is(x: unknown): string {
    let name = this.named.get(x);
    if (name === undefined) this.named.set(x, (name = this.named.size));
    return `#${String(name)}`;
  }

  private elements(data: ArrayLike<number>): string {
    if (data.length <= longestSpelled) return `{${Array.from(data, (x) => literal(x)).join()}}`;
    const bucket = `${String(data.length)}/${String(hash(data))}`;
    const alike = this.arrays.get(bucket) ?? [];
    this.arrays.set(bucket, alike);
    let place = alike.findIndex((other) => sameElements(other, data));
    if (place < 0) place = alike.push(data) - 1;
    return `{${bucket}/${String(place)}}`;
  }
}

/** Whether two arrays hold the same numbers: NaN is NaN, and −0 is not 0. */
function sameElements(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

/** A whole number in which equal arrays agree: the polynomial hash of their bits, to base 31. */
function hash(data: ArrayLike<number>): number {
  const bits = new Int32Array(Float64Array.from(data).buffer);
  let sum = 0;
  for (const word of bits) sum = (Math.imul(sum, 31) + word) | 0;
  return sum;
}
