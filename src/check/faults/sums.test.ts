// Sums that are left out, taken along another axis, or of which the last term alone counts.
import t from "tap";
import type { Inputs, Value } from "../../core/op.js";
import { array, cumsum, matmul, mul, sin, sum } from "../../index.js";
import type { NDArray, Plain } from "../../ndarray/index.js";
import { entryOf } from "../fixtures/subjects.js";
import type { AnyOp, Rule, Spoil } from "./fault.js";
import { misreduced, overwritten, unreduced } from "./sums.js";

function run(
  spoil: Spoil,
  op: AnyOp,
  which: "jvp" | "vjp",
  i: number,
  d: Value,
  x: Inputs,
  params?: unknown,
): Value | undefined {
  const y = op.eval(x as readonly Plain[], params);
  return spoil({ op, rule: op[which], transposed: which === "vjp" })?.(i, d, y, x, params);
}

const elements = (v: Value | undefined): unknown => (typeof v === "object" ? [...(v as NDArray).data] : v);
const shapeOf = (v: Value | undefined): unknown => (v as NDArray).shape;
const product = entryOf(mul);
const [column, row] = [array([[1], [2]]), array([[3, 4, 5]])];
const dy = array([
  [1, 2, 3],
  [4, 5, 6],
]);

t.test("a cotangent that is not reduced keeps the shape of the output", async (t) => {
  const wrong = run(unreduced, product, "vjp", 0, dy, [column, row]);
  t.same(shapeOf(wrong), [2, 3]);
  t.same(elements(wrong), [3, 8, 15, 12, 20, 30]);
  t.same(
    elements(run(unreduced, product, "vjp", 0, array([1, 2]), [5, array([3, 4])])),
    [3, 8],
    "of a number, too",
  );
  t.same(
    elements(run(unreduced, product, "vjp", 1, array([1, 2]), [0, array([3, 4])])),
    [0, 0],
    "and where 0 stands for an array",
  );
  t.equal(
    run(unreduced, entryOf(sum), "vjp", 0, 1, [row], { axes: [0, 1], keepDims: false }),
    undefined,
    "an op that does not broadcast",
  );
});

t.test(
  "a sum over the axes that were not broadcast has the wrong numbers, in the right shape if it can be",
  async (t) => {
    // dy ∘ row = [[3, 8, 15], [12, 20, 30]] is to be summed along rows, and is along columns.
    const wide = run(misreduced, product, "vjp", 0, dy, [column, row]);
    t.same(elements(wide), [15, 28, 45]);
    t.same(shapeOf(wide), [3], "no shape of the input's");
    const square = array([
      [1, 2],
      [3, 4],
    ]);
    const wrong = run(misreduced, product, "vjp", 0, square, [column, array([[1, 10]])]);
    t.same(shapeOf(wrong), [2, 1]);
    t.same(elements(wrong), [4, 60 - 0], "1 + 3, 20 + 40");
    t.same(
      elements(run(misreduced, product, "vjp", 0, array([1, 2]), [array([1, 1]), array([3, 4])])),
      [3, 8],
      "where nothing is broadcast it is right",
    );
    t.equal(run(misreduced, product, "vjp", 0, array([1, 2]), [5, array([3, 4])]), 11, "and where all is");
    t.equal(run(misreduced, product, "jvp", 0, 1, [1, 2]), undefined, "forward mode sums nothing");
  },
);

t.test("an op that goes along axes goes along the next ones", async (t) => {
  const x = array([
    [1, 2],
    [3, 4],
  ]);
  const scan = run(misreduced, entryOf(cumsum), "jvp", 0, x, [x], { axis: 1, reverse: false });
  t.same(elements(scan), [1, 2, 4, 6]);
  const totals = run(misreduced, entryOf(sum), "jvp", 0, x, [x], { axes: [1], keepDims: false });
  t.same(elements(totals), [4, 6]);
  const wide = array([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  t.same(
    elements(run(misreduced, entryOf(sum), "jvp", 0, wide, [wide], { axes: [0], keepDims: false })),
    [6, 15],
  );
  t.same(
    elements(
      run(misreduced, entryOf(cumsum), "jvp", 0, array([1, 2]), [array([1, 2])], { axis: 0, reverse: false }),
    ),
    [1, 3],
    "a single axis is its own next",
  );
});

t.test("parameters that name no axes are left", async (t) => {
  const seen: unknown[] = [];
  const rule: Rule = (_i, _dx, _y, _x, params) => {
    seen.push(params);
    return 0;
  };
  const wrong = misreduced({ op: entryOf(sum), rule, transposed: true });
  const cube = array([[[1]]]);
  const given = [undefined, null, 3, { shape: [1], axes: [0] }, { other: 1 }, { axes: [2, 0] }, { axis: 2 }];
  for (const params of given) wrong?.(0, 1, 1, [cube], params);
  t.same(seen, [undefined, null, 3, { shape: [1], axes: [0] }, { other: 1 }, { axes: [0, 1] }, { axis: 0 }]);
});

t.test("of what an element has to add up the last term alone is left", async (t) => {
  // x̄₀ of x₀ (3, 4, 5) is 3 · 1 + 4 · 2 + 5 · 3, of which the last is 15.
  t.same(elements(run(overwritten, product, "vjp", 0, dy, [column, row])), [15, 30]);
  t.same(elements(run(overwritten, product, "vjp", 1, dy, [column, row])), [8, 10, 12]);
  const a = array([
    [1, 2],
    [3, 4],
  ]);
  const b = array([[5], [6]]);
  // Rows of a times b: ẏ takes a sum over two elements of the tangent of a.
  t.same(elements(run(overwritten, entryOf(matmul), "jvp", 0, a, [a, b])), [12, 24]);
});

t.test(
  "where there is one term it is right, and so it is where the last is a zero that counts",
  async (t) => {
    t.same(elements(run(overwritten, entryOf(sin), "vjp", 0, array([2, 3]), [array([0, 0])])), [2, 3]);
    t.equal(run(overwritten, product, "vjp", 0, 2, [5, 3]), 6);
    t.equal(
      run(overwritten, product, "vjp", 0, array([2, 0]), [5, array([3, 4])]),
      0,
      "the last element of dy is 0",
    );
  },
);

t.test("of more than 64 numbers nothing is looked at one by one", async (t) => {
  const many = (n: number): NDArray => array(new Float64Array(n).fill(1));
  t.equal(run(overwritten, product, "vjp", 0, many(64), [1, many(64)]), 1);
  t.equal(run(overwritten, product, "vjp", 0, many(65), [1, many(65)]), 65);
});
