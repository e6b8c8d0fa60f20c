// Differential equations against their closed forms, and gradients of their solutions in both modes, by steps and by
// equations of their own.
import t, { type Test } from "tap";
import { checkGrads } from "../check/index.js";
import {
  add,
  array,
  cos,
  grad,
  hessian,
  jacobian,
  jvp,
  matmul,
  mul,
  neg,
  odeint,
  sin,
  slice,
  sub,
  sum,
  vjp,
  type OdeOptions,
  type Value,
} from "../index.js";

const numbers = (x: unknown): number[] => [JSON.parse(JSON.stringify(x)) as number[]].flat(9);

function close(t: Test, got: unknown, want: readonly number[], within: number, message: string): void {
  const list = numbers(got);
  const off = want.map((w, i) => Math.abs((list[i] ?? NaN) - w) / (1 + Math.abs(w)));
  t.ok(list.length === want.length && off.every((x) => x <= within), `${message}: ${list.join(", ")}`);
}

const tight = { rtol: 1e-12, atol: 1e-13 };
const ways: readonly OdeOptions[] = [
  { ...tight, gradient: "discrete" },
  { ...tight, gradient: "discrete", checkpoints: 3 },
  { ...tight, gradient: "adjoint" },
  { method: "rk4", step: 1 / 200, gradient: "discrete" },
  { method: "rk4", step: 1 / 200, gradient: "adjoint" },
];
const named = (options: OdeOptions, mode: string): string => `${JSON.stringify(options)} ${mode}`;

const decay = (y: Value, _t: Value, k: Value): Value => neg(mul(k, y));

t.test("exponential decay, and its slopes in the start, the rate and both times", (t) => {
  const [y0, k, from, to] = [1.5, 0.7, 0.25, 1.5];
  const end = y0 * Math.exp(-k * (to - from));
  const slopes = [end / y0, -(to - from) * end, k * end, -k * end];
  for (const options of ways)
    for (const mode of ["forward", "reverse"] as const) {
      const f = (y: Value, k: Value, a: Value, b: Value): Value =>
        slice(odeint(decay, y, [a, b], [k], options), -1);
      close(t, f(y0, k, from, to), [end], 1e-10, named(options, "value"));
      const got = grad(f, { mode, argnums: [0, 1, 2, 3] })(y0, k, from, to);
      close(t, got, slopes, 1e-9, named(options, mode));
    }
  t.end();
});

t.test("all times that are asked for, forwards and backwards in time, with their slopes", (t) => {
  const times = [0, 0.5, 1.25, 2];
  const oscillator = ([x = 0, v = 0]: readonly Value[]): readonly Value[] => [v, neg(x)];
  for (const sign of [1, -1])
    for (const options of ways) {
      const f = (ts: Value): Value => {
        const [x = 0, v = 0] = odeint(oscillator, [0, 1], ts, [], options);
        return add(sum(mul([1, 2, 3, 4], x)), sum(mul([0.5, 0.25, 2, 1], v)));
      };
      const ts = array(times.map((time) => sign * time));
      const list = numbers(odeint(oscillator, [0, 1], ts, [], options));
      close(t, list, [...numbers(sin(ts)), ...numbers(cos(ts))], 1e-9, named(options, "values"));
      // The clock of an oscillation starts at the first time.
      const own = (time: number, i: number): number =>
        (i + 1) * Math.cos(time) - ([0.5, 0.25, 2, 1][i] ?? 0) * Math.sin(time);
      const slopes = times.map((time, i) => own(sign * time, i));
      slopes[0] = -slopes.slice(1).reduce((a, b) => a + b);
      for (const mode of ["forward", "reverse"] as const)
        close(t, grad(f, { mode })(ts), slopes, 1e-8, named(options, mode));
    }
  t.end();
});

t.test("an equation that knows the time, and parameters in a tree", (t) => {
  interface Pulse {
    rate: Value;
    force: { size: Value };
  }
  // y′ = r y + s t has y = (y₀ + s / r²) eʳᵗ − s (t / r + 1 / r²).
  const f = (y: Value, time: Value, { rate, force }: Pulse): Value =>
    add(mul(rate, y), mul(force.size, time));
  const [r, s, to] = [0.5, 2, 1.2];
  for (const options of ways)
    for (const mode of ["forward", "reverse"] as const) {
      const end = (p: Pulse, to: Value): Value => slice(odeint(f, 1, [0, to], [p], options), 1);
      const [dp, dt] = grad(end, { mode, argnums: [0, 1] })({ rate: r, force: { size: s } }, to);
      const grown = Math.exp(r * to);
      const ofSize = grown / r ** 2 - to / r - 1 / r ** 2;
      const y = grown + s * ofSize;
      const ofRate =
        to * grown + s * ((to * grown) / r ** 2 - (2 * grown) / r ** 3 + to / r ** 2 + 2 / r ** 3);
      close(t, [dp.rate, dp.force.size, dt], [ofRate, ofSize, r * y + s * to], 1e-9, named(options, mode));
    }
  t.end();
});

