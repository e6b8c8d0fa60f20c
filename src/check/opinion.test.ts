// A second opinion: whom it acquits and whom it convicts, and of whom it does not speak.
import t from "tap";
import { bind, type Inputs, type Op } from "../core/op.js";
import { add, div, exp, log, mul, sin, square, stopGradient, sub, value, type Value } from "../index.js";
import { compare } from "./compare.js";
import { checkGrads, outcomeOf, type Comparison, type Verdict } from "./index.js";
import { reconsidered, type Testimony } from "./opinion.js";
import type { Program } from "./points.js";

/** `op` with both rules off by a factor. */
function off(op: unknown, factor: number): (x: Value) => Value {
  const { scalar: _, jvp, vjp, ...rest } = op as Op<Inputs, undefined>;
  const times =
    (rule: typeof jvp): typeof jvp =>
    (...given) =>
      mul(factor, rule(...given));
  return (x) => bind({ ...rest, jvp: times(jvp), vjp: times(vjp) }, [x], undefined);
}

/** What the finite differences say without a second opinion. */
function alone(f: (x: Value) => Value, x: number): Verdict[] {
  const program: Program = ([v = 0]) => [f(v)];
  const how = { inputs: ["x"], outputs: ["y"], modes: ["forward", "reverse"], seed: 0 } as const;
  return compare({ f: program, x: [x], ...how }).map(({ verdict }) => verdict);
}

const wave =
  (k: number, sine: (x: Value) => Value = sin) =>
  (x: Value): Value =>
    sine(mul(k, x));
/** g(x), of which a large number added to it has left few digits. */
const blurred =
  (g: (x: Value) => Value, large = 1e10) =>
  (x: Value): Value =>
    sub(add(large, g(x)), large);
const bump = (x: Value): Value => mul(sin(x), exp(x));

t.test("right derivatives pass where finite differences are lost in rounding or in waves", (t) => {
  const right: [title: string, f: (x: Value) => Value, x: number][] = [
    ["a wave of 10¹²", wave(1e12), 1.5],
    ["few digits", blurred(bump, 1e14), 1.3],
    ["a pole nearby", (x) => mul(sin(div(1, x)), log(x)), 3e-9],
    ["no digits", (x) => sub(add(1e17, sin(x)), 1e17), 1],
  ];
  for (const [title, f, x] of right) {
    t.notSame(alone(f, x), ["pass", "pass"], `${title}: the finite differences alone`);
    const { verdict, worst } = checkGrads(f, [x]);
    t.equal(verdict, "pass", title);
    t.match(worst.reason, /complex step|two sides agree/, title);
  }
  t.end();
});

t.test("wrong rules are convicted there, by a bar that is as sharp as rounding allows", (t) => {
  for (const size of [1e-2, 1e-6, 1e-8, 1e-10]) {
    const f = wave(1e9, off(sin.op, 1 + size));
    t.ok(alone(f, 1.5).every((verdict) => outcomeOf(verdict) !== "wrong") || size === 1e-2);
    const { verdict, worst, culprit } = checkGrads(f, [1.5]);
    t.equal(verdict, "fail", `a factor 1 + ${String(size)}`);
    t.match(worst.reason, /outside the error bar/);
    t.equal(culprit?.op, "sin", "and the op is named");
  }
  t.equal(checkGrads(blurred(off(exp.op, 1 + 1e-8)), [1.3]).verdict, "fail");
  t.end();
});

t.test("what the trace did not see keeps its conviction", (t) => {
  const hidden: Record<string, (x: Value) => Value> = {
    "a plain value": blurred((x) => mul(x, value(x))),
    "a stopped gradient": blurred((x) => mul(x, stopGradient(x))),
    "arithmetic of one's own": blurred((x) => add(bump(x), (value(x) as number) ** 3)),
  };
  for (const [title, f] of Object.entries(hidden)) t.equal(checkGrads(f, [1.3]).verdict, "fail", title);
  const branched = blurred((x) => ((value(x) as number) > 1.3 ? square(x) : mul(2.6, x)));
  t.notMatch(checkGrads(branched, [1.3]).worst.reason, /complex step/, "a branch taken by value");
  t.end();
});

