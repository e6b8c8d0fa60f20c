// Solutions of equations: they solve them, and their derivatives are those of the implicit function theorem.
import t from "tap";
import { checkGrads } from "../check/index.js";
import {
  add,
  array,
  cos,
  div,
  exp,
  fixedPoint,
  grad,
  hypot,
  jacobian,
  linearSolve,
  matmul,
  mul,
  root,
  sin,
  solve,
  sub,
  sum,
  value,
  type Value,
} from "../index.js";
import { dtypeOf } from "../core/op.js";

const json = (x: unknown): unknown => JSON.parse(JSON.stringify(x));
const near = (a: unknown, b: number): boolean => Math.abs(Number(a) - b) <= 4e-16 * Math.abs(b);

const squareRoot = (a: Value): Value => root((x: Value, a: Value) => sub(mul(x, x), a), 1, [a]);

t.test("a root has the derivatives of the function that it is, to the third order, in both modes", (t) => {
  t.equal(squareRoot(4), 2);
  for (const mode of ["forward", "reverse"] as const) {
    t.ok(near(grad(squareRoot, { mode })(4), 1 / 4));
    t.ok(near(grad(grad(squareRoot, { mode }))(4), -1 / 32));
    t.ok(near(grad(grad(grad(squareRoot, { mode })))(4), 3 / 256));
  }
  t.equal(checkGrads(squareRoot, [3], { order: 2 }).verdict, "pass");
  t.end();
});

t.test("a system is a tree, and so are its arguments", (t) => {
  interface Unknowns {
    u: Value;
    v: Value;
  }
  interface Given {
    a: Value;
    b: Value;
  }
  const system = ({ u, v }: Unknowns, { a, b }: Given): Unknowns => ({
    u: sub(add(mul(u, u), sum(v)), a),
    v: sub(mul(v, exp(u)), b),
  });
  const start: Unknowns = { u: 1, v: array([0.5, 0.5]) };
  const given = { a: 3, b: array([1, 2]) };
  const found = root(system, start, [given]);
  const { u, v } = system(found, given);
  t.ok(Math.max(Math.abs(Number(value(u))), ...(json(v) as number[]).map(Math.abs)) < 1e-14, "it is solved");
  const f = (p: Given): Value => {
    const { u, v } = root(system, start, [p]);
    return add(mul(u, u), sum(mul(v, v)));
  };
  const report = checkGrads(f, [given], { order: 2 });
  t.equal(report.verdict, "pass", String(report));
  t.end();
});

t.test("a fixed point is found by going on, and differentiated without", (t) => {
  let runs = 0;
  const f = (a: Value): Value =>
    fixedPoint(
      (x: Value, a: Value) => {
        runs += 1;
        return cos(mul(a, x));
      },
      1,
      [a],
    );
  t.ok(Math.abs(Number(f(1)) - 0.7390851332151607) < 1e-14, "the number of Dottie");
  const going = runs;
  runs = 0;
  const x = 0.7390851332151607;
  t.ok(Math.abs(grad(f, { mode: "reverse" })(1) - (-x * Math.sin(x)) / (1 + Math.sin(x))) < 1e-14);
  t.ok(runs <= going + 5, "a few runs besides, and not all of them on a tape");
  t.equal(checkGrads(f, [0.7], { order: 2 }).verdict, "pass");
  t.end();
});

t.test("an equation need have no parameters", (t) => {
  t.ok(
    near(
      root((x: Value) => sub(mul(x, x), 2), 1),
      Math.SQRT2,
    ),
  );
  t.ok(
    near(
      fixedPoint((x: Value) => mul(0.5, add(x, div(2, x))), 1),
      Math.SQRT2,
    ),
  );
  t.end();
});

t.test("in float32 an equation is solved to the digits that there are", (t) => {
  const f32 = (x: number[]): Value => array(x, { dtype: "float32" });
  const isNear = (x: Value, wanted: readonly number[]): boolean =>
    dtypeOf(x) === "float32" &&
    (json(x) as number[]).every((v, i) => Math.abs(v / (wanted[i] ?? 0) - 1) < 3e-7);
  const squared = (x: Value, a: Value): Value => sub(mul(x, x), a);
  t.ok(isNear(root(squared, f32([1, 2, 3]), [f32([1, 2, 3])]), [1, Math.SQRT2, Math.sqrt(3)]));
  t.ok(
    isNear(
      fixedPoint((x: Value) => mul(0.5, add(x, div(2, x))), f32([1])),
      [Math.SQRT2],
    ),
  );
  t.throws(() => root(squared, f32([1, 2]), [f32([1, 2])], { tolerance: 1e-14 }), /no solution/u);
  t.end();
});

t.test("a guess from which whole steps lead away is good enough", (t) => {
  const atan = (x: Value): Value => root((y: Value, x: Value) => sub(div(y, hypot(y, 1)), x), 3, [x]);
  t.ok(near(atan(0.6), 0.75), "y / √(1 + y²) = 0.6, where Newton's method overshoots");
  t.equal(checkGrads(atan, [0.6]).verdict, "pass");
  t.end();
});

t.test("a linear system of a function is that of its matrix", (t) => {
  const [m, b] = [
    array([
      [3, 1],
      [-1, 2],
    ]),
    array([1, 5]),
  ];
  const byFunction = (m: Value, b: Value): Value => linearSolve((x: Value, m: Value) => matmul(m, x), b, [m]);
  t.same(json(byFunction(m, b)), json(solve(m, b)));
  for (const k of [0, 1]) {
    const [ours, theirs] = [byFunction, solve].map((f) => json(jacobian(f, { argnums: k })(m, b)));
    const gaps = [ours, theirs].map((x) => (x as number[][][]).flat(3));
    t.ok(
      (gaps[0] ?? []).every((x, i) => Math.abs(x - (gaps[1]?.[i] ?? NaN)) < 1e-15),
      `argument ${String(k)}`,
    );
  }
  t.equal(
    checkGrads((m: Value, b: Value) => sum(sin(byFunction(m, b))), [m, b], { order: 2 }).verdict,
    "pass",
  );
  t.end();
});

t.test("what has no solution, or does not fit, says so", (t) => {
  const noRoot = (x: Value): Value => add(mul(x, x), 1);
  t.throws(() => root(noRoot, 0.7, []), {
    name: "RangeError",
    message: /root: no solution after \d+ steps/,
  });
  t.throws(() => root(noRoot, 1, []), { name: "RangeError", message: /root: no solution/ });
  t.throws(() => fixedPoint((x: Value) => mul(2, x), 1, [], { maxSteps: 9 }), {
    name: "RangeError",
    message: /fixedPoint: no solution after 9 steps/,
  });
  t.throws(() => root(3 as never, 1, []), { name: "TypeError", message: /root: its first argument/ });
  t.throws(() => root((x: Value) => [x] as never, 1, []), { message: /root: what f returns/ });
  t.throws(() => root((x: Value) => x, 1, [], { tolerance: -1 }), { message: /root: tolerance/ });
  t.throws(() => fixedPoint((x: Value) => x, 1, [], { steps: 1 } as never), {
    message: /fixedPoint.*steps/,
  });
  t.throws(() => grad((a: Value) => root((x: Value) => sub(mul(x, x), a), 1, []))(2), {
    name: "TypeError",
    message: /root: .*not among its arguments/,
  });
  t.end();
});
