// A function of one input as a function of many at once.

import { repeated, runMany, type Answers } from "../batch/index.js";
import { badArgument, badOption, notOutput, wrongLengths, wrongStructure } from "../core/errors.js";
import { shapeOf, type Value } from "../core/op.js";
import { flatten, structureOf, type Flat } from "../core/tree.js";
import { normalizeAxis } from "../ndarray/index.js";
import { known } from "../ndarray/options.js";
import { moveAxis } from "../ops/arranging.js";
import { openInput, openOutput, partOf, type Axes } from "./axes.js";
import type { Fn } from "./call.js";
import { checkFunction } from "./options.js";
import type { Filled } from "./types.js";

type Values = readonly Value[];

/** The options of `vmap`. */
export interface VmapOptions {
  /** Of each argument: 0 by default. A list has an entry for each, which may be a tree for its parts. */
  readonly inAxes?: Axes;
  /** Of the results: 0 by default; null for one that does not depend on the inputs. */
  readonly outAxes?: Axes;
  /** How many inputs there are, where no argument says so. */
  readonly axisSize?: number;
}

/**
 * `f` of many inputs at once. Where `f` takes a number or an array, the result takes an array with one axis more,
 * along which the inputs lie, and so are its results. `f` runs once, each op on all inputs together. Where it asks
 * for a plain value that is not the same for all of them, as `if (less(x, 0))` does, it runs again for each group of
 * inputs that have the same. It may be differentiated, and `f` may be a derivative.
 *
 * @throws TypeError or RangeError if an array has no such axis, or if their lengths are not the same.
 * @example
 * vmap((x: Value, y: Value) => dot(x, y))([[1, 2], [3, 4]], [[1, 1], [2, 2]]); // [3, 14]
 * vmap(grad((x: Value) => mul(x, x)))([1, 2, 3]); // [2, 4, 6]
 * vmap((a: Value, x: Value) => mul(a, x), { inAxes: [null, 0] })(2, [1, 2]); // [2, 4]
 */
export function vmap<A extends unknown[], Y>(
  f: (...args: A) => Y,
  options?: VmapOptions,
): (...args: { [K in keyof A]: unknown }) => Filled<Y, Value>;
export function vmap(f: Fn, options: VmapOptions = {}): (...args: readonly unknown[]) => unknown {
  checkFunction("vmap", f);
  const { inAxes = 0, outAxes = 0, axisSize } = known("vmap", options, ["inAxes", "outAxes", "axisSize"]);
  const many = (...args: readonly unknown[]): unknown => {
    const { leaves, axes, fill } = partOf("inAxes", each(inAxes, args), args, "the arguments", openInput);
    const inputs = leaves.map((x, i) => front(x, axes[i] ?? 0));
    const n = numberOf(inputs, axisSize);
    let first: Flat | undefined;
    const program = (x: Values): Values => {
      const flat = outputOf(f(...(fill(x) as never[])));
      if (structureOf((first ??= flat)) !== structureOf(flat))
        throw wrongStructure(
          "vmap",
          "the output of f for other inputs",
          structureOf(first),
          structureOf(flat),
        );
      return flat.leaves;
    };
    const answers = runMany(program, inputs, n);
    return placed(first ?? outputOf([]), answers, outAxes, n);
  };
  if (axisSize === undefined) mapped.set(many, { f, inAxes, outAxes });
  return many;
}

/** What `vmap` was given. */
export interface Mapped {
  readonly f: Fn;
  readonly inAxes: Axes;
  readonly outAxes: Axes;
}

/** Of the functions that `vmap` has returned, what it was given: a compiler may go through the inputs itself. */
export const mapped = new WeakMap<object, Mapped>();

function outputOf(y: unknown): Flat {
  if (y === undefined) throw notOutput("vmap", "the output of f", y);
  return flatten("vmap", y, "the output of f", notOutput);
}

/** Axes for each of the arguments: what is no list is for all. */
function each(axes: Axes, args: readonly unknown[]): Axes {
  return Array.isArray(axes) ? (axes as readonly Axes[]) : args.map(() => axes);
}

/** An array with the axis of the inputs first. */
function front(x: Value, axis: number): Value {
  const shape = shapeOf(x);
  if (shape.length === 0)
    throw badArgument(
      "vmap",
      "an argument",
      "an array, along an axis of which the inputs lie (or have null in inAxes)",
      x,
    );
  return moveAxis(x, normalizeAxis("vmap", axis, shape.length), 0);
}

/** How many inputs there are. */
function numberOf(inputs: Values, axisSize: number | undefined): number {
  const lengths = new Set(inputs.map((x) => shapeOf(x)[0] ?? 0));
  if (axisSize !== undefined) lengths.add(axisSize);
  const [n, ...others] = lengths;
  if (n === undefined)
    throw badOption("vmap", "axisSize", "given where no argument has an axis of inputs", axisSize);
  if (!Number.isSafeInteger(n) || n < 0)
    throw badOption("vmap", "axisSize", "a whole number of 0 or more", axisSize);
  if (others.length > 0) {
    const got = [...lengths].join(" and ");
    throw wrongLengths("vmap", "the axes of the inputs", "of one length, which is that of axisSize", got);
  }
  return n;
}

/** The answers with the axes of the inputs where they are wanted. */
function placed(flat: Flat, { y, batched }: Answers, outAxes: Axes, n: number): unknown {
  const { axes, fill } = partOf("outAxes", outAxes, flat.fill(y), "the output of f", openOutput);
  return fill(
    y.map((leaf, i) => {
      const axis = axes[i] ?? null;
      if (axis !== null) {
        const all = batched[i] === true ? leaf : repeated(leaf, n);
        return moveAxis(all, 0, normalizeAxis("vmap", axis, shapeOf(all).length));
      }
      if (batched[i] === true)
        throw badOption("vmap", "outAxes", "an axis for what depends on the inputs, not null", null);
      return leaf;
    }),
  );
}
