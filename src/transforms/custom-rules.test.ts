// Functions with rules of the user's own: in both modes, of trees, at the second order, with either rule or both.
import t from "tap";
import { checkGrads } from "../check/index.js";
import {
  add,
  array,
  backward,
  cast,
  clip,
  cos,
  custom,
  exp,
  grad,
  hessian,
  jacobian,
  jvp,
  log,
  mul,
  sigmoid,
  sin,
  sum,
  variable,
  type Value,
} from "../index.js";

const json = (x: unknown): unknown => JSON.parse(JSON.stringify(x));
const modes = ["forward", "reverse"] as const;

interface Pair {
  readonly a: Value;
  readonly b: Value;
}

/** y = a sin b and z = c a, of a number, a number and a vector. */
const tree = ({ a, b }: Pair, c: Value): { y: Value; z: Value } => ({ y: mul(a, sin(b)), z: mul(c, a) });
const loss = (f: typeof tree, p: Pair, c: Value): Value => {
  const { y, z } = f(p, c);
  return add(mul(y, y), sum(mul(z, z)));
};

const byJvp = custom(tree, {
  jvp: ([{ a: da, b: db }, dc], _y, [{ a, b }, c]) => ({
    y: add(mul(da, sin(b)), mul(db, mul(a, cos(b)))),
    z: add(mul(dc, a), mul(c, da)),
  }),
});
const byVjp = custom(tree, {
  vjp: ({ y, z }, _y, [{ a, b }, c]) => [
    { a: add(mul(y, sin(b)), sum(mul(z, c))), b: mul(y, mul(a, cos(b))) },
    mul(z, a),
  ],
});

t.test("either rule is enough for both modes and the second order", (t) => {
  const at = [{ a: 1.3, b: 0.4 }, array([1, 2])] as const;
  for (const f of [byJvp, byVjp]) {
    const report = checkGrads((p: Pair, c: Value) => loss(f, p, c), [at[0], at[1]], { order: 2 });
    t.equal(report.verdict, "pass", String(report));
  }
  t.end();
});

t.test("it is the rule that is used, and not the function", (t) => {
  const wrong = custom((x: Value) => sin(x), { jvp: ([dx]) => mul(7, dx), vjp: (dy) => [mul(7, dy)] });
  for (const mode of modes) t.equal(grad(wrong, { mode })(0), 7);
  t.equal(wrong(0), 0);
  const softplus = custom((x: Value) => log(add(1, exp(x))), {
    jvp: ([dx], _y, [x]) => mul(sigmoid(x), dx),
  });
  for (const mode of modes) t.equal(grad(softplus, { mode })(1000), 1, "where the function has overflowed");
  const clipped = custom((x: Value) => x, { vjp: (dy) => [clip(dy, -1, 1)] });
  t.equal(grad((x: Value) => mul(5, clipped(x)), { mode: "reverse" })(3), 1);
  t.equal(checkGrads(wrong, [0.3]).verdict, "fail", "which a check sees");
  t.end();
});

t.test("with both rules, each mode takes its own", (t) => {
  const both = custom((x: Value) => x, { jvp: ([dx]) => mul(2, dx), vjp: (dy) => [mul(3, dy)] });
  t.same(
    modes.map((mode) => grad(both, { mode })(1)),
    [2, 3],
  );
  t.end();
});

t.test("it works with variables, in Jacobians and Hessians, and on what is no float", (t) => {
  const cube = custom((x: Value) => mul(x, mul(x, x)), {
    vjp: (dy, _y, [x]) => [mul(dy, mul(3, mul(x, x)))],
  });
  const w = variable(2);
  backward(cube(w));
  t.equal(w.grad, 12);
  t.same(json(jacobian(cube)(array([1, 2]))), [
    [3, 0],
    [0, 12],
  ]);
  t.same(json(hessian((x: Value) => sum(cube(x)))(array([1, 2]))), [
    [6, 0],
    [0, 12],
  ]);
  const labelled = custom((x: Value, k: Value) => mul(x, k), { vjp: (dy, _y, [, k]) => [mul(dy, k), 0] });
  const labels = cast(array([1, 0, 2]), "int32");
  t.same(json(grad((x: Value) => sum(labelled(x, labels)))(array([5, 6, 7]))), [1, 0, 2]);
  t.end();
});

t.test("outputs keep their element types, and one that nobody uses has a zero cotangent", (t) => {
  const two = custom((x: Value) => [cast(x, "float32"), mul(2, x)] as const, {
    vjp: ([da, db]) => [add(da, mul(2, db))],
  });
  const [a] = two(array([1.5]));
  t.equal((a as { dtype: string }).dtype, "float32");
  const seen: unknown[] = [];
  t.same(
    json(
      grad((x: Value) => {
        const [single, twice] = two(x);
        seen.push((single as { dtype: string }).dtype);
        return sum(twice);
      })(array([1.5])),
    ),
    [2],
  );
  t.same(seen, ["float32"]);
  t.end();
});

t.test("a rule that does not fit is refused by name", (t) => {
  const f = (x: Value): Value => sum(x);
  t.throws(() => custom(f, {}), {
    name: "TypeError",
    message: /custom: its rules must be jvp or vjp or both/,
  });
  t.throws(() => custom(3 as never, {}), {
    name: "TypeError",
    message: /custom: its first argument must be a fu/,
  });
  t.throws(() => custom(f, { vjp: 3 as never }), { message: /custom: vjp must be a function/ });
  t.throws(() => custom(f, { pull: f } as never), { message: /custom.*pull/ });
  const x = array([1, 2]);
  t.throws(() => grad(custom(f, { vjp: () => [array([1, 2, 3])] }))(x), {
    name: "RangeError",
    message: /custom: what its vjp returns/,
  });
  t.throws(() => grad(custom(f, { vjp: () => 3 as never }))(x), { message: /custom: what its vjp returns/ });
  t.throws(() => jvp(custom(f, { jvp: () => x }), [x], [x]), { message: /custom: what its jvp returns/ });
  t.throws(() => custom(f, { vjp: () => [0] })("3" as never), {
    name: "TypeError",
    message: /custom: argument 0/,
  });
  t.end();
});

t.test("a watched value that is no argument is not lost in silence", (t) => {
  const f = (x: Value): Value => custom((y: Value) => mul(x, y), { vjp: (dy) => [mul(dy, 2)] })(mul(x, 3));
  t.throws(() => grad(f)(2), {
    name: "TypeError",
    message: /custom: .*not among its arguments.*pass that value/,
  });
  t.end();
});
