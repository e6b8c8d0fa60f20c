// How windows move over space, as callers say it.

import { badOption, unfitShape } from "../../core/errors.js";
import { type Shape, type Windows } from "../../ndarray/index.js";

/** One number for all axes of space, or one for each. */
export type PerAxis = number | readonly number[];

/** Zeros around: as many on both sides, a pair for each axis, or by name. */
export type Padding = PerAxis | readonly (readonly [before: number, behind: number])[] | "valid" | "same";

/** Of convolutions and pools. */
export interface WindowOptions {
  /** 1 by default. */
  readonly stride?: PerAxis;
  /** 0 by default, which "valid" is too; "same" makes ⌈n / stride⌉ places of n. */
  readonly padding?: Padding;
  /** How far apart the elements of a window are; 1 by default. */
  readonly dilation?: PerAxis;
}

/** The options of a call for windows of shape `window` over `space`. */
export function windowsOf(
  name: string,
  space: Shape,
  window: Shape,
  options: WindowOptions,
): Omit<Windows, "groups"> {
  const { stride = 1, padding = 0, dilation = 1 } = options;
  const steps = perAxis(name, "stride", stride, space.length, 1);
  const apart = perAxis(name, "dilation", dilation, space.length, 1);
  const reach = window.map((n, k) => (n - 1) * (apart[k] ?? 1) + 1);
  return { stride: steps, dilation: apart, padding: paddingOf(name, padding, space, reach, steps) };
}

/** Whole numbers of at least `least`, one for each axis. */
export function perAxis(
  name: string,
  option: string,
  given: PerAxis,
  count: number,
  least: number,
): readonly number[] {
  const list: readonly number[] = typeof given === "number" ? new Array<number>(count).fill(given) : given;
  const isList = typeof given === "number" || Array.isArray(given);
  const fits = isList && list.length === count && list.every((n) => Number.isInteger(n) && n >= least);
  if (!fits)
    throw badOption(
      name,
      option,
      `a whole number ≥ ${String(least)}, or one for each of ${String(count)} axes`,
      given,
    );
  return list;
}

function paddingOf(
  name: string,
  padding: Padding,
  space: Shape,
  reach: readonly number[],
  stride: readonly number[],
): Windows["padding"] {
  if (padding === "valid") return space.map(() => [0, 0]);
  if (padding === "same")
    return space.map((n, k) => {
      const step = stride[k] ?? 1;
      const all = Math.max(0, (Math.ceil(n / step) - 1) * step + (reach[k] ?? 1) - n);
      return [Math.floor(all / 2), Math.ceil(all / 2)];
    });
  if (Array.isArray(padding) && padding.length === space.length && padding.every(isPair)) return padding;
  return perAxis(name, "padding", padding as PerAxis, space.length, 0).map((n) => [n, n]);
}

function isPair(x: unknown): x is readonly [number, number] {
  return Array.isArray(x) && x.length === 2 && x.every((n) => Number.isInteger(n) && n >= 0);
}

/** The axes of space of an array [N, C, …space], of which there are one to three. */
export function spaceOf(name: string, what: string, shape: Shape): Shape {
  if (shape.length < 3 || shape.length > 5)
    throw unfitShape(name, what, "of shape [N, C, …] with one to three axes of space", shape);
  return shape.slice(2);
}
