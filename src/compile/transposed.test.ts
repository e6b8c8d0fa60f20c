// Products of matrices of which some are transposed: compiled, those are read as they lie.
import t from "tap";
import { gaussian } from "../check/points.js";
import { bind } from "../core/op.js";
import { matmulTransposedOp, matrixProduct, matrixProductTransposedOp } from "../ops/multiplying.js";
import { Dice } from "../check/programs/dice.js";
import { NDArray, matmul as multiplied, sizeOf, type Shape } from "../ndarray/index.js";
import {
  grad,
  jit,
  jvp,
  matmul,
  matrixTranspose,
  mul,
  scan,
  sin,
  sum,
  transpose,
  vmap,
  type Value,
} from "../index.js";

const matrix = (shape: Shape, seed: number): NDArray =>
  new NDArray(Float64Array.from(gaussian(seed, sizeOf(shape))), shape);

const swap = (x: NDArray): NDArray => matrixTranspose(x) as NDArray;

t.test(
  "a product of factors that lie transposed has the bits of the product of copies, at all sizes",
  async (t) => {
    const dice = new Dice(3);
    const below = (n: number): number => Math.ceil(dice.from(0, n));
    for (let round = 0; round < 150; round++) {
      const most = round % 10 === 0 ? 300 : 40;
      const [m, k, n] = [below(most), below(2 * most), below(most)];
      const [ofA, ofB] = [round % 3 === 0 ? [2] : [], round % 2 === 0 ? [2] : []];
      const [a, b] = [matrix([...ofA, m, k], round), matrix([...ofB, k, n], -round)];
      const want = multiplied(a, b);
      for (const which of [
        [true, false],
        [false, true],
        [true, true],
      ] as const)
        t.strictSame(
          multiplied(which[0] ? swap(a) : a, which[1] ? swap(b) : b, which),
          want,
          `${String(a.shape)} by ${String(b.shape)}, ${String(which)}`,
        );
    }
  },
);

const steps = (f: (...x: never[]) => Value, ...x: unknown[]): string[] =>
  jit
    .ir(f)(...(x as never[]))
    .values.map(({ op }) => op);

t.test("a transposed matrix is not copied for a product of matrices, nor for its gradient", (t) => {
  const loss = (a: Value, b: Value): Value => sum(sin(matmul(a, b)));
  const [a, b] = [matrix([12, 20], 1), matrix([20, 9], 2)];
  const ofGradient = steps(grad(loss, { argnums: [0, 1] }) as never, a, b);
  t.notOk(ofGradient.includes("transpose"));
  t.equal(ofGradient.filter((op) => op === "matrixProductTransposed").length, 2);
  t.strictSame(
    steps((x: Value) => matmul(transpose(x), x), a),
    ["input", "matmulTransposed"],
  );
  t.strictSame(
    steps((x: Value) => matmul(x, matrixTranspose(x)), matrix([3, 12, 20], 1)),
    ["input", "matmulTransposed"],
  );
  const back = (x: Value): Value => transpose(transpose(x));
  t.strictSame(
    steps((x: Value, y: Value) => matmul(back(x), y), a, b),
    ["input", "input", "matmul"],
  );
  const ofTransposed = grad((x: Value) => sum(sin(matmul(transpose(x), x))));
  const moved = steps(ofTransposed, a).filter((op) => op === "transpose");
  t.equal(moved.length, 1, "the cotangent of what is transposed is");
  t.ok(
    steps((x: Value) => matmul(transpose(x), x), matrix([4, 3], 1)).includes("transpose"),
    "a small one is",
  );
  t.ok(
    steps((x: Value) => matmul(transpose(x, [1, 0, 2]), x), matrix([12, 12, 12], 1)).includes("transpose"),
    "other axes",
  );
  t.end();
});

/** Kernels of WebAssembly have other bits. */
const inJavaScript = { backEnd: "javascript" } as const;

t.test("it has the bits that it has without jit", async (t) => {
  const loss = (a: Value, b: Value): Value => sum(sin(matmul(transpose(matmul(a, b)), a)));
  const special = matrix([24, 24], 3);
  special.data[5] = Infinity;
  special.data[30] = NaN;
  special.data.fill(0, 48, 96);
  const gradient = grad(loss, { argnums: [0, 1] });
  const second = grad((a: Value, b: Value) => sum(mul(b, grad(loss)(a, b))));
  const [fast, twice] = [jit(gradient, inJavaScript), jit(second, inJavaScript)];
  for (const a of [matrix([24, 24], 1), special])
    for (let k = 0; k < 2; k++) {
      const b = matrix([24, 24], 7);
      t.strictSame(fast(a, b), gradient(a, b));
      t.strictSame(twice(a, b), second(a, b));
    }
});

t.test("in batches and in the rounds of a loop too", (t) => {
  const w = matrix([16, 16], 2);
  const step = (h: Value, x: Value): readonly [Value, undefined] => [
    sin(matmul(transpose(w), mul(h, x))),
    undefined,
  ];
  const loss = (h: Value, xs: Value): Value => sum(scan(step, h, xs)[0]);
  const [h, xs] = [matrix([16, 16], 4), matrix([30], 5)];
  const many = vmap((x: Value) => matmul(transpose(x), w));
  const fast = { loop: jit(grad(loss), inJavaScript), many: jit(many) };
  for (let k = 0; k < 2; k++) {
    t.strictSame(fast.loop(h, xs), grad(loss)(h, xs));
    t.strictSame(fast.many(matrix([5, 16, 16], 6)), many(matrix([5, 16, 16], 6)));
  }
  t.end();
});

t.test("the rules of the ops that read so are those of the products", (t) => {
  const [a, b] = [matrix([3, 2], 1), matrix([4, 3], 2)];
  for (const [op, plain] of [
    [matmulTransposedOp, matmul],
    [matrixProductTransposedOp, matrixProduct],
  ] as const) {
    const lying = (x: Value, y: Value): Value => bind(op, [x, y], [true, true]);
    const meant = (x: Value, y: Value): Value => plain(transpose(x), transpose(y));
    const loss =
      (f: typeof lying) =>
      (x: Value, y: Value): Value =>
        sum(sin(f(x, y)));
    t.strictSame(grad(loss(lying), { argnums: [0, 1] })(a, b), grad(loss(meant), { argnums: [0, 1] })(a, b));
    const along: [Value, Value] = [matrix([3, 2], 3), matrix([4, 3], 4)];
    t.strictSame(jvp(lying, [a, b], along), jvp(meant, [a, b], along));
    const [many, others] = [matrix([5, 3, 2], 5), matrix([5, 4, 3], 6)];
    t.strictSame(vmap(lying)(many, others), vmap(meant)(many, others));
  }
  t.end();
});
