// Bessel functions and Lambert's function: values and slopes against 64 digits, at 0, at a branch point, and far out.
import t from "tap";
import { grad, hessian } from "../../transforms/index.js";
import { agreement } from "./fixtures/agreement.js";
import * as rows from "./fixtures/bessel-rows.js";
import { i0, i0e, i1, i1e, j0, j1, lambertw, y0, y1 } from "./index.js";

const agree = agreement((f, mode) => grad(f, { mode }));

t.test("modified Bessel functions and their slopes are within 4 ulp of 64 digits", async (t) => {
  agree(t, "i0", i0, rows.i0Rows);
  agree(t, "i1", i1, rows.i1Rows);
  agree(t, "i0e", i0e, rows.i0eRows);
  agree(t, "i1e", i1e, rows.i1eRows);
});

t.test(
  "up to 25 Bessel functions are within 4 ulp of 64 digits, those of the first kind at their zeros too",
  async (t) => {
    agree(t, "j0", j0, rows.j0Rows);
    agree(t, "j1", j1, rows.j1Rows);
    agree(t, "y0", y0, rows.y0Rows);
    agree(t, "y1", y1, rows.y1Rows);
  },
);

t.test("beyond 25 they are exact in units of their amplitude", async (t) => {
  for (const [x = 0, ...values] of rows.farRows) {
    const amplitude = Math.sqrt(2 / (Math.PI * x));
    for (const [k, f] of [j0, j1, y0, y1].entries()) {
      const off = Math.abs(f(x) - (values[k] ?? NaN)) / amplitude;
      t.ok(off < 4 * 2 ** -53, `${f.name} at ${String(x)}: ${String(off)}`);
    }
    // J₁ Y₀ − J₀ Y₁ = 2 / (π x)
    t.ok(Math.abs((j1(x) * y0(x) - j0(x) * y1(x)) / amplitude ** 2 - 1) < 1e-15, "the Wronskian");
  }
});

t.test("at 0 and at the ends they have their limits", async (t) => {
  t.same(
    [i0(0), i0e(0), i1(0), i1e(0), j0(0), j1(0), y0(0), y1(0)],
    [1, 1, 0, 0, 1, 0, -Infinity, -Infinity],
  );
  t.same(
    [grad(i1)(0), grad(i1e)(0), grad(j1)(0), hessian(j0)(0), hessian(i0)(0)],
    [0.5, 0.5, 0.5, -0.5, 0.5],
  );
  t.equal(grad(i0e)(0), 0, "on the kink");
  t.equal(grad(i0e)(1e-300), -1, "beside it");
  const ends = [j0, j1, y0, y1, i0e, i1e].map((f) => f(Infinity));
  t.same(ends, [0, 0, 0, 0, 0, 0]);
  t.same([i0(Infinity), i1(-Infinity), i0(-800)], [Infinity, -Infinity, Infinity]);
  t.ok([i0, i0e, i1, i1e, j0, j1, y0, y1].every((f) => Number.isNaN(f(NaN))));
  t.ok([y0, y1].every((f) => Number.isNaN(f(-1))));
});

t.test("lambertw inverts w eʷ, also next to its branch point", async (t) => {
  agree(t, "lambertw", lambertw, rows.lambertwRows);
  t.same([lambertw(0), grad(lambertw)(0), hessian(lambertw)(0)], [0, 1, -2]);
  t.same([lambertw(-1 / Math.E), grad(lambertw)(-1 / Math.E)], [-1, Infinity]);
  t.same([lambertw(Infinity), grad(lambertw)(Infinity)], [Infinity, 0]);
  t.ok(Number.isNaN(lambertw(-0.4)) && Number.isNaN(lambertw(NaN)));
});
