// Loops over elements: which steps are done in one, and that it makes no difference.
import t from "tap";
import {
  abs,
  add,
  arange,
  array,
  div,
  dot,
  exp,
  grad,
  jit,
  matmul,
  mul,
  ones,
  sin,
  sub,
  sum,
  where,
  type Value,
} from "../index.js";
import { fused } from "./fuse.js";
import { Graph } from "./graph.js";
import { planned } from "./plan.js";
import { Signature } from "./signature.js";
import { staged } from "./staged.js";
import { Users } from "./users.js";

/** The loops of a program, each as the names of its ops, and its other steps. */
function listed(f: (x: Value) => unknown, x: Value): readonly string[] {
  const graph = new Graph();
  const signature = new Signature("jit", [x], () => false);
  const { end } = staged("jit", f, signature, [x as never], graph);
  const stretch = planned(end);
  return fused(stretch.steps, new Users(stretch)).map((item) =>
    "results" in item
      ? `${item.steps.map(({ op }) => op.name).join(" ")} -> ${[...item.results, ...item.sums].map(({ op }) => op.name).join(" ")}`
      : item.op.name,
  );
}

t.test("elementwise steps of one shape are one loop, and what only they use is in no array", (t) => {
  t.strictSame(
    listed((x) => exp(sin(mul(x, x))), arange(3)),
    ["mul sin exp -> exp"],
  );
  t.strictSame(
    listed((x) => [sin(x), exp(sin(x))], arange(3)),
    ["sin exp -> sin exp"],
  );
  t.strictSame(
    listed((x) => sin(x), arange(3)),
    ["sin -> sin"],
    "one alone is a loop too",
  );
  t.end();
});

t.test("what needs a loop waits for it, and what does not goes before it", (t) => {
  const center = (x: Value): Value => sub(mul(x, 2), sum(mul(x, 2)));
  t.strictSame(listed(center, arange(3)), ["mul -> mul sum", "sub -> sub"]);
  const gradient = grad((x: Value) => sum(mul(sin(x), exp(x))));
  t.strictSame(
    listed(gradient, arange(3)).length,
    1,
    "the sum is not asked for, and its transpose is part of the loop",
  );
  t.strictSame(
    listed((x) => add(matmul(exp(sin(x)), ones([2, 2])), sin(sin(matmul(x, ones([2, 2]))))), ones([2, 2])),
    ["matmul", "sin exp sin sin -> exp sin", "matmul", "add -> add"],
  );
  t.end();
});

t.test("sums over all elements are taken in the loop, if it need not wait for them", (t) => {
  t.strictSame(
    listed(
      (x) => [sum(exp(x)), dot(x, sin(x)), dot(x, x), sum(exp(x), { axis: 0, keepDims: true })],
      arange(3),
    ),
    ["exp sin -> exp sum dot sumOfSquares", "sum"],
  );
  t.strictSame(
    listed((x) => div(x, sum(x)), arange(3)),
    ["sum", "div -> div"],
  );
  t.strictSame(
    listed((x) => sum(mul(x, x), { axis: 0 }), ones([3, 2])),
    ["mul -> mul", "sum"],
    "not those over some axes",
  );
  for (const n of [1, 3, 128, 129, 1000, 5003]) {
    const x = mul(1e3, sin(mul(arange(n), arange(n))));
    const f = (v: Value): Value[] => [sum(mul(v, v)), dot(v, mul(v, v)), dot(v, v), sum(mul(-0, abs(v)))];
    const g = jit(f, { backEnd: "javascript" });
    g(x);
    t.strictSame(g(x), f(x), `${String(n)} elements`);
  }
  t.end();
});

t.test("other shapes and element types are not mixed", (t) => {
  const single = array([1, 2], { dtype: "float32" });
  t.notOk(listed((x) => exp(sin(x)), single).some((item) => item.includes("->")));
  t.strictSame(
    listed((x) => [exp(sin(x)), exp(sin(sum(x))), sin(exp(mul(x, ones([2, 3]))))], arange(3)).filter((item) =>
      item.includes("->"),
    ),
    ["sin exp -> exp sum", "exp sin -> sin"],
  );
  for (const x of [single, arange(0), ones([0, 3]), array([NaN, -0, Infinity])]) {
    const f = (v: Value): Value => where(sub(v, v), exp(v), mul(-1, sin(v)));
    const g = jit(f);
    g(x);
    t.strictSame(g(x), f(x));
  }
  t.end();
});
