// The law of values: an op computes what its name says. Derivatives that fit a wrong value keep all other laws.

import type { Inputs, Interval, Op } from "../../core/op.js";
import type { Plain } from "../../ndarray/index.js";
import { registry } from "../../ops/index.js";
import { definedOps } from "../reference/definitions.js";
import type { BigValues } from "../reference/index.js";
import { alike, largestOf, moderate, tiny, type Law } from "./laws.js";
import type { AnyOp } from "./points.js";
import { flat } from "./subject.js";
import { isInside } from "./values.js";

/** How far an element of an array may be off beside the largest: what elements do to each other. */
const ofArrays = 1e-14;

/** What 64 digits leave of a value that is zero. */
const nothing = 1e-60;

/** Holds an op to `values`, where those are numbers. */
export function accuracy(values: BigValues): Law {
  return {
    name: "values agree with 64 digits",
    kinds: [...moderate, "edge"],
    modes: [],
    check({ op, kind, point, y }) {
      if (kind === "edge" && !isJudgedAtEdges(op, point.x)) return undefined;
      const due = values(op, point.x, point.params);
      if (due === undefined) return undefined;
      const largest = largestOf([due]);
      for (const [i, value] of flat([y]).entries()) {
        const expected = due[i] ?? NaN;
        const size =
          op.scalar === undefined ? ofArrays * largest : (op.ulps ?? 4) * Number.EPSILON * Math.abs(expected);
        // Nothing finite is near an infinity.
        const slack = Number.isFinite(expected) ? size + tiny : 0;
        if (Number.isNaN(expected) || alike(value, expected, slack)) continue;
        if (value === 0 && Math.abs(expected) < nothing) continue;
        const says = `the value is ${String(value)}, and with 64 digits ${String(expected)}`;
        return { argument: 0, expected, says };
      }
      return undefined;
    },
  };
}

/**
 * Whether an op promises its values at such numbers: they are within its domain and not −0, which is no number of 64
 * digits, and it does not multiply and add the elements of matrices, where the largest of them leave nothing of the others.
 */
function isJudgedAtEdges({ scalar, domain, examples }: AnyOp, x: readonly Plain[]): boolean {
  const isOfMatrices =
    scalar === undefined && examples.every(({ shapes }) => shapes.every((own) => own.length > 1));
  if (isOfMatrices) return false;
  return x.every((v, i) => {
    const interval = domain[Math.min(i, domain.length - 1)] as Interval;
    return flat([v]).every((each) => isInside(interval, each) && !Object.is(each, -0));
  });
}

/** Whether there is something to hold an op to: values go by names, and another's op may be called alike. */
export function hasKnownValues(op: Op<Inputs, unknown>): boolean {
  const isKnown = op.linearity === undefined || definedOps.includes(op.name);
  return isKnown && registry().some((known) => (known as unknown) === op);
}
