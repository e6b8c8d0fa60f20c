// The transforms: what they give, in which structure and kind, in every mode, nested, and at the edges.
import t from "tap";
import fc from "fast-check";
import { checkGrads } from "../check/index.js";
import { bind, type Inputs, type Op } from "../core/op.js";
import {
  abs,
  add,
  arange,
  array,
  asinh,
  atan,
  cos,
  DisagreementError,
  div,
  dot,
  EscapedBoxError,
  exp,
  grad,
  greater,
  hessian,
  hvp,
  jacobian,
  jvp,
  less,
  linearize,
  log,
  matmul,
  mul,
  NDArray,
  neg,
  norm,
  ones,
  outer,
  pow,
  reshape,
  shapeOf,
  sigmoid,
  sin,
  slice,
  softplus,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  tanh,
  transpose,
  value,
  valueAndGrad,
  vjp,
  where,
  zeros,
  type Mode,
  type Value,
} from "../index.js";

const modes = ["forward", "reverse", "auto", "both"] as const satisfies readonly Mode[];
const engines = ["forward", "reverse"] as const;

/** Trees of values as trees of plain numbers. */
function plain(x: unknown): unknown {
  if (typeof x === "number" || x instanceof NDArray) return typeof x === "number" ? x : x.toArray();
  if (Array.isArray(x)) return x.map(plain);
  if (typeof x !== "object" || x === null || ArrayBuffer.isView(x)) return x;
  return Object.fromEntries(Object.entries(x).map(([key, item]) => [key, plain(item)]));
}

const quadratic = (x: Value): Value => mul(2, dot(x, x));

t.test("the gradient of 2xᵀx is 4x, exactly, in every mode", (t) => {
  for (const mode of modes) {
    t.same(plain(grad(quadratic, { mode })(arange(4))), [0, 4, 8, 12], mode);
    t.same(plain(valueAndGrad(quadratic, { mode })(arange(4))), { value: 28, gradient: [0, 4, 8, 12] }, mode);
    t.same(plain(jacobian(quadratic, { mode })(arange(2))), [0, 4], mode);
    t.same(
      plain(hessian(quadratic, { mode })(arange(2))),
      [
        [4, 0],
        [0, 4],
      ],
      mode,
    );
    t.same(plain(hvp(quadratic, { mode })(arange(3), [1, 2, 3])), [4, 8, 12], mode);
    t.same(plain(jvp(quadratic, [arange(4)], [ones(4)], { mode })), { value: 28, tangent: 24 }, mode);
  }
  t.same(plain(vjp(quadratic, arange(4)).pullback(1)), [[0, 4, 8, 12]]);
  t.same(plain(linearize(quadratic, arange(4)).pushforward(ones(4))), 24);
  t.end();
});

t.test("a gradient has the structure of the argument, leaf for leaf of the same kind", (t) => {
  const point = {
    number: 2,
    float64: Float64Array.of(1, 2),
    float32: Float32Array.of(3),
    array: reshape(arange(4), [2, 2]) as NDArray,
    single: array([1, 2], { dtype: "float32" }),
    scalar: new NDArray(Float64Array.of(5), []),
    list: [1, [2, { deep: 3 }]] as const,
    absent: undefined,
    empty: {},
    none: [],
  };
  const f = (p: { [K in keyof typeof point]: unknown }): Value => {
    const { number, float64, float32, array: a, single, scalar, list } = p as Record<string, Value>;
    const [first, [second, { deep }]] = list as unknown as [Value, [Value, { deep: Value }]];
    const arrays = add(add(sum(float64 ?? 0), sum(float32 ?? 0)), add(sum(a ?? 0), sum(single ?? 0)));
    return mul(add(mul(number ?? 0, scalar ?? 0), add(arrays, mul(first, mul(second, deep)))), 1);
  };
  for (const mode of modes) {
    const g = grad(f, { mode })(point) as typeof point;
    t.same(
      plain(g),
      {
        number: 5,
        float64: Float64Array.of(1, 1),
        float32: Float32Array.of(1),
        array: [
          [1, 1],
          [1, 1],
        ],
        single: [1, 1],
        scalar: 2,
        list: [6, [3, { deep: 2 }]],
        absent: undefined,
        empty: {},
        none: [],
      },
      mode,
    );
    t.ok(g.float64 instanceof Float64Array && g.float32 instanceof Float32Array, mode);
    t.ok(g.scalar instanceof NDArray, mode);
    t.same([g.array.dtype, g.single.dtype, g.scalar.shape], ["float64", "float32", []], mode);
    t.strictSame(Object.keys(g), Object.keys(point), mode);
  }
  t.end();
});

