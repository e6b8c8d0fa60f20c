// jit as its user sees it: the same results, on every way, and what it tells about itself.
import { execFileSync } from "node:child_process";
import t from "tap";
import {
  type NDArray,
  abs,
  add,
  arange,
  array,
  at,
  checkpoint,
  custom,
  defineOp,
  div,
  dot,
  expm,
  foriLoop,
  gather,
  grad,
  greater,
  hessian,
  hvp,
  isNaN,
  jacobian,
  jit,
  jvp,
  less,
  log,
  matmul,
  max,
  mul,
  neg,
  norm,
  odeint,
  ones,
  pow,
  quantile,
  relu,
  reshape,
  shapeOf,
  root,
  sin,
  sqrt,
  stack,
  sub,
  sum,
  take,
  value,
  valueAndGrad,
  vmap,
  where,
  type Value,
} from "../index.js";
import { ask, type Box } from "../core/op.js";

/** The chapter's program. */
function chapter(a: Value): Value {
  let b: Value = mul(2, a);
  while (less(norm(b), 1000)) b = mul(2, b);
  return greater(sum(b), 0) ? b : mul(100, b);
}

const cube = (x: Value): Value => mul(mul(x, x), x);

t.test("a program that was compiled at one input is right at all others", (t) => {
  for (const backEnd of ["javascript", "webassembly"] as const) {
    const f = jit(grad(chapter), { backEnd });
    const inputs = [1.5, 1.5, -1.5, 0.1, 600, -0.3, 3e-5, 1.5, -1.5, 0.1, 600, -0.3, 3e-5];
    for (const x of inputs) t.equal(f(x), grad(chapter)(x), `${backEnd} at ${String(x)}`);
    t.strictSame([f(1.5), f(-1.5), f(600)], [1024, 102400, 2]);
    const { paths, retraces, eagerCalls } = jit.explain(f);
    t.strictSame({ paths, retraces, eagerCalls }, { paths: 6, retraces: 5, eagerCalls: 0 });
  }
  const ofArrays = jit(jacobian(chapter));
  for (const x of [
    [1, -5, 2],
    [1, -5, 2],
    [3, 4, 5],
    [1, -5, 2],
  ])
    t.strictSame(ofArrays(array(x)), jacobian(chapter)(array(x)));
  t.end();
});

t.test("any transform may be compiled, and what is compiled may be transformed", (t) => {
  const x = array([0.3, -1, 2]);
  const f = (v: Value): Value => sum(mul(sin(v), mul(v, v)));
  const transforms: Readonly<Record<string, (g: (v: Value) => Value) => (v: NDArray) => unknown>> = {
    grad: (g) => grad(g),
    forward: (g) => grad(g, { mode: "forward" }),
    both: (g) => grad(g, { mode: "both" }),
    valueAndGrad: (g) => valueAndGrad(g),
    jacobian: (g) => jacobian(g),
    hessian: (g) => hessian(g),
    hvp: (g) => (v) => hvp(g)(v, ones([3])),
    jvp: (g) => (v) => jvp(g, [v], [ones([3])]),
    third: (g) => (v) => jacobian(hessian(g))(v),
    vmap: (g) => (v) => vmap(grad(g))(stack([v, mul(2, v)])),
  };
  for (const [name, transform] of Object.entries(transforms)) {
    const want = transform(f)(x);
    const outer = jit(transform(f) as (v: Value) => Value);
    outer(x);
    t.strictSame(outer(x), want, `jit of ${name}`);
    t.equal(jit.explain(outer).eagerCalls, 0);
    const inner = transform(jit(f));
    inner(x);
    t.strictSame(inner(x), want, `${name} of jit`);
    t.strictSame(jit(transform(jit(f)) as (v: Value) => Value)(x), want, `jit of ${name} of jit`);
  }
  t.equal(grad(grad(jit(cube)))(2), 12);
  t.equal(grad(grad(jit(grad(jit(cube)))))(2), 6);
  t.end();
});

