// Gradients that are handed out only if they hold.
import t from "tap";
import {
  type NDArray,
  abs,
  add,
  arange,
  array,
  defineOp,
  dot,
  exp,
  grad,
  log,
  mul,
  pow,
  relu,
  sin,
  sub,
  sum,
  type Value,
  value,
  valueAndGrad,
} from "../index.js";

t.test("a verified gradient comes with a bound that holds", async (t) => {
  const quadratic = (x: Value): Value => mul(2, dot(x, x));
  const { gradient, bound } = grad(quadratic, { verify: true })(arange(4));
  t.same(gradient, array([0, 4, 8, 12]));
  t.same(bound.shape, [4]);
  t.ok(Array.from<number>(bound.data).every((b) => b > 0 && b < 1e-7));
  for (const x of [-2, 0.3, 1, 7]) {
    const cubic = valueAndGrad((v: Value) => pow(v, 3), { verify: true })(x);
    t.equal(cubic.value, x ** 3);
    t.ok(Math.abs(cubic.gradient - 3 * x * x) <= cubic.bound && cubic.bound < 1e-7);
  }
  const tree = grad((p: { w: Value; b: number }) => sum(sub(mul(p.w, p.w), p.b)), { verify: true });
  t.match(tree({ w: arange(2), b: 1 }), { gradient: { b: -2 }, bound: { b: Number } });
  const many = grad((x: Value) => sum(sin(x)), { verify: true })(mul(0.01, arange(100)));
  t.ok(Array.from<number>(many.bound.data).every((b) => b > 0 && b < 1e-7));
  t.equal(grad((x: Value) => sin(x), { verify: false } as never)(0), 1);
});

t.test("a gradient that does not hold is not handed out", async (t) => {
  const wrong = defineOp({
    name: "wrong",
    eval: ([x]) => Math.sin(x as number),
    verify: false,
    jvp: (_i, dx) => dx,
  });
  t.throws(() => grad(wrong, { verify: true })(1), {
    name: "GradientCheckError",
    message: /^grad: fail.*the rule of wrong for its argument 0 is wrong/s,
  });
  t.throws(
    () => valueAndGrad((x: Value) => mul(x, value(x)), { verify: true })(1),
    /^valueAndGrad: fail.*every op holds by itself/s,
  );
  t.equal(grad((x: Value) => relu(x), { verify: true })(0).gradient, 0, "a valid subgradient holds");
  t.equal(grad((x: Value) => abs(x), { verify: true })(0).gradient, 0);
  t.equal(
    grad((x: Value) => log(x), { verify: true })(0).bound,
    Infinity,
    "where nothing is known, the bound says so",
  );
  t.throws(
    () => grad((x: Value) => x, { verify: "yes" } as never),
    /grad: verify must be true or false, not the string "yes"/,
  );
  t.throws(
    () => grad((x: Value) => x, { verify: true, hasAux: true } as never),
    /hasAux must be false where verify is true/,
  );
  t.throws(() => grad((x: Value) => x, { verified: true } as never), /no option verified/);
});

t.test("the bound is that of the arguments asked for, as the output is weighed", async (t) => {
  const f = (x: Value, p: { w: Value }): Value => mul(x, mul(p.w, p.w));
  const of = grad(f, { verify: true, argnums: [1, 0], cotangent: [2, 3] } as never) as unknown as (
    x: number,
    p: { w: Value },
  ) => { gradient: [{ w: NDArray }, number]; bound: [{ w: NDArray }, number] };
  const { gradient, bound } = of(5, { w: array([1, 10]) });
  t.same(gradient, [{ w: array([20, 300]) }, 302]);
  t.same(bound[0].w.shape, [2]);
  t.ok([...bound[0].w.data, bound[1]].every((b) => b > 0 && b < 1e-6));
  t.equal(new Set([...bound[0].w.data, bound[1]]).size, 3, "each entry has a bound of its own");
  const second = grad((x: Value, y: Value) => mul(x, exp(y)), { verify: true, argnums: 1 })(2, 1);
  t.ok(Math.abs(second.gradient - 2 * Math.E) <= second.bound && second.bound < 1e-6);
});

t.test("a bound is as wide as what is known is uncertain", async (t) => {
  const rough = (size: number): number => {
    const { gradient, bound } = grad((x: Value) => sub(add(size, sin(x)), size), { verify: true })(1);
    t.ok(Math.abs(gradient - Math.cos(1)) <= bound);
    return bound;
  };
  const [fine, coarse] = [rough(1), rough(1e4)];
  t.ok(fine < 1e-8 && coarse > 3 * fine, "where digits are lost, it is wider");
  const atKink = grad(abs, { verify: true })(0);
  t.ok(Math.abs(atKink.gradient) <= atKink.bound);
  const pole = grad((x: Value) => sum(log(x)), { verify: true })(array([0, 1]));
  t.same([...pole.bound.data], [Infinity, Infinity], "f itself is infinite");
});

t.test("without verify, or with false, it is the plain gradient, aux and all", async (t) => {
  const f = (x: Value): Value => mul(x, value(x));
  t.equal(grad(f)(3), 3, "nobody has asked whether it is right");
  t.same(
    grad((x: Value): [Value, string] => [mul(x, x), "aux"], { hasAux: true, verify: false } as never)(3),
    [6, "aux"],
  );
  t.match(valueAndGrad((x: Value) => mul(x, x), { verify: true })(3), { value: 9, gradient: 6 });
  t.type(grad.explain, "function");
});