t.test("a function sees its arguments in their structure, and those not asked for as they came", (t) => {
  const other = { name: "untouched", at: new Date(0) };
  const seen: unknown[] = [];
  const f = (p: { w: Value; list: readonly Value[] }, o: typeof other): Value => {
    seen.push(Object.keys(p).join(), Array.isArray(p.list), o === other);
    return mul(p.w, p.list[1] ?? 0);
  };
  t.same(grad(f)({ w: 2, list: [3, 4] }, other), { w: 4, list: [0, 2] });
  t.same(seen.slice(0, 3), ["w,list", true, true]);
  t.end();
});

t.test("argnums chooses the arguments, one or several, in any order", (t) => {
  const f = (a: Value, b: Value, c: Value): Value => mul(a, add(mul(b, b), c));
  for (const mode of modes) {
    t.same(grad(f, { mode })(2, 3, 4), 13);
    t.same(grad(f, { mode, argnums: 1 })(2, 3, 4), 12);
    t.same(grad(f, { mode, argnums: [2, 0] })(2, 3, 4), [2, 13]);
    t.same(grad(f, { mode, argnums: [] })(2, 3, 4), []);
    t.same(valueAndGrad(f, { mode, argnums: [0] })(2, 3, 4), { value: 26, gradient: [13] });
    t.same(plain(jacobian(f, { mode, argnums: [0, 1] })(2, 3, 4)), [13, 12]);
    t.same(plain(hessian(f, { mode, argnums: [0, 1] })(2, 3, 4)), [
      [0, 6],
      [6, 4],
    ]);
  }
  t.end();
});

t.test("with hasAux a side result comes along, as it is outside the derivative", (t) => {
  const f = (x: Value) => [mul(x, x), { twice: mul(2, x), note: "seen", list: [x, 1, null] }] as const;
  const aux = { twice: 6, note: "seen", list: [3, 1, null] };
  for (const mode of modes) {
    t.strictSame(grad(f, { mode, hasAux: true })(3), [6, aux], mode);
    t.strictSame(valueAndGrad(f, { mode, hasAux: true })(3), { value: 9, gradient: 6, aux }, mode);
    const outer = grad(
      (x: Value) => {
        const inner = (y: Value) => [mul(mul(y, y), x), { twice: mul(y, x) }] as const;
        const [slope, { twice }] = grad(inner, { mode, hasAux: true })(x);
        return mul(slope, twice);
      },
      { mode },
    );
    t.equal(outer(2), 64, `D(2 y x · y x) where y is the number x, ${mode}`);
  }
  t.end();
});

t.test("a cotangent weighs an output that is not a scalar, with zeros that are strong", (t) => {
  for (const mode of modes) {
    t.same(plain(grad((x: Value) => mul(x, x), { mode, cotangent: [1, 0, 2] })(arange(3))), [0, 0, 8], mode);
    t.same(plain(grad((x: Value) => sqrt(x), { mode, cotangent: [0, 1] })(array([0, 4]))), [0, 0.25], mode);
    t.same(grad((x: Value) => mul(x, x), { mode, cotangent: 3 })(2), 12, mode);
    t.same(grad((x: Value) => log(x), { mode, cotangent: 0 })(0), 0, mode);
    const wrong = grad((x: Value) => mul(x, x), { mode, cotangent: [1, 2] });
    t.throws(() => wrong(arange(3)), { message: /grad: cotangent must have shape \[3\].*not \[2\]/ });
  }
  t.end();
});

t.test("the gradient of what is not a scalar is refused, and the ways out are named", (t) => {
  for (const mode of modes) {
    const waysOut = "sum it, pass { cotangent }, or use jacobian.";
    const message = `grad: f must return a scalar, not shape [3]; ${waysOut}`;
    t.throws(() => grad((x: Value) => mul(x, x), { mode })(arange(3)), { name: "TypeError", message });
    t.throws(() => grad((x: Value) => [x, x] as never, { mode })(2), {
      message: /must return a scalar, not an array of length 2/,
    });
    const named: Record<string, () => unknown> = {
      valueAndGrad: () => valueAndGrad((x: Value) => x, { mode })(arange(3)),
      hessian: () => hessian((x: Value) => x, { mode })(arange(3)),
      hvp: () => hvp((x: Value) => x, { mode })(arange(3), ones(3)),
    };
    for (const [name, call] of Object.entries(named)) {
      t.throws(call, { message: new RegExp(`^${name}: f must return a scalar`) });
    }
  }
  t.end();
});

