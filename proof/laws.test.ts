// The laws of a comparator: each can be broken, and the comparator that breaks it is a published kind of mistake.

import t from "tap";
import { ours } from "./comparator.js";
import { brokenAt, laws, type Claim, type Comparator } from "./laws.js";

const cases = 200;

/** The laws that a comparator breaks. */
function brokenBy(verdict: Comparator): readonly string[] {
  return laws.filter((law) => brokenAt(law, verdict, cases) !== undefined).map(({ name }) => name);
}

function said(isRight: boolean): ReturnType<Comparator> {
  return isRight ? "pass" : "fail";
}

/** Right if both modes are within a tolerance of every component of the reference. */
function entrywise(near: (answer: number, expected: number, claim: Claim) => boolean): Comparator {
  return (claim) => {
    const modes = [claim.forward, claim.reverse];
    return said(modes.every((mode) => mode.every((x, i) => near(x, claim.reference[i] ?? NaN, claim))));
  };
}

function norm(x: readonly number[]): number {
  return Math.hypot(...x);
}

const close = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-6 * Math.abs(y);

/** For each law a comparator that breaks it. */
const breakers: Readonly<Record<string, Comparator>> = {
  "what is exact is right": () => "fail",
  "a component off by 1 % is wrong, however large the others are": ({ forward, reverse, reference }) =>
    said(
      [forward, reverse].every(
        (mode) => norm(mode.map((x, i) => x - (reference[i] ?? 0))) <= 1e-3 * norm(reference),
      ),
    ),
  // As tfjs: two numbers of which neither is finite count as close.
  "NaN and the infinities are right nowhere, and not each other": ({ forward, reverse, reference }) =>
    said(
      forward.every((f, i) => {
        const r = reverse[i] ?? NaN;
        return (!Number.isFinite(f) && !Number.isFinite(r)) || (close(f, reference[i] ?? NaN) && close(r, f));
      }),
    ),
  // One direction of numbers that are not negative.
  "one wrong sign among 1000 is found": ({ forward, reference }) => {
    const total = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);
    return said(Math.abs(total(forward) - total(reference)) <= 1e-2 * Math.abs(total(reference)));
  },
  // As jax: a tolerance times the square root of the number of components.
  "a tolerance does not grow with the number of components": entrywise(
    (x, y, { reference }) => Math.abs(x - y) <= 1e-6 * Math.sqrt(reference.length) * Math.abs(y),
  ),
  "forward and reverse mode count alike": ({ forward, reference }) =>
    said(forward.every((x, i) => close(x, reference[i] ?? NaN))),
  "the verdict does not hang on the sign": entrywise((x, y) => x - y <= 1e-6 * Math.abs(y)),
  "−0 is 0": entrywise((x, y) => Object.is(x, y) || (x !== 0 && close(x, y))),
  "a worse error gets no better verdict": ({ forward, reverse, reference }) => {
    const off = Math.max(
      ...[forward, reverse].flatMap((mode) =>
        mode.map((x, i) => Math.abs(x - (reference[i] ?? 0)) / Math.abs(reference[i] ?? 0)),
      ),
    );
    return off <= 1e-6 ? "pass" : off > 10 ? "ill-conditioned" : "fail";
  },
  "the verdict does not hang on the unit": entrywise((x, y) => Math.abs(x - y) <= 1e-8 + 1e-6 * Math.abs(y)),
  "the verdict does not hang on the order of the components": ({ forward, reverse, reference }) =>
    said([forward, reverse].every((mode) => close(mode[0] ?? NaN, reference[0] ?? NaN))),
};

for (const { name } of laws) {
  t.test(`a comparator is seen to break the law: ${name}`, async (t) => {
    const verdict = breakers[name];
    t.ok(verdict && brokenBy(verdict).includes(name));
  });
}

t.test("an honest comparator with a relative tolerance breaks no law", async (t) => {
  t.strictSame(brokenBy(entrywise((x, y) => x === y || close(x, y))), []);
});

t.test("ours breaks none", async (t) => {
  for (const law of laws) t.equal(brokenAt(law, ours, 25), undefined, law.name);
});