t.test("second derivatives of a solution, in all nestings", (t) => {
  // Logistic growth: y = 1 / (1 + (1 / y₀ − 1) e⁻ʳᵗ).
  const logistic = (y: Value, _t: Value, r: Value): Value => mul(r, mul(y, sub(1, y)));
  const [y0, r, to] = [0.2, 1.3, 1];
  const e = Math.exp(-r * to);
  const c = 1 / y0 - 1;
  const y = 1 / (1 + c * e);
  // With u = c e⁻ʳᵗ: y = 1 / (1 + u), y″ in r = t² u (u − 1) / (1 + u)³.
  const u = c * e;
  const second = (to * to * u * (u - 1)) / (1 + u) ** 3;
  for (const options of [ways[1], ways[2], ways[3]]) {
    const f = (r: Value): Value => slice(odeint(logistic, y0, [0, to], [r], options), 1);
    close(t, f(r), [y], 1e-9, "value");
    for (const inner of ["forward", "reverse"] as const)
      for (const outer of ["forward", "reverse"] as const)
        close(
          t,
          grad(grad(f, { mode: inner }), { mode: outer })(r),
          [second],
          1e-8,
          named(options ?? {}, `${outer} over ${inner}`),
        );
  }
  t.end();
});

t.test("the Hessian of a linear system in its start", (t) => {
  const m = array([
    [-0.5, 1],
    [-1, -0.5],
  ]);
  const linear = (y: Value, _t: Value, m: Value): Value => matmul(m, y);
  // |y(1)|² = e⁻¹ |y₀|², the rest being a rotation.
  const want = [2 / Math.E, 0, 0, 2 / Math.E];
  for (const gradient of ["discrete", "adjoint"] as const) {
    const end = (y: Value): Value =>
      slice(odeint(linear, y, [0, 1], [m], { rtol: 1e-10, atol: 1e-11, gradient }), 1);
    const f = (y: Value): Value => sum(mul(end(y), end(y)));
    for (const mode of ["auto", "forward", "reverse"] as const)
      close(t, hessian(f, { mode })(array([0.3, 0.7])), want, 1e-9, `${gradient} ${mode}`);
  }
  t.end();
});

t.test(
  "the modes agree on the gradient of the steps to rounding, and differences of the solution with it",
  (t) => {
    // Lotka and Volterra's equations of prey and predators.
    const prey = ([x = 0, y = 0]: readonly Value[], _t: Value, p: Value): readonly Value[] => [
      mul(x, sub(slice(p, 0), mul(slice(p, 1), y))),
      mul(y, sub(mul(slice(p, 2), x), slice(p, 3))),
    ];
    const f = (p: Value, start: readonly Value[]): Value => {
      const [x = 0, y = 0] = odeint(prey, start, [0, 0.5, 1], [p], tight);
      return add(sum(mul(x, x)), sum(mul([3, -1, 2], y)));
    };
    const point = [array([1.1, 0.4, 0.3, 0.9]), [2, 1.5]] as const;
    const both = grad(f, { mode: "both", argnums: [0, 1] })(...point);
    t.equal(numbers(both).length, 6);
    const report = checkGrads(f, [...point], { order: 1 });
    t.equal(report.verdict, "pass", String(report));
    const adjoint = (p: Value): Value => {
      const [x = 0] = odeint(prey, point[1], [0, 0.5, 1], [p], { ...tight, gradient: "adjoint" });
      return sum(mul(x, x));
    };
    const discrete = (p: Value): Value => {
      const [x = 0] = odeint(prey, point[1], [0, 0.5, 1], [p], tight);
      return sum(mul(x, x));
    };
    const want = numbers(grad(discrete)(point[0]));
    for (const mode of ["forward", "reverse"] as const)
      close(t, grad(adjoint, { mode })(point[0]), want, 1e-9, `adjoint ${mode}`);
    t.end();
  },
);

t.test("a steeper tolerance brings a smaller error, and the adjoint has its own", (t) => {
  const f = (k: Value, options: OdeOptions): Value => slice(odeint(decay, 1, [0, 2], [k], options), 1);
  const off = (options: OdeOptions): number =>
    Math.abs(grad((k: Value) => f(k, options), { mode: "reverse" })(1) + 2 * Math.exp(-2));
  const errors = [1e-4, 1e-7, 1e-10].map((rtol) => off({ rtol, atol: rtol }));
  t.ok(
    (errors[1] ?? 1) < (errors[0] ?? 0) / 50 && (errors[2] ?? 1) < (errors[1] ?? 0) / 50,
    errors.join(", "),
  );
  const own = { ...tight, gradient: "adjoint" } as const;
  t.ok(off(own) < 1e-10);
  t.ok(
    off({ ...own, adjoint: { rtol: 1e-3, atol: 1e-3 } }) > 1e-8,
    "a loose adjoint is as loose as it was asked",
  );
  t.end();
});

