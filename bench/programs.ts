// The programs of the benchmarks, written as a user would write them.

import { add, div, dot, exp, greater, less, mul, neg, norm, scan, sin, sub, sum } from "../src/index.js";
import type { Value } from "../src/index.js";

/** Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)², one number at a time. */
export function rosenbrock(x: readonly Value[]): Value {
  let y: Value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const u = x[i] ?? 0;
    const a = sub(x[i + 1] ?? 0, mul(u, u));
    const b = sub(1, u);
    y = add(y, add(mul(100, mul(a, a)), mul(b, b)));
  }
  return y;
}

/** Σ (yᵢ − a sin(b tᵢ + c))², one point at a time; x is [a, b, c]. */
export function sineFit(x: readonly Value[], t: readonly number[], y: readonly number[]): Value {
  const [a = 0, b = 0, c = 0] = x;
  let loss: Value = 0;
  for (const [i, time] of t.entries()) {
    const rest = sub(y[i] ?? 0, mul(a, sin(add(mul(b, time), c))));
    loss = add(loss, mul(rest, rest));
  }
  return loss;
}

/** n steps y ← sin(1.0001 y). */
export function waves(y: Value, n: number): Value {
  for (let i = 0; i < n; i++) y = sin(mul(1.0001, y));
  return y;
}

/** n steps y ← 1.0000001 y + 10⁻⁷. */
export function lines(y: Value, n: number): Value {
  for (let i = 0; i < n; i++) y = add(mul(1.0000001, y), 1e-7);
  return y;
}

/** x sin x. */
export function sinTimesX(x: Value): Value {
  return mul(sin(x), x);
}

/** 2 xᵀx. */
export function quadratic(x: Value): Value {
  return mul(2, dot(x, x));
}

/** Σ exp(−x²) sin x / (1 + x²). */
export function elementwise(x: Value): Value {
  const square = mul(x, x);
  return sum(div(mul(exp(neg(square)), sin(x)), add(1, square)));
}

/** The chapter's control flow: doubled until it is large, and a hundredfold if negative. */
export function controlFlow(a: Value): Value {
  let b = mul(2, a);
  while (less(norm(b), 1000)) b = mul(2, b);
  return greater(sum(b), 0) ? b : mul(100, b);
}

/** The sum of the squares of the chapter's control flow, of a vector. */
export function controlFlowSquared(a: Value): Value {
  const c = controlFlow(a);
  return sum(mul(c, c));
}

/** u² + v² after Runge–Kutta steps of u′ = a u − b u v, v′ = d u v − c v; x is [a, b, c, d, u, v]. */
export function lotkaVolterra(x: readonly Value[], steps: number, h: number): Value {
  let [, , , , u = 0, v = 0] = x;
  for (let i = 0; i < steps; i++) [u, v] = rungeKutta(x, [u, v], h);
  return add(mul(u, u), mul(v, v));
}

/** The same, its steps by `scan`. */
export function lotkaVolterraScan(x: readonly Value[], steps: number, h: number): Value {
  const [, , , , u = 0, v = 0] = x;
  const step = (uv: [Value, Value]): readonly [[Value, Value], undefined] => [
    rungeKutta(x, uv, h),
    undefined,
  ];
  const [[p, q]] = scan(step, [u, v] as [Value, Value], undefined, { length: steps });
  return add(mul(p, p), mul(q, q));
}

/** The state after one step. */
function rungeKutta(x: readonly Value[], [u, v]: readonly [Value, Value], h: number): [Value, Value] {
  const [a = 0, b = 0, c = 0, d = 0] = x;
  const slope = (p: Value, q: Value): [Value, Value] => {
    const pq = mul(p, q);
    return [sub(mul(a, p), mul(b, pq)), sub(mul(d, pq), mul(c, q))];
  };
  const moved = (p: Value, by: number, k: Value): Value => add(p, mul(by, k));
  const mean = (k1: Value, k2: Value, k3: Value, k4: Value): Value => add(add(k1, k4), mul(2, add(k2, k3)));
  const [k1, l1] = slope(u, v);
  const [k2, l2] = slope(moved(u, h / 2, k1), moved(v, h / 2, l1));
  const [k3, l3] = slope(moved(u, h / 2, k2), moved(v, h / 2, l2));
  const [k4, l4] = slope(moved(u, h, k3), moved(v, h, l3));
  return [moved(u, h / 6, mean(k1, k2, k3, k4)), moved(v, h / 6, mean(l1, l2, l3, l4))];
}
