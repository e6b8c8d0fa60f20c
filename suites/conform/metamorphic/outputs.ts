// Transforms of what a program gives: more of it, a multiple of it, other weights.

import type { Case, Numeral } from "../format.js";
import { numberOf, numeralOf } from "../numerals.js";
import { exactValue, gradients, mapped, scaled, times } from "./expectations.js";
import {
  finite,
  isElementwise,
  moderate,
  sizeOfValue,
  followedBy,
  weights,
  type Transform,
} from "./transform.js";

/** The value of a case with all its numbers mapped. */
function valued(one: Case, f: (x: number) => number): Pick<Case, "value"> {
  const { value } = one;
  const changed = value && mapped(value, (x) => x.map((xi) => numeralOf(f(numberOf(xi)))));
  return changed === undefined ? {} : { value: changed };
}

const scaledTo = (scale: number): Pick<Case, "scale"> => (scale > 0 ? { scale } : {});

const isNegativeZero = (x: Numeral): boolean => x === "-0";

/** Transforms of the output. */
export const ofOutputs: readonly Transform[] = [
  {
    name: "reuse",
    says: "so that twice of it has twice the derivative",
    apply(one) {
      const wanted = gradients(one, times(2));
      if (wanted === undefined || !moderate(one)) return undefined;
      const { scale = 0 } = one;
      const twice = followedBy(one, ["metaSum", "add", [one.program.output, one.program.output]]);
      return { ...twice, ...wanted, ...valued(one, (x) => 2 * x), ...scaledTo(2 * scale) };
    },
  },
  {
    name: "zero-term",
    says: "and 0 times an input added to it changes nothing",
    apply(one) {
      const [first] = one.program.inputs;
      if (first === undefined || !finite(one) || exactValue(one)?.data.some(isNegativeZero)) return undefined;
      return followedBy(
        one,
        ["metaTotal", "sum", [first]],
        ["metaNothing", "mul", [0, "metaTotal"]],
        ["metaSum", "add", [one.program.output, "metaNothing"]],
      );
    },
  },
  {
    name: "affine",
    says: "so that 3 times it less 2 has three times the derivative",
    apply(one) {
      const wanted = gradients(one, times(3));
      if (wanted === undefined || !moderate(one)) return undefined;
      const steps = followedBy(
        one,
        ["metaThrice", "mul", [3, one.program.output]],
        ["metaLess", "sub", ["metaThrice", 2]],
      );
      return {
        ...steps,
        ...wanted,
        ...valued(one, (x) => 3 * x - 2),
        scale: Math.max(3 * sizeOfValue(one), 2),
      };
    },
  },
  {
    name: "stopped-copy",
    says: "and its own value as a constant added to it adds nothing to the derivative",
    apply(one) {
      if (!moderate(one)) return undefined;
      const { output } = one.program;
      const steps = followedBy(
        one,
        ["metaStopped", "stopGradient", [output]],
        ["metaSum", "add", [output, "metaStopped"]],
      );
      return { ...steps, ...valued(one, (x) => 2 * x) };
    },
  },
  {
    name: "weighted",
    says: "so that weighted by −2 it has −2 times the derivative",
    apply(one) {
      const [wanted, cotangent] = [gradients(one, times(-2)), weights(one, -2)];
      if (wanted === undefined || cotangent === undefined || !moderate(one)) return undefined;
      const { scale = 0 } = one;
      return { ...wanted, cotangent, ...scaledTo(2 * scale) };
    },
  },
  {
    name: "weighted-apart",
    says: "so that each element weighted by itself has its own weight in the derivative",
    apply(one) {
      const ones = weights(one, 1);
      if (ones === undefined || ones.data.length < 2 || !isElementwise(one) || one.cotangent !== undefined)
        return undefined;
      const weight = (i: number): number => 1 + (i % 4);
      const data = ones.data.map((_, i) => weight(i));
      const wanted = gradients(one, (want, names) =>
        names.includes(",") ? undefined : mapped(want, (x) => x.map((xi, i) => scaled(xi, weight(i)))),
      );
      const { scale = 0 } = one;
      return wanted && moderate(one)
        ? { ...wanted, cotangent: { ...ones, data }, ...scaledTo(4 * scale) }
        : undefined;
    },
  },
  {
    name: "broadcast",
    says: "so that repeated along a new axis, once and thrice, it has four times the derivative",
    apply(one) {
      const [value, wanted] = [exactValue(one), gradients(one, times(4))];
      const [once, thrice] = [weights(one, 1), weights(one, 3)];
      if (!value || !wanted || !once || !thrice || !moderate(one)) return undefined;
      const shape = [2, ...(value.shape ?? [])];
      const { scale = 0 } = one;
      return {
        ...followedBy(one, ["metaTwice", "broadcastTo", [one.program.output], { shape }]),
        ...wanted,
        value: { ...value, shape, data: [...value.data, ...value.data] },
        cotangent: { ...once, shape, data: [...once.data, ...thrice.data] },
        ...scaledTo(4 * scale),
      };
    },
  },
];
