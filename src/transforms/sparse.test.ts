// Sparse Jacobians and Hessians: the dense ones, without the entries that are always zero.
import t from "tap";
import fc from "fast-check";
import { inspect } from "node:util";
import {
  NDArray,
  SparseMatrix,
  abs,
  add,
  arange,
  array,
  checkpoint,
  concatenate,
  div,
  dot,
  exp,
  grad,
  hessian,
  jacobian,
  jit,
  less,
  log,
  matmul,
  mul,
  ones,
  relu,
  sigmoid,
  sin,
  slice,
  sqrt,
  square,
  stack,
  sub,
  sum,
  value,
  vmap,
  where,
  zeros,
  type Mode,
  type Value,
} from "../index.js";

const modes: readonly Mode[] = ["forward", "reverse", "auto", "both"];
const plain = (x: Value): unknown => (value(x) as NDArray).toArray();
const dense = (matrix: SparseMatrix): unknown => plain(matrix.toDense());
const flat = (x: unknown): number[] =>
  (x instanceof NDArray ? [x.toArray()] : Array.isArray(x) ? x : [x])
    .flat(Infinity)
    .flatMap((v) => (v instanceof NDArray ? flat(v) : [Number(v)]));

/** A step of a random program: an op of earlier values. */
type Step = readonly [op: number, a: number, b: number];
const ops: readonly ((a: Value, b: Value) => Value)[] = [
  (a) => sin(a),
  (a) => relu(a),
  (a) => square(a),
  (a) => sigmoid(a),
  add,
  mul,
  sub,
  (a, b) => div(a, add(1, square(b))),
  (a, b) => (less(a, b) ? mul(a, 2) : b),
  (a, b) => where(less.mask(a, b), a, sin(b)),
];

/** A program of numbers: its last values are its outputs. */
function run(steps: readonly Step[], x: readonly Value[], count: number): Value[] {
  const values: Value[] = x.slice();
  for (const [op, a, b] of steps) {
    const from = (k: number): Value => values[k % values.length] ?? 0;
    values.push(ops[op % ops.length]?.(from(a), from(b)) ?? 0);
  }
  return values.slice(-count);
}

const steps = fc.array(fc.tuple(fc.nat(9), fc.nat(40), fc.nat(40)), { minLength: 1, maxLength: 25 });
// Products of many smaller ones would be no normal numbers, in one mode and not in the other.
const number = fc.double({ min: -3, max: 3, noNaN: true }).map((v) => (Math.abs(v) < 1e-20 ? 0 : v));
const point = fc.array(number, { minLength: 1, maxLength: 7 });
const near = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((v, i) => Math.abs(v - (b[i] ?? NaN)) <= 1e-12 * Math.max(1, Math.abs(v)));

t.test(
  "random programs of numbers have the entries of their dense matrices, in every mode, compiled too",
  (t) => {
    fc.assert(
      fc.property(steps, point, point, fc.constantFrom(...modes), (program, x, other, mode) => {
        const f = (v: readonly Value[]): Value[] => run(program, v, 4);
        const g = (v: readonly Value[]): Value => run(program, v, 1)[0] ?? 0;
        const at = x.map((_, i) => other[i] ?? i);
        const [J, H] = [jacobian(f, { sparse: true, mode }), hessian(g, { sparse: true, mode })];
        // Compiled at one point, and asked at another that may go the same way.
        const [compiledJ, compiledH] = [jit(J), jit(H)];
        compiledJ(x);
        compiledH(x);
        return [x, at].every((p) => {
          const [wantJ, wantH] = [flat(jacobian(f)(p)), flat(hessian(g)(p))];
          const all: [SparseMatrix, number[]][] = [
            [J(p), wantJ],
            [compiledJ(p), wantJ],
            [H(p), wantH],
            [compiledH(p), wantH],
          ];
          return all.every(([matrix, want]) => near(flat(matrix.toDense()), want));
        });
      }),
      { numRuns: 150 },
    );
    t.end();
  },
);

