// vmap: a function of one input as a function of many, alone and among the other transforms.
import t from "tap";
import { array, arange, eye, ones, random, zeros, type NDArray } from "../ndarray/index.js";
import { EscapedBoxError } from "../core/errors.js";
import { dtypeOf, shapeOf, value, type Box, type Value } from "../core/op.js";
import {
  add,
  argmax,
  div,
  dot,
  elu,
  exp,
  greater,
  less,
  matmul,
  median,
  mul,
  neg,
  norm,
  quantile,
  reshape,
  sin,
  slice,
  solve,
  sqrt,
  stack,
  sub,
  sum,
  take,
  where,
} from "../ops/index.js";
import { GradientTape } from "../reverse/gradient-tape.js";
import { checkpoint } from "./checkpoint.js";
import { foriLoop, whileLoop } from "./control.js";
import { custom } from "./custom-rules.js";
import { grad, valueAndGrad } from "./gradient.js";
import { root } from "./implicit.js";
import { hessian, jacobian } from "./jacobian.js";
import { jvp, vjp } from "./maps.js";
import { odeint } from "./odeint.js";
import { scan } from "./scan.js";
import { vmap } from "./vmap.js";

const plain = (x: Value): unknown => {
  const v = value(x);
  return typeof v === "number" ? v : v.toArray();
};

const points = random.normal(random.key(1), [5, 3]);
const rows = Array.from({ length: 5 }, (_, i) => slice(points, i));

/** Whether two values are the same but for rounding. */
const close = (a: Value, b: Value): boolean =>
  Number(value(norm(sub(a, b)))) <= 1e-12 * Number(value(add(norm(b), 1)));

t.test("a function of many inputs is the function of each", (t) => {
  const f = (x: Value): Value => sum(mul(sin(x), exp(x)));
  t.ok(close(vmap(f)(points), stack(rows.map(f))));
  t.same(plain(vmap((x: Value) => mul(x, 2))([1, 2, 3])), [2, 4, 6]);
  t.same(plain(vmap((x: Value, y: Value) => add(x, y))([1, 2], [[10], [20]])), [[11], [22]]);
  t.end();
});

t.test("f runs once, whatever the number of inputs", (t) => {
  let runs = 0;
  const f = (x: Value): Value => {
    runs += 1;
    return where(greater.mask(x, 0), sqrt(x), elu(x));
  };
  t.same(plain(vmap(f)([-0, 4, 9])), [0, 2, 3]);
  t.equal(runs, 1);
  t.end();
});

t.test("the axes of the inputs and of the results are the caller's choice", (t) => {
  const f = (a: Value, b: { u: Value; v: Value }): Value[] => [mul(a, b.u), b.v];
  const inAxes = [null, { u: 1, v: null }];
  const [y, v] = vmap(f, { inAxes, outAxes: [-1, null] })(3, { u: [[1, 2, 3]], v: 7 });
  t.same([plain(y ?? 0), v], [[[3, 6, 9]], 7]);
  t.same(
    plain(
      vmap((x: Value) => x, { outAxes: 1 })([
        [1, 2],
        [3, 4],
      ]),
    ),
    [
      [1, 3],
      [2, 4],
    ],
  );
  t.same(plain(vmap(() => 5, { axisSize: 2 })()), [5, 5], "what is the same for all is repeated");
  t.same(plain(vmap((_x: unknown, y: Value) => y, { inAxes: [null, 0] })("anything", [1, 2])), [1, 2]);
  t.end();
});

t.test("no inputs are an input like any other", (t) => {
  const y = vmap((x: Value) => (less(sum(x), 0) === true ? x : matmul(eye(3), x)))(zeros([0, 3]));
  t.same(shapeOf(y), [0, 3]);
  t.end();
});

