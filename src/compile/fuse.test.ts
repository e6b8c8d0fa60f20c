// Loops over elements: which steps are done in one, and that it makes no difference.
import t from "tap";
import {
  add,
  arange,
  array,
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
      ? `${item.steps.map(({ op }) => op.name).join(" ")} -> ${item.results.map(({ op }) => op.name).join(" ")}`
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
  t.strictSame(listed(center, arange(3)), ["mul -> mul", "sum", "sub -> sub"]);
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

t.test("other shapes and element types are not mixed", (t) => {
  const single = array([1, 2], { dtype: "float32" });
  t.notOk(listed((x) => exp(sin(x)), single).some((item) => item.includes("->")));
  t.strictSame(
    listed((x) => [exp(sin(x)), exp(sin(sum(x))), sin(exp(mul(x, ones([2, 3]))))], arange(3)).filter((item) =>
      item.includes("->"),
    ),
    ["sin exp -> exp", "exp sin -> sin"],
  );
  for (const x of [single, arange(0), ones([0, 3]), array([NaN, -0, Infinity])]) {
    const f = (v: Value): Value => where(sub(v, v), exp(v), mul(-1, sin(v)));
    const g = jit(f);
    g(x);
    t.strictSame(g(x), f(x));
  }
  t.end();
});