/** Programs of one vector, whose matrices have structure. */
const programs: Readonly<Record<string, (x: Value) => Value>> = {
  "element by element": (x) => mul(sin(x), x),
  neighbours: (x) => sub(slice(x, [1, null]), square(slice(x, [0, -1]))),
  "a full column": (x) => mul(x, slice(x, 0)),
  "a full row": (x) => concatenate([mul(x, 3), stack([sum(square(x))])]),
  "a full row and a full column": (x) => concatenate([mul(x, slice(x, 0)), stack([sum(square(x))])]),
  "a constant matrix": (x) =>
    matmul(
      array([
        [1, 0, 0, 0, 0, 2],
        [0, 0, 3, 0, 0, 0],
      ]),
      square(x),
    ),
  blocks: (x) =>
    stack([dot(slice(x, [0, 3]), slice(x, [0, 3])), dot(slice(x, [3, 6]), sin(slice(x, [3, 6])))]),
  "everything on everything": (x) => matmul(ones([6, 6]), exp(x)),
};

for (const [name, f] of Object.entries(programs))
  t.test(`vectors: ${name}`, (t) => {
    const x = array([0.5, -1, 2, 0.25, 3, -0.75]);
    const loss = (v: Value): Value => sum(square(f(v)));
    for (const mode of modes) {
      const [J, H] = [jacobian(f, { sparse: true, mode }), hessian(loss, { sparse: true, mode })];
      const [wantJ, wantH] = [flat(jacobian(f)(x)), flat(hessian(loss)(x))];
      for (const [foundJ, foundH] of [
        [J(x), H(x)],
        [jit(J)(x), jit(H)(x)],
      ] as const) {
        t.ok(near(flat(foundJ.toDense()), wantJ), `Jacobian, ${mode}`);
        t.ok(near(flat(foundH.toDense()), wantH), `Hessian, ${mode}`);
        t.equal(foundJ.size, wantJ.filter((v) => v !== 0).length, "and no entry is always zero");
      }
    }
    t.end();
  });

t.test("a band takes as many sweeps as it is wide, whatever its length", (t) => {
  const f = (x: Value): Value => sum(square(programs["neighbours"]?.(x) ?? 0));
  for (const n of [10, 100]) {
    const x = arange(n);
    t.equal(jacobian(programs["neighbours"] as (x: Value) => Value, { sparse: true })(x).colors, 2);
    const H = hessian(f, { sparse: true })(x);
    t.equal(H.colors, 3);
    t.equal(H.size, 3 * n - 2);
  }
  t.end();
});

t.test(
  "rows are taken together where that is cheaper, and halves of symmetric matrices where they do",
  (t) => {
    const x = arange(20);
    const colors = (f: (x: Value) => Value, mode: Mode): number =>
      jacobian(f, { sparse: true, mode })(x).colors;
    const column = (x: Value): Value => mul(x, slice(x, 0));
    const row = (x: Value): Value => concatenate([square(x), stack([sum(x)])]);
    t.strictSame(
      modes.map((mode) => colors(row, mode)),
      [20, 2, 2, 2],
      "a full row",
    );
    t.strictSame(
      modes.map((mode) => colors(column, mode)),
      [2, 20, 2, 20],
      "a full column",
    );
    const arrow = hessian((x: Value) => sum(mul(square(x), slice(x, 0))), { sparse: true })(x);
    t.equal(arrow.colors, 2, "an arrow");
    t.equal(arrow.size, 20 + 2 * 19);
    t.end();
  },
);