t.test("of no inputs, what has rules of its own gives as many results, of the shapes that they have", (t) => {
  const double = custom((x: Value) => ({ twice: mul(2, x), all: [x, x] }), {
    jvp: ([dx]) => ({ twice: mul(2, dx), all: [dx, dx] }),
  });
  const none = zeros([0, 2]);
  const { twice, all } = vmap(double)(none);
  t.same([twice, ...all].map(shapeOf), [none.shape, none.shape, none.shape]);
  const functions = {
    checkpoint: checkpoint((x: Value) => sum(mul(x, x))),
    custom: (x: Value) => sum(double(x).twice),
    root: (a: Value) => sum(root((x: Value, c: Value) => sub(mul(x, x), c), array([1, 1]), [a])),
    scan: (x: Value) =>
      sum(scan((c: Value, _: undefined) => [mul(2, c), c], x, undefined, { length: 2, checkpoints: 1 })[1]),
    odeint: (x: Value) => sum(odeint((y: Value) => neg(y), x, [0, 1])),
  };
  for (const [name, f] of Object.entries(functions)) {
    t.same(shapeOf(vmap(f)(none)), [0], name);
    for (const mode of ["forward", "reverse"] as const) {
      t.same(shapeOf(vmap(grad(f, { mode }))(none)), [0, 2], `${name}, ${mode} within`);
      t.same(shapeOf(grad((x: Value) => sum(vmap(f)(x)), { mode })(none)), [0, 2], `${name}, ${mode} around`);
    }
  }
  t.end();
});

t.test("float32 stays float32", (t) => {
  t.equal(dtypeOf(vmap((x: Value) => sum(sin(x)))(ones([2, 3], { dtype: "float32" }))), "float32");
  t.end();
});

t.test("where inputs go different ways, each group runs for itself", (t) => {
  let runs = 0;
  // The chapter's control flow: the gradient is f(a) / a.
  const f = (a: Value): Value => {
    runs += 1;
    let b = mul(2, a);
    while (less(norm(b), 1000) === true) b = mul(2, b);
    return greater(sum(b), 0) === true ? b : mul(100, b);
  };
  const at = [1.5, -1.5, 600, 0.1, -0.3, 1.6];
  const y = vmap(f)(at);
  t.same(
    plain(y),
    at.map((a) => f(a)),
  );
  t.ok(close(vmap(grad(f))(at), div(y, at)));
  t.ok(close(grad((x: Value) => sum(vmap(f)(x)))(array(at)), div(y, at)));
  t.ok(close(grad((x: Value) => sum(vmap(f)(x)), { mode: "forward" })(array(at)), div(y, at)));
  runs = 0;
  vmap(f)([1.5, 1.6, 1.7, 1.8]);
  t.equal(runs, 1, "and one alone where all go the same");
  t.end();
});

t.test("a plain value is that of each input", (t) => {
  t.same(plain(vmap((x: Value) => mul(x, value(x)))([1, 2, 2, -0])), [1, 4, 4, 0]);
  t.same(
    plain(
      vmap((x: Value) => mul(x, value(sum(x))))([
        [1, 2],
        [3, 4],
      ]),
    ),
    [
      [3, 6],
      [21, 28],
    ],
  );
  const signs = vmap((x: Value) => (Object.is(value(x), -0) ? 1 : 2))([0, -0, NaN]);
  t.same(plain(signs), [2, 1, 2], "−0 is not 0");
  t.end();
});

t.test("derivatives of it, and it of derivatives, in both modes", (t) => {
  const f = (x: Value): Value => sum(mul(sin(x), mul(x, dot(x, x))));
  for (const mode of ["forward", "reverse", "auto", "both"] as const) {
    const each = stack(rows.map((x) => grad(f, { mode })(x)));
    t.ok(close(vmap(grad(f, { mode }))(points), each), `vmap(grad), ${mode}`);
    t.ok(close(grad((x: Value) => sum(vmap(f)(x)), { mode })(points), each), `grad(vmap), ${mode}`);
    const hessians = stack(rows.map((x) => hessian(f, { mode })(x)));
    t.ok(close(vmap(hessian(f, { mode }))(points), hessians), `vmap(hessian), ${mode}`);
    t.ok(close(vmap(jacobian(sin, { mode }))(points), stack(rows.map((x) => jacobian(sin, { mode })(x)))));
  }
  const dx = mul(points, 0.5);
  const { tangent } = jvp(vmap(f), [points], [dx]);
  const each = rows.map((x, i) => jvp(f, [x], [slice(dx, i)]).tangent);
  t.ok(close(tangent, stack(each)));
  t.ok(close(vmap((x: Value, v: Value) => jvp(f, [x], [v]).tangent)(points, dx), stack(each)));
  const pulled = vmap((x: Value, w: Value) => vjp(f, x).pullback(w)[0])(points, arange(5));
  t.ok(close(pulled, stack(rows.map((x, i) => vjp(f, x).pullback(i)[0]))));
  t.end();
});

