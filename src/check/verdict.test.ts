// Verdicts: how one number is judged, and what several judgements amount to.
import t from "tap";
import fc from "fast-check";
import { judge, sameWithin, together } from "./verdict.js";

const exact = { entry: "∂y/∂x", reference: 1, error: 1e-10, scale: 1, slack: 1e-12 };

t.test(
  "a judgement compares the modes first, then the reference, and convicts only where it is sharp",
  (t) => {
    const verdictOf = (evidence: Partial<Parameters<typeof judge>[0]>): string =>
      judge({ ...exact, ...evidence }).verdict;
    t.equal(verdictOf({ forward: 1, reverse: 1 }), "pass");
    t.equal(verdictOf({ forward: 1 + 4e-10, reverse: 1 + 4e-10 }), "pass");
    t.equal(verdictOf({ forward: 1 + 6e-10, reverse: 1 + 6e-10 }), "fail");
    t.equal(verdictOf({ forward: 1, reverse: 1 + 1e-11 }), "fail", "the modes differ within the bound");
    t.equal(verdictOf({ forward: 2, reverse: 2, error: 0.3 }), "ill-conditioned");
    t.equal(verdictOf({ forward: 1, reverse: 1, error: 0.3 }), "ill-conditioned");
    t.equal(verdictOf({ forward: 100, reverse: 100, error: 0.3 }), "fail", "far outside of a wide bar");
    t.equal(verdictOf({ forward: NaN, reverse: NaN }), "fail");
    t.equal(verdictOf({ forward: NaN, reverse: 1 }), "fail");
    t.equal(verdictOf({ forward: Infinity, reverse: Infinity }), "fail");
    t.equal(verdictOf({ forward: Infinity, reverse: -Infinity }), "fail");
    t.equal(
      verdictOf({ forward: Infinity, reverse: Infinity, reference: NaN, error: Infinity }),
      "inconclusive",
    );
    t.equal(verdictOf({ forward: 0.5, kink: [-1, 1] }), "kink");
    t.equal(verdictOf({ forward: 1.5, kink: [1, -1] }), "outside-subdifferential");
    t.end();
  },
);

t.test("two numbers are the same within a slack that knows NaN, infinities and signed zeros", (t) => {
  for (const [a, b] of [
    [NaN, NaN],
    [Infinity, Infinity],
    [0, -0],
    [1, 1],
    [undefined, 1],
    [1, undefined],
  ]) {
    t.ok(sameWithin(a, b, 0), `${String(a)}, ${String(b)}`);
  }
  for (const [a, b] of [
    [NaN, 1],
    [1, NaN],
    [Infinity, NaN],
    [Infinity, -Infinity],
    [Infinity, 1],
    [1, 2],
  ]) {
    t.notOk(sameWithin(a, b, 0.5), `${String(a)}, ${String(b)}`);
  }
  const number = fc.double();
  fc.assert(
    fc.property(
      number,
      number,
      fc.double({ min: 0, noNaN: true }),
      (a, b, slack) => sameWithin(a, b, slack) === sameWithin(b, a, slack) && sameWithin(a, a, slack),
    ),
  );
  t.same(
    [
      together([]),
      together(["pass"]),
      together(["pass", "inconclusive"]),
      together(["inconclusive", "fail", "pass"]),
    ],
    ["pass", "pass", "inconclusive", "fail"],
  );
  t.end();
});
