// Making arrays: from nested values, from a rule, or filled with one number.
import { allocate, checkDType, commonTypeOf, convert, type DType } from "./dtype.js";
import { badElement, notFinite, raggedArray, tooDeep } from "./errors.js";
import { isTypedVector, NDArray, type Plain, type TypedVector } from "./ndarray.js";
import { known } from "./options.js";
import { checkShape, resolveShape, sameShape, type Shape, sizeOf } from "./shape.js";

/** What `array` takes: numbers, booleans, typed arrays, NDArrays, and plain arrays of these, of one shape. */
export type ArraySource = number | boolean | NDArray | TypedVector | readonly ArraySource[];

/** The element type to make an array of. */
export interface TypeOptions {
  readonly dtype?: DType | undefined;
}

/** The element type, and the shape to lay the elements out in; one length may be -1, to be worked out. */
export interface ArrayOptions extends TypeOptions {
  readonly shape?: number | Shape | undefined;
}

const DEEPEST = 64;

/**
 * A new array with the elements of `source`, in its shape or in `shape` (where one length may be -1).
 * Numbers make a float64 array, booleans a bool array; typed arrays keep their kind. A RangeError tells where
 * `source` is ragged, a TypeError what in it is no number.
 * @example array([[1, 2], [3, 4]]).shape // [2, 2]
 */
export function array(source: ArraySource, options: ArrayOptions = {}): NDArray {
  const found = read(source);
  const { shape = found.shape, dtype = found.dtype } = known("array", options, ["shape", "dtype"]);
  const data = convert("array", found.elements, checkDType("array", dtype));
  return new NDArray(data, resolveShape("array", data.length, shape));
}

interface Read {
  readonly elements: ArrayLike<number>;
  readonly dtype: DType;
  readonly shape: Shape;
}

function read(source: ArraySource): Read {
  if (source instanceof NDArray) return { elements: source.data, dtype: source.dtype, shape: source.shape };
  if (isTypedVector(source)) return { elements: source, dtype: typeOfVector(source), shape: [source.length] };
  const found: Found = { elements: [], types: new Set() };
  const shape = gather(source, [], found);
  const types = [...found.types].map((dtype) => (dtype === "number" ? 0 : { dtype }));
  return { elements: found.elements, dtype: commonTypeOf(types), shape };
}

interface Found {
  readonly elements: number[];
  readonly types: Set<DType | "number">;
}

/** Appends the elements of `source` to `found` and tells its shape; `path` is its place in the argument. */
function gather(source: unknown, path: number[], found: Found): Shape {
  if (typeof source === "number") return take([source], "number", [], found);
  if (typeof source === "boolean") return take([Number(source)], "bool", [], found);
  if (source instanceof NDArray) return take(source.data, source.dtype, source.shape, found);
  if (isTypedVector(source)) return take(source, typeOfVector(source), [source.length], found);
  if (!Array.isArray(source)) throw badElement("array", placeName(path), source);
  if (path.length === DEEPEST) throw tooDeep(DEEPEST);
  let inner: Shape = [];
  for (let k = 0; k < source.length; k++) {
    path.push(k);
    const shape = gather(source[k], path, found);
    if (k === 0) inner = shape;
    else if (!sameShape(shape, inner)) throw raggedArray(placeName(path), shape, inner);
    path.pop();
  }
  return [source.length, ...inner];
}

function take(elements: Iterable<number>, type: DType | "number", shape: Shape, found: Found): Shape {
  for (const x of elements) found.elements.push(x);
  found.types.add(type);
  return shape;
}

function placeName(path: readonly number[]): string {
  return path.length === 0 ? "the argument" : `element ${path.map((k) => `[${k}]`).join("")}`;
}

/** Integers that fit become int32; a Uint8Array holds small integers here, not truth values. */
function typeOfVector(vector: TypedVector): DType {
  if (vector instanceof Float32Array) return "float32";
  return vector instanceof Float64Array || vector instanceof Uint32Array ? "float64" : "int32";
}

