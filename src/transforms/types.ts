// The types of gradients: the structure of the arguments, leaf by leaf.

import type { NDArray } from "../ndarray/index.js";
import type { Box, Value } from "../core/op.js";
import type { Argnums } from "./options.js";

/** What a differentiated function may return: a value, or what another transform hands back for one. */
export type Output = Value | Float64Array | Float32Array;

/**
 * What a caller may pass where the function asks for a `T`: wherever it takes any value, typed vectors too.
 */
export type Given<T> = [Value] extends [T]
  ? T | Float64Array | Float32Array
  : T extends Value | Float64Array | Float32Array
    ? T
    : T extends (...args: never[]) => unknown
      ? T
      : T extends object
        ? { [K in keyof T]: Given<T[K]> }
        : T;

/** The arguments a caller may pass to the derivative of a function of arguments `A`. */
export type Arguments<A extends readonly unknown[]> = { [K in keyof A]: Given<A[K]> };

/**
 * The gradient with respect to a `T`: the same structure with the same kinds of leaves. What takes any value,
 * as the inputs of ops do, has a value for its gradient; taken apart further, their nested arrays would have
 * no end.
 */
export type Gradient<T> = unknown extends T
  ? T
  : [Value] extends [T]
    ? Value | Extract<T, undefined>
    : GradientOfEach<T>;

type GradientOfEach<T> = T extends number
  ? number
  : T extends NDArray
    ? NDArray
    : T extends Float64Array
      ? Float64Array
      : T extends Float32Array
        ? Float32Array
        : T extends Box
          ? Value
          : T extends object
            ? { [K in keyof T]: Gradient<T[K]> }
            : T;

/** The gradients with respect to the arguments at `N` of `B`. */
export type GradientAt<B extends readonly unknown[], N extends Argnums> = N extends number
  ? Gradient<B[N]>
  : N extends readonly number[]
    ? { -readonly [K in keyof N]: Gradient<B[N[K] & number]> }
    : never;

/** The structure of a `T`, with an `L` in the place of each leaf. */
export type Filled<T, L> = unknown extends T
  ? T
  : [Value] extends [T]
    ? L | Extract<T, undefined>
    : FilledEach<T, L>;

type FilledEach<T, L> = T extends Output ? L : T extends object ? { [K in keyof T]: Filled<T[K], L> } : T;

/** The structure of the arguments at `N` of `B`, with an `L` in the place of each leaf. */
export type FilledAt<B extends readonly unknown[], N extends Argnums, L> = N extends number
  ? Filled<B[N], L>
  : N extends readonly number[]
    ? { -readonly [K in keyof N]: Filled<B[N[K] & number], L> }
    : never;
