// The proof itself can be trusted: gates are computed from rows, published settings have their known blind spots.
import t from "tap";
import { checkGrads, slope } from "../src/check/index.js";
import { plant } from "../src/check/faults/index.js";
import { registry, value } from "../src/index.js";
import { lineOf } from "./calibration.js";
import { trialsOf } from "./detection.js";
import { asked, exitCode, figure, share, written } from "./figure.js";
import { page } from "./html.js";
import { isKilled } from "./killed.js";
import { figuresOf } from "./kills.js";
import { trialsOf as faultTrials, type Row } from "./trials.js";
import { detectionPlot } from "./plots.js";
import { randomProgram } from "./programs.js";
import { fastModeAccepts, published } from "./published.js";
import { table } from "./table.js";
import { known } from "./truth.js";

const row = (some: Partial<Row>): Row => ({
  ...{ op: "sin", kind: "sign flip", structural: true, mode: "both" },
  ...{ killed: true, by: "order 1" },
  ...some,
});

const sized = (magnitude: number, some: Partial<Row> = {}): Row =>
  row({ kind: "factor", structural: false, magnitude, ...some });

const all = [row({}), sized(1e-2), sized(1e-4), sized(1e-6), sized(1e-12, { mode: "forward" })];

t.test("a proof without survivors ends with 0, and one structural survivor makes it 1", async (t) => {
  t.equal(exitCode([{ figures: figuresOf(all) }]), 0);
  t.equal(exitCode([{ figures: figuresOf([...all, row({ killed: false })]) }]), 1);
});

t.test("each gate is held against the faults that it is about", async (t) => {
  const missed = (rows: readonly Row[]) => figuresOf(rows).filter(({ met }) => !met);
  const many = Array.from({ length: 100 }, () => sized(1e-6));
  t.strictSame(missed([...all, ...many, sized(1e-6, { killed: false })]), [], "99 of 100 at 1e-6 are enough");
  const fine = Array.from({ length: 100 }, () => sized(1e-4));
  t.equal(missed([...all, ...fine, sized(1e-4, { killed: false })]).length, 1, "at 1e-4 they are not");
  t.equal(missed([...all, sized(1e-12, { mode: "reverse", killed: false })]).length, 1, "one mode: all");
  const both = figuresOf([...all, sized(1e-9, { killed: false })]).find(({ name }) => name.includes("1e-9"));
  t.same([both?.value, both?.gate, both?.met], [0, undefined, true], "1e-9 in both modes is only reported");
});

t.test("a gate over no cases at all is missed: nothing was shown", async (t) => {
  t.equal(exitCode([{ figures: figuresOf([]) }]), 1);
  t.equal(share("", [], { atLeast: 0 }).met, false);
});

t.test("a figure is written so that only all is called 100 %", async (t) => {
  t.equal(written({ value: 0.99999, as: "share" }), "99.99 %");
  t.equal(written({ value: 1, as: "share" }), "100 %");
  t.equal(asked({ gate: { atMost: 0.03 }, as: "share" }), "≤ 3 %");
  t.equal(figure({ name: "", value: 1, as: "number", of: 9, gate: { atMost: 0 } }).met, false);
});

t.test("a wrong op is killed, with the reason, and a right one is not", async (t) => {
  const sine = registry().find(({ name }) => name === "sin")!;
  t.equal(isKilled(sine).killed, false);
  const wrong = plant(sine, { kind: "sign flip", structural: true, mode: "both" })!;
  const { killed, by } = isKilled(wrong);
  t.equal(killed, true);
  t.match(by, /^sweep: sin, argument 0, .*reference/);
  const throwing = {
    ...sine,
    scalar: undefined,
    vjp: () => {
      throw new RangeError("out of order");
    },
  };
  const { scalar: _scalar, ...rest } = throwing;
  t.match(isKilled(rest), { killed: true, by: /^sweep: .*a rule throws: RangeError: out of order/ });
});

t.test("the trials of an op are of the faults that apply to it, fewer in a short run", async (t) => {
  const k = registry().findIndex(({ name }) => name === "log");
  const rows = faultTrials(k, true);
  t.ok(rows.length > 10 && rows.every(({ op }) => op === "log"));
  t.ok(rows.some(({ kind, killed }) => kind === "sign flip" && killed));
  t.notOk(
    rows.some(({ kind }) => kind === "swapped arguments"),
    "log has one input",
  );
  t.strictSame(faultTrials(-1, true), []);
});