t.test("where the last digits decide the derivative, it stays open", (t) => {
  t.equal(outcomeOf(checkGrads(wave(1e17), [1.5]).verdict), "open");
  const steep = (x: Value): Value => sin(div(1, square(x)));
  t.ok(alone(steep, 1.2e-8).includes("fail"), "finite differences see some other wave");
  const { verdict, worst } = checkGrads(steep, [1.2e-8]);
  t.equal(verdict, "ill-conditioned");
  t.match(worst.reason, /last digits of what f computes on the way/);
  t.end();
});

const one = Float64Array.of(1);
const open = {
  entry: "∂y/∂x",
  forward: 1,
  reverse: 1,
  reference: 3,
  bound: 1,
  verdict: "ill-conditioned",
  reason: "",
} as const;
const sharp = { slope: one, error: Float64Array.of(1e-14), wander: Float64Array.of(0), terms: one };

/** What a witness makes of comparisons, weighed alike, of a program of the given values; and how often it was called. */
function allHeard(
  comparisons: readonly Partial<Comparison>[],
  says: Partial<Testimony> | undefined = {},
  { y = [], w = one, weighed = Infinity }: { y?: number[]; w?: Float64Array; weighed?: number } = {},
): readonly [Comparison[], number] {
  let calls = 0;
  const witness = (): Testimony => {
    calls += 1;
    return { ...sharp, ...says };
  };
  const weighings = comparisons.slice(0, weighed).map(() => ({ v: one, w }));
  const whole = comparisons.map((comparison) => ({ ...open, ...comparison }));
  const opinion = { call: () => witness, vague: 1e-6 };
  return [reconsidered(whole, opinion, { f: () => y, x: [] }, weighings), calls];
}

/** What a witness makes of a comparison, and how often it was called. */
function heard(comparison: Partial<Comparison>, says: Partial<Testimony> = {}): readonly [Verdict, number] {
  const [[after], calls] = allHeard([comparison], says);
  return [after?.verdict ?? "pass", calls];
}

const verdictsOf = (...given: Parameters<typeof allHeard>): Verdict[] =>
  allHeard(...given)[0].map(({ verdict }) => verdict);
const at = (forward: number): Partial<Comparison> => ({ forward, reverse: forward });
const of = (x: number): Float64Array => Float64Array.of(x);

t.test("a witness is called for what is open, contradicted or vague, and for nothing else", (t) => {
  t.same(heard({}), ["pass", 1]);
  t.same(heard({ verdict: "inconclusive" }), ["pass", 1]);
  t.same(heard({ verdict: "fail" }), ["pass", 1]);
  t.same(heard({ verdict: "fail", reason: "forward and reverse mode disagree" }), ["fail", 0]);
  t.same(heard({ verdict: "kink" }), ["kink", 0]);
  t.same(heard({ verdict: "outside-subdifferential" }), ["outside-subdifferential", 0]);
  t.same(heard({ verdict: "pass", bound: 0.9e-6 }), ["pass", 0], "a pass that is sharp");
  t.same(heard({ ...at(1.1), verdict: "pass", bound: 1 }), ["fail", 1], "and one that is not");
  t.same(heard({ verdict: "fail", entry: "⟨ȳ, J ẋ⟩ = ⟨Jᵀ ȳ, ẋ⟩" }), ["fail", 0]);
  t.same(heard(at(1 + 1e-12)), ["fail", 1], "far outside of the bar");
  t.same(heard(at(1 + 1e-13)), ["ill-conditioned", 1], "between pass and fail it says nothing");
  t.same(heard({ forward: 1, reverse: 1.1 }), ["fail", 1], "either mode counts");
  t.same(heard(at(NaN)), ["ill-conditioned", 1]);
  t.same(heard(at(Infinity)), ["ill-conditioned", 1]);
  t.same(heard({}, { slope: Float64Array.of(NaN) }), ["ill-conditioned", 1]);
  t.end();
});

t.test("how vague a pass is goes by the larger mode", (t) => {
  t.same(heard({ verdict: "pass", bound: 1e-6 }), ["pass", 0], "a bound that is just sharp enough");
  t.same(heard({ verdict: "pass", bound: 0.5e-6, forward: 1, reverse: 0.1 }), ["pass", 0]);
  t.same(heard({ ...at(100), verdict: "pass", bound: 5e-5 }), ["pass", 0]);
  t.same(heard({ ...at(0), verdict: "pass" }), ["pass", 0], "of nothing there is no share");
  t.end();
});