function typeOf(name: string, options: TypeOptions): DType | undefined {
  return known(name, options, ["dtype"]).dtype;
}

/** An array of zeros. */
export function zeros(shape: number | Shape, options: TypeOptions = {}): NDArray {
  const lengths = checkShape("zeros", shape);
  return new NDArray(
    allocate(checkDType("zeros", typeOf("zeros", options) ?? "float64"), sizeOf(lengths)),
    lengths,
  );
}

/** An array of ones. */
export function ones(shape: number | Shape, options: TypeOptions = {}): NDArray {
  return filled("ones", shape, 1, typeOf("ones", options) ?? "float64");
}

/**
 * An array with `fill` everywhere; a boolean makes a bool array unless `dtype` says otherwise.
 *
 * @example
 * full([2, 2], 7); // [[7, 7], [7, 7]]
 */
export function full(shape: number | Shape, fill: number | boolean, options: TypeOptions = {}): NDArray {
  if (typeof fill !== "number" && typeof fill !== "boolean") throw badElement("full", "the fill", fill);
  const dtype = typeOf("full", options) ?? (typeof fill === "boolean" ? "bool" : "float64");
  return filled("full", shape, Number(fill), dtype);
}

function filled(name: string, shape: number | Shape, fill: number, dtype: DType): NDArray {
  const lengths = checkShape(name, shape);
  const element = convert(name, [fill], checkDType(name, dtype))[0]!;
  return new NDArray(allocate(dtype, sizeOf(lengths)).fill(element), lengths);
}

/**
 * The numbers from `start` in steps of `step` that come before `stop`, as float64; `arange(n)` starts at 0.
 * @example arange(4).toArray() // [0, 1, 2, 3]
 */
export function arange(start: number, stop?: number, step = 1): NDArray {
  const [first, end] = stop === undefined ? [0, start] : [start, stop];
  checkFinite("arange", "start", first);
  checkFinite("arange", "stop", end);
  checkFinite("arange", "step", step);
  if (step === 0) throw new RangeError("arange: step must not be 0; use linspace for a number of points");
  const count = Math.max(0, Math.ceil((end - first) / step));
  const data = new Float64Array(sizeOf(checkShape("arange", count)));
  for (let i = 0; i < count; i++) data[i] = first + i * step;
  return new NDArray(data, [count]);
}

/**
 * `num` evenly spaced numbers from `start` to `stop`, both included, as float64.
 *
 * @example
 * linspace(0, 1, 3); // [0, 0.5, 1]
 */
export function linspace(start: number, stop: number, num = 50): NDArray {
  checkFinite("linspace", "start", start);
  checkFinite("linspace", "stop", stop);
  const shape = checkShape("linspace", num);
  const data = new Float64Array(sizeOf(shape));
  for (let i = 0; i < num; i++) data[i] = start + i * ((stop - start) / (num - 1));
  if (num > 0) data[num - 1] = num > 1 ? stop : start;
  return new NDArray(data, shape);
}

/**
 * The n × m matrix (m = n unless given) with ones on the main diagonal and zeros elsewhere.
 *
 * @example
 * eye(2); // [[1, 0], [0, 1]]
 */
export function eye(n: number, m = n): NDArray {
  const shape = checkShape("eye", [n, m]);
  const data = new Float64Array(sizeOf(shape));
  for (let i = 0; i < Math.min(n, m); i++) data[i * m + i] = 1;
  return new NDArray(data, shape);
}

/** Zeros of the shape and type of `x`. */
export function zerosLike(x: Plain): Plain {
  return typeof x === "number" ? 0 : new NDArray(allocate(x.dtype, x.size), x.shape);
}

function checkFinite(name: string, what: string, x: number): void {
  if (!Number.isFinite(x)) throw notFinite(name, what, x);
}