t.test("what is CSR, read by hand", (t) => {
  const f = ([x = 0, y = 0, z = 0]: readonly Value[]): Value[] => [mul(x, z), 7, mul(y, 3)];
  const J = jacobian(f, { sparse: true })([2, 5, 11]);
  t.ok(J instanceof SparseMatrix);
  t.ok(Object.isFrozen(J));
  t.strictSame(J.shape, [3, 3]);
  t.strictSame([...J.rowPointers], [0, 2, 2, 3]);
  t.strictSame([...J.columns], [0, 2, 1]);
  t.strictSame(plain(J.values), [11, 2, 3]);
  t.equal(J.size, 3);
  t.strictSame(dense(J), [
    [11, 0, 2],
    [0, 0, 0],
    [0, 3, 0],
  ]);
  t.equal(String(J), "3×3, 3 entries, 1 color\n11   ·   2\n ·   ·   ·\n ·   3   ·");
  t.match(inspect(J), /^SparseMatrix 3×3/);
  const text = JSON.stringify(J);
  t.equal(text, '{"shape":[3,3],"rowPointers":[0,2,2,3],"columns":[0,2,1],"values":[11,2,3],"colors":1}');
  const large = jacobian((x: Value) => square(x), { sparse: true })(arange(100));
  t.match(String(large), /^100×100, 100 entries, 1 color\nrow 0 {2}0: 0\nrow 1 {2}1: 2\n/);
  t.end();
});

t.test("trees are rows and columns one after the other", (t) => {
  const f = (p: { readonly a: Value; readonly v: Value }): unknown => ({
    one: mul(p.a, p.a),
    all: mul(p.v, 2),
  });
  const J = jacobian(f, { sparse: true })({ a: 3, v: array([1, 2]) });
  t.strictSame(dense(J), [
    [6, 0, 0],
    [0, 2, 0],
    [0, 0, 2],
  ]);
  const both = jacobian((a: Value, b: Value) => mul(a, b), { sparse: true, argnums: [0, 1] })(
    array([1, 2]),
    array([3, 4]),
  );
  t.strictSame(dense(both), [
    [3, 0, 1, 0],
    [0, 4, 0, 2],
  ]);
  const single = jacobian((x: Value) => square(x), { sparse: true })(Float32Array.of(1, 2));
  t.equal((value(single.values) as NDArray).dtype, "float32");
  t.end();
});

t.test("what is nothing has no entries", (t) => {
  const empty = jacobian((x: Value) => square(x), { sparse: true })(zeros(0));
  t.strictSame([empty.shape, empty.size, empty.colors], [[0, 0], 0, 0]);
  const constant = jacobian((_x: Value) => array([1, 2]), { sparse: true })(arange(3));
  t.strictSame([constant.shape, constant.size, constant.colors], [[2, 3], 0, 0]);
  t.strictSame(dense(constant), [
    [0, 0, 0],
    [0, 0, 0],
  ]);
  const linear = hessian((x: Value) => sum(mul(x, 3)), { sparse: true })(arange(3));
  t.strictSame(
    [linear.size, linear.colors, String(linear).split("\n")[0]],
    [0, 0, "3×3, 0 entries, 0 colors"],
  );
  t.end();
});

t.test("zeros are strong: what is not there cannot make NaN of what is", (t) => {
  const f = (x: Value): Value => mul(sqrt(x), array([1, 0, 1]));
  for (const mode of modes)
    t.strictSame(dense(jacobian(f, { sparse: true, mode })(array([4, 0, 0]))), [
      [0.25, 0, 0],
      [0, 0, 0],
      [0, 0, Infinity],
    ]);
  const g = ([x = 0, y = 0]: readonly Value[]): Value => mul(log(x), y);
  t.strictSame(
    dense(jit(hessian(g, { sparse: true }))([2, 0])),
    [
      [-0, 0.5],
      [0.5, 0],
    ].map((row) => row.map((v) => v + 0)),
  );
  t.end();
});

