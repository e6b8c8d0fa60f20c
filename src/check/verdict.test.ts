// Verdicts: how one number is judged, and what several judgements amount to.
import t from "tap";
import fc from "fast-check";
import {
  isIdentity,
  identity,
  judge,
  outcomeOf,
  sameWithin,
  tally,
  together,
  type Verdict,
} from "./verdict.js";

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

type Evidence = Parameters<typeof judge>[0];
const ulp = 2 ** -52;

/** Evidence on a derivative that both modes agree on. */
function both(answer: number, evidence: Partial<Evidence>): Evidence {
  return { ...exact, forward: answer, reverse: answer, slack: 0, ...evidence };
}

t.test(
  "no unit is special: a judgement is the same when all its numbers are scaled, turned round, or swapped",
  (t) => {
    const number = fc.double({ min: -10, max: 10, noNaN: true });
    const small = fc.constantFrom(0, 1e-12, 1e-6, 1e-3, 0.1);
    const kinks = fc.option(fc.tuple(number, number), { nil: undefined });
    fc.assert(
      fc.property(
        number,
        number,
        small,
        kinks,
        fc.integer({ min: -40, max: 40 }),
        (x, off, error, kink, k) => {
          const evidence = {
            ...exact,
            forward: x + error * off,
            reverse: x,
            reference: x,
            error,
            slack: 20,
            kink,
          };
          const by = (c: number): Evidence => ({
            entry: "",
            forward: c * evidence.forward,
            reverse: c * x,
            reference: c * x,
            error: Math.abs(c) * error,
            scale: Math.abs(c),
            slack: Math.abs(c) * 20,
            kink: kink && [c * kink[0], c * kink[1]],
          });
          const was = judge(evidence);
          const scaled = judge(by(2 ** k));
          const turned = judge(by(-1));
          const swapped = judge({ ...evidence, forward: evidence.reverse, reverse: evidence.forward });
          return (
            [scaled, turned, swapped].every(({ verdict }) => verdict === was.verdict) &&
            scaled.bound === 2 ** k * was.bound &&
            turned.bound === was.bound
          );
        },
      ),
    );
    t.end();
  },
);

t.test("a bound is five error bars and 64 ulps, and what lies on it is within", (t) => {
  const near = (ulps: number): string => judge(both(1 - ulps * ulp, { error: 0 })).verdict;
  t.same([near(64), near(65)], ["pass", "fail"]);
  t.equal(judge(both(1, { error: 0.25 })).bound, 1.25 + 64 * ulp);
  t.equal(judge({ ...both(1, { error: 0 }), reference: 0.5 }).bound, 64 * ulp, "of the largest answer");
  t.equal(judge(both(-3, { error: 0 })).bound, 3 * 64 * ulp, "of its size");
  t.equal(judge(both(Infinity, { error: 0 })).bound, 64 * ulp, "if it is finite");
  const nothing = (x: number): string => judge(both(x, { error: 0, reference: 0 })).verdict;
  t.same([nothing(63 * ulp * ulp), nothing(ulp)], ["pass", "fail"], "beside a scale of 1 there is a zero");
  t.end();
});

t.test("an error bar convicts and acquits only up to a thousandth of what it is a bar of", (t) => {
  const rough = (answer: number, evidence: Partial<Evidence>): string =>
    judge(both(answer, evidence)).verdict;
  t.equal(rough(1, { error: 1e-3 }), "pass");
  t.equal(rough(1, { error: 1.1e-3 }), "ill-conditioned");
  t.equal(rough(1, { error: 1.1e-3, scale: 2 }), "pass", "what is small beside others may be rough");
  t.equal(rough(2, { error: 1e-3, reference: 1.9 }), "fail");
  t.equal(rough(1, { error: 1e-3, reference: 0.99 }), "fail", "on the edge");
  t.equal(
    rough(0.99, { error: 1e-2, reference: 0.5, scale: 100 }),
    "ill-conditioned",
    "but not be convicted",
  );
  t.equal(rough(25, { error: 0.5, reference: 0 }), "ill-conditioned", "50 error bars away");
  t.equal(rough(25.5, { error: 0.5, reference: 0 }), "fail", "more");
  t.equal(rough(Infinity, { error: 0.5 }), "ill-conditioned", "an infinity, which could be a pole");
  t.equal(rough(2, { error: 1.5e-3, reference: 1.95 }), "fail", "a thousandth of what is large is more");
  t.end();
});