t.test(
  "a derivative of a compiled function sees each of its ways, its trees and its several outputs",
  (t) => {
    const f = jit(chapter);
    for (const x of [1.5, -1.5, 0.1, -1.5]) t.equal(grad(f)(x), grad(chapter)(x));
    const model = jit(({ w, b }: { w: Value; b: Value }, x: Value) => ({
      y: add(dot(w, x), b),
      w2: mul(w, 2),
    }));
    const loss = (p: { w: NDArray; b: number }): Value => {
      const { y, w2 } = model(p, array([1, 2]));
      return add(mul(y, y), sum(w2));
    };
    t.strictSame(grad(loss)({ w: array([1, 1]), b: 1 }), { w: array([10, 18]), b: 8 });
    t.end();
  },
);

t.test(
  "what a compiled function returns may differ in structure from way to way and from shape to shape",
  (t) => {
    const rows = jit((x: Value) =>
      Array.from({ length: shapeOf(x)[0] ?? 0 }, (_, i) => mul(i + 1, at(x, i).get())),
    );
    const total = (x: Value): Value => rows(x).reduce((a, b) => add(a, mul(b, b)), 0);
    for (const n of [2, 3, 2, 3]) t.strictSame(grad(total)(ones([n])), array([2, 8, 18].slice(0, n)));
    const parts = jit((x: Value): readonly Value[] => (less(x, 0) ? [x] : [x, mul(x, x)]));
    const sums = (x: Value): Value => parts(x).reduce((a, b) => add(a, b), 0);
    for (const x of [2, -2, 2, -2, 3]) t.equal(grad(sums)(x), x < 0 ? 1 : 1 + 2 * x);
    t.end();
  },
);

t.test("leaves come back in kind", (t) => {
  const squares = (x: Value): Value => dot(x, x);
  const g = jit(grad(squares));
  for (let k = 0; k < 2; k++) {
    t.strictSame(g(new Float64Array([1, 2])), new Float64Array([2, 4]));
    t.strictSame(g(new Float32Array([1, 2])), new Float32Array([2, 4]));
    t.strictSame(g(array([1, 2])), array([2, 4]));
    t.strictSame(grad(jit(squares))(new Float64Array([1, 2])), new Float64Array([2, 4]));
    t.strictSame(jit(grad((p: { a: Value; b: Value[] }) => mul(p.a, p.b[1] ?? 0)))({ a: 3, b: [4, 5] }), {
      a: 5,
      b: [0, 3],
    });
  }
  const rank0 = array([2]).toArray();
  t.strictSame(jit((x: Value[]) => x.map((v) => mul(v, 2)))(rank0 as number[]), [4]);
  t.end();
});

t.test("a derivative with respect to an array of rank 0 is one of its element type", (t) => {
  const f = (x: Value): Value => mul(x, x);
  for (const dtype of ["float64", "float32"] as const)
    for (const g of [grad(f), jit(grad(f))])
      for (let call = 0; call < 2; call++) {
        const slope = g(array(3, { dtype }));
        t.same([slope.dtype, slope.shape, slope.item()], [dtype, [], 6]);
      }
  t.end();
});

t.test("each structure, shape and element type is a program of its own", (t) => {
  const f = jit((x: Value) => sum(mul(x, x)));
  for (const x of [
    arange(3),
    arange(4),
    arange(3),
    array([1, 2], { dtype: "float32" }),
    3,
    arange(0),
    ones([2, 2]),
  ])
    t.strictSame(f(x), sum(mul(x, x)));
  t.equal(jit.explain(f).signatures, 6);
  const square = (x: readonly Value[]): Value => x.reduce((y: Value, v) => add(y, mul(v, v)), 0);
  const g = jit(square) as unknown as (x: unknown) => unknown;
  for (const x of [
    [1, 2],
    [1, 2],
    [1, array([2, 3])],
    [1, 2, 3],
    [0.5, 2],
  ])
    t.strictSame(g(x), square(x), `a list, ${String(x)}`);
  t.throws(() => g([1, "2"]), /add|mul/, "what is no number is not taken for one");
  t.end();
});

