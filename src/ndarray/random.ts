// Random numbers without hidden state: each draw is a function of its key and its place, and of nothing else.
import { convert, type DType } from "./dtype.js";
import {
  badBounds,
  badCount,
  needsKey,
  negativeSpread,
  notAFloatType,
  notAnInteger,
  notFinite,
} from "./errors.js";
import { NDArray } from "./ndarray.js";
import { checkShape, type Shape, sizeOf } from "./shape.js";
import { threefry } from "./threefry.js";

/** What determines a stream of random numbers. A key serves one draw; `random.split` makes new keys of it. */
export interface Key {
  readonly high: number;
  readonly low: number;
}

/** A draw: one number when no shape is given, else an array. */
export interface Draw<Options> {
  (key: Key, shape?: undefined, options?: Options): number;
  (key: Key, shape: number | Shape, options?: Options): NDArray;
}

/** A draw of integers between bounds: one number when no shape is given, else an array. */
export interface DrawIntegers {
  (key: Key, low: number, high: number, shape?: undefined): number;
  (key: Key, low: number, high: number, shape: number | Shape): NDArray;
}

type Float = "float64" | "float32";

/** The interval [low, high) to draw from; [0, 1) unless given. */
export interface UniformOptions {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly dtype?: Float | undefined;
}

/** Mean 0 and standard deviation 1 unless given. */
export interface NormalOptions {
  readonly mean?: number | undefined;
  readonly std?: number | undefined;
  readonly dtype?: Float | undefined;
}

/** The two uses of a key draw from different counters. */
const DRAWS = 0;
const KEYS = 1;

/** The key that an integer stands for. */
function key(seed: number): Key {
  if (!Number.isSafeInteger(seed)) throw notAnInteger("random.key", "the seed", seed);
  return { high: Math.floor(seed / 2 ** 32) >>> 0, low: seed >>> 0 };
}

/** `n` new keys (two unless given), whose streams are independent of each other and of that of `key`. */
function split(key: Key, n = 2): Key[] {
  checkKey("random.split", key);
  const words = new Uint32Array(2);
  return Array.from({ length: checkCount("random.split", n) }, (_, k) => {
    threefry(key.high, key.low, k, KEYS, words);
    return { high: words[0]!, low: words[1]! };
  });
}

/** Numbers spread evenly over [low, high): 53 random bits each. */
function uniform(key: Key, shape?: number | Shape, options: UniformOptions = {}): number | NDArray {
  const { low = 0, high = 1, dtype = "float64" } = options;
  checkFloat("random.uniform", dtype);
  checkFinite("random.uniform", "low", low);
  checkFinite("random.uniform", "high", high);
  if (!(low < high)) throw badBounds("random.uniform", low, high);
  const round = dtype === "float32" ? Math.fround : (x: number): number => x;
  return draw("random.uniform", key, shape, dtype, (count) =>
    unitReals(key, count).map((u) => {
      const x = round(low * (1 - u) + high * u);
      return x < high ? x : low; // rounding may reach the open end
    }),
  );
}

/** Normally distributed numbers (Box & Muller 1958). */
function normal(key: Key, shape?: number | Shape, options: NormalOptions = {}): number | NDArray {
  const { mean = 0, std = 1, dtype = "float64" } = options;
  checkFloat("random.normal", dtype);
  checkFinite("random.normal", "mean", mean);
  checkFinite("random.normal", "std", std);
  if (std < 0) throw negativeSpread("random.normal", std);
  return draw("random.normal", key, shape, dtype, (count) => {
    const u = unitReals(key, count + (count % 2));
    for (let k = 0; k < u.length; k += 2) {
      const radius = Math.sqrt(-2 * Math.log(1 - u[k]!));
      const angle = 2 * Math.PI * u[k + 1]!;
      u[k] = mean + std * radius * Math.cos(angle);
      u[k + 1] = mean + std * radius * Math.sin(angle);
    }
    return u.slice(0, count);
  });
}

/** Integers of [low, high), each as likely as another to within 2⁻²¹ at worst, as int32. */
function integers(key: Key, low: number, high: number, shape?: number | Shape): number | NDArray {
  if (!Number.isInteger(low)) throw notAnInteger("random.integers", "low", low);
  if (!Number.isInteger(high)) throw notAnInteger("random.integers", "high", high);
  if (!(low < high && low >= -(2 ** 31) && high <= 2 ** 31)) throw badBounds("random.integers", low, high);
  return draw("random.integers", key, shape, "int32", (count) =>
    unitReals(key, count).map((u) => low + Math.floor(u * (high - low))),
  );
}

/** The integers below `n` in random order, as int32 (Fisher & Yates 1938, in Durstenfeld's form). */
function permutation(key: Key, n: number): NDArray {
  return draw("random.permutation", key, checkCount("random.permutation", n), "int32", (count) => {
    const u = unitReals(key, count);
    const order = u.map((_, k) => k);
    for (let k = count - 1; k > 0; k--) {
      const other = Math.floor(u[k]! * (k + 1));
      [order[k], order[other]] = [order[other]!, order[k]!];
    }
    return order;
  }) as NDArray;
}

/** Seeded random numbers: a key gives the same numbers everywhere, but for the last bits of `normal`. */
export const random = {
  key,
  split,
  uniform: uniform as Draw<UniformOptions>,
  normal: normal as Draw<NormalOptions>,
  integers: integers as DrawIntegers,
  permutation,
};

function draw(
  name: string,
  key: Key,
  shape: number | Shape | undefined,
  dtype: DType,
  make: (count: number) => Float64Array,
): number | NDArray {
  checkKey(name, key);
  const lengths = shape === undefined ? [] : checkShape(name, shape);
  const data = convert(name, make(sizeOf(lengths)), dtype);
  return shape === undefined ? data[0]! : new NDArray(data, lengths);
}

/** Multiples of 2⁻⁵³ in [0, 1), the k-th from counter k. */
function unitReals(key: Key, count: number): Float64Array {
  const result = new Float64Array(count);
  const words = new Uint32Array(2);
  for (let k = 0; k < count; k++) {
    threefry(key.high, key.low, k, DRAWS, words);
    result[k] = ((words[0]! >>> 5) * 2 ** 26 + (words[1]! >>> 6)) * 2 ** -53;
  }
  return result;
}

function checkKey(name: string, key: unknown): void {
  const { high, low } = (key ?? {}) as Partial<Key>;
  if (typeof high !== "number" || typeof low !== "number") throw needsKey(name, key);
}

function checkCount(name: string, n: number): number {
  if (!(Number.isInteger(n) && n >= 0)) throw badCount(name, n);
  return n;
}

function checkFloat(name: string, dtype: DType): void {
  if (dtype !== "float64" && dtype !== "float32") throw notAFloatType(name, dtype);
}

function checkFinite(name: string, what: string, x: number): void {
  if (!Number.isFinite(x)) throw notFinite(name, what, x);
}