t.test("a value that is NaN is a value", (t) => {
  for (const mode of modes) {
    t.same(valueAndGrad(log, { mode })(-1), { value: NaN, gradient: -1 }, mode);
    t.same(plain(grad((x: Value) => sum(mul(x, NaN)), { mode })(arange(2))), [NaN, NaN], mode);
    t.same(grad((x: Value) => mul(x, x), { mode })(NaN), NaN, mode);
  }
  t.end();
});

t.test("a Jacobian has the shape out ⊕ in, for any shapes", (t) => {
  const [number, vector, matrix] = [3, arange(2), reshape(arange(6), [2, 3]) as NDArray];
  const cases: [f: (x: Value) => Value, x: Value, shape: number[]][] = [
    [square, number, []],
    [quadratic, vector, [2]],
    [sum, matrix, [2, 3]],
    [(x) => mul(x, vector), number, [2]],
    [(x) => mul(x, matrix), number, [2, 3]],
    [square, vector, [2, 2]],
    [(x) => matmul(x, arange(3)), matrix, [2, 2, 3]],
    [(x) => outer(x, arange(3)), vector, [2, 3, 2]],
    [(x) => transpose(x), matrix, [3, 2, 2, 3]],
    [(x) => slice(x, [0, 0]), vector, [0, 2]],
    [(x) => mul(x, sum(x)), zeros(0), [0, 0]],
    [(x) => sum(x), zeros([2, 0]), [2, 0]],
    [(x) => add(sum(x), ones(3)), zeros(0), [3, 0]],
  ];
  for (const [f, x, shape] of cases) {
    const expected = plain(jacobian(f, { mode: "reverse" })(x));
    for (const mode of modes) {
      const J = jacobian(f, { mode })(x);
      t.same(shapeOf(J), shape, `${String(shape)}, ${mode}`);
      t.same(plain(J), expected, `${String(shape)}, ${mode}`);
    }
  }
  t.same(plain(jacobian((x: Value) => transpose(x))(matrix)), [
    [
      [
        [1, 0, 0],
        [0, 0, 0],
      ],
      [
        [0, 0, 0],
        [1, 0, 0],
      ],
    ],
    [
      [
        [0, 1, 0],
        [0, 0, 0],
      ],
      [
        [0, 0, 0],
        [0, 1, 0],
      ],
    ],
    [
      [
        [0, 0, 1],
        [0, 0, 0],
      ],
      [
        [0, 0, 0],
        [0, 0, 1],
      ],
    ],
  ]);
  t.end();
});

t.test("the Jacobian of a tree has the structure of the argument within that of the output", (t) => {
  const f = (p: { a: Value; v: Value }) => ({ y: [mul(p.a, p.v), sum(p.v)], z: { square: square(p.a) } });
  for (const mode of modes) {
    const J = jacobian(f, { mode })({ a: 3, v: array([1, 2]) });
    t.same(
      plain(J),
      {
        y: [
          {
            a: [1, 2],
            v: [
              [3, 0],
              [0, 3],
            ],
          },
          { a: 0, v: [1, 1] },
        ],
        z: { square: { a: 6, v: [0, 0] } },
      },
      mode,
    );
  }
  const lists = (x: readonly Value[]) => [mul(x[0] ?? 0, x[1] ?? 0), x[1] ?? 0];
  for (const mode of modes)
    t.same(
      plain(jacobian(lists, { mode })([2, 3])),
      [
        [3, 2],
        [0, 1],
      ],
      mode,
    );
  t.end();
});

t.test("the Hessian of a tree is a tree of trees, and symmetric", (t) => {
  const f = (p: { a: Value; v: Value }): Value => mul(square(p.a), sum(mul(p.v, p.v)));
  const at = { a: 3, v: array([1, 2]) };
  const expected = {
    a: { a: 10, v: [12, 24] },
    v: {
      a: [12, 24],
      v: [
        [18, 0],
        [0, 18],
      ],
    },
  };
  for (const mode of modes) {
    t.same(plain(hessian(f, { mode })(at)), expected, mode);
    t.same(plain(hvp(f, { mode })(at, { a: 1, v: [10, 100] })), { a: 2530, v: [192, 1824] }, mode);
  }
  t.end();
});

