// NDArray: a dense, row-major array of numbers that is never changed once made.
import { type Data, type DType, dtypeOfData } from "./dtype.js";
import { dataDoesNotFit, notAPrimitive, notOneElement } from "./errors.js";
import { formatArray } from "./format.js";
import { formatShape } from "./describe.js";
import { type Shape, sizeOf } from "./shape.js";

/** A value without derivatives: a number, or an array of them. */
export type Plain = number | NDArray;

/** Elements nested as the axes are; booleans where the array's dtype is bool. */
export type Nested = number | boolean | Nested[];

/** The arrays of JavaScript that hold plain numbers side by side. */
export type TypedVector =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** A dense, row-major array. `array`, `zeros` … make one; the constructor keeps its arguments, uncopied. */
export class NDArray {
  readonly data: Data;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly size: number;

  constructor(data: Data, shape: Shape) {
    if (sizeOf(shape) !== data.length) throw dataDoesNotFit(data.length, shape);
    this.data = data;
    this.shape = shape;
    this.dtype = dtypeOfData(data);
    this.size = data.length;
  }

  /** The number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** The only element; a RangeError where there is not exactly one. */
  item(): number {
    if (this.size !== 1) throw notOneElement(this.shape);
    return this.data[0]!;
  }

  /** The elements as nested plain arrays; the element itself at rank 0. */
  toArray(): Nested {
    return nest(this.data, this.shape, 0, { next: 0 });
  }

  /** To `JSON.stringify`, an array is its nested plain arrays; NaN and the infinities become null, as JSON has it. */
  toJSON(): Nested {
    return this.toArray();
  }

  /** The elements as text, rows below one another and columns aligned; long arrays are shortened. */
  toString(): string {
    return formatArray(this.data, this.dtype, this.shape);
  }

  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw notAPrimitive(`an NDArray of shape ${formatShape(this.shape)}`);
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    const text = this.toString();
    return `NDArray ${this.dtype} ${formatShape(this.shape)}${text.includes("\n") ? "\n" : " "}${text}`;
  }
}

function nest(data: Data, shape: Shape, axis: number, place: { next: number }): Nested {
  const length = shape[axis];
  if (length !== undefined) return Array.from({ length }, () => nest(data, shape, axis + 1, place));
  const element = data[place.next++]!;
  return data instanceof Uint8Array ? element !== 0 : element;
}

/** Whether `x` is one of JavaScript's arrays of plain numbers (not of bigints). */
export function isTypedVector(x: unknown): x is TypedVector {
  const numbers = !(x instanceof DataView || x instanceof BigInt64Array || x instanceof BigUint64Array);
  return numbers && ArrayBuffer.isView(x);
}

/** The shape of a plain value; `[]` for a number. */
export function shapeOf(x: Plain): Shape {
  return typeof x === "number" ? SCALAR : x.shape;
}

const SCALAR: Shape = [];

/** The value that `data` of `shape` stands for: a number at rank 0, else an array. */
export function plain(data: Data, shape: Shape): Plain {
  return shape.length === 0 ? data[0]! : new NDArray(data, shape);
}

/** The elements of a plain value; a number is one float64. */
export function dataOf(x: Plain): Data {
  return typeof x === "number" ? Float64Array.of(x) : x.data;
}