t.test("of several comparisons only the doubtful are judged anew, with one question for a direction", (t) => {
  t.same(allHeard([{}, {}])[1], 1);
  t.same(verdictsOf([{ verdict: "kink" }, {}]), ["kink", "pass"]);
  t.same(
    verdictsOf([{}, {}], {}, { weighed: 1 }),
    ["pass", "ill-conditioned"],
    "one that nobody weighs stays",
  );
  const scene = { f: () => [], x: [] };
  const never = { call: () => t.fail("nobody is in doubt"), vague: 1e-6 };
  t.same(
    reconsidered([{ ...open, verdict: "kink" }], never as never, scene, [{ v: one, w: one }])[0]?.verdict,
    "kink",
  );
  const silent = { call: () => () => undefined, vague: 1e-6 };
  t.same(reconsidered([open], silent, scene, [{ v: one, w: one }]), [open], "a witness may not know");
  t.end();
});

t.test("a witness is believed up to its bounds, and not beyond", (t) => {
  const ulps = 2 ** -40;
  t.same(heard(at(1 + ulps), { error: of(ulps) })[0], "pass", "on the bar");
  t.same(heard(at(1 + 50 * ulps), { error: of(ulps) })[0], "ill-conditioned", "50 bars away");
  t.same(heard(at(1 + 51 * ulps), { error: of(ulps) })[0], "fail");
  t.same(heard({}, { wander: of(1e-3) })[0], "pass");
  t.same(heard({}, { error: of(1e-3) })[0], "pass");
  t.same(heard({}, { error: of(0.5) })[0], "ill-conditioned", "a bar too wide");
  t.same(heard({ verdict: "inconclusive" }, { error: of(0.5) })[0], "inconclusive");
  t.same(verdictsOf([{}], { error: of(0.5) }, { y: [NaN, 1000] }), ["pass"], "wide beside f it is not");
  t.same(heard({}, { terms: of(1e-160) })[0], "ill-conditioned", "terms that may have been lost");
  t.same(heard({}, { terms: of(1e-150) })[0], "pass");
  t.same(heard({}, { terms: of(0) })[0], "pass", "there are none");
  t.end();
});

t.test("one mode alone is judged, by the outputs that count", (t) => {
  const { reverse: _, ...forward } = open;
  const scene = { f: () => [], x: [] };
  const opinion = { call: () => () => sharp, vague: 1e-6 };
  t.equal(reconsidered([forward], opinion, scene, [{ v: one, w: one }])[0]?.verdict, "pass");
  const two = { slope: Float64Array.of(1, Infinity) };
  t.same(verdictsOf([{}], two, { w: Float64Array.of(1, 0) }), ["pass"]);
  t.end();
});

t.test("a conviction that the witness confirms keeps its words", (t) => {
  const [[after]] = allHeard([{ ...at(2), verdict: "fail", reason: "as it was" }]);
  t.match(after, { verdict: "fail", reason: "as it was", reference: open.reference });
  t.end();
});

t.test("a witness that rounding sways acquits nobody, and convicts nobody", (t) => {
  const swayed = { wander: Float64Array.of(2e-3) };
  t.same(heard({}, swayed)[0], "ill-conditioned");
  t.same(heard({ verdict: "fail" }, swayed)[0], "ill-conditioned", "nor can finite differences know");
  t.same(heard({ forward: 2, reverse: 2 }, swayed)[0], "ill-conditioned");
  t.same(heard({ verdict: "fail", forward: 2, reverse: 2 }, swayed)[0], "fail", "but that is no excuse");
  t.same(heard({}, { wander: Float64Array.of(NaN) })[0], "ill-conditioned");
  t.same(
    heard({ forward: 0, reverse: 0 }, { slope: Float64Array.of(0), terms: Float64Array.of(1e-160) })[0],
    open.verdict,
  );
  t.end();
});

t.test("the reference and the bar in a report are those of the witness", (t) => {
  const { comparisons } = checkGrads(blurred(bump), [1.3]);
  const [{ reference, bound, forward }] = comparisons as unknown as [Comparison & { forward: number }];
  t.ok(Math.abs(reference - Math.exp(1.3) * (Math.sin(1.3) + Math.cos(1.3))) < 1e-14);
  t.ok(Math.abs(forward - reference) <= bound && bound < 1e-12);
  const faulty = checkGrads(wave(1e9, off(sin.op, 1 + 1e-6)), [1.5]).worst;
  t.equal(faulty.reason, "the derivative is outside the error bar of the complex step");
  t.end();
});