t.test("what is no value is a part of the program", (t) => {
  const f = jit((x: Value, how: string, twice: boolean) => mul(how === "sin" ? sin(x) : x, twice ? 2 : 1));
  for (let k = 0; k < 2; k++) {
    t.equal(f(1, "sin", true), 2 * Math.sin(1));
    t.equal(f(1, "id", true), 2);
    t.equal(f(1, "id", false), 1);
  }
  const power = jit((x: Value, n: number) => foriLoop(0, n, (_i, y: Value) => mul(y, x), 1), {
    staticArgnums: 1,
  });
  t.strictSame([power(2, 3), power(2, 3), power(2, 4), power(3, 4)], [8, 8, 16, 81]);
  t.throws(() => jit((x: Value, n: number) => foriLoop(0, n, (_i, y: Value) => mul(y, x), 1))(2, 3), /upper/);
  t.end();
});

t.test("what is a part of the program may be written to, and is seen to be another", (t) => {
  interface Settings {
    list: number[];
    vector: Float64Array;
    values: NDArray;
    self?: Settings;
  }
  const settings: Settings = { list: [2], vector: Float64Array.of(3), values: array([5]) };
  settings.self = settings;
  const staged: unknown[] = [];
  const f = jit(
    (x: Value, s: Settings) => {
      staged.push(s);
      return mul(x, s.list[0]! * s.vector[0]! * s.values.data[0]!);
    },
    { staticArgnums: 1 },
  );
  const both = (): number[] => [f(1, settings) as number, f(1, settings) as number];
  t.same(both(), [30, 30]);
  settings.list[0] = 4;
  t.same(both(), [60, 60]);
  settings.vector[0] = 1;
  t.same(both(), [20, 20]);
  settings.values.data[0] = 7;
  t.same(both(), [28, 28]);
  t.equal(staged.length, 4, "staged once for each");
  t.ok(
    staged.every((s) => s === settings),
    "it is itself and no copy",
  );
  t.end();
});

t.test("plain values that a program asks for are asked again", (t) => {
  const inverse = (x: Value): Value => mul(x, div(1, value(x)));
  for (const backEnd of ["javascript", "webassembly"] as const) {
    const f = jit((x: Value) => [inverse(x), div(1, mul(x, x)), value(x)], { backEnd });
    for (const x of [2, 3, 2, NaN, 0, -0, 3, NaN, -0, 0, Infinity, Infinity])
      t.strictSame(f(x), [inverse(x), 1 / (x * x), x], `${backEnd} at ${String(x)}`);
    t.equal(jit.explain(f).paths, 6);
    const record = jit((x: Value) => ({ a: mul(x, 2), b: { c: x, d: undefined }, e: 7 }), { backEnd });
    for (const x of [1, 2]) t.strictSame(record(x), { a: 2 * x, b: { c: x, d: undefined }, e: 7 });
  }
  const g = jit((x: Value) => mul(x, Number(value(sum(x)))));
  for (const x of [
    [1, 2],
    [2, 1],
    [1, 3],
    [1, 2],
  ])
    t.strictSame(g(array(x)), mul(array(x), sum(array(x))));
  const whole = jit((x: Value) => mul(x, (value(x) as NDArray).data[0] ?? 0));
  for (const x of [
    [1, 2],
    [2, 1],
    [1, 2],
    [1, 3],
  ])
    t.strictSame(whole(array(x)), mul(array(x), x[0] ?? 0));
  const places = jit((x: Value, i: Value) => take(x, i as number));
  for (const i of [0, 2, 0, 1]) t.equal(places(array([5, 6, 7]), i), 5 + i);
  const nan = jit((x: Value) => (isNaN(x) ? 0 : x));
  t.strictSame([nan(1), nan(NaN), nan(2), nan(NaN)], [1, 0, 2, 0]);
  t.end();
});

