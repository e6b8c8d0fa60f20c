// Loops over elements: which steps are done in one, and that it makes no difference.
import t from "tap";
import {
  abs,
  add,
  arange,
  array,
  cos,
  div,
  dot,
  exp,
  foriLoop,
  grad,
  greater,
  jit,
  less,
  matmul,
  mean,
  mul,
  norm,
  ones,
  reshape,
  sin,
  slice,
  sqrt,
  sub,
  sum,
  where,
  NDArray,
  type Value,
} from "../index.js";
import { shapeOf } from "../core/op.js";
import { sizeOf } from "../ndarray/index.js";
import { defineOp } from "../check/define.js";
import { bits, opened } from "./fixtures/modules.js";
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
      ? `${item.steps.map(({ op }) => op.name).join(" ")} -> ${[...item.results, ...item.sums, ...item.columns].map(({ op }) => op.name).join(" ")}`
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

t.test("what only the next loop reads is done there, if it need not be in an array before", (t) => {
  t.strictSame(
    listed((x) => mul(cos(sin(x)), sum(exp(x))), arange(3)),
    ["exp -> sum", "sin cos mul -> mul"],
  );
  const both = (x: Value): Value => mul(sin(x), sum(mul(sin(x), x)));
  t.strictSame(listed(both, arange(3)), ["sin mul -> sin sum", "mul -> mul"], "not what is summed itself");
  const less = (x: Value): Value => mul(sin(exp(x)), sum(exp(x)));
  t.strictSame(listed(less, arange(3)), ["exp sin -> sin sum", "mul -> mul"], "nor what it alone reads");
  const returned = (x: Value): Value[] => [sin(x), mul(sin(x), sum(exp(x)))];
  t.strictSame(listed(returned, arange(3)), ["sin exp -> sin sum", "mul -> mul"], "nor what is returned");
  for (const f of [both, less, returned]) {
    const x = sin(arange(300));
    t.strictSame(jit(f)(x), f(x));
  }
  t.end();
});

t.test("sums over all elements are taken in the loop, if it need not wait for them", (t) => {
  t.strictSame(
    listed(
      (x) => [sum(exp(x)), dot(x, sin(x)), dot(x, x), sum(exp(x), { axis: 0, keepDims: true })],
      arange(3),
    ),
    ["exp sin -> sum dot sumOfSquares sum"],
  );
  t.strictSame(
    listed((x) => div(x, sum(x)), arange(3)),
    [" -> sum", "div -> div"],
    "of few elements it is a loop of its own",
  );
  t.strictSame(
    listed((x) => div(x, sum(x)), arange(200)),
    ["sum", "div -> div"],
  );
  t.strictSame(
    listed((x) => sum(mul(x, x), { axis: 0 }), ones([3, 2])),
    ["mul -> mul", "sum"],
    "not those along the first axes",
  );
  t.strictSame(
    listed((x) => [sum(mul(x, x), { axis: 1 }), sum(x, { axis: 1 }), sum(mul(x, x))], ones([30, 20])),
    ["sum", "mul -> mul sum", "sum"],
    "those of rows that the loop computes, and then none of other lengths",
  );
  for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 127, 128, 129, 1000, 5003]) {
    const x = mul(1e3, sin(mul(arange(n), arange(n))));
    const f = (v: Value): Value[] => [
      sum(mul(v, v)),
      dot(v, mul(v, v)),
      dot(v, v),
      sum(mul(-0, abs(v))),
      norm(sub(v, 1)),
      div(v, add(1, norm(div(v, sum(exp(sin(v))))))),
    ];
    const g = jit(f, { backEnd: "javascript" });
    g(x);
    t.strictSame(g(x), f(x), `${String(n)} elements`);
  }
  t.end();
});

t.test(
  "short arrays that only loops use are in no array, whichever shapes there are, and in each call's own memory",
  (t) => {
    const f = (x: Value): Value => {
      const long = sin(x);
      const short = exp(slice(cos(x), [0, 3]));
      const root = sqrt(short);
      const y = greater(sum(root), 3) ? mul(long, sum(short)) : div(long, norm(root));
      return less(norm(y), 1) ? add(y, norm(long)) : mul(y, dot(root, root));
    };
    const g = jit(f, { backEnd: "javascript" });
    const points = [1, -1, 3, -3, 0.5].map((k) => mul(k, sin(arange(7))));
    for (const x of [...points, ...points]) t.strictSame(g(x), f(x));
    t.match(jit.explain(g).sources.join(""), /m\[i \+ \d+\]/);
    t.notMatch(jit.explain(g).sources.join(""), /norm|sum_/, "no op is called for them");

    t.end();
  },
);

t.test("a long loop over few elements is right too", (t) => {
  const f = (x: Value): Value => {
    let y = x;
    for (let k = 0; k < 60; k++) y = sin(add(y, x));
    return [y, sum(y), norm(y)] as unknown as Value;
  };
  for (const n of [3, 8]) {
    const g = jit(f, { backEnd: "javascript" });
    for (const x of [arange(n), arange(n), ones([n])]) t.strictSame(g(x), f(x));
  }
  t.end();
});