const named = (start: string) => published.find(({ name }) => name.startsWith(start))!;

t.test("a step of 1e-6 with a tolerance of 1e-3 misses a fault of 1e-4, and finds one of 1e-2", async (t) => {
  const torch = named("PyTorch");
  const f = (x: number) => Math.sin(1 + x);
  t.equal(torch.accepts(f, Math.cos(1)), true);
  t.equal(torch.accepts(f, Math.cos(1) * (1 + 1e-4)), true);
  t.equal(torch.accepts(f, Math.cos(1) * (1 + 1e-2)), false);
});

t.test("the other published settings see as far as they are known to", async (t) => {
  const f = (x: number) => Math.sin(1 + x);
  const finds = (start: string, fault: number) => !named(start).accepts(f, Math.cos(1) * (1 + fault));
  t.same(
    [1e-4, 1e-7].map((fault) => finds("autograd", fault)),
    [true, false],
  );
  t.same(
    [1e-6, 1e-10].map((fault) => finds("ChainRules", fault)),
    [true, false],
  );
  t.same(
    [1e-2, 1e-5].map((fault) => finds("pyadjoint", fault)),
    [true, false],
  );
  for (const { name, accepts } of published) t.equal(accepts(f, Math.cos(1)), true, name);
});

t.test("a setting with an absolute tolerance accepts any small derivative", async (t) => {
  t.equal(
    named("autograd").accepts((x) => 1e-8 * Math.sin(1 + x), 0),
    true,
  );
});

t.test("directions of numbers that are not negative lose one wrong sign among 1000", async (t) => {
  const even = (n: number) => new Float64Array(n).fill(1 / Math.sqrt(n));
  const accepts = (n: number) => fastModeAccepts((x) => Math.sin(x), (n - 2) / n, even(n), even(n));
  t.same([10, 100, 1000].map(accepts), [false, false, true]);
});

t.test(
  "ours finds a fault of 1e-4 in the final derivative, where the loosest setting does not",
  async (t) => {
    const trials = trialsOf({ f: (x) => x, args: [2] });
    const found = (start: string) => trials.find(({ checker }) => checker.startsWith(start))?.found[3];
    t.same([found("dualtape"), found("PyTorch")], [true, false]);
  },
);

t.test("a random program is the same for the same seed, and finite", async (t) => {
  for (let seed = 0; seed < 20; seed++) {
    const [a, b] = [randomProgram(seed), randomProgram(seed)].map(({ f, args }) => value(f(...args)));
    t.same(a, b);
    t.ok(Number.isFinite(a));
  }
  t.not(
    value(randomProgram(1).f(...randomProgram(1).args)),
    value(randomProgram(2).f(...randomProgram(2).args)),
  );
});

t.test("the closed forms are the derivatives of their functions", async (t) => {
  for (const { name, f, derivative, low, high } of known) {
    const x = (low + 2 * high) / 3;
    const { value: got, error } = slope(lineOf(f, x));
    t.ok(Math.abs(derivative(x) - (got[0] ?? NaN)) <= 5 * (error[0] ?? NaN), name);
  }
});

t.test("the page needs nothing from outside, and shows what was missed", async (t) => {
  const curve = [1e-1, 1e-2].map((magnitude) => ({ checker: "ours", magnitude, rate: 1 }));
  const section = {
    ...{ id: "a", title: "A < B", text: "text", plots: [detectionPlot(curve)] },
    figures: [share("held", [true, false], { atLeast: 1 })],
    tables: [{ title: "Rows", head: ["x"], rows: [["<b>"]] }],
  };
  const findings = { version: "1", date: "today", node: "v20", short: true, seconds: 1, sections: [section] };
  const html = page(findings);
  t.match(html, "1 gates are missed");
  t.match(html, "<svg");
  t.match(html, "A &lt; B");
  t.match(html, "&lt;b>");
  t.notMatch(html, /<script|<link|src="http|href="http|@import/);
  t.match(table(findings), /held\s+2\s+50 %\s+≥ 100 %\s+✗/);
});

t.test("the sections of right programs hold for the first few seeds", async (t) => {
  for (let seed = 0; seed < 5; seed++) {
    const { f, args } = randomProgram(seed);
    t.not(checkGrads(f, args).verdict, "fail");
  }
});