t.test("rules that ask about the numbers of a value ask again", (t) => {
  const x = array([
    [1, 2],
    [3, 4],
  ]);
  const f = (v: Value): Value => sum(matmul(expm(v), v));
  const g = jit(grad(f));
  for (const s of [1, 1, 30, 0.01, 30, 1])
    t.strictSame(g(mul(x, s)), grad(f)(mul(x, s)), `expm at ${String(s)} x`);
  const q = jit((v: Value, p: Value) => quantile(v, p));
  t.equal(q(arange(5), 0.5), 2);
  t.equal(q(arange(5), 0.25), 1);
  t.throws(() => q(arange(5), 2), /from 0 to 1/);
  // A question that is made anew in each run is another one each time.
  const anew = jit((v: Value) => (ask(v, (elements) => elements.includes(0)) ? sum(v) : mul(2, sum(v))));
  for (const v of [
    [1, 2],
    [0, 2],
    [1, 3],
    [0, 4],
  ])
    t.equal(anew(array(v)), v[0] === 0 ? v[1] : 2 + 2 * (v[1] ?? 0));
  // 0 · ∞ in a product of matrices is 0 in a derivative.
  const product = (a: Value): Value =>
    sum(
      mul(
        matmul(
          a,
          array([
            [Infinity, 1],
            [1, 1],
          ]),
        ),
        array([
          [0, 1],
          [1, 1],
        ]),
      ),
    );
  const h = jit(grad(product));
  for (let k = 0; k < 2; k++) t.strictSame(h(x), grad(product)(x));
  t.end();
});

t.test("zeros are as strong as when it is not compiled", (t) => {
  const programs: Readonly<Record<string, (x: Value) => Value>> = {
    "sqrt at 0, not chosen": (x) => where(greater.mask(x, 0), sqrt(x), 0),
    "log at 0, times 0": (x) => mul(0, log(x)),
    "|x| at 0 of a root": (x) => abs(sqrt(x)),
    "max of both": (x) => max(stack([sqrt(x), 1])),
    swallowed: (x) => where(isNaN.mask(log(x)), 0, pow(x, 0)),
    "root of a square": (x) => sqrt(mul(x, x)),
  };
  for (const backEnd of ["javascript", "webassembly"] as const)
    for (const [name, f] of Object.entries(programs))
      for (const mode of ["forward", "reverse"] as const) {
        const g = jit(grad(f, { mode }), { backEnd });
        for (const x of [1, 0, -1, 2, 0, NaN, Infinity, -0])
          t.same(g(x), grad(f, { mode })(x), `${name}, ${mode}, ${backEnd}, at ${String(x)}`);
      }
  for (const n of [1, 2, 3, 4, 5, 8, 13]) {
    const f = grad((x: readonly Value[]) => x.reduce((y: Value, v) => add(y, sqrt(mul(v, v))), 0));
    const g = jit(f);
    const ones = new Array<number>(n).fill(1);
    for (let k = -2; k < n; k++) {
      const x = ones.with(Math.max(k, 0), k < 0 ? 1 : 0);
      t.strictSame(g(x), f(x), `${String(n)} numbers, number ${String(k)} of which is 0`);
    }
  }
  t.end();
});

t.test("what comes to one place from several reads of it is added up in one order", (t) => {
  const reads: Readonly<Record<string, (x: Value) => Value>> = {
    gather: (x) => gather(x, [[1], [1], [0], [1]]),
    take: (x) => take(x, [1, -2, 0, 1]),
  };
  const weights = array([0.1, 0.3, 0.7, 1e-3]);
  for (const [name, read] of Object.entries(reads)) {
    // The gradient of the square is there before those of the reads, or comes after them.
    const before = (x: Value): Value => add(dot(weights, read(x)), dot(x, x));
    const after = (x: Value): Value => add(dot(x, x), dot(weights, read(x)));
    for (const f of [before, after]) {
      const x = array([0.2, 1 / 3, -0.9]);
      t.strictSame(jit(grad(f))(x), grad(f)(x), name);
    }
  }
  t.end();
});

