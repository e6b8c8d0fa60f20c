// A number system that programs can be evaluated in: its arithmetic, and the functions that it has of its own.

/** A function of one to three numbers of a system. */
export type FunctionOf<T> = (...x: T[]) => T;

/**
 * The arithmetic of a number system that contains the real numbers. What an op decides (which of two is the
 * larger, on which side of a kink it is) is decided by `compare`; on each side all functions are analytic.
 */
export interface Field<T> {
  readonly add: (a: T, b: T) => T;
  readonly sub: (a: T, b: T) => T;
  readonly mul: (a: T, b: T) => T;
  readonly div: (a: T, b: T) => T;
  readonly neg: (a: T) => T;
  readonly fromNumber: (x: number) => T;
  /** The real part, rounded. */
  readonly toNumber: (x: T) => number;
  /** Negative, zero or positive as the real part of a − b is; NaN if there is no saying. */
  readonly compare: (a: T, b: T) => number;
  /** A number to choose pivots by. */
  readonly size: (x: T) => number;
  /** The largest integer below or at the real part of a / b. */
  readonly quotient: (a: T, b: T) => T;
  /** The elementwise functions, by the names of the ops. */
  readonly functions: Readonly<Record<string, FunctionOf<T>>>;
  /** Of a system of few dimensions over the real numbers: how its numbers are made up of real ones. */
  readonly plane?: Plane<T>;
}

/** Real coordinates of the numbers of a system. */
export interface Plane<T> {
  readonly coordinates: (x: T) => readonly number[];
  readonly compose: (coordinates: readonly number[]) => T;
}