t.test("weights that all inputs have in common", (t) => {
  const w = random.normal(random.key(2), [3, 2]);
  const f = (w: Value, x: Value): Value => sum(mul(sin(matmul(x, w)), 2));
  const each = stack(rows.map((x) => grad(f)(w, x)));
  t.ok(close(vmap(grad(f), { inAxes: [null, 0] })(w, points), each), "a gradient for each input");
  const mean = (w: Value): Value => sum(vmap(f, { inAxes: [null, 0] })(w, points));
  t.ok(close(grad(mean)(w), sum(each, { axis: 0 })), "and their sum");
  t.end();
});

t.test("it within itself: all pairs", (t) => {
  const distances = (a: Value, b: Value): Value =>
    vmap((x: Value) => vmap((y: Value) => norm(sub(x, y)))(b))(a);
  const all = rows.map((x) => stack(rows.map((y) => norm(sub(x, y)))));
  t.ok(close(distances(points, points), stack(all)));
  const upper = vmap((x: Value) => vmap((y: Value) => (less(x, y) === true ? 1 : 0))([1, 2, 3]))([1, 2, 3]);
  t.same(
    plain(upper),
    [
      [0, 1, 1],
      [0, 0, 1],
      [0, 0, 0],
    ],
    "each level divides its own inputs",
  );
  const gradient = grad((a: Value) => sum(distances(a, ones([2, 3]))))(points);
  const expected = rows.map((x) => grad((x: Value) => mul(2, norm(sub(x, ones(3)))))(x));
  t.ok(close(gradient, stack(expected)));
  t.end();
});

t.test("loops, solvers and the tape run in a batch", (t) => {
  const power = (x: Value): Value => foriLoop(0, 3, (_i, y: Value) => mul(y, x), 1);
  t.same(plain(vmap(power)([1, 2, 3])), [1, 8, 27]);
  const total = (x: Value): Value => scan((s: Value, v: Value) => [add(s, v), s], 0, x)[0];
  t.same(
    plain(
      vmap(total)([
        [1, 2],
        [3, 4],
      ]),
    ),
    [3, 7],
  );
  const halved = (x: Value): Value =>
    whileLoop(
      (y: Value) => greater(y, 1),
      (y: Value) => div(y, 2),
      x,
    );
  t.same(plain(vmap(halved)([8, 3, 0.5])), [1, 0.75, 0.5]);
  t.same(plain(vmap(grad(halved))([8, 3, 0.5])), [1 / 8, 1 / 4, 1]);
  const rootOf = (a: Value): Value => root((x: Value, a: Value) => sub(mul(x, x), a), 1, [a]);
  t.ok(close(vmap(rootOf)([4, 9]), array([2, 3])));
  t.ok(close(vmap(grad(rootOf))([4, 9]), array([1 / 4, 1 / 6])));
  const taped = (x: Value): Value => {
    const tape = new GradientTape();
    const v = tape.watch(x);
    return tape.gradient(mul(v, v), v);
  };
  t.same(plain(vmap(taped)([1, 2])), [2, 4]);
  t.end();
});

t.test(
  "solutions of differential equations run in a batch, and a list of watched numbers is a vector",
  (t) => {
    const decay = (k: Value): Value =>
      take(
        odeint((y: Value, _t: Value, k: Value) => neg(mul(k, y)), 1, [0, 1], [k]),
        1,
      );
    const rates = [1, 2, 3];
    t.ok(close(vmap(decay)(rates), array(rates.map((k) => Number(decay(k))))));
    t.ok(close(vmap(grad(decay))(rates), array(rates.map((k) => grad(decay)(k)))));
    for (const mode of ["forward", "reverse"] as const)
      t.ok(
        close(
          array(grad((ks: Value[]) => sum(vmap(decay)(ks)), { mode })(rates)),
          array(rates.map((k) => grad(decay)(k))),
        ),
        mode,
      );
    t.end();
  },
);

t.test("an op that has no rule for batches is called for each input", (t) => {
  t.ok(
    close(
      vmap((a: Value, b: Value) => solve(a, b), { inAxes: [null, 0] })(mul(2, eye(3)), points),
      mul(0.5, points),
    ),
  );
  t.same(
    plain(
      vmap((x: Value) => take(x, [1, 0]))([
        [1, 2],
        [3, 4],
      ]),
    ),
    [
      [2, 1],
      [4, 3],
    ],
  );
  t.end();
});