t.test("a program that keeps branching anew runs as it is, and says so", (t) => {
  const f = jit((x: Value) => mul(x, value(x)), { maxPaths: 3 });
  for (let x = 0; x < 10; x++) t.equal(f(x), x * x);
  const told = jit.explain(f);
  t.equal(told.paths, 3);
  t.equal(told.eagerCalls, 7);
  t.match(told.notCompiled, /more than 3 ways \(maxPaths\)/);
  t.match(String(told), /7 calls not compiled: it goes more than 3 ways/);
  t.end();
});

t.test("what cannot be staged runs as it is", (t) => {
  const outer = grad((x: Value) => jit((y: Value) => mul(mul(x, y), y))(3));
  t.equal(outer(2), 9, "a watched value from outside");
  const both = grad((x: Value) => jit((y: Value) => mul(x, y))(mul(x, x)));
  t.equal(both(2), 12, "and an argument that is watched");
  const loops = jit((x: Value) => {
    let y = x;
    for (let k = 0; k < 1200 && less(y, 1e9); k++) y = add(y, 1);
    return y;
  });
  t.equal(loops(0), 1200);
  t.equal(loops(0), 1200);
  t.match(jit.explain(loops).notCompiled, /depends on more than 1000 answers/);
  t.end();
});

t.test("where text may not become code, it runs as it is, and says so", (t) => {
  const entry = JSON.stringify(new URL("../index.js", import.meta.url).href);
  const script = `import { grad, jit, mul } from ${entry};
    const f = jit(grad((x) => mul(x, x)));
    console.log(f(3), f(4), jit.explain(f).notCompiled);`;
  const flags = ["--disallow-code-generation-from-strings", "--input-type=module", "--eval", script];
  t.match(
    execFileSync(process.execPath, flags, { encoding: "utf8" }),
    /^6 8 this host does not let text become code/,
  );
  t.end();
});

t.test("an error of the function is thrown, each time", (t) => {
  const f = jit((x: Value) => matmul(x, ones([3, 3])));
  for (let k = 0; k < 2; k++) t.throws(() => f(ones([2, 2])), /matmul/);
  t.strictSame(f(ones([2, 3])), matmul(ones([2, 3]), ones([3, 3])));
  t.throws(() => jit((x: Value) => (x as unknown as number) + 1)(2), /native operator .* being compiled/);
  t.throws(() => jit(() => undefined)(), /output of f/);
  let kept: Value = 0;
  jit((x: Value) => (kept = mul(x, 2)))(1);
  t.throws(() => mul(kept, 2), { name: "EscapedBoxError" });
  t.end();
});

t.test("bad options are refused", (t) => {
  t.throws(() => jit(3 as unknown as () => void), /jit: its first argument/);
  t.throws(() => jit(cube, { maxPaths: 0 }), /maxPaths/);
  t.throws(() => jit(cube, { staticArgnums: -1 }), /staticArgnums/);
  t.throws(() => jit(cube, { backEnd: "llvm" as "auto" }), /backEnd/);
  t.throws(() => jit(cube, { paths: 3 } as object), /paths/);
  t.throws(() => jit.explain(cube), /a function that jit has returned/);
  t.throws(() => grad((x: Value) => Number(jit.ir(cube)(x)))(1), /plain numbers and arrays/);
  const circle: { self?: unknown } = {};
  circle.self = circle;
  t.throws(() => jit((x: object) => x)(circle), /^jit: argument 0 must be a tree without cycles/);
  t.end();
});

t.test("results belong to the caller", (t) => {
  const constant = jit((x: Value) => [mul(x, 0), array([1, 2])] as const);
  for (let k = 0; k < 3; k++) {
    const [, y] = constant(1) as unknown as [number, NDArray];
    t.strictSame(y, array([1, 2]));
    y.data[0] = 7;
  }
  const given = array([1, 2]);
  const f = jit((x: Value) => mul(x, given));
  f(2);
  t.strictSame(f(2), array([2, 4]));
  t.end();
});