t.test("a loop that is kept has short arrays in its rounds", (t) => {
  const f = (x: Value): Value =>
    foriLoop(0, 100, (_i, y: Value) => div(add(mul(2, y), x), add(1, norm(sub(mul(y, y), x)))), x);
  for (const g of [f, grad((x: Value) => norm(f(x)))]) {
    const compiled = jit(g, { backEnd: "javascript" });
    for (const k of [1, 1, -2, 0.3]) {
      const x = mul(k, sin(add(1, arange(5))));
      t.strictSame(compiled(x), g(x));
    }
  }
  t.end();
});

t.test("a program that calls itself on its way keeps its short arrays apart", (t) => {
  let between = (): unknown => undefined;
  const again = defineOp({
    name: "again",
    eval([x]) {
      const within = between;
      between = () => undefined;
      within();
      return x as number;
    },
    jvp: (_i, dx) => dx,
    verify: false,
  });
  const f = (x: Value): Value => {
    const y = mul(x, x);
    return sum(mul(again(sum(y)), y));
  };
  const g = jit(f, { backEnd: "javascript" });
  for (let call = 0; call < 3; call++) {
    between = () => g(array([7, 8, 9]));
    t.equal(g(array([1, 2, 3])), 196);
  }
  t.end();
});

t.test("a norm is the same where its squares are too large or too small", (t) => {
  for (const n of [1, 5, 8, 200])
    for (const scale of [1, 1e-135, 1e-160, 1e-310, 1e150, 1e160, 1e308, 0, NaN, Infinity]) {
      const x = mul(scale, sin(add(1, arange(n))));
      const f = (v: Value): Value[] => [norm(v), norm(mul(v, 0.5)), norm(reshape(v, [1, n]))];
      const g = jit(f, { backEnd: "javascript" });
      g(x);
      t.strictSame(g(x), f(x), `${String(n)} elements of about ${String(scale)}`);
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
    ["sin exp -> exp sum", "mul exp sin -> sin"],
    "what is read of another shape is broadcast",
  );
  for (const x of [single, arange(0), ones([0, 3]), array([NaN, -0, Infinity])]) {
    const f = (v: Value): Value => where(sub(v, v), exp(v), mul(-1, sin(v)));
    const g = jit(f);
    g(x);
    t.strictSame(g(x), f(x));
  }
  t.end();
});

t.test(
  "sums along an axis before the last are taken in the loop, of rows that are neither short nor very long",
  (t) => {
    const total = (axis: number) => (x: Value) => sum(exp(mul(x, x)), { axis });
    t.strictSame(listed(total(0), ones([100, 8])), ["mul exp -> sum"]);
    t.strictSame(listed(total(1), ones([3, 100, 8])), ["mul exp -> sum"]);
    t.strictSame(listed(total(0), ones([100, 7])), ["mul exp -> exp", "sum"]);
    t.strictSame(listed(total(0), ones([2, 4097])), ["mul exp -> exp", "sum"]);
    t.strictSame(
      listed(total(0), ones([4, 8])),
      ["mul exp -> exp", "sum"],
      "few elements have no need of it",
    );
    t.strictSame(
      listed((x) => sum(x, { axis: 0 }), ones([100, 8])),
      ["sum"],
      "nothing is computed",
    );
    const center = (x: Value): Value => sub(mul(x, x), mean(mul(x, x), { axis: 0 }));
    t.strictSame(listed(center, ones([100, 8])), ["mul -> mul sum", "div -> div", "sub -> sub"]);
    t.end();
  },
);

t.test("and have the same bits", (t) => {
  const shapes: readonly (readonly [Value, number | number[]])[] = [
    [[300, 40], 0],
    [[129, 8], 0],
    [[257, 10], 0],
    [[3, 200, 17], 1],
    [
      [4, 5, 30],
      [0, 1],
    ],
    [[2, 300, 4, 9], 1],
    [[2, 1000], 0],
    [[5, 3000], 0],
    [[1, 50, 40], 0],
  ].map(([shape, axis]) => [odd(shape as number[]), axis as number | number[]] as const);
  for (const [x, axis] of shapes) {
    const total = (x: Value): Value => sum(sub(mul(x, 2), mul(x, x)), { axis });
    const all = (x: Value): readonly Value[] => {
      const y = sub(mul(x, 2), mul(x, x));
      return [sum(y, { axis, keepDims: true }), y, sum(y), sum(mul(y, y), { axis: -1 })];
    };
    const centered = (x: Value): Value => {
      const y = mul(x, x);
      const d = sub(y, mean(y, { axis, keepDims: true }));
      return div(d, sqrt(add(mean(mul(d, d), { axis, keepDims: true }), 1)));
    };
    const gradient = grad((x: Value) => sum(mul(centered(x), x)));
    for (const backEnd of ["javascript", "webassembly", "auto"] as const)
      for (const f of [total, all, centered, gradient])
        t.strictSame(
          bits(opened(jit(f, { backEnd })(x))),
          bits(opened(f(x))),
          `${String(shapeOf(x))} ${backEnd}`,
        );
  }
  t.end();
});

/** Numbers of all sizes, among them −0, NaN and ∞ in the first column. */
function odd(shape: readonly number[]): NDArray {
  const size = sizeOf(shape);
  const x = Float64Array.from({ length: size }, (_, i) => Math.sin(1.3 * i) * 3 ** (i % 4));
  const columns = shape.at(-1) ?? 1;
  x.set([-0], 1);
  x[3 * columns] = NaN;
  x[0] = Infinity;
  return new NDArray(x, shape);
}
