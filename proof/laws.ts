// The laws of a comparator: what its verdict on a derivative must and must not depend on, as properties.

import { outcomeOf, type Verdict } from "../src/check/index.js";
import { Dice } from "../src/check/programs/dice.js";

/** A derivative of several components as both modes have it, and as a reference with an error bar. */
export interface Claim {
  readonly forward: readonly number[];
  readonly reverse: readonly number[];
  readonly reference: readonly number[];
  readonly error: readonly number[];
}

/** What says of a claim whether it is right. */
export type Comparator = (claim: Claim) => Verdict;

/** A property of comparators: whether it holds of a random case. */
export interface Law {
  readonly name: string;
  readonly holds: (verdict: Comparator, dice: Dice) => boolean;
}

/** The size of a random derivative, over many orders of magnitude, of either sign. */
function number(dice: Dice): number {
  return (dice.chance(0.5) ? 1 : -1) * 10 ** (12 * dice.unit() - 6);
}

/** A right claim of n components: answers that are the reference, and error bars of a share of 10⁻⁹ of it. */
function right(dice: Dice, n = dice.from(1, 20)): Claim {
  const reference = Array.from({ length: n }, () => number(dice));
  return {
    forward: reference,
    reverse: reference,
    reference,
    error: reference.map((r) => 1e-9 * Math.abs(r)),
  };
}

/** A claim of which one component is off in both modes by a random share of it, which may be small or large. */
function random(dice: Dice): Claim {
  const claim = right(dice);
  const share = 10 ** (16 * dice.unit() - 14);
  return both(claim, dice.from(0, claim.reference.length - 1), (x) => x * (1 + share));
}

/** The claim with one component changed in both modes. */
function both(claim: Claim, at: number, change: (x: number) => number): Claim {
  return {
    ...claim,
    forward: changed(claim.forward, at, change),
    reverse: changed(claim.reverse, at, change),
  };
}

function changed(x: readonly number[], at: number, change: (x: number) => number): number[] {
  return x.map((v, i) => (i === at ? change(v) : v));
}

/** The claim with every number changed: error bars stay positive. */
function throughout({ forward, reverse, reference, error }: Claim, change: (x: number) => number): Claim {
  return {
    forward: forward.map(change),
    reverse: reverse.map(change),
    reference: reference.map(change),
    error: error.map((e) => Math.abs(change(e))),
  };
}

/** 0 if right, 1 if open, 2 if wrong. */
function gravity(verdict: Verdict): number {
  return ["right", "open", "wrong"].indexOf(outcomeOf(verdict));
}

/** The laws. */
export const laws: readonly Law[] = [
  {
    name: "what is exact is right",
    holds: (verdict, dice) => gravity(verdict(right(dice))) === 0,
  },
  {
    name: "a component off by 1 % is wrong, however large the others are",
    holds(verdict, dice) {
      const claim = right(dice);
      return gravity(verdict(both(claim, dice.from(0, claim.reference.length - 1), (x) => 1.01 * x))) === 2;
    },
  },
  {
    name: "NaN and the infinities are right nowhere, and not each other",
    holds(verdict, dice) {
      const claim = right(dice);
      const at = dice.from(0, claim.reference.length - 1);
      const strange = [NaN, Infinity, -Infinity];
      const [a, b] = [dice.pick(strange) ?? NaN, dice.pick([...strange, 1]) ?? NaN];
      const { forward, reverse } = claim;
      const modes = [changed(forward, at, () => a), changed(reverse, at, (x) => (b === 1 ? x : b))] as const;
      return gravity(verdict({ ...claim, forward: modes[0], reverse: modes[1] })) > 0;
    },
  },
  {
    name: "one wrong sign among 1000 is found",
    holds(verdict, dice) {
      const size = number(dice);
      const reference = Array.from({ length: 1000 }, () => size * (0.5 + dice.unit()));
      const exact = {
        forward: reference,
        reverse: reference,
        reference,
        error: reference.map(() => 1e-9 * Math.abs(size)),
      };
      return gravity(verdict(both(exact, dice.from(0, 999), (x) => -x))) === 2;
    },
  },
  {
    name: "a tolerance does not grow with the number of components",
    holds(verdict, dice) {
      const alone = right(dice, 1);
      const wrong = both(alone, 0, (x) => x * (1 + 10 ** (-8 * dice.unit())));
      const [x = 1, bar = 0] = [alone.reference[0], alone.error[0]];
      const n = dice.from(2, 30);
      const padded = (own: readonly number[], other: number): number[] =>
        own.concat(new Array(n).fill(other));
      const many = {
        forward: padded(wrong.forward, x),
        reverse: padded(wrong.reverse, x),
        reference: padded(wrong.reference, x),
        error: padded(wrong.error, bar),
      };
      return gravity(verdict(many)) >= gravity(verdict(wrong));
    },
  },
  {
    name: "forward and reverse mode count alike",
    holds(verdict, dice) {
      const claim = random(dice);
      const one = dice.chance(0.5) ? { ...claim, reverse: claim.reference } : claim;
      return verdict(one) === verdict({ ...one, forward: one.reverse, reverse: one.forward });
    },
  },
  {
    name: "the verdict does not hang on the sign",
    holds(verdict, dice) {
      const claim = random(dice);
      return verdict(claim) === verdict(throughout(claim, (x) => -x));
    },
  },
  {
    name: "−0 is 0",
    holds(verdict, dice) {
      const claim = right(dice);
      const at = dice.from(0, claim.reference.length - 1);
      const [a, b, c] = [0, 1, 2].map(() => (dice.chance(0.5) ? 0 : -0));
      const zeros = (f = 0, r = 0, d = 0): Claim => ({
        forward: changed(claim.forward, at, () => f),
        reverse: changed(claim.reverse, at, () => r),
        reference: changed(claim.reference, at, () => d),
        error: claim.error,
      });
      return verdict(zeros(a, b, c)) === verdict(zeros());
    },
  },
  {
    name: "a worse error gets no better verdict",
    holds(verdict, dice) {
      const claim = right(dice);
      const at = dice.from(0, claim.reference.length - 1);
      const step = (claim.reference[at] ?? 0) * (dice.chance(0.5) ? 1 : -1) * 10 ** (14 * dice.unit() - 12);
      const further = 10 ** (12 * dice.unit());
      const [near, far] = [step, step * further].map((by) =>
        gravity(verdict(both(claim, at, (x) => x + by))),
      );
      return (far ?? 0) >= (near ?? 0);
    },
  },
  {
    name: "the verdict does not hang on the unit",
    holds(verdict, dice) {
      const claim = random(dice);
      const unit = 2 ** dice.from(-200, 200);
      return verdict(claim) === verdict(throughout(claim, (x) => x * unit));
    },
  },
  {
    name: "the verdict does not hang on the order of the components",
    holds(verdict, dice) {
      const { forward, reverse, reference, error } = random(dice);
      const turn = (x: readonly number[]): number[] => x.toReversed();
      const turned = {
        forward: turn(forward),
        reverse: turn(reverse),
        reference: turn(reference),
        error: turn(error),
      };
      return verdict(turned) === verdict({ forward, reverse, reference, error });
    },
  },
];

/** The first seed below n whose case breaks the law, or undefined. */
export function brokenAt({ holds }: Law, verdict: Comparator, n: number): number | undefined {
  for (let seed = 0; seed < n; seed++) if (!holds(verdict, new Dice(seed))) return seed;
  return undefined;
}