t.test("indices may differ from input to input", (t) => {
  const x = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  t.same(plain(vmap((x: Value, i: Value) => take(x, i))(x, [0, 2])), [1, 6]);
  t.same(plain(vmap((x: Value) => take(x, argmax(x)))(x)), [3, 6]);
  t.same(plain(vmap(grad((x: Value) => take(x, argmax(x))))(x)), [
    [0, 0, 1],
    [0, 0, 1],
  ]);
  const many = [
    [5, 1, 2],
    [4, 6, 5],
  ];
  t.same(plain(vmap((x: Value, q: Value) => quantile(x, q))(many, [0.5, 0.25])), [2, 4.5]);
  t.same(plain(vmap(grad((x: Value) => median(x)))(many)), [
    [0, 0, 1],
    [0, 0, 1],
  ]);
  t.throws(() => grad((i: Value) => take(array([1, 2]), i))(1), { message: /not differentiated/ });
  t.throws(() => vmap(grad((i: Value) => take(array([1, 2]), i)))([1, 0]), { message: /not differentiated/ });
  t.end();
});

t.test("what cannot be done is refused, and it says why", (t) => {
  const id = (x: Value): Value => x;
  t.throws(() => vmap(id)(3), { name: "TypeError", message: /vmap: an argument must be an array.*not 3/ });
  t.throws(() => vmap(add)([1, 2], [1, 2, 3]), { name: "RangeError", message: /of one length.*2 and 3/ });
  t.throws(() => vmap(id, { inAxes: 1 })([1, 2]), { name: "RangeError", message: /axis 1 is out of range/ });
  t.throws(() => vmap(id, { inAxes: [0, 0] })([1, 2]), {
    name: "TypeError",
    message: /inAxes.*structure of the arguments/,
  });
  t.throws(() => vmap(id, { inAxes: null })([1]), { name: "TypeError", message: /axisSize.*given/ });
  t.throws(() => vmap(id, { outAxes: null })([1]), { name: "TypeError", message: /outAxes/ });
  t.throws(() => vmap(id, { axisSize: 1.5 })([1]), { name: "RangeError" });
  t.throws(() => vmap(id)("text"), { name: "TypeError", message: /null for its axis/ });
  t.throws(() => vmap(1 as never), { name: "TypeError", message: /a function/ });
  t.throws(() => vmap(id, { axes: 0 } as never), { name: "TypeError", message: /axes/ });
  t.throws(() => vmap((_x: Value) => undefined as never)([1]), { name: "TypeError" });
  t.throws(() => vmap((x: Value) => (less(x, 0) === true ? [x, x] : x))([1, -1]), {
    name: "TypeError",
    message: /the output of f for other inputs/,
  });
  t.throws(() => vmap((x: Value) => (less(x, 0) === true ? [x] : x))([1, -1]), { name: "TypeError" });
  t.throws(() => vmap((x: Value) => (less(x, 0) === true ? ones(2) : x))([1, -1]), {
    name: "RangeError",
    message: /the output of f for other inputs must have shape/,
  });
  t.throws(() => vmap((x: Value) => reshape(x, [4]))(ones([2, 3])), { message: /3 elements do not fit/ });
  let escaped: Value = 0;
  vmap((x: Value) => (escaped = sin(x)))([1, 2]);
  t.throws(() => sin(escaped), EscapedBoxError);
  t.match((escaped as unknown as Box).toString(), /batch of 2: .*0\.84/);
  t.end();
});

t.test("an error is that of the input that makes it", (t) => {
  const f = (x: Value): Value => {
    if (less(x, 0) === true) throw new RangeError(`negative: ${String(value(x))}`);
    return x;
  };
  t.throws(() => vmap(f)([1, -2, 3]), { name: "RangeError", message: "negative: -2" });
  t.end();
});

t.test("a gradient of a large batch gives each input its own, as NumPy's broadcasting would", (t) => {
  const x = random.uniform(random.key(3), [1000]);
  const slope = vmap(grad((x: Value) => mul(sin(x), x)))(x) as NDArray;
  t.ok(close(slope, stack(Array.from(x.data, (v) => Math.cos(v) * v + Math.sin(v)))));
  const both = valueAndGrad((x: Value) => sum(vmap((v: Value) => mul(sin(v), v))(x)))(x);
  t.ok(close(both.gradient, slope));
  t.end();
});
