// The law of values: an op computes what its name says. Derivatives that fit a wrong value keep all other laws.

import type { Inputs, Op } from "../../core/op.js";
import { registry } from "../../ops/index.js";
import type { BigValues } from "../reference/index.js";
import { alike, largestOf, moderate, tiny, type Law } from "./laws.js";
import { flat } from "./subject.js";

/** How far an element of an array may be off beside the largest: what elements do to each other. */
const ofArrays = 1e-14;

/** What 64 digits leave of a value that is zero. */
const nothing = 1e-60;

/** Holds an op to `values`, where those are numbers. */
export function accuracy(values: BigValues): Law {
  return {
    name: "values agree with 64 digits",
    kinds: moderate,
    modes: [],
    check({ op, point, y }) {
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

/** Whether there is something to hold an op to: values go by names, and another's op may be called alike. */
export function hasKnownValues(op: Op<Inputs, unknown>): boolean {
  return op.linearity === undefined && registry().some((known) => (known as unknown) === op);
}