t.test("without a finite reference or error bar nothing is said", (t) => {
  for (const none of [{ reference: NaN }, { reference: Infinity }, { error: NaN }, { error: Infinity }])
    t.equal(judge(both(1, none)).verdict, "inconclusive", JSON.stringify(none));
  t.end();
});

t.test("at a kink all answers must lie between the slopes, or be what the differences see", (t) => {
  const at = (forward: number, reverse: number, evidence: Partial<Evidence> = {}): Verdict =>
    judge({ ...exact, forward, reverse, error: 0, slack: 100, reference: 50, kink: [0, 1], ...evidence })
      .verdict;
  for (const kink of [
    [0, 1],
    [1, 0],
  ] as const) {
    t.equal(at(0.2, 0.8, { kink }), "kink");
    t.equal(at(0.2, 1.2, { kink }), "outside-subdifferential", "one of two is outside");
    t.equal(at(-0.2, 0.8, { kink }), "outside-subdifferential");
    t.same([at(1 + 9e-5, 0, { kink }), at(1 + 11e-5, 0, { kink })], ["kink", "outside-subdifferential"]);
    t.same([at(0, -9e-5, { kink }), at(0, -11e-5, { kink })], ["kink", "outside-subdifferential"]);
  }
  t.equal(
    at(10.0015, 10, { kink: [10, 10.001] }),
    "outside-subdifferential",
    "a narrow one leaves little room",
  );
  const margin = 64 * ulp * 50;
  t.same(
    [at(margin, -margin, { kink: [0, 0] }), at(0, 2 * margin, { kink: [0, 0] })],
    ["kink", "outside-subdifferential"],
  );
  t.equal(at(0.5, 0.5, { reference: 0.5 }), "kink", "even if the differences see the same");
  t.equal(at(50, 50), "pass", "outside the slopes, but what the differences say");
  t.equal(at(50, 50.1), "outside-subdifferential");
  t.end();
});

t.test("a judgement repeats what it was given, and nothing that it was not", (t) => {
  const { forward: _, reverse: __, ...given } = both(1, {});
  const { entry, reference } = given;
  t.hasStrict(judge({ ...given, forward: 1 }), { entry, reference, forward: 1, verdict: "pass" });
  t.hasStrict(judge({ ...given, forward: 1, reverse: 2 }), { forward: 1, reverse: 2, verdict: "fail" });
  t.same(Object.keys(judge(given)), ["entry", "reference", "bound", "verdict", "reason"]);
  t.notOk("reverse" in judge({ ...given, forward: 1 }));
  t.notOk("forward" in judge({ ...given, reverse: 1 }));
  t.equal(judge({ ...given, reverse: 2 }).verdict, "fail");
  t.end();
});

t.test("verdicts have an outcome, an order, and a tally that begins with the gravest", (t) => {
  const order: Verdict[] = [
    "pass",
    "kink",
    "ill-conditioned",
    "inconclusive",
    "nondeterministic",
    "outside-subdifferential",
    "fail",
  ];
  t.same(order.map(outcomeOf), ["right", "right", "open", "open", "wrong", "wrong", "wrong"]);
  for (let k = 1; k < order.length; k++) t.equal(together(order.slice(0, k).reverse()), order[k - 1]);
  t.equal(tally(["pass", "fail", "kink", "pass", "pass"]), "1 fail, 1 kink, 3 pass");
  t.equal(tally([]), "");
  t.same([judge({ ...both(1, {}), entry: identity }), judge(both(1, {}))].map(isIdentity), [true, false]);
  t.end();
});

t.test("two numbers as far apart as the slack are the same", (t) => {
  t.same([sameWithin(1, 2, 1), sameWithin(2, 1, 1), sameWithin(1, 2, 0.75)], [true, true, false]);
  t.end();
});