t.test("hvp is the Hessian times a vector, and passes further arguments on", (t) => {
  const f = (x: Value, scale: Value): Value => mul(scale, sum(exp(mul(x, sin(x)))));
  const [x, v] = [array([0.5, -1, 2]), array([1, 2, -3])];
  const expected = matmul(hessian((y: Value) => f(y, 3))(x), v) as NDArray;
  for (const mode of modes) {
    const product = hvp(f, { mode })(x, v, 3);
    t.ok(
      product.data.every((e, i) => Math.abs(e / (expected.data[i] ?? 0) - 1) < 1e-13),
      mode,
    );
  }
  t.end();
});

t.test("the maps of vjp and linearize may be used again, and do not run the function again", (t) => {
  let runs = 0;
  const f = (a: Value, p: { v: Value }) => {
    runs += 1;
    return { y: mul(a, p.v), z: square(a) };
  };
  const { value: y, pullback } = vjp(f, 3, { v: array([1, 2]) });
  const { value: same, pushforward } = linearize(f, 3, { v: array([1, 2]) });
  t.same(
    [plain(y), plain(same)],
    [
      { y: [3, 6], z: 9 },
      { y: [3, 6], z: 9 },
    ],
  );
  for (let i = 0; i < 2; i++) {
    t.same(plain(pullback({ y: [1, 0], z: 0 })), [1, { v: [3, 0] }]);
    t.same(plain(pullback({ y: [0, 1], z: 2 })), [14, { v: [0, 3] }]);
    t.same(plain(pushforward(1, { v: [0, 0] })), { y: [1, 2], z: 6 });
    t.same(plain(pushforward(0, { v: [1, 10] })), { y: [3, 30], z: 0 });
  }
  t.equal(runs, 2);
  t.end();
});

t.test("a pullback and a pushforward are linear, and transposes of each other", (t) => {
  const f = (x: Value): Value => mul(sin(x), sum(mul(x, x)));
  const digit = fc.integer({ min: -8, max: 8 });
  const vectors = fc.tuple(digit, digit, digit).map((v) => array(v));
  const { pullback } = vjp(f, array([0.5, -0.25, 1]));
  const { pushforward } = linearize(f, array([0.5, -0.25, 1]));
  const length = (a: Value): number => Number(value(norm(a)));
  const close = (a: Value, b: Value): boolean => length(sub(a, b)) <= 1e-12 * (1 + length(a));
  fc.assert(
    fc.property(vectors, vectors, fc.integer({ min: -5, max: 5 }), (u, v, a) => {
      const both = add(mul(a, u), v);
      const pulled = close(pullback(both)[0], add(mul(a, pullback(u)[0]), pullback(v)[0]));
      const pushed = close(pushforward(both), add(mul(a, pushforward(u)), pushforward(v)));
      return pulled && pushed && close(dot(u, pushforward(v)), dot(pullback(u)[0], v));
    }),
  );
  t.same(plain(pullback([0, 0, 0])), [[0, 0, 0]]);
  t.same(plain(pushforward([0, 0, 0])), [0, 0, 0]);
  t.end();
});

t.test("a map is differentiable in what it is given, and in the point it belongs to", (t) => {
  for (const mode of engines) {
    const bySeed = grad((s: Value) => sum(vjp((x: Value) => mul(x, x), 3).pullback(s)[0]), { mode });
    t.equal(bySeed(1), 6);
    t.equal(grad((s: Value) => linearize((x: Value) => mul(x, x), 3).pushforward(s), { mode })(1), 6);
    const cube = (y: Value): Value => mul(y, mul(y, y));
    t.equal(grad((x: Value) => vjp(cube, x).pullback(1)[0], { mode })(2), 12);
    t.equal(grad((x: Value) => linearize(cube, x).pushforward(1), { mode })(2), 12);
    t.equal(grad((x: Value) => jvp(cube, [x], [1], { mode }).tangent, { mode })(2), 12);
  }
  t.end();
});

