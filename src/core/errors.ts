// Every message that the library throws. Those about arrays alone live with the arrays and are passed on from
// here.

import { describe, formatShape, type DType, type Shape } from "../ndarray/index.js";

export * from "../ndarray/errors.js";

/** A box was used after the call or the tape that made it had ended. */
export class EscapedBoxError extends TypeError {
  override readonly name = "EscapedBoxError";
}

/** A tape was asked again after it had given its one gradient. */
export class TapeReleasedError extends TypeError {
  override readonly name = "TapeReleasedError";
}

/** Forward and reverse mode gave different answers. */
export class DisagreementError extends RangeError {
  override readonly name = "DisagreementError";
}

export function coercedBox(isCompiled = false): TypeError {
  const lost = isCompiled
    ? "is being compiled, which would fix it as it is now"
    : "is being differentiated, which would lose its derivative";
  return new TypeError(
    `a native operator (+ - * / ** % < > == …) was applied to a value that ${lost}; ` +
      "write add, sub, mul, div, pow, remainder, less, greater, equal …, " +
      "or value(x) where the plain value is meant",
  );
}

export function escapedBox(op = "an op"): EscapedBoxError {
  return new EscapedBoxError(
    `${op}: an input belongs to a derivative whose computation has ended; return the value from the function that ` +
      "was differentiated (hasAux carries side results), or keep value(x) of it",
  );
}

export function capturedBox(name: string): TypeError {
  return new TypeError(
    `${name}: its result depends on a watched value that is not among its arguments, whose derivative would be lost; ` +
      "pass that value as an argument (value(x) of it, if no derivative is wanted)",
  );
}

export function tapeReleased(method: string): TapeReleasedError {
  return new TapeReleasedError(
    `GradientTape.${method}: the tape was released by its first gradient; ` +
      "make it with { persistent: true } to ask again, or call reset() and record anew",
  );
}

export function notScalar(name: string, shape: Shape): TypeError {
  return new TypeError(
    `${name}: f must return a scalar, not shape ${formatShape(shape)}; sum it, pass { cotangent }, or use jacobian.`,
  );
}

export function notValue(name: string, where: string, got: unknown): TypeError {
  return new TypeError(`${name}: ${where} must be a number or an array of numbers, not ${describe(got)}`);
}

export function notPlain(name: string, got: unknown): TypeError {
  return new TypeError(
    `${name}: its argument must be a number, an NDArray, or a value computed from these, not ${describe(got)}; ` +
      "array(x) makes an NDArray of nested or typed arrays",
  );
}

export function notLeaf(name: string, where: string, got: unknown): TypeError {
  return new TypeError(
    `${name}: ${where} is ${describe(got)}, and only numbers, NDArrays, Float64Arrays and Float32Arrays, ` +
      "in plain arrays and objects, can be differentiated; leave it out with { argnums }, or close over it",
  );
}

export function notFloat(name: string, where: string, dtype: DType): TypeError {
  return new TypeError(
    `${name}: ${where} has dtype ${dtype}, which has no derivative; cast it to float64, leave it out with ` +
      "{ argnums }, or close over it",
  );
}

export function wrongStructure(name: string, where: string, want: unknown, got: unknown): TypeError {
  return new TypeError(
    `${name}: ${where} must have the structure of what it belongs to: ${describe(want)}, not ${describe(got)}`,
  );
}

export function wrongShape(name: string, what: string, want: Shape, got: Shape): RangeError {
  return new RangeError(
    `${name}: ${what} must have shape ${formatShape(want)}, the shape of what it belongs to, not ${formatShape(got)}`,
  );
}

export function noList(name: string, what: string): TypeError {
  return new TypeError(`${name}: ${what} must be a list, with an entry for each row, not a single number`);
}

export function notLeadingAxes(name: string, what: string, shape: Shape, got: Shape): RangeError {
  return new RangeError(
    `${name}: ${what} must have the shape of leading axes of ${formatShape(shape)}, not ${formatShape(got)}`,
  );
}

export function indexArraysApart(name: string): TypeError {
  return new TypeError(
    `${name}: index arrays must stand side by side, with no range between them; ` +
      "bring their axes together with moveAxis, or select with one after the other",
  );
}

export function badOption(name: string, option: string, want: string, got: unknown): TypeError {
  return new TypeError(`${name}: ${option} must be ${want}, not ${describe(got)}`);
}

export function badArgument(name: string, argument: string, want: string, got: unknown): TypeError {
  return new TypeError(`${name}: ${argument} must be ${want}, not ${describe(got)}`);
}

export function outOfRange(name: string, argument: string, want: string, got: unknown): RangeError {
  return wrongLengths(name, argument, want, describe(got));
}

/** Of the shape of an array. */
export function unfitShape(name: string, argument: string, want: string, got: Shape): RangeError {
  return wrongLengths(name, argument, want, `of shape ${formatShape(got)}`);
}

/** Of lengths, with what came in words. */
export function wrongLengths(name: string, argument: string, want: string, got: string): RangeError {
  return new RangeError(`${name}: ${argument} must be ${want}, not ${got}`);
}

export function noConvergence(name: string, steps: number, residual: number): RangeError {
  return new RangeError(
    `${name}: no solution after ${String(steps)} steps, the residual is still ${String(residual)}; ` +
      "begin at a nearer guess, or allow more with the options tolerance and maxSteps",
  );
}

export function tooManySteps(name: string, t: number, steps: number): RangeError {
  return new RangeError(
    `${name}: ${String(steps)} steps led no further than t = ${String(t)}; if the equation is stiff, its fast part wants ` +
      "a method of its own; else loosen rtol and atol, or allow more with the option maxSteps",
  );
}

export function vanishedStep(name: string, t: number): RangeError {
  return new RangeError(
    `${name}: at t = ${String(t)} no step is short enough, the solution or f being singular, not smooth or not finite ` +
      "there; end before that time, or loosen rtol and atol",
  );
}

export function unequalShapes(name: string, a: Shape, b: Shape): RangeError {
  return new RangeError(
    `${name}: all inputs must have the same shape, and ${formatShape(a)} is not ${formatShape(b)}`,
  );
}

export function notOutput(name: string, where: string, got: unknown): TypeError {
  return new TypeError(
    `${name}: ${where} must be a number, an array, or a plain array or object of these, not ${describe(got)}`,
  );
}

export function notOneValue(name: string, got: unknown): TypeError {
  return new TypeError(
    `${name}: f must return a scalar, not ${describe(got)}; return one number (hasAux carries side results), ` +
      "or use jacobian or vjp for several outputs",
  );
}

export function unwatched(name: string, got: unknown): TypeError {
  return new TypeError(
    `${name}: a source must be a value that this tape watches or has computed, not ${describe(got)}; ` +
      "use what tape.watch(x) returned",
  );
}

export function unconnected(name: string, i: number): TypeError {
  return new TypeError(
    `${name}: the target does not depend on source ${String(i)}; ` +
      'check that the path is not cut by value() or stopGradient, or pass { unconnected: "zero" }',
  );
}

export function notVariable(name: string, got: unknown): TypeError {
  return new TypeError(
    `${name}: its argument must be computed from a variable, not ${describe(got)}; ` +
      "make one with variable(x), and call it outside of grad, jvp and the like",
  );
}

export function notExported(what: string): TypeError {
  return new TypeError(
    `export: ${what} cannot be written as text that needs no library; leave it out of the function, or use jit`,
  );
}

export function badEinsum(spec: string, what: string): RangeError {
  return new RangeError(`einsum("${spec}"): ${what}`);
}