t.test("few states are kept, and f runs no more often than the schedule says", (t) => {
  let runs = 0;
  const counted = (y: Value, _t: Value, k: Value): Value => {
    runs += 1;
    return decay(y, 0, k);
  };
  const cost = (checkpoints: number): number => {
    runs = 0;
    grad(
      (k: Value) => slice(odeint(counted, 1, [0, 1], [k], { method: "rk4", step: 0.01, checkpoints }), 1),
      {
        mode: "reverse",
      },
    )(1);
    return runs;
  };
  // 400 stages to find the steps, 400 to run them, 400 on tapes; and the schedule's.
  t.ok(cost(100) <= 1200 + 400);
  t.ok(cost(10) > cost(100) && cost(10) <= 1200 + 3 * 400);
  t.end();
});

t.test("what cannot be solved, or does not fit, says so", (t) => {
  const square = (y: Value): Value => mul(y, y);
  t.throws(() => odeint(square, 1, [0, 2]), { name: "RangeError", message: /odeint: at t = (1|0\.99)/ });
  const stiff = (y: Value, time: Value): Value => mul(-1e6, sub(y, cos(time)));
  t.throws(() => odeint(stiff, 0, [0, 10]), { name: "RangeError", message: /odeint: 10000 steps .* stiff/ });
  t.throws(() => odeint(square, 1, [0, 1, 1]), { name: "RangeError", message: /odeint: t .*rise or fall/ });
  t.throws(() => odeint(square, 1, [0, NaN]), { name: "RangeError", message: /odeint: t/ });
  t.throws(() => odeint(square, 1, 3), { name: "TypeError", message: /odeint: t must be a vector/ });
  t.throws(() => odeint(3 as never, 1, [0, 1]), { name: "TypeError", message: /odeint: its first argument/ });
  t.throws(() => odeint((y: Value) => [y] as never, 1, [0, 1]), { message: /odeint: what f returns/ });
  const bad = (options: unknown) => () => odeint(square, 1, [0, 0.1], [], options as OdeOptions);
  t.throws(bad({ method: "euler" }), { message: /odeint: method must be "dopri5" or "rk4"/ });
  t.throws(bad({ method: "rk4" }), { message: /odeint: step/ });
  t.throws(bad({ step: 1 }), { message: /odeint: step/ });
  t.throws(bad({ gradient: "both" }), { message: /odeint: gradient/ });
  t.throws(bad({ rtol: -1 }), { message: /odeint: rtol/ });
  t.throws(bad({ rtol: 0, atol: 0 }), { message: /odeint: rtol and atol/ });
  t.throws(bad({ maxSteps: 0 }), { message: /odeint: maxSteps/ });
  t.throws(bad({ checkpoints: -1 }), { message: /odeint: checkpoints/ });
  t.throws(bad({ adjoint: { rtol: "x" } }), { message: /odeint: adjoint.rtol/ });
  t.throws(bad({ tolerance: 1 }), { message: /odeint.*tolerance/ });
  for (const gradient of ["discrete", "adjoint"] as const)
    t.throws(
      () =>
        grad((k: Value) =>
          slice(
            odeint((y: Value) => mul(k, y), 1, [0, 1], [], { gradient }),
            1,
          ),
        )(1),
      {
        name: "TypeError",
        message: /odeint: .*not among its arguments/,
      },
    );
  t.end();
});

t.test("one time is the start, and a start of several kinds keeps them", (t) => {
  t.same(numbers(odeint(decay, 2, [0.5], [1])), [2]);
  const start = { x: 1, w: array([[1, 2]]) };
  const grown = odeint(({ x, w }: { x: Value; w: Value }) => ({ x, w: mul(2, w) }), start, [0, 1]);
  close(t, grown.x, [1, Math.E], 1e-8, "x");
  close(t, grown.w, [1, 2, Math.E ** 2, 2 * Math.E ** 2], 1e-8, "w");
  t.end();
});

t.test("tangents and cotangents of everything at once are each other's transpose", (t) => {
  const f = (y: Value, ts: Value, k: Value): Value => sin(odeint(decay, y, ts, [k], tight));
  const x = [array([1, 2]), array([0, 0.4, 1]), 0.8] as const;
  const dx = [array([0.3, -0.2]), array([0.1, 0.2, -0.3]), 0.7] as const;
  const { value: y, tangent: dy } = jvp(f, [...x], [...dx]);
  const w = mul(add(1, y), 0.5);
  const bars = vjp(f, ...x).pullback(w);
  const left = Number(numbers(sum(mul(w, dy)))[0]);
  const right = bars
    .map((bar, i) => Number(numbers(sum(mul(bar as Value, dx[i] ?? 0)))[0]))
    .reduce((a, b) => a + b);
  t.ok(Math.abs(left - right) < 1e-14, `${String(left)}, ${String(right)}`);
  t.equal(numbers(jacobian(f, { argnums: 1 })(...x)).length, 18);
  t.end();
});
