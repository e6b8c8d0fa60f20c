// What a sweep asks, where, and how it reports; the laws have tests of their own.
import t from "tap";
import { add, exp, max, mul, neg, sin, stopGradient, sum, type Value } from "../../index.js";
import { altered, entryOf } from "../fixtures/subjects.js";
import { lawNames, sweep, sweepOp } from "./sweep.js";
import { regionsOf } from "./points.js";

const agree = "forward and reverse agree";
const zero = "zero gives exactly zero";
const nestings = "the four nestings agree";
const values = "values agree with 64 digits";
const { vjp } = entryOf(sin);

/** sin, whose reverse rule makes something of zero. */
const wrong = altered(sin, { vjp: (...rule) => add(vjp(...rule), 1) });
const nan = (): Float64Array => Float64Array.of();

t.test("a law is asked once at each point of the regions that it holds in", async (t) => {
  const regions = regionsOf(entryOf(sin), 0);
  const all = regions.reduce((n, { points }) => n + points.length, 0);
  const report = sweepOp(sin, { only: [zero] });
  t.equal(report.checks, all);
  t.same(
    report.regions,
    regions.map(({ name, points }) => ({ name, points: points.length, laws: [zero] })),
  );
  t.equal(report.verdict, "pass");
  t.same(report.failures, []);
  const inside = sweepOp(sin, { only: ["huge and tiny cotangents scale exactly"] });
  t.same(
    inside.regions.filter(({ laws }) => laws.length > 0).map(({ name }) => name),
    ["interior", "broadcasting", "empty and size 1"],
  );
  t.ok(inside.checks < all);
  t.equal(sweepOp(stopGradient).checks, 0);
});

t.test("there are nineteen laws, that of values among them", async (t) => {
  t.equal(new Set(lawNames).size, 19);
  for (const name of [agree, zero, values, nestings, "the eight nestings agree"])
    t.ok(lawNames.includes(name), name);
});

t.test("a failure names the op, the region, the law, the point, the argument and both modes", async (t) => {
  const { verdict, failures, checks } = sweepOp(wrong, { only: [zero, nestings] });
  const [first] = failures;
  t.equal(verdict, "fail");
  t.ok(failures.length > 10 && failures.length < checks);
  t.ok(failures.every(({ law }) => law === zero));
  t.equal(first?.op, "sin");
  t.equal(first?.region, "interior");
  t.equal(first?.argument, 0);
  t.equal(first?.cotangent, "zero");
  t.equal(first?.expected, 0);
  const where = `sin, argument 0, at x = ${String(first?.point)} (interior)`;
  t.equal(first?.message, `${where}: the reverse rule makes something of a zero cotangent: 1`);
  t.notOk(first === undefined || "says" in first);
});

t.test("one mode alone is not asked what takes both", async (t) => {
  for (const mode of ["forward", "reverse"] as const)
    t.equal(sweepOp(sin, { modes: [mode], only: [agree] }).checks, 0);
  t.ok(sweepOp(sin, { modes: ["reverse", "forward"], only: [agree] }).checks > 0);
  const pullback = "the pullback is linear";
  t.equal(sweepOp(sin, { modes: ["forward"], only: [pullback] }).checks, 0);
  t.ok(sweepOp(sin, { modes: ["reverse"], only: [pullback] }).checks > 0);
  t.ok(sweepOp(sin, { modes: ["forward"], only: [zero] }).checks > 0, "a law of no mode is asked of each");
});

t.test("a sweep that bails ends at its first failure", async (t) => {
  const [all, first] = [false, true].map((bail) => sweepOp(wrong, { only: [zero], bail }));
  t.equal(first?.failures.length, 1);
  t.same(first?.failures, all?.failures.slice(0, 1));
  t.ok((first?.checks ?? 0) < (all?.checks ?? 0));
  t.equal(first?.verdict, "fail");
  t.equal(sweepOp(sin, { only: [zero], bail: true }).checks, sweepOp(sin, { only: [zero] }).checks);
});