t.test("a vector that is returned may be written to: it is nobody else's", (t) => {
  const given = array([5, 6, 7]);
  const last = (x: Value) => foriLoop(0, 3, (_i, y: Value) => add(y, 1), x);
  const weighted = custom((x: Value) => dot(x, given), { vjp: (dy) => [dy === 1 ? given : mul(dy, given)] });
  const gradients = {
    constant: grad((x: Value) => dot(x, given)),
    uniform: grad((x: Value) => sum(mul(x, 2))),
    itself: grad((x: Value) => mul(0.5, dot(x, x))),
    reshaped: grad((x: Value) => mul(0.5, sum(mul(reshape(x, [3, 1]), reshape(x, [3, 1]))))),
    loop: grad((x: Value) => dot(last(x), given)),
    rule: grad((x: Value) => weighted(x)),
    two: (x: Value) => grad((a: Value, b: Value) => sum(add(a, b)), { argnums: [0, 1] })(x, x),
  };
  for (const [name, gradient] of Object.entries(gradients)) {
    const x = Float64Array.of(1, 2, 3);
    const f = gradient as (x: Float64Array) => unknown;
    const wanted = JSON.stringify(f(x));
    const g = jit(f);
    for (let call = 0; call < 4; call++) {
      const result = g(x);
      t.equal(JSON.stringify(result), wanted, `${name}, call ${String(call)}`);
      const vectors = (result instanceof Float64Array ? [result] : result) as Float64Array[];
      for (const [k, vector] of vectors.entries()) vector.fill(k);
      t.same(
        vectors.map((vector) => vector[0]),
        vectors.map((_, k) => k),
      );
    }
    t.same(x, Float64Array.of(1, 2, 3));
    t.same(given, array([5, 6, 7]));
  }
  t.end();
});

t.test("ops of one's own, custom rules and solvers are compiled as the operations that they are", (t) => {
  const third = defineOp({
    name: "third",
    eval: ([x]) => (x as number) ** 3,
    jvp: (_i, dx, _y, [x = 0]) => mul(mul(3, mul(x, x)), dx),
    verify: false,
  });
  const programs: Readonly<Record<string, (x: Value) => Value>> = {
    defineOp: (x) => third(x),
    custom: custom((x: Value) => mul(x, x), { jvp: ([dx], _y, [x]) => mul(mul(5, x), dx) }),
    checkpoint: checkpoint((x: Value) => sin(mul(x, x))),
    root: (x) => root((y: Value, p: Value) => sub(mul(y, y), p), 1, [x]),
    odeint: (x) => sum(odeint((y: Value) => neg(y), x, [0, 1])),
    "scan, checkpointed": (x) => foriLoop(0, 9, (_i, y: Value) => sin(y), x, { checkpoints: 2 }),
  };
  for (const [name, program] of Object.entries(programs)) {
    const f = jit(grad(program));
    for (const x of [2, 3, 2.5]) t.equal(f(x), grad(program)(x), `${name} at ${String(x)}`);
    t.equal(jit.explain(f).eagerCalls, 0, name);
  }
  t.end();
});