t.test("derivatives nest to any depth, in any mix of the modes", (t) => {
  const nested = (f: (x: Value) => Value, mix: readonly Mode[]): ((x: Value) => Value) =>
    mix.reduce<(x: Value) => Value>((g, mode) => grad(g, { mode }), f);
  const exponential = (x: Value): Value => exp(mul(2, x));
  const power = (x: Value): Value => mul(mul(mul(x, x), mul(x, x)), mul(x, x));
  const falling = [1, 6, 30, 120, 360, 720];
  for (let bits = 0; bits < 32; bits++) {
    const mix = Array.from({ length: 5 }, (_, k) => engines[(bits >> k) & 1] ?? "auto");
    const fifth = Number(nested(exponential, mix)(0.5));
    t.ok(Math.abs(fifth / (32 * Math.E) - 1) < 1e-14, `D⁵ e^2x: ${mix.join(", ")}`);
    t.equal(nested(power, mix)(2), 720 * 2, `D⁵ x⁶: ${mix.join(", ")}`);
  }
  for (const [n, factor] of falling.entries()) {
    for (const mode of modes) {
      const all = Array.from({ length: n }, () => mode);
      t.equal(nested(power, all)(2), factor * 2 ** (6 - n), `D^${String(n)} x⁶, ${mode}`);
    }
  }
  t.end();
});

t.test("an array is differentiated three times over, in any mix of the modes", (t) => {
  const f = (x: Value): Value => sum(mul(mul(x, x), mul(x, x)));
  const gradSum =
    (g: (x: Value) => Value, mode: Mode) =>
    (x: Value): Value =>
      sum(grad(g, { mode })(x));
  for (const a of engines) {
    for (const b of engines) {
      for (const c of engines) {
        const third = grad(gradSum(gradSum(f, a), b), { mode: c })(array([1, 2]));
        t.same(plain(third), [24, 48], `${a}, ${b}, ${c}`);
        t.same(
          plain(jacobian(hessian(f, { mode: a }), { mode: b })(array([1, 2]))),
          [
            [
              [24, 0],
              [0, 0],
            ],
            [
              [0, 0],
              [0, 48],
            ],
          ],
          `${a}, ${b}`,
        );
      }
    }
  }
  t.end();
});

t.test("perturbations are not confused", (t) => {
  for (const outer of engines) {
    for (const inner of engines) {
      const D = (f: (y: Value) => Value): ((y: Value) => Value) => grad(f, { mode: inner });
      const E = (f: (y: Value) => Value): ((y: Value) => Value) => grad(f, { mode: outer });
      const title = `${inner} in ${outer}`;
      t.equal(E((x) => mul(x, D((y) => add(x, y))(1)))(1), 1, `x · D(y ↦ x + y), ${title}`);
      t.equal(E((x) => mul(x, D((y) => mul(x, y))(1)))(4), 8, `x · D(y ↦ x y), ${title}`);
      t.equal(E((x) => mul(x, D((y) => mul(x, y))(x)))(4), 8, `… at x, ${title}`);
      t.equal(E((x) => D((y) => mul(mul(x, y), y))(x))(3), 12, `D(y ↦ x y²) at x, ${title}`);
      t.equal(E((x) => mul(D((y) => mul(x, y))(2), D((y) => mul(y, mul(x, x)))(2)))(2), 12, `two, ${title}`);
      t.equal(E((x) => D((y) => D((z) => mul(mul(x, y), z))(1))(1))(5), 1, `three deep, ${title}`);
      t.equal(E((x) => mul(x, stopGradient(x)))(3), 3, `x · stop(x), ${title}`);
      t.equal(E(D((x) => mul(x, stopGradient(x))))(3), 0, `its second derivative, ${title}`);
      t.equal(E((x) => D((y) => mul(stopGradient(y), x))(x))(3), 0, title);
    }
  }
  t.end();
});

t.test("an exception in an inner derivative leaves the outer one as it was", (t) => {
  let escaped: Value = 0;
  const failing = (x: Value): Value => {
    escaped = mul(x, x);
    throw new RangeError("on purpose");
  };
  for (const outer of engines) {
    for (const inner of engines) {
      const slope = grad(
        (x: Value) => {
          t.throws(() => grad(failing, { mode: inner })(x), { message: "on purpose" });
          t.throws(() => jacobian(failing, { mode: inner })(x), { message: "on purpose" });
          t.throws(() => sin(escaped), EscapedBoxError);
          return mul(x, grad((y: Value) => mul(x, y), { mode: inner })(1));
        },
        { mode: outer },
      );
      t.equal(slope(4), 8, `${inner} in ${outer}`);
      t.throws(() => grad(failing, { mode: outer })(1), { message: "on purpose" });
      t.equal(slope(4), 8, "and again");
    }
  }
  t.end();
});

