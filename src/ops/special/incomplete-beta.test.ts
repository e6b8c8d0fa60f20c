// The incomplete beta function and the sine and cosine integrals: values and slopes against 64 digits, and at the ends.
import t from "tap";
import type { Value } from "../../core/op.js";
import { grad } from "../../transforms/index.js";
import { agreement, ulps } from "./fixtures/agreement.js";
import * as rows from "./fixtures/incomplete-beta-rows.js";
import { betainc, ci, si, sici } from "./index.js";

const agree = agreement((f, mode) => grad(f, { mode }));

t.test("betainc and its slopes in x, in a and in b are as exact as the docstring says", async (t) => {
  for (const [a, b, each] of rows.inX)
    agree(t, `of ${String(a)}, ${String(b)}`, (x) => betainc(a, b, x), each, a < 10 ? 8 : 60);
  for (const [b, x, each] of rows.inA)
    agree(t, `by a, at ${String(b)}, ${String(x)}`, (a) => betainc(a, b, x), each, 24);
  for (const [a, x, each] of rows.inB)
    agree(t, `by b, at ${String(a)}, ${String(x)}`, (b) => betainc(a, b, x), each, 40);
});

t.test("betainc has the derivatives of its closed forms, to the third order", async (t) => {
  // Iₓ(a, 1) = xᵃ
  const inA = (a: Value): Value => betainc(a, 1, 0.3);
  const [log, power] = [Math.log(0.3), 0.3 ** 1.7];
  t.ok(ulps(grad(inA, { mode: "both" })(1.7), log * power) <= 16);
  t.ok(ulps(grad(grad(inA))(1.7), log ** 2 * power) <= 64);
  t.ok(ulps(grad(grad(grad(inA)))(1.7), log ** 3 * power) <= 256);
  // Iₓ(1, b) = 1 − (1 − x)ᵇ
  const mixed = grad((b: Value) => grad((x: Value) => betainc(1, b, x), { mode: "both" })(0.8), {
    mode: "both",
  });
  t.ok(ulps(mixed(2.5), 0.2 ** 1.5 * (1 + 2.5 * Math.log(0.2))) <= 64);
});

t.test("at the ends betainc is 0 and 1, outside NaN", async (t) => {
  t.same([betainc(2, 3, 0), betainc(2, 3, 1), betainc(0, 3, 0.5), betainc(2, 0, 0.5)], [0, 1, 1, 0]);
  t.same([betainc(Infinity, 3, 0.5), betainc(2, Infinity, 0.5)], [0, 1]);
  for (const x of [
    betainc(-1, 1, 0.5),
    betainc(1, 1, 1.1),
    betainc(1, 1, -0.1),
    betainc(1e7, 1, 0.5),
    betainc(0, 0, 0.5),
  ])
    t.ok(Number.isNaN(x));
  t.same(
    [0.5, 1, 2].map((a) => grad((x: Value) => betainc(a, 3, x))(0)),
    [Infinity, 3, 0],
  );
  t.same(
    [0.5, 1, 2].map((b) => grad((x: Value) => betainc(3, b, x))(1)),
    [Infinity, 3, 0],
  );
});

t.test("the sine and cosine integrals and their slopes are within 4 ulp of 64 digits", async (t) => {
  agree(t, "si", si, rows.siRows);
  agree(t, "ci", ci, rows.ciRows);
  t.same(
    [si(0), si(Infinity), si(-Infinity), ci(0), ci(Infinity)],
    [0, Math.PI / 2, -Math.PI / 2, -Infinity, 0],
  );
  t.same([ci(-1), si(NaN), ci(NaN)], [NaN, NaN, NaN]);
  t.same(sici(1.5), [si(1.5), ci(1.5)]);
  t.ok(Math.abs(ci(0.6165054856207162)) < 1e-16, "at its zero, in units of 1");
  t.ok(si(1e300) === Math.PI / 2 && Math.abs(ci(1e300)) <= 1e-300);
});

t.test("the slopes of si at 0 are those of its power series", async (t) => {
  t.equal(grad(si, { mode: "both" })(0), 1);
  t.equal(grad(grad(si))(0), 0);
  t.equal(grad(grad(grad(si)))(0), -1 / 3);
});
