// Second derivatives: a fault that shows only there is found there.
import t from "tap";
import { add, array, exp, hessian, mul, square, stopGradient, sub, sum, type Value } from "../index.js";
import { checkGrads } from "./index.js";
import { secondOrder, type Scene } from "./second.js";

t.test("a fault at second order is found at order 2", (t) => {
  const f = (x: Value): Value => {
    const y = exp(x);
    return sub(add(y, stopGradient(y)), y);
  };
  t.equal(
    checkGrads((x: Value) => mul(stopGradient(x), x), [2]).verdict,
    "fail",
    "and at order 1 where it shows",
  );
  t.equal(checkGrads(f, [1]).verdict, "fail");
  const flatAtFirst = (x: Value): Value => mul(sub(x, 1), sub(x, stopGradient(x)));
  t.equal(checkGrads((x: Value) => add(square(x), flatAtFirst(x)), [1], { order: 1 }).verdict, "pass");
  t.equal(checkGrads((x: Value) => add(square(x), flatAtFirst(x)), [1], { order: 2 }).verdict, "fail");
  t.end();
});

const cubes = ([x = 0, y = 0]: readonly Value[]): Value[] => [mul(x, mul(x, y)), mul(y, y)];

/** The second derivatives of `f`. */
function scene(f: Scene["f"], x: Scene["x"], changes: Partial<Scene> = {}): Scene {
  const names = x.map((_, i) => `x${String(i)}`);
  return { f, x, y: f(x), names, modes: ["forward", "reverse"], seed: 0, ...changes };
}

t.test("the second derivatives of one result are its Hessian, by all nestings of the modes", (t) => {
  const f: Scene["f"] = (x) => [cubes(x)[0] ?? 0];
  const all = secondOrder(scene(f, [3, 5]));
  t.same(
    all.map(({ entry }) => entry.replace(/^⟨.*/, "identity")),
    ["forward", "reverse"].flatMap((inner) => [
      ...[0, 1].flatMap((j) => [0, 1].map((i) => `∂(∂y/∂x${String(i)} by ${inner})/∂x${String(j)}`)),
      "identity",
    ]),
  );
  const H = hessian((x: Value, y: Value): Value => f([x, y])[0] ?? 0, { argnums: [0, 1] })(3, 5).flat();
  t.same(H, [10, 6, 6, 0]);
  for (const k of [0, 5])
    for (const mode of ["forward", "reverse"] as const)
      t.same(
        all.slice(k, k + 4).map((one) => one[mode]),
        H,
      );
  t.ok(all.every(({ verdict }) => verdict === "pass"));
  t.end();
});

t.test("one mode alone is nested in itself", (t) => {
  for (const mode of ["forward", "reverse"] as const) {
    const all = secondOrder(scene(cubes, [3, 5], { modes: [mode] }));
    t.equal(all.length, 4);
    t.ok(all.every(({ entry, verdict }) => entry.includes(`by ${mode}`) && verdict === "pass"));
  }
  t.end();
});

t.test("several results are weighed at random, each seed otherwise, none left out", (t) => {
  const values = (seed: number): number[] =>
    secondOrder(scene(cubes, [3, 5], { seed }))
      .slice(0, 4)
      .map(({ forward = NaN }) => forward);
  const [[xx = 0, xy = 0, yx = 0, yy = 0], other] = [values(0), values(1)];
  t.ok(Math.abs(xx / 10 - xy / 6) < 1e-12 && Math.abs(xy - yx) < 1e-12, "of x² y");
  t.ok(Math.abs(yy) > 1e-6, "of y²");
  t.ok(Math.abs(xx / 10 - yy / 2) > 1e-6, "by weights of their own");
  t.notSame(other, [xx, xy, yx, yy]);
  const arrays: Scene["f"] = ([x = 0]) => [exp(x), sum(x)];
  const x = [array([0.5, 1])];
  t.ok(secondOrder(scene(arrays, x, { names: ["x[0]", "x[1]"] })).every(({ verdict }) => verdict === "pass"));
  t.end();
});
