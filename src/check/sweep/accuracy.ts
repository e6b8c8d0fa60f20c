// The law of values: an op computes what its name says. Derivatives that fit a wrong value keep all other laws.

import type { Inputs, Interval, Op } from "../../core/op.js";
import type { Plain } from "../../ndarray/index.js";
import { registry } from "../../ops/index.js";
import { definedOps } from "../reference/definitions.js";
import { ulpsAllowed } from "../precision.js";
import type { BigValues } from "../reference/index.js";
import { conventionAt } from "./conventions.js";
import { alike, largestOf, moderate, tiny, type Complaint, type Law } from "./laws.js";
import type { AnyOp } from "./points.js";
import { flat } from "./subject.js";
import { isInside } from "./values.js";

/** How far an element of an array may be off beside the largest: what elements do to each other. */
const ofArrays = 1e-14;

/** What 64 digits leave of a value that is zero, of numbers of about 1. */
const nothing = 1e-60;

/** Holds an op to `values`, where those are numbers. */
export function accuracy(values: BigValues): Law {
  return {
    name: "values agree with 64 digits",
    kinds: [...moderate, "edge"],
    modes: [],
    check({ op, kind, point, y }) {
      const named = conventionAt(op, point.x)?.value;
      if (named !== undefined) return Object.is(y, named) ? undefined : complain(y, "by its entry", named);
      if (kind === "edge" && !isJudgedAtEdges(op, point.x)) return undefined;
      const due = values(op, point.x, point.params);
      if (due === undefined) return undefined;
      const isRight = judgeOf(op, point.x, due);
      for (const [i, value] of flat([y]).entries()) {
        const expected = due[i] ?? NaN;
        if (!isRight(value, expected)) return complain(value, "with 64 digits", expected);
      }
      return undefined;
    },
  };
}

function complain(value: Plain, by: string, expected: number): Complaint {
  return { argument: 0, expected, says: `the value is ${String(value)}, and ${by} ${String(expected)}` };
}

/** Whether a value is what it should be, of which 64 digits may leave nothing or not tell. */
function judgeOf(
  op: AnyOp,
  x: readonly Plain[],
  due: Float64Array,
): (value: number, expected: number) => boolean {
  const largest = largestOf([due]);
  const isOutside = isBeyond(op, x);
  // A sum of very small numbers is not 0, though their squares are.
  const zero = op.scalar === undefined ? nothing * Math.min(1, largestOf([flat(x)]) || 1) : nothing;
  const isTooFar = x.some((v) => typeof v === "number" && Math.abs(v) > 1e9);
  const nearZeros = op.nearZeros === undefined ? 0 : largestOf([flat(x).map(op.nearZeros)]);
  const rounding = (expected: number): number => {
    // Nothing finite is near an infinity.
    if (!Number.isFinite(expected)) return 0;
    if (isOutside) return tiny + ofArrays * Math.max(1, Math.abs(expected));
    if (op.scalar === undefined) return tiny + ofArrays * largest;
    const size = Math.max(Math.abs(expected), nearZeros);
    return tiny + ulpsAllowed(op, size) * Number.EPSILON * size;
  };
  return (value, expected) => {
    if (alike(value, expected, rounding(expected))) return true;
    if (value === 0 && Math.abs(expected) < zero) return true;
    if (Number.isNaN(expected)) return !isOutside || isTooFar;
    return isOutside && Number.isNaN(value);
  };
}

/**
 * Whether one of an op's numbers is NaN, or beyond an end of its interval: there it has no value, or what may be off in units
 * of 1.
 */
function isBeyond({ scalar, domain }: AnyOp, x: readonly Plain[]): boolean {
  if (scalar === undefined || !x.every((v) => typeof v === "number")) return false;
  return x.some((v, i) => !(v >= (domain[i]?.low ?? NaN) && v <= (domain[i]?.high ?? NaN)));
}

/**
 * Whether an op promises its values at such numbers: none of them is −0, which is no number of 64 digits, and those of
 * arrays are within its domain. An op on matrices promises nothing: multiplied and added, the largest of their
 * elements leave nothing of the others.
 */
function isJudgedAtEdges({ scalar, predicate, domain, examples }: AnyOp, x: readonly Plain[]): boolean {
  if (flat(x).some((each) => Object.is(each, -0))) return false;
  if ((scalar ?? predicate) !== undefined && x.every((v) => typeof v === "number")) return true;
  const isOfMatrices =
    examples.length > 0 && examples.every(({ shapes }) => shapes.every((own) => own.length > 1));
  if (isOfMatrices) return false;
  return x.every((v, i) => {
    const interval = domain[Math.min(i, domain.length - 1)] as Interval;
    return flat([v]).every((each) => isInside(interval, each));
  });
}

/** Whether there is something to hold an op to: values go by names, and another's op may be called alike. */
export function hasKnownValues(op: Op<Inputs, unknown>): boolean {
  const isKnown = op.linearity === undefined || definedOps.includes(op.name);
  return isKnown && registry().some((known) => (known as unknown) === op);
}
