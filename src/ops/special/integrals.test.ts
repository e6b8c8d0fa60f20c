// Exponential integrals, elliptic integrals and the zeta function: values and slopes against 64 digits, and at the ends.
import t from "tap";
import { grad, hessian } from "../../transforms/index.js";
import { agreement, ulps } from "./fixtures/agreement.js";
import * as rows from "./fixtures/integral-rows.js";
import { ellipe, ellipk, exp1, expi, zeta } from "./index.js";

const agree = agreement((f, mode) => grad(f, { mode }));

t.test("exponential integrals and their slopes are within 4 ulp of 64 digits", async (t) => {
  agree(t, "exp1", exp1, rows.exp1Rows);
  agree(t, "expi", expi, rows.expiRows);
  t.ok(Math.abs(expi(0.37250741078136663)) < 1e-15, "near its zero, in units of 1");
  t.ok(ulps(expi(712), 2.3216800841052115e306) <= 8, "where eˣ is infinite");
});

t.test("elliptic integrals and their slopes are within 4 ulp of 64 digits, also close to 1", async (t) => {
  agree(t, "ellipk", ellipk, rows.ellipkRows);
  agree(t, "ellipe", ellipe, rows.ellipeRows);
  // K″ = 9π/64 and E″ = −3π/64 at 0, where their usual formulas are 0 / 0.
  t.ok(ulps(hessian(ellipk)(0) as number, (9 * Math.PI) / 64) <= 4);
  t.ok(ulps(hessian(ellipe)(0) as number, (-3 * Math.PI) / 64) <= 4);
});

t.test("zeta and its slopes in both arguments are within 4 ulp of 64 digits", async (t) => {
  for (const [q, each] of rows.zetaRows) agree(t, `zeta with ${String(q)}`, (s) => zeta(s, q), each);
  for (const [s, each] of rows.hurwitzRows) agree(t, `zeta of ${String(s)}`, (q) => zeta(s, q), each);
  t.equal(zeta(2), zeta(2, 1), "the second is 1 by default");
  t.equal(zeta(2), Math.PI ** 2 / 6);
});

t.test("at the ends and outside they have their limits and are NaN", async (t) => {
  t.same(
    [exp1(0), exp1(Infinity), expi(0), expi(-Infinity), expi(Infinity)],
    [Infinity, 0, -Infinity, -0, Infinity],
  );
  t.same([ellipk(1), ellipe(1), grad(ellipe)(1), ellipk(-Infinity)], [Infinity, 1, -Infinity, 0]);
  t.same([zeta(1), zeta(Infinity), zeta(2, 0)], [Infinity, 1, Infinity]);
  t.ok([exp1(-1), ellipk(2), ellipe(2), zeta(0.5), zeta(2, -1)].every(Number.isNaN));
  t.ok([exp1(NaN), expi(NaN), ellipk(NaN), ellipe(NaN), zeta(NaN), zeta(2, NaN)].every(Number.isNaN));
});
