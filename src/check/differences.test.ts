// Finite differences: the error bar holds, is sharp, and convicts no right derivative.
import t from "tap";
import fc from "fast-check";
import { abs, add, div, exp, log, mul, sin, sqrt, tanh, type Value } from "../index.js";
import { checkGrads, slope } from "./index.js";

t.test("finite differences have an error bar that holds, and a sharp one", (t) => {
  const curves: Record<string, [f: (x: number) => number, d: (x: number) => number]> = {
    sin: [Math.sin, Math.cos],
    exp: [Math.exp, Math.exp],
    tanh: [Math.tanh, (x) => 1 / Math.cosh(x) ** 2],
    atan: [Math.atan, (x) => 1 / (1 + x * x)],
    "a wave": [(x) => Math.sin(50 * x), (x) => 50 * Math.cos(50 * x)],
    "a cube": [(x) => x ** 3, (x) => 3 * x * x],
    "a line": [(x) => 3 * x + 1, () => 3],
    "a constant": [() => 7, () => 0],
    "a pole nearby": [(x) => 1 / (x + 4.01), (x) => -1 / (x + 4.01) ** 2],
  };
  const at = fc.integer({ min: -64, max: 64 }).map((n) => n / 16);
  for (const [title, [f, d]] of Object.entries(curves)) {
    let sharpest = Infinity;
    fc.assert(
      fc.property(at, (x) => {
        const line = { at: (s: number) => Float64Array.of(f(x + s)), width: (s: number) => x + s - (x - s) };
        const { value: got, error } = slope({ ...line, reach: 0.25 * Math.max(1, Math.abs(x)) });
        sharpest = Math.min(sharpest, error[0] ?? NaN);
        return Math.abs((got[0] ?? NaN) - d(x)) <= 5 * (error[0] ?? NaN) + 1e-14 * Math.abs(d(x));
      }),
    );
    t.ok(sharpest < 1e-8, `${title}: an error bar of ${String(sharpest)}`);
  }
  const many = slope({ at: (s) => Float64Array.of(Math.sin(s), NaN, 2 * s), reach: 0.25 });
  t.ok(
    Math.abs((many.value[0] ?? 0) - 1) < 1e-10 &&
      many.error[1] === Infinity &&
      Math.abs((many.value[2] ?? 0) - 2) < 1e-10,
  );
  t.end();
});

t.test("right derivatives are not convicted where functions are steep, large, small or near a pole", (t) => {
  const right: Record<string, [f: (x: Value) => Value, scale: number, offset: number]> = {
    "sin(x)": [sin, 1, 0],
    "sin(x) far out": [sin, 1, 1e4],
    "sin(100 x)": [(x) => sin(mul(100, x)), 1, 0],
    "sin(10⁴ x)": [(x) => sin(mul(1e4, x)), 1, 0],
    "sin(x / 10⁴)": [(x) => sin(mul(1e-4, x)), 1, 0],
    "10⁶ sin(x)": [(x) => mul(1e6, sin(x)), 1, 0],
    "10⁴ + sin(x)": [(x) => add(1e4, sin(x)), 1, 0],
    "exp(10 x)": [(x) => exp(mul(10, x)), 1, 0],
    "tanh(10 x)": [(x) => tanh(mul(10, x)), 1, 0],
    "√x near 0": [sqrt, 1e-6, 4e-6],
    "ln x near 0": [log, 1e-9, 4e-9],
    "1 / x near 0": [(x) => div(1, x), 1e-3, 0],
    "x³ near 0": [(x) => mul(x, mul(x, x)), 1e-3, 0],
    "|x| near 0": [abs, 1e-3, 0],
  };
  for (const [title, [f, scale, offset]] of Object.entries(right)) {
    const points = Array.from(
      { length: 40 },
      (_, i) => offset + scale * (6 * ((i * 0.61803398875) % 1) - 2.99),
    );
    const verdicts = points.map((x) => checkGrads(f, [x]).verdict);
    t.notOk(verdicts.includes("fail"), title);
    t.ok(
      verdicts.filter((verdict) => verdict === "pass").length >= 0.8 * verdicts.length,
      `${title}, conclusive`,
    );
  }
  t.end();
});
