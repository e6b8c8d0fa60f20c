// Functions of one, two or three numbers, applied to arrays element by element with NumPy's broadcasting.
import { allocate, commonTypeOf, type DType, floatTypeOf, toBool } from "./dtype.js";
import {
  type F1,
  type F2,
  type F3,
  flat1,
  flat2,
  type Kernel,
  type Operand,
  strided2,
  strided3,
} from "./loops.js";
import { dataOf, type Plain, plain, shapeOf } from "./ndarray.js";
import { scratch } from "./pool.js";
import { broadcastShapes, sameShape, type Shape, sizeOf } from "./shape.js";
import { stamp, stampsByType } from "./stamp.js";
import { dense, run, stretched } from "./strided.js";

/**
 * The type of a result's elements: what `floatTypeOf` or `commonTypeOf` makes of the inputs, or a fixed one.
 * For "bool" the function must give 0 or 1; for "int32", integers.
 */
export type Result = "float" | "common" | "bool" | "int32";

/** `f` made to work element by element; `f` itself on a number. */
export function map1(name: string, f: F1, result: Result = "float"): (x: Plain) => Plain {
  const flat = loopsOf(`${name} flat`, flat1, f, result);
  return (x) => {
    if (typeof x === "number") return f(x);
    const inputs = [x];
    const y = scratch(typeOfResult(result, inputs), x.size);
    flat(inputs)(x.data, y);
    return plain(y, x.shape);
  };
}

/** `f` made to work element by element, with broadcasting; `f` itself on two numbers. */
export function map2(name: string, f: F2, result: Result = "float"): (a: Plain, b: Plain) => Plain {
  const flat = loopsOf(`${name} flat`, flat2, f, result);
  const strided = loopsOf(`${name} strided`, strided2, f, result);
  return (a, b) => {
    if (typeof a === "number" && typeof b === "number") return f(a, b);
    const inputs = [a, b];
    const shape = sharedShape(inputs);
    if (shape === undefined) return broadcast(name, inputs, result, strided(inputs));
    const y = scratch(typeOfResult(result, inputs), sizeOf(shape));
    flat(inputs)(operand(a), operand(b), y);
    return plain(y, shape);
  };
}

/** `f` made to work element by element, with broadcasting; `f` itself on three numbers. */
export function map3(name: string, f: F3, result: Result = "float"): (a: Plain, b: Plain, c: Plain) => Plain {
  const strided = loopsOf(`${name} strided`, strided3, f, result);
  return (a, b, c) => {
    if (typeof a === "number" && typeof b === "number" && typeof c === "number") return f(a, b, c);
    const inputs = [a, b, c];
    return broadcast(name, inputs, result, strided(inputs));
  };
}

function broadcast(name: string, inputs: readonly Plain[], result: Result, kernel: Kernel): Plain {
  const shape = broadcastShapes(name, ...inputs.map(shapeOf));
  const y = allocate(typeOfResult(result, inputs), sizeOf(shape));
  run(kernel, shape, [...inputs.map((x) => stretched(dataOf(x), shapeOf(x), shape)), dense(y, shape)]);
  return plain(y, shape);
}

/** The shape of all arrays among `inputs` if they have but one: then storage is walked from end to end. */
function sharedShape(inputs: readonly Plain[]): Shape | undefined {
  let shape: Shape | undefined;
  for (const x of inputs) {
    if (typeof x === "number") continue;
    if (shape !== undefined && !sameShape(shape, x.shape)) return undefined;
    shape = x.shape;
  }
  return shape;
}

function operand(x: Plain): Operand {
  return typeof x === "number" ? x : x.data;
}

function typeOfResult(result: Result, inputs: readonly Plain[]): DType {
  if (result === "float") return floatTypeOf(inputs);
  return result === "common" ? commonTypeOf(inputs) : result;
}

/** Copies of `loop` that run `f`, one for each combination of the types of inputs. */
function loopsOf<F extends (...x: number[]) => number, K>(
  name: string,
  loop: (f: F) => K,
  f: F,
  result: Result,
): (inputs: readonly Plain[]) => K {
  const truth = ((...x) => toBool(f(...x))) as F;
  return stampsByType((types) => {
    const bools = result === "common" && types.every((type) => type === "bool"); // 1 + 1 is to be 1
    return stamp(`${name} ${types}`, loop)(bools ? truth : f);
  });
}
