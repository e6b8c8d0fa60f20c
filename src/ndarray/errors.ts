// The messages of the array floor: each names the function, what came, what was expected, and what to do.

import { describe, formatShape } from "./describe.js";

export function shapesDoNotBroadcast(name: string, shapes: readonly (readonly number[])[]): RangeError {
  const rule = "axes, aligned at the last, must be equal or 1; reshape or slice one of them";
  return new RangeError(`${name}: shapes ${shapes.map(formatShape).join(" and ")} do not broadcast; ${rule}`);
}

export function cannotBroadcastTo(name: string, from: readonly number[], to: readonly number[]): RangeError {
  const shapes = `shape ${formatShape(from)} does not broadcast to ${formatShape(to)}`;
  return new RangeError(`${name}: ${shapes}; only axes of length 1 and new leading axes can grow`);
}

export function notAnInteger(name: string, what: string, value: unknown): TypeError {
  return new TypeError(`${name}: ${what} must be an integer, not ${describe(value)}`);
}

export function notFinite(name: string, what: string, value: unknown): TypeError {
  return new TypeError(`${name}: ${what} must be a finite number, not ${describe(value)}`);
}

export function axisOutOfRange(name: string, axis: number, rank: number): RangeError {
  const range = rank === 0 ? "a scalar has no axes" : `use ${-rank} to ${rank - 1}`;
  return new RangeError(`${name}: axis ${axis} is out of range for an array of rank ${rank}; ${range}`);
}

export function axisTwice(name: string, axis: number): RangeError {
  return new RangeError(`${name}: axis ${axis} is given twice; name each axis once`);
}

export function badShape(name: string, shape: unknown): TypeError {
  const expected = "a length or an array of lengths such as [2, 3]";
  return new TypeError(`${name}: the shape must be ${expected}, not ${describe(shape)}`);
}

export function badLength(name: string, shape: readonly unknown[], axis: number): RangeError {
  const length = `${describe(shape[axis])} for axis ${axis}`;
  return new RangeError(`${name}: a shape holds whole numbers of 0 or more, not ${length}`);
}

export function tooLarge(name: string, shape: readonly number[], size: number): RangeError {
  return new RangeError(`${name}: shape ${formatShape(shape)} has ${size} elements; no array is that long`);
}

export function cannotReshape(name: string, size: number, shape: readonly number[]): RangeError {
  const advice = "the sizes must agree; one length may be -1, to be worked out";
  return new RangeError(`${name}: ${size} elements do not fit shape ${formatShape(shape)}; ${advice}`);
}

export function dataDoesNotFit(length: number, shape: readonly number[]): RangeError {
  const advice = "the sizes must agree; build arrays with array";
  return new RangeError(`NDArray: ${length} elements do not fill shape ${formatShape(shape)}; ${advice}`);
}

export function badDType(name: string, dtype: unknown): TypeError {
  const known = `"float64", "float32", "int32" or "bool"`;
  return new TypeError(`${name}: dtype must be ${known}, not ${describe(dtype)}`);
}

export function doesNotFitInt32(name: string, value: number): RangeError {
  return new RangeError(`${name}: ${value} does not fit int32; use dtype "float64"`);
}

export function notOneElement(shape: readonly number[]): RangeError {
  const advice = "reduce it with sum, or read toArray() or data";
  return new RangeError(`item: expected an array of one element, not shape ${formatShape(shape)}; ${advice}`);
}

export function notAPrimitive(what: string): TypeError {
  const write = "write add(x, y), mul(x, y), less(x, y) … for x + y, x * y, x < y";
  return new TypeError(`${what} does not turn into a primitive value; ${write}; x.item() reads one number`);
}

export function raggedArray(place: string, came: readonly number[], expected: readonly number[]): RangeError {
  const shapes = `shape ${formatShape(came)} where its neighbours have ${formatShape(expected)}`;
  return new RangeError(`array: ragged nesting: ${place} has ${shapes}; make all of them alike`);
}

export function badElement(name: string, place: string, value: unknown): TypeError {
  const expected = "expected numbers, booleans, NDArrays, or arrays of them";
  return new TypeError(`${name}: ${place} is ${describe(value)}; ${expected}`);
}

export function tooDeep(depth: number): RangeError {
  return new RangeError(`array: nested deeper than ${depth} levels; does the array contain itself?`);
}

export function nothingToJoin(name: string): RangeError {
  return new RangeError(`${name}: expected at least one array, but the list is empty`);
}

export function cannotConcatenate(shapes: readonly (readonly number[])[], axis: number): RangeError {
  const list = shapes.map(formatShape).join(", ");
  const rule = `all axes but ${axis} must agree, and there must be one; stack joins along a new axis`;
  return new RangeError(`concatenate: shapes ${list} do not join along axis ${axis}; ${rule}`);
}

