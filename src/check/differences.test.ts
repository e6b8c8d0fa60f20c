// Finite differences: the error bar holds, is sharp, and convicts no right derivative.
import t from "tap";
import { abs, add, div, exp, log, mul, sin, sqrt, tanh, type Value } from "../index.js";
import { random } from "../ndarray/index.js";
import { oneSided, slope } from "./differences.js";
import { checkGrads } from "./index.js";

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
  const points = Array.from({ length: 129 }, (_, k) => (k - 64) / 16);
  for (const [title, [f, d]] of Object.entries(curves)) {
    let sharpest = Infinity;
    for (const x of points) {
      const line = { at: (s: number) => Float64Array.of(f(x + s)), width: (s: number) => x + s - (x - s) };
      const { value: got, error } = slope({ ...line, reach: 0.25 * Math.max(1, Math.abs(x)) });
      sharpest = Math.min(sharpest, error[0] ?? NaN);
      const off = Math.abs((got[0] ?? NaN) - d(x));
      if (!(off <= 5 * (error[0] ?? NaN) + 1e-14 * Math.abs(d(x))))
        t.fail(`${title} at ${String(x)}: off by ${String(off)}`);
    }
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

/** Slope, error bar and noise of a function of one number at 0. */
function slopeOf(f: (s: number) => number, reach = 0.25): { value: number; error: number; noise: number } {
  const { value, error, noise } = slope({ at: (s) => Float64Array.of(f(s)), reach });
  return { value: value[0]!, error: error[0]!, noise: noise[0]! };
}

/** A number between -1 and 1 that looks random, the same for the same argument. */
function scatter(s: number): number {
  return 2 * ((Math.sin(s * 1e15 + 1e5 * Math.cos(s * 3e11)) * 43758.5453 + 1e5) % 1) - 1;
}

t.test("noise of f widens the error bar, and is measured", (t) => {
  for (const size of [1e-12, 1e-9, 1e-6]) {
    const { value, error, noise } = slopeOf((s) => Math.sin(s) + size * scatter(s));
    t.ok(Math.abs(value - 1) <= 5 * error, `${String(value)} ± ${String(error)}`);
    t.ok(error < 1e4 * size ** 0.8, `an error bar of ${String(error)} for noise of ${String(size)}`);
    t.ok(noise > size / 20 && noise < 20 * size, `noise of ${String(size)} is taken for ${String(noise)}`);
  }
  t.ok(slopeOf((s) => 3 * s).noise < 1e-15, "where there is none, none is seen");
  t.ok(slopeOf(() => 7).error < 1e-12);
  t.end();
});

t.test("what a difference of large numbers loses, the error bar gains", (t) => {
  for (const size of [1e2, 1e3, 1e4]) {
    const { value, error } = slopeOf((s) => Math.sin(s + 0.1) + size - size);
    t.ok(Math.abs(value - Math.cos(0.1)) <= 5 * error, `${String(value)} ± ${String(error)}`);
    t.ok(error > 1e-17 * size ** 0.5 && error < 1e-9 * size ** 0.75, String(error));
  }
  t.end();
});

t.test("a wave finer than the coarse rungs is seen by the finer ones", (t) => {
  for (const k of [1, 64, 4096, 65536, 4 ** 10 * Math.PI]) {
    const { value, error } = slopeOf((s) => Math.sin(k * s) / k);
    t.ok(
      Math.abs(value - 1) <= 5 * error && error < 1e-4,
      `${String(k)}: ${String(value)} ± ${String(error)}`,
    );
  }
  t.end();
});

t.test("rungs on which f is not finite are left out, and the others suffice", (t) => {
  const { value, error } = slopeOf((s) => (Math.abs(s) > 1e-3 ? NaN : Math.sin(s)));
  t.ok(Math.abs(value - 1) <= 5 * error && error < 1e-6, `${String(value)} ± ${String(error)}`);
  t.ok(slopeOf((s) => (s > 0 ? NaN : s)).error === Infinity, "on one side alone none is");
  const beside = slope({ at: (s) => Float64Array.of(s, s === 0 ? 0 : Infinity), reach: 0.25 });
  t.same([beside.value[0], beside.error[1]], [1, Infinity]);
  t.ok(beside.error[0]! < 1e-12, "an infinity beside it does not rub off");
  t.end();
});

t.test("an easy slope takes few evaluations, a hard one is followed to the end", (t) => {
  const evaluations = (f: (s: number) => number): number => {
    let count = 0;
    slopeOf((s) => {
      count += 1;
      return f(s);
    });
    return count;
  };
  t.equal(
    evaluations((s) => 1 + 2 * s),
    1 + 2 * 13,
  );
  t.equal(
    evaluations(() => NaN),
    1 + 2 * 27,
  );
  t.end();
});

t.test("a kink is where two slopes stay apart from ever closer", (t) => {
  const seen = (f: (s: number) => number, noise = 0): [left: number, right: number, kink: boolean] => {
    const { left, right, kink } = oneSided(
      { at: (s) => Float64Array.of(f(s)), reach: 0.25 },
      Float64Array.of(noise),
    );
    return [left[0]!, right[0]!, kink[0]!];
  };
  t.same(seen(Math.abs), [-1, 1, true]);
  t.same(
    seen((s) => Math.max(0, -3 * s)),
    [-3, 0, true],
  );
  const kinks: Record<string, (s: number) => number> = {
    "a slight one": (s) => s + 1e-4 * Math.abs(s),
    "a steep one": (s) => 1e6 * Math.abs(s),
    "on a slope": (s) => 1e3 * s + Math.abs(s),
    "on a curve": (s) => Math.exp(s) + Math.abs(s),
    "far up": (s) => 100 + Math.abs(s),
  };
  const smooth: Record<string, (s: number) => number> = {
    "a line": (s) => 5 * s,
    "a curve": (s) => s + 100 * s * s,
    "a wave": (s) => Math.sin(50 * s),
    "a step": (s) => (s > 0 ? 1 : 0),
    "a root": (s) => Math.sqrt(Math.abs(s)),
    "a bend of less than 1e-6": (s) => s + 2e-7 * Math.abs(s),
    "what rounding bends": (s) => Math.abs(s) * 1e-3 + 1e9 - 1e9 + 1e10,
    nothing: () => 7,
    "no number": (s) => (s > 0 ? NaN : s),
  };
  for (const [title, f] of Object.entries(kinks)) t.ok(seen(f)[2], title);
  for (const [title, f] of Object.entries(smooth)) t.notOk(seen(f)[2], title);
  t.notOk(seen((s) => s + 1e-4 * Math.abs(s), 1e-9)[2], "noise hides a slight one");
  t.ok(seen(Math.abs, 1e-9)[2], "but no plain one");
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

/** The slope at x, and its error bar. */
function seen(f: (x: number) => number, x: number): readonly [number, number] {
  const { value, error } = slope({
    at: (h) => Float64Array.of(f(x + h)),
    width: (h) => x + h - (x - h),
    reach: 0.25 * Math.max(1, Math.abs(x)),
  });
  return [value[0] ?? NaN, error[0] ?? NaN];
}

t.test("the error bar holds where a function is left over from a large number", async (t) => {
  for (const large of [1e8, 1e9, 1e10, 1e11, 1e12]) {
    for (const x of [0.3, 1, 1.3, 2.7]) {
      const [value, error] = seen((v) => large + Math.sin(v) * Math.exp(v) - large, x);
      const truth = (Math.sin(x) + Math.cos(x)) * Math.exp(x);
      t.ok(
        Math.abs(value - truth) <= error,
        `${String(large)} at ${String(x)}: ${String(value)} ± ${String(error)}`,
      );
      t.ok(error < 1, "and says something");
    }
  }
});

t.test("a function that is flat here, and bends further out, has the slope 0", async (t) => {
  for (const f of [
    (v: number) => Math.max(0, v - 0.01),
    (v: number) => 3.3 * Math.max(0, Math.abs(v) - 0.07),
  ])
    t.same(seen(f, 0), [0, 0]);
});

t.test("the error bar holds of a saw, some of whose jumps no step sees", async (t) => {
  const missed = [];
  for (let i = 0; i < 3000; i++) {
    const dice = random.uniform(random.key(i), [4]).data;
    const [tooth, steep, tilt, at] = [10 ** (-4 * dice[0]!), 10 ** (3 * dice[1]!), dice[2]!, 3 * dice[3]!];
    const [value, error] = seen((v) => ((steep * v) % tooth) + tilt * v, at);
    if (!(Math.abs(value - steep - tilt) <= 5 * error)) missed.push([tooth, steep, tilt, at, value, error]);
  }
  t.same(missed, []);
});