t.test("an entry that is zero here may be another number elsewhere on the same way", (t) => {
  const bent = (x: Value): Value => sum(square(relu(x)));
  const H = jit(hessian(bent, { sparse: true }));
  t.strictSame(plain(H(array([1, -1])).values), [2, 0]);
  t.strictSame(plain(H(array([-1, 1])).values), [0, 2]);
  const kink = jit(hessian((x: Value) => sum(mul(x, abs(x))), { sparse: true }));
  t.strictSame(plain(kink(array([0, 0])).values), [0, 0]);
  t.strictSame(plain(kink(array([-1, 3])).values), [-2, 2]);
  t.end();
});

t.test("another way through a program has a pattern of its own", (t) => {
  const f = ([x = 0, y = 0]: readonly Value[]): Value[] => (less(x, 0) ? [mul(x, y), y] : [x, mul(x, 2)]);
  for (const J of [jacobian(f, { sparse: true }), jit(jacobian(f, { sparse: true }))])
    for (let k = 0; k < 2; k++) {
      t.strictSame(dense(J([-2, 3])), [
        [3, -2],
        [0, 1],
      ]);
      t.strictSame(dense(J([2, 3])), [
        [1, 0],
        [2, 0],
      ]);
    }
  t.end();
});

t.test("entries are values: they may be differentiated", (t) => {
  const f = (x: Value): Value => mul(x, square(x));
  const total = (x: Value): Value => sum(jacobian(f, { sparse: true })(x).values);
  t.strictSame(plain(grad(total)(array([1, 2]))), [6, 12]);
  t.strictSame(plain(jit(grad(total))(array([1, 2]))), [6, 12]);
  const trace = (x: Value): Value => sum(jacobian(f, { sparse: true })(x).toDense());
  t.strictSame(plain(grad(trace)(array([1, 2]))), [6, 12]);
  t.end();
});

t.test("in a batch there is one pattern, and entries for each input", (t) => {
  const points = array([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
  const ofVector = vmap(jacobian((x: Value) => mul(x, square(x)), { sparse: true }));
  const columns: [Value, Value] = [array([1, 2, 3]), array([4, 5, 6])];
  const ofList = vmap(jacobian(([a, b]: [Value, Value]) => [mul(a, b), square(a)], { sparse: true }));
  for (const batch of [ofVector(points), jit(ofVector)(points)] as unknown as SparseMatrix[]) {
    t.same(plain(batch.values), [[3, 12], [27, 48], [75, 108]]); // prettier-ignore
    t.same(dense(batch), [[[3, 0], [0, 12]], [[27, 0], [0, 48]], [[75, 0], [0, 108]]]); // prettier-ignore
    t.equal(inspect(batch), "SparseMatrix [3] of 2×2, 2 entries, 1 color");
  }
  for (const batch of [ofList(columns), jit(ofList)(columns)] as unknown as SparseMatrix[]) {
    t.same(plain(batch.values), [[4, 1, 2], [5, 2, 4], [6, 3, 6]]); // prettier-ignore
    t.same(dense(batch), [[[4, 1], [2, 0]], [[5, 2], [4, 0]], [[6, 3], [6, 0]]]); // prettier-ignore
  }
  t.end();
});

t.test("a compiled function is looked into, and one with rules of its own is taken whole", (t) => {
  const f = (x: Value): Value => mul(x, sin(x));
  t.equal(jacobian(jit(f), { sparse: true })(arange(5)).size, 5);
  const whole = jacobian(checkpoint(f), { sparse: true })(arange(3));
  t.equal(whole.size, 9);
  t.ok(near(flat(whole.toDense()), flat(jacobian(f)(arange(3)))));
  t.end();
});

t.test("sparse is true or false, and a Hessian is that of a number", (t) => {
  t.throws(() => jacobian(square, { sparse: 1 as never }), {
    message: "jacobian: sparse must be true or false, not 1",
  });
  t.throws(() => hessian(square, { sparse: true })(arange(2)), {
    message: /hessian: f must return a scalar/,
  });
  t.equal(jacobian(square, { sparse: false })(2), 4);
  t.end();
});