t.test("a long program is divided, and is the same in both back ends", (t) => {
  const x = Array.from({ length: 700 }, (_, i) => Math.sin(i));
  const irregular = (v: readonly Value[]): Value => {
    let total: Value = 0;
    for (let i = 0; i + 1 < v.length; i++) {
      const [a, b] = [v[i] ?? 0, v[i + 1] ?? 0];
      // As no stretch of it is like the one before, none of it becomes a loop.
      const [p, q] = [sub(1, a), sub(b, Math.sin(i * i) > 0 ? mul(a, a) : sin(a))];
      total = add(total, Math.sin(7 * i * i) > 0 ? add(mul(p, p), mul(100, mul(q, q))) : mul(p, q));
      if (i === 300 && less(total, 100)) total = neg(total);
    }
    return div(total, relu(v[0] ?? 0));
  };
  const want = grad(irregular)(x);
  for (const backEnd of ["javascript", "webassembly", "auto"] as const) {
    const f = jit(grad(irregular), { backEnd });
    f(x);
    t.strictSame(f(x), want, backEnd);
    const other = x.map((v) => v / 100 + 1);
    t.strictSame(f(other), grad(irregular)(other));
    t.strictSame(f(other), grad(irregular)(other));
    t.strictSame(f(x), want);
    t.match(
      jit.explain(f).sources[0],
      backEnd === "javascript" ? /function part1\(/ : /bytes of WebAssembly/,
    );
  }
  t.end();
});

t.test("a long program with many ways is right on each of them, in both back ends", (t) => {
  const wandering = ([x = 0, y = 0]: readonly Value[]): Value => {
    let [u, v] = [x, y];
    for (let i = 0; i < 5; i++) {
      // Of each way the stretch is as long as its number says, and its values are used on the others.
      const steps = less(u, v) ? 20 + 90 * i : 300 - 50 * i;
      for (let k = 0; k < steps; k++) [u, v] = [sin(add(u, mul(0.5, v))), sub(mul(0.9, v), mul(u, x))];
    }
    return add(mul(u, u), mul(v, y));
  };
  const inputs = [
    [1, 2],
    [2, 1],
    [-1, 0.3],
    [0.2, -3],
  ];
  for (const f of [wandering, grad(wandering, { mode: "reverse" })])
    for (const backEnd of ["javascript", "webassembly"] as const) {
      const g = jit(f as (x: readonly Value[]) => unknown, { backEnd });
      for (const x of [...inputs, ...inputs]) t.same(g(x), f(x), `${backEnd} at ${String(x)}`);
      t.ok(jit.explain(g).paths > 2);
      t.equal(jit.explain(g).eagerCalls, 0);
    }
  t.end();
});

t.test("the program can be read", (t) => {
  const ir = jit.ir((x: Value, y: Value) => (less(x, 1) ? sum(mul(x, at(y, 1).get())) : 0))(0.5, arange(3));
  const text = String(ir);
  t.match(
    text,
    /^program\(%0: number, %1: float64\[3\]\) \{\n {2}%\d = less\(%0, 1\): number\n {2}guard %\d is 1\n/,
  );
  t.match(text, /return %\d+\n\}$/);
  t.equal(ir.values[0]?.op, "input");
  t.same(JSON.parse(JSON.stringify(ir)), { values: ir.values, guards: ir.guards, outputs: ir.outputs });
  t.match(ir.toDot(), /^digraph program \{[^]*0 -> \d[^]*guard0[^]*output0[^]*\}$/);
  const asking = String(jit.ir((x: Value) => quantile(mul(x, -0), x))(array([0.5, 1])));
  t.match(asking, /guard outOfUnit\(%0\) is undefined/);
  t.match(asking, /mul\(-0, %0\)|mul\(%0, -0\)/);
  const whole = jit.ir((x: Value) => (value(x), add(x, ones([3, 4]))))(ones([4]));
  t.match(String(whole), /guard %0 is \[1, 1, 1, 1\]\n[^]*add\(%0, float64\[3, 4\]\)/);
  t.match(
    jit
      .ir((x: Value) => mul(x, NaN))(1)
      .toDot(),
    /mul/,
  );
  let shown: unknown[] = [];
  jit((x: Value) => {
    shown = [(x as Box).toString(), JSON.stringify(x), JSON.stringify({ y: stack([x, x]) })];
    return x;
  })(2);
  t.strictSame(shown, ["2", "2", '{"y":[2,2]}']);
  const g = jit((x: Value) => mul(x, x));
  g(1);
  g(2);
  t.match(jit.explain(g).sources[0], "return v1;");
  t.match(String(jit.explain(g)), /^1 path for 1 structure of arguments, by 0 guards\n1 step, staged in/);
  t.end();
});

t.test(
  "the Jacobian of a program of numbers is a program of numbers, row by row, and so is its batch",
  (t) => {
    const f = ([x = 0, y = 0]: readonly Value[]): Value[] => [mul(x, y), sin(mul(x, x)), y];
    const compiledJacobian = jit(jacobian(f));
    t.same(compiledJacobian([2, 3]), jacobian(f)([2, 3]));
    t.same(compiledJacobian([5, 7]), jacobian(f)([5, 7]));
    t.notMatch(jit.explain(compiledJacobian).sources.join("\n"), /slice|for \(/);
    t.end();
  },
);
