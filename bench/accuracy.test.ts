// The table of accuracy: units in the last place, and that it sees a value or a partial that is off.
import t from "tap";
import type { Value } from "../src/core/op.js";
import { cos, exp, mul, reciprocal, sin } from "../src/ops/index.js";
import { unary } from "../src/ops/publish.js";
import type { AnyOp } from "../src/check/sweep/points.js";
import { isFine, tableOf, ulpsBetween, worstOf } from "./accuracy.js";

const entry = (of: { op: unknown }): AnyOp => of.op as AnyOp;

t.test("units in the last place", (t) => {
  t.equal(ulpsBetween(1, 1), 0);
  t.equal(ulpsBetween(1 + 2 ** -52, 1), 1);
  t.equal(ulpsBetween(1 - 2 ** -53, 1), 0.5);
  t.equal(ulpsBetween(3e-310, 3e-310 + 5e-324), 1, "of the smallest numbers too");
  t.equal(ulpsBetween(NaN, 1), Infinity);
  t.equal(ulpsBetween(-0, 0), 0);
  t.end();
});

t.test("the worst of good ops is small, and of bad ones is seen", async (t) => {
  const good = await worstOf([sin, exp].map(entry), 1);
  t.strictSame(
    good.map(({ op, what }) => `${op} ${what}`),
    ["sin value", "sin derivative", "exp value", "exp derivative"],
  );
  t.ok(good.every(({ ulps, points }) => ulps <= 1 && points > 10));
  const off = { name: "sin", doc: "sin x, a part in 10¹⁴ off", f: (x: number) => Math.sin(x) * (1 + 1e-14) };
  const bad = await worstOf([entry(unary({ ...off, d: (_y, x) => mul(1 + 1e-13, cos(x)) }))], 1);
  t.ok((bad[0]?.ulps ?? 0) > 20, "the value");
  t.ok((bad[1]?.ulps ?? 0) > 200, "the derivative");
  t.match(tableOf(bad), /sin .*derivative.*✗/);
});

t.test("what the inputs forbid is fine if the entry says so, and not more", async (t) => {
  // ln next to its zero, where an input of which a unit in the last place is lost is all that is left.
  const nearOne = { domain: [{ low: 1.0000123, high: 1.0001 }], d: (_y: Value, x: Value) => reciprocal(x) };
  const lossy = (lost: number, doc: string): AnyOp =>
    entry(unary({ ...nearOne, name: "log", doc, f: (x) => Math.log(x) + lost }));
  const [said] = await worstOf([lossy(2 ** -53, "ln x, near 1 exact in units of 1")], 1);
  t.ok(said !== undefined && said.ulps > 100 && isFine(said) && tableOf([said]).includes("as it says"));
  const [unsaid] = await worstOf([lossy(2 ** -53, "ln x")], 1);
  t.ok(unsaid !== undefined && !isFine(unsaid), "the entry says nothing");
  const [more] = await worstOf([lossy(2 ** -40, "ln x, near 1 exact in units of 1")], 1);
  t.ok(more !== undefined && !isFine(more), "the inputs allow more than that");
});
