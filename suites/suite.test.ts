// The suite on dualtape, and on engines with a planted fault, which must fail the cases that would show it.
import t from "tap";
import { chapter, dualtape, faults, runCase, runSuite } from "./index.js";
import type { Case, SuiteResult, Verdict } from "./index.js";

const ids = ({ results }: SuiteResult, verdict: Verdict): string[] =>
  results.filter((one) => one.verdict === verdict).map(({ id }) => id);

t.test("dualtape passes every case of the chapter", async (t) => {
  const result = runSuite(dualtape, chapter);
  for (const { id, verdict, reason } of result.results) t.equal(verdict, "pass", `${id}: ${reason}`);
  t.equal(result.passed, chapter.length);
  t.equal(result.failed + result.inconclusive, 0);
});

t.test("a result is plain data, with each derivative in three ways and how far they are apart", async (t) => {
  const result = runSuite(dualtape, chapter);
  const again = JSON.parse(JSON.stringify(result)) as SuiteResult;
  t.strictSame(
    again.results.map(({ id }) => id),
    chapter.map(({ id }) => id),
  );
  for (const [i, one] of chapter.entries()) {
    if (one.kind !== "derivative") continue;
    const { value, forward, reverse, differences, disagreement = NaN, bound = NaN } = again.results[i]!;
    t.notOk([value, forward, reverse, differences].includes(undefined), one.id);
    t.ok(disagreement <= bound && bound < 5e-3, one.id);
  }
});

t.test("every case has an id of its own, a title and a source", async (t) => {
  t.equal(new Set(chapter.map(({ id }) => id)).size, chapter.length);
  for (const { id, title, source } of chapter) {
    t.ok(title.length > 0 && title.length <= 60, `${id}: ${title}`);
    t.match(source, /^chapter: ./, id);
  }
});

t.test("every convention has its cases, and `only` chooses among all", async (t) => {
  for (const convention of ["functional", "tape", ".grad"]) {
    const { results } = runSuite(dualtape, chapter, { only: (one) => one.convention === convention });
    t.ok(results.length > 10, convention);
    t.ok(results.every((one) => one.convention === convention));
  }
});

/** Which cases a fault must fail; for one that spoils nearly all, those that it leaves alone. */
type Symptom = { readonly fails: readonly string[] } | { readonly spares: readonly string[] };

const symptoms: Readonly<Record<keyof typeof faults, Symptom>> = {
  zeroGradients: { spares: ["squares-refused", "control-flow-ratio"] },
  nanGradients: { spares: ["squares-refused"] },
  inexactForward: {
    spares: [
      ...["sum-after-reset-tape", "second-gradient-tape", "second-gradient-persistent-tape"],
      ...["sum-after-reset-variable", "sum-without-reset-variable"],
      ...["squares-refused", "stopped-second-reverse"],
      ...["stopped-then-whole-tape", "stopped-then-whole-variable"],
      ...["control-flow-ratio", "control-flow@0-tape", "control-flow@0-variable"],
      ...["graph@1-backward-trace", "graph@1-backward-trace-tape"],
      ...["graph@2-backward-trace", "graph@2-backward-trace-tape"],
    ],
  },
  // At 1 the sine's term of the chain rule is log 1 = 0, so that its sign shows in its own row alone.
  wrongSign: {
    fails: [
      ...["sine", "sine-twice", "graph@1-forward-trace", "graph@2", "graph@2-tape", "graph@2-variable"],
      ...["graph@2-chain-rule", "graph@2-forward-trace"],
      ...["graph@2-backward-trace", "graph@2-backward-trace-tape", "graph@2-traces-agree"],
    ],
  },
  lastingTape: { fails: ["second-gradient-tape"] },
  fleetingTape: {
    fails: [
      ...["second-gradient-persistent-tape", "stopped-then-whole-tape"],
      ...["graph@1-backward-trace-tape", "graph@2-backward-trace-tape"],
    ],
  },
  lastingGrad: { fails: ["sum-after-reset-variable", "stopped-then-whole-variable"] },
  passingStop: {
    fails: [
      ...["stopped", "stopped-tape", "stopped-variable"],
      ...["stopped-second-forward", "stopped-factor-second-forward"],
      ...["stopped-second-reverse", "stopped-factor-second-reverse"],
      ...["stopped-then-whole-tape", "stopped-then-whole-variable"],
      ...["graph@1-chain-rule", "graph@2-chain-rule"],
    ],
  },
  silentSum: { fails: ["squares-refused"] },
};

for (const [name, plant] of Object.entries(faults)) {
  const engine = plant(dualtape);
  t.test(`${engine.name}: exactly the cases fail that it must`, async (t) => {
    const result = runSuite(engine, chapter);
    const symptom = symptoms[name as keyof typeof faults];
    if ("fails" in symptom) t.strictSame(ids(result, "fail"), symptom.fails);
    else t.strictSame(ids(result, "pass"), symptom.spares);
    t.equal(result.inconclusive, 0);
    t.ok(
      result.results.every(({ reason }) => reason.length > 20),
      "with reasons",
    );
  });
}

t.test("a case that throws has failed, with the message", async (t) => {
  const [one] = chapter as readonly [Case];
  const broken = {
    ...dualtape,
    dot: () => {
      throw new RangeError("dot is out of order");
    },
  };
  const { verdict, reason, value } = runCase(broken, one);
  t.equal(verdict, "fail");
  t.equal(reason, "threw RangeError: dot is out of order");
  t.equal(value, undefined);
});

t.test("both modes wrong alike are found out by finite differences, with no answer given", async (t) => {
  const sine: Case = {
    ...{ id: "sine", title: "sin at 1", source: "a test", convention: "functional", kind: "derivative" },
    ...{ f: ({ sin }) => sin, at: 1, within: 0 },
  };
  t.equal(runCase(dualtape, sine).verdict, "pass");
  const { verdict, reason } = runCase(faults.wrongSign(dualtape), sine);
  t.equal(verdict, "fail");
  t.match(reason, /outside the error bar/);
});

t.test("where no finite difference can be formed, the verdict is inconclusive", async (t) => {
  const alone: Case = {
    ...{ id: "alone", title: "finite at 1 alone", source: "a test", convention: "functional" },
    kind: "derivative",
    f:
      ({ less, mul }) =>
      (x) =>
        mul(less(x, 1) || less(1, x) ? NaN : 2, x),
    ...{ at: 1, gradient: 2, within: 0 },
  };
  const { verdict, reason, forward, reverse } = runCase(dualtape, alone);
  t.strictSame([forward, reverse], [2, 2]);
  t.equal(verdict, "inconclusive");
  t.match(reason, /too blunt/);
});