t.test("a value that leaves its derivative by the back door throws when it is used", (t) => {
  for (const mode of modes) {
    let escaped: Value = 0;
    grad((x: Value) => (escaped = mul(x, x)), { mode })(2);
    t.throws(() => mul(escaped, 2), EscapedBoxError, mode);
    t.throws(() => less(escaped, 2), EscapedBoxError, mode);
    jacobian((x: Value) => (escaped = mul(x, x)), { mode })(arange(7));
    t.throws(() => sum(escaped), {
      name: "EscapedBoxError",
      message: /^sum: an input belongs to a derivative.*has ended/,
    });
    t.throws(() => greater(escaped, 2), EscapedBoxError, mode);
    t.same(plain(value(escaped)), [0, 1, 4, 9, 16, 25, 36]);
  }
  t.end();
});

t.test("control flow is followed as it runs", (t) => {
  const f = (a: Value): Value => {
    let b = mul(a, 2);
    while (less(norm(b), 1000)) b = mul(b, 2);
    return greater(sum(b), 0) ? b : mul(100, b);
  };
  for (const mode of modes) {
    t.same(
      [1.5, -1.5, 600].map((a) => grad(f, { mode })(a)),
      [1024, 102400, 2],
      mode,
    );
    const J = jacobian(f, { mode })(array([1, -5, 2]));
    t.same(
      plain(J),
      [
        [25600, 0, 0],
        [0, 25600, 0],
        [0, 0, 25600],
      ],
      mode,
    );
  }
  t.end();
});

