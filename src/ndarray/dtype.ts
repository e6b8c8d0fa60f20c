// Element types: how each is stored, and which type a result has.
import { badDType, doesNotFitInt32 } from "./errors.js";

/** The type of an array's elements. */
export type DType = "float64" | "float32" | "int32" | "bool";

const DTYPES: ReadonlySet<unknown> = new Set<DType>(["float64", "float32", "int32", "bool"]);

/** The storage of an array; a bool is a byte that holds 0 or 1. */
export type Data = Float64Array | Float32Array | Int32Array | Uint8Array;

/** What type promotion looks at: a number, or anything that has an element type. */
export type Typed = number | { readonly dtype: DType };

/** Storage for `size` elements, all zero. */
export function allocate(dtype: DType, size: number): Data {
  switch (dtype) {
    case "float64":
      return new Float64Array(size);
    case "float32":
      return new Float32Array(size);
    case "int32":
      return new Int32Array(size);
    case "bool":
      return new Uint8Array(size);
  }
}

/** The element type that a storage stands for. */
export function dtypeOfData(data: Data): DType {
  if (data instanceof Float64Array) return "float64";
  if (data instanceof Float32Array) return "float32";
  return data instanceof Int32Array ? "int32" : "bool";
}

/** `dtype` itself; throws where a caller without types passed something else. */
export function checkDType(name: string, dtype: DType): DType {
  if (!DTYPES.has(dtype)) throw badDType(name, dtype);
  return dtype;
}

/**
 * The type of a real-valued result: float32 if there is such an array and none of float64 or int32, else
 * float64. Numbers and masks are weak: they adapt to the other arrays.
 */
export function floatTypeOf(inputs: readonly Typed[]): "float32" | "float64" {
  let type: "float32" | "float64" = "float64";
  for (const x of inputs) {
    if (typeof x === "number" || x.dtype === "bool") continue;
    if (x.dtype !== "float32") return "float64";
    type = "float32";
  }
  return type;
}

/**
 * The smallest type that holds all inputs, as NumPy promotes: bool < int32 < float32 < float64, where int32
 * with float32 needs float64. A number is a weak float: float32 beside float32 alone, else float64.
 */
export function commonTypeOf(inputs: readonly Typed[]): DType {
  let float64 = false;
  let float32 = false;
  let int32 = false;
  let bool = false;
  let number = false;
  for (const x of inputs) {
    if (typeof x === "number") number = true;
    else if (x.dtype === "float64") float64 = true;
    else if (x.dtype === "float32") float32 = true;
    else if (x.dtype === "int32") int32 = true;
    else bool = true;
  }
  if (float64 || (float32 && int32)) return "float64";
  if (float32) return "float32";
  if (number || !(int32 || bool)) return "float64";
  return int32 ? "int32" : "bool";
}

/**
 * A copy of `data` stored as `dtype`. On the way to int32 reals lose their fraction, and a RangeError tells
 * of those that do not fit; on the way to bool everything but 0 is true.
 */
export function convert(name: string, data: ArrayLike<number>, dtype: DType): Data {
  const result = allocate(dtype, data.length);
  if (dtype === "bool") for (let i = 0; i < data.length; i++) result[i] = toBool(data[i]!);
  else if (dtype === "int32") for (let i = 0; i < data.length; i++) result[i] = toInt32(name, data[i]!);
  else result.set(data);
  return result;
}

/** 1 for everything but 0, NaN too. */
export function toBool(x: number): number {
  return x === 0 ? 0 : 1;
}

/** `x` without its fraction; a RangeError if that is no 32-bit integer. */
export function toInt32(name: string, x: number): number {
  const whole = x | 0;
  if (whole !== Math.trunc(x)) throw doesNotFitInt32(name, x);
  return whole;
}