export function cannotStack(shapes: readonly (readonly number[])[]): RangeError {
  const rule = "all must be equal; concatenate joins along an axis they have";
  return new RangeError(`stack: shapes ${shapes.map(formatShape).join(", ")} differ; ${rule}`);
}

export function tooManyIndices(name: string, count: number, shape: readonly number[]): RangeError {
  const most = `give at most ${shape.length}, one for each axis`;
  return new RangeError(`${name}: ${count} indices for shape ${formatShape(shape)}; ${most}`);
}

export function indexOutOfRange(name: string, index: number, axis: number, length: number): RangeError {
  const range = length === 0 ? "the axis is empty" : `use ${-length} to ${length - 1}`;
  const where = `axis ${axis} of length ${length}`;
  return new RangeError(`${name}: index ${index} is out of range for ${where}; ${range}`);
}

export function badRange(name: string, axis: number, value: unknown): TypeError {
  const expected = "an index, null, or [start, stop, step]";
  return new TypeError(`${name}: axis ${axis} must be given as ${expected}, not ${describe(value)}`);
}

export function zeroStep(name: string, axis: number): RangeError {
  return new RangeError(`${name}: the step of axis ${axis} must not be 0; use -1 to read backwards`);
}

export function emptyReduction(name: string, shape: readonly number[]): RangeError {
  const reason = "an extremum needs at least one element";
  return new RangeError(`${name}: shape ${formatShape(shape)} leaves nothing to choose from; ${reason}`);
}

export function shapesDiffer(name: string, a: readonly number[], b: readonly number[]): RangeError {
  return new RangeError(`${name}: shapes ${formatShape(a)} and ${formatShape(b)} must be equal`);
}

export function cannotDot(name: string, a: readonly number[], b: readonly number[]): RangeError {
  const expected = "expected two vectors of one length; for matrices use matmul, for numbers mul";
  return new RangeError(`${name}: shapes ${formatShape(a)} and ${formatShape(b)}; ${expected}`);
}

export function needsAxes(name: string, a: readonly number[], b: readonly number[]): RangeError {
  const which = `the ${a.length === 0 ? "first" : "second"} argument is a scalar`;
  const shapes = `shapes ${formatShape(a)} and ${formatShape(b)}`;
  return new RangeError(`${name}: ${which} (${shapes}); use mul to multiply by a number`);
}

export function cannotMultiply(name: string, a: readonly number[], b: readonly number[]): RangeError {
  const lengths = `the last axis of the first, ${a.at(-1)}, must equal ${b[Math.max(0, b.length - 2)]}`;
  const where = b.length > 1 ? "the last axis but one of the second" : "the length of the second";
  const shapes = `shapes ${formatShape(a)} and ${formatShape(b)}`;
  return new RangeError(`${name}: ${shapes} do not multiply; ${lengths}, ${where}`);
}

export function notSquare(name: string, shape: readonly number[]): RangeError {
  const expected = "expected a square matrix, or a batch [..., n, n] of them";
  return new RangeError(`${name}: ${expected}, not shape ${formatShape(shape)}`);
}

export function cannotSolve(name: string, a: readonly number[], b: readonly number[]): RangeError {
  const n = a.at(-1);
  const expected = `expected [${n}], or [..., ${n}, k] for k right-hand sides`;
  const shapes = `right-hand side of shape ${formatShape(b)} for a matrix of shape ${formatShape(a)}`;
  return new RangeError(`${name}: ${shapes}; ${expected}`);
}

export function needsKey(name: string, value: unknown): TypeError {
  const expected = "expected a key, random.key(seed) or one of random.split(key)";
  return new TypeError(`${name}: ${expected}, not ${describe(value)}`);
}

export function badBounds(name: string, low: number, high: number): RangeError {
  const integers = name === "random.integers" ? ", both within int32" : "";
  return new RangeError(`${name}: low must be less than high${integers}; came ${low} and ${high}`);
}

export function notAFloatType(name: string, dtype: unknown): TypeError {
  return new TypeError(`${name}: dtype must be "float64" or "float32", not ${describe(dtype)}`);
}

export function badCount(name: string, n: unknown): RangeError {
  return new RangeError(`${name}: n must be a whole number of 0 or more, not ${describe(n)}`);
}

export function negativeSpread(name: string, std: number): RangeError {
  return new RangeError(`${name}: std must be 0 or more, not ${std}`);
}

export function badOptions(name: string, names: readonly string[], got: unknown): TypeError {
  return new TypeError(
    `${name}: its options must be an object, { ${names.join(", ")} }, not ${describe(got)}`,
  );
}

export function unknownOption(name: string, names: readonly string[], key: string): TypeError {
  return new TypeError(`${name}: there is no option ${key}; its options are { ${names.join(", ")} }`);
}