t.test("a constant function, and one that returns its input", (t) => {
  const x = arange(3);
  for (const mode of modes) {
    t.same(plain(grad((_v: Value) => 5, { mode })(x)), [0, 0, 0], mode);
    t.same(
      plain(jacobian((_v: Value) => ones(2), { mode })(x)),
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
      mode,
    );
    t.same(
      plain(hessian((v: Value) => sum(v), { mode })(x)),
      [
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
      mode,
    );
    t.equal(grad((v: Value) => v, { mode })(3), 1, mode);
    t.same(
      plain(jacobian((v: Value) => v, { mode })(x)),
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      mode,
    );
    t.same(plain(jvp((v: Value) => v, [x], [ones(3)], { mode }).tangent), [1, 1, 1], mode);
  }
  t.end();
});

t.test("what is handed out shares its memory with nothing, and later writes change nothing", (t) => {
  const w = Float64Array.of(1, 2);
  for (const mode of modes) {
    const g = grad((x: Value) => dot(x, w), { mode });
    const first = g(Float64Array.of(3, 4));
    first[0] = 99;
    t.same(g(Float64Array.of(3, 4)), w, mode);
    t.same(w, Float64Array.of(1, 2), mode);
    const p = { a: Float64Array.of(1, 2), b: Float64Array.of(3, 4), c: Float64Array.of(0, 0) };
    const v = { a: Float64Array.of(5, 6), b: Float64Array.of(7, 8), c: Float64Array.of(0, 0) };
    const product = hvp((q: typeof p) => dot(add(q.a, q.c), q.b), { mode })(p, v);
    t.same(product, { a: v.b, b: v.a, c: v.b }, mode);
    const vectors = [product, v, p].flatMap((tree) => Object.values(tree));
    t.equal(new Set(vectors.map((x) => x.buffer)).size, 9, mode);
  }
  const x = Float64Array.of(1, 2);
  const { pullback } = vjp((y: Value) => mul(y, y), x);
  const { pushforward } = linearize((y: Value) => mul(y, y), x);
  x[0] = 100;
  t.same(pullback([1, 1]), [Float64Array.of(2, 4)], "a pullback belongs to the point it was made at");
  t.same(plain(pushforward([1, 1])), [2, 4]);
  const bar = Float64Array.of(1, 2);
  const [passed] = vjp((y: Value) => y, Float64Array.of(0, 0)).pullback(bar);
  t.ok(passed.buffer !== bar.buffer);
  t.end();
});

t.test("single precision stays single precision, in every mode", (t) => {
  const x = array([0.5, 0.75], { dtype: "float32" });
  const widened = (y: Value): Value => mul(sin(y), array([0.1, 0.3]));
  for (const mode of modes) {
    t.equal(grad((y: Value) => sum(sin(y)), { mode })(x).dtype, "float32", mode);
    t.equal(grad((y: Value) => sum(widened(y)), { mode })(x).dtype, "float32", mode);
    t.equal((jacobian(widened, { mode })(x) as NDArray).dtype, "float32", mode);
    t.equal((hessian((y: Value) => sum(sin(y)), { mode })(x) as NDArray).dtype, "float32", mode);
    t.equal(hvp((y: Value) => sum(sin(y)), { mode })(x, [1, 1]).dtype, "float32", mode);
    t.ok(grad((y: Value) => sum(sin(y)), { mode })(Float32Array.of(1)) instanceof Float32Array, mode);
  }
  t.end();
});

t.test("in mode both a rule that is wrong in one mode is found, and the worst entry named", (t) => {
  const right = sin.op as unknown as Op<Inputs, undefined>;
  const { scalar: _, ...rules } = right;
  const wrong: Op<Inputs, undefined> = {
    ...rules,
    vjp: (_i, dy, _y, [x = 0]) => mul(dy, where(greater(x, 1), 2, cos(x))),
  };
  const f = (x: Value): Value => sum(bind(wrong, [x], undefined));
  const at = array([0.5, 2, 0.25]);
  const message = /modes? disagree, worst in entry 1 of leaf 0: forward gives -0.41.*, reverse 2;/;
  const calls: Record<string, () => unknown> = {
    grad: () => grad(f, { mode: "both" })(at),
    valueAndGrad: () => valueAndGrad(f, { mode: "both" })(at),
    jacobian: () => jacobian(f, { mode: "both" })(at),
  };
  for (const [name, call] of Object.entries(calls)) {
    t.throws(call, DisagreementError, name);
    t.throws(call, { message }, name);
  }
  t.throws(() => jvp(f, [at], [ones(3)], { mode: "both" }), DisagreementError);
  t.throws(() => hvp(f, { mode: "both" })(at, ones(3)), DisagreementError);
  t.same(plain(grad(f, { mode: "both" })(array([0]))), [1], "and where it is right, nothing is said");
  t.end();
});

t.test("explain says what auto would do, and why, and runs the function once", (t) => {
  let runs = 0;
  const f = (x: Value): Value => {
    runs += 1;
    return sum(mul(x, x));
  };
  const many = grad.explain(f)(arange(10));
  const reason = /10 numbers in: reverse needs 1 sweep.*forward 3 runs/;
  t.match(many, { mode: "reverse", inputs: 10, outputs: 1, reason });
  t.match(grad.explain(f)(3), { mode: "forward", inputs: 1, outputs: 1, reason: /one number in/ });
  const ofTree = grad.explain((p: { a: Value; b: Value }) => mul(p.a, sum(p.b)));
  t.match(ofTree({ a: 1, b: arange(3) }), { inputs: 4, mode: "reverse" });
  t.equal(grad.explain((x: Value) => [x, { note: "aux" }], { hasAux: true })(3).outputs, 1);
  t.equal(runs, 2);
  t.end();
});

t.test("auto takes a tape where it pays, and not elsewhere", (t) => {
  const runs = (transform: (f: (x: Value) => Value) => unknown): number => {
    let count = 0;
    transform((x) => {
      count += 1;
      return x;
    });
    return count;
  };
  t.equal(
    runs((f) => grad((x: Value) => sum(f(x)))(arange(1000))),
    1,
  );
  t.equal(
    runs((f) => jacobian((x: Value) => sum(f(x)))(arange(1000))),
    1,
    "many in, one out: one tape",
  );
  const few = runs((f) => jacobian((x: Value) => outer(f(x), ones(100)))(arange(4)));
  t.equal(few, 1, "few in, many out: one push");
  t.end();
});

t.test("a long loop, a deep tree and very many leaves are differentiated", (t) => {
  const loop = (x: Value): Value => {
    let y = x;
    for (let i = 0; i < 1e5; i++) y = add(mul(y, 0.5), div(x, 2));
    return y;
  };
  for (const mode of engines) t.equal(grad(loop, { mode })(3), 1, mode);
  type Deep = { readonly in: Deep } | { readonly x: Value };
  let deep: Deep = { x: 3 };
  for (let i = 0; i < 500; i++) deep = { in: deep };
  const innermost = (tree: Deep): Value => ("in" in tree ? innermost(tree.in) : tree.x);
  const gradient = grad((tree: Deep) => square(innermost(tree)) as never)(deep as never) as Deep;
  t.equal(innermost(gradient), 6);
  const leaves = Array.from({ length: 1e5 }, (_, i) => i);
  const g = grad((xs: readonly Value[]) => xs.reduce((total, x) => add(total, mul(x, x)), 0))(leaves);
  t.same([g.length, g[0], g[99999]], [1e5, 0, 199998]);
  t.end();
});

/** A smooth op and, for those of two inputs, what it does. */
type Step = readonly [op: number, a: number, b: number];

const smooth: readonly ((a: Value, b: Value) => Value)[] = [
  (a) => sin(a),
  (a) => tanh(a),
  (a) => sigmoid(a),
  (a) => softplus(a),
  (a) => atan(a),
  (a) => asinh(a),
  (a) => exp(tanh(a)),
  (a) => square(sin(a)),
  (a) => sqrt(add(1, square(a))),
  (a) => log(add(2, sin(a))),
  (a) => neg(a),
  (a) => mul(a, sum(tanh(a))),
  add,
  sub,
  (a, b) => mul(sin(a), b),
  (a, b) => div(a, add(2, cos(b))),
  (a, b) => pow(add(1.5, sin(a)), tanh(b)),
  (a, b) => where(greater(b, 100), a, cos(b)),
  (a, b) => add(a, abs(add(9, tanh(b)))),
];

/** The program that takes the given steps, each on two of the values that there are so far. */
function programOf(steps: readonly Step[]): (x: Value, y: Value) => Value {
  return (x, y) => {
    const values = [x, y];
    for (const [op, a, b] of steps) {
      const pick = (k: number): Value => values[values.length - 1 - (k % values.length)] ?? 0;
      values.push((smooth[op % smooth.length] as (a: Value, b: Value) => Value)(pick(a), pick(b)));
    }
    return sum(values[values.length - 1] ?? 0);
  };
}

const natural = fc.nat({ max: 1000 });
const anyProgram = fc.array(fc.tuple(natural, natural, natural), { minLength: 1, maxLength: 7 });
const moderate = fc.integer({ min: -32, max: 32 }).map((n) => n / 16);
const anyVector = fc.array(moderate, { minLength: 2, maxLength: 2 }).map((v) => array(v));

t.test("random programs of numbers and arrays agree in both modes and with finite differences", (t) => {
  const verdicts: string[] = [];
  fc.assert(
    fc.property(anyProgram, moderate, anyVector, (steps, x, y) => {
      const { verdict } = checkGrads(programOf(steps), [x, y]);
      verdicts.push(verdict);
      return verdict !== "fail";
    }),
    { numRuns: 60 },
  );
  const conclusive = verdicts.filter((verdict) => verdict === "pass").length;
  t.ok(conclusive >= 0.9 * verdicts.length, `${String(conclusive)} of ${String(verdicts.length)} pass`);
  t.end();
});

t.test("random programs agree in all nestings of the modes", (t) => {
  fc.assert(
    fc.property(anyProgram, moderate, anyVector, (steps, x, y) => {
      const f = programOf(steps);
      const inner = engines.flatMap((a) =>
        engines.map((b) => {
          const slope = (s: Value): Value => grad((v: Value) => f(s, v), { mode: a, cotangent: 1 })(y);
          return Number(value(grad((s: Value) => sum(slope(s)), { mode: b })(x)));
        }),
      );
      const [first = 0] = inner;
      return inner.every((d) => Math.abs(d - first) <= 1e-11 * (1 + Math.abs(first)));
    }),
    { numRuns: 100 },
  );
  t.end();
});

t.test("the Hessians of random programs are symmetric", (t) => {
  fc.assert(
    fc.property(anyProgram, moderate, anyVector, fc.constantFrom(...modes), (steps, x, y, mode) => {
      const H = hessian((v: Value) => programOf(steps)(mul(x, slice(v, 0)), v), { mode })(y) as NDArray;
      const [, ab = 0, ba = 0] = H.data;
      return Math.abs(ab - ba) <= 1e-11 * (1 + Math.abs(ab));
    }),
    { numRuns: 100 },
  );
  t.end();
});