t.test("values are judged where there is a reference, of the registry's own ops", async (t) => {
  t.equal(sweepOp(sin, { only: [values] }).checks, 0);
  t.equal(sweepOp(wrong, { only: [values], values: nan }).checks, 0, "another's op may bear any name");
  t.equal(sweepOp(sum, { only: [values], values: nan }).checks, 0, "a linear op is its own reference");
  t.equal(sweepOp(sin, { only: [values], values: nan }).verdict, "pass");
  const off = sweepOp(sin, { only: [values], values: () => Float64Array.of(17) });
  t.equal(off.failures[0]?.expected, 17);
});

t.test("a rule that throws breaks the law that was asked", async (t) => {
  const throwing = altered(sin, {
    vjp: () => {
      throw new RangeError("on purpose");
    },
  });
  const { failures, checks } = sweepOp(throwing, { only: [agree] });
  t.ok(failures.length > checks / 2);
  t.match(failures[0]?.message, /sin, argument 0, .*: a rule throws: RangeError: on purpose/);
});

t.test("the seed moves the points, and nothing else is random", async (t) => {
  const pointsOf = (seed?: number): unknown =>
    sweepOp(wrong, { only: [zero], ...(seed === undefined ? {} : { seed }) }).failures.map(
      ({ point }) => point,
    );
  t.same(pointsOf(), pointsOf(0));
  t.notSame(pointsOf(), pointsOf(1));
});

t.test("several ops are swept in their order, functions or ops", async (t) => {
  const only = [zero];
  t.same(
    sweep([mul, wrong, max.op], { only }).map(({ op, verdict }) => [op, verdict]),
    [
      ["mul", "pass"],
      ["sin", "fail"],
      ["max", "pass"],
    ],
  );
});

t.test("a report is a line, and a line for each law that fails in a region and argument", async (t) => {
  t.equal(String(sweepOp(exp, { only: [zero] })).replace(/\d+/g, "n"), "exp: pass, n checks, n failures");
  const report = sweepOp(wrong, { only: [zero] });
  const [head, ...lines] = String(report).split("\n");
  t.equal(head, `sin: fail, ${String(report.checks)} checks, ${String(report.failures.length)} failures`);
  const regions = [...new Set(report.failures.map(({ region }) => region))];
  t.equal(lines.length, regions.length);
  for (const [k, region] of regions.entries()) {
    const failures = report.failures.filter((each) => each.region === region);
    const more = failures.length > 1 ? ` (and ${String(failures.length - 1)} more)` : "";
    t.equal(lines[k], `  ${zero}: ${failures[0]?.message ?? ""}${more}`);
  }
  const product = altered(mul, { vjp: () => 1 });
  const both = String(sweepOp(product, { only: [zero] }));
  t.ok(both.includes("mul, argument 0"));
  const cubed = (x: Value): Value => mul(x, mul(x, x));
  t.throws(() => sweepOp(cubed as never), /sweepOp/);
});

t.test("what is no op, and options that there are not, are refused by name", async (t) => {
  for (const none of [3, undefined, null, {}, { jvp: neg }, { vjp: neg }])
    t.throws(() => sweepOp(none as never), {
      name: "TypeError",
      message: /sweepOp: its argument must be an op/,
    });
  t.throws(() => sweepOp(sin, { seed: 0.5 }), { message: /sweepOp: seed must be an integer/ });
  for (const modes of [[], ["forward", "sideways"], "forward"])
    t.throws(() => sweepOp(sin, { modes: modes as never }), { message: /sweepOp: modes must be a list/ });
  for (const only of [["gravity"], [zero, "gravity"], zero])
    t.throws(() => sweepOp(sin, { only: only as never }), {
      message: /sweepOp: only must be a list of laws/,
    });
  t.throws(() => sweepOp(sin, { values: 1 as never }), { message: /sweepOp: values must be what loadBigV/ });
  t.throws(() => sweepOp(sin, { laws: 1 } as never), { message: /no option laws/ });
});
