// Shapes of a sweep: they broadcast, some are empty, some are of one element; examples are resized where they may be.
import t from "tap";
import { cumsum, matmul, reshape, sum, transpose } from "../../index.js";
import { broadcastShapes, sizeOf, type NDArray } from "../../ndarray/index.js";
import { altered, entryOf } from "../fixtures/subjects.js";
import type { AnyOp, Point } from "./points.js";
import { resized, shapesOf } from "./shapes.js";

const call = ({ params }: { params: unknown }, x: Point["x"]): Point => ({ x, params, held: [] });
const shapesIn = (op: AnyOp): unknown[] =>
  resized(op, call, 1).map(({ x }) => x.map((v) => (v as NDArray).shape));

t.test("elementwise ops of all arities get a shape for each input, which broadcast together", async (t) => {
  for (const arity of [1, 2, 3]) {
    const all = shapesOf(arity);
    const sizes = all.map((shapes) => sizeOf(broadcastShapes("test", ...shapes)));
    t.ok(
      all.every((shapes) => shapes.length === arity),
      String(arity),
    );
    t.ok(
      sizes.includes(0) && sizes.includes(1) && sizes.some((n) => n > 1),
      "empty, of one element, and more",
    );
    t.equal(all.length, arity === 1 ? 6 : 12);
  }
});

t.test(
  "of two inputs and more, some differ in shape: a row meets a column, an empty array one of length 1",
  async (t) => {
    const text = shapesOf(2).map((shapes) => JSON.stringify(shapes));
    for (const each of [
      "[[3,1],[1,4]]",
      "[[],[3]]",
      "[[3],[]]",
      "[[1],[0]]",
      "[[2,1,3],[2,0,1]]",
      "[[2,3],[3]]",
    ])
      t.ok(text.includes(each), each);
    const third = shapesOf(3).map(([, , shape = []]) => JSON.stringify(shape));
    for (const each of ["[3,4]", "[2,1]", "[1]", "[]"])
      t.ok(third.includes(each), `a third input of ${each}`);
    t.equal(third.filter((each) => each === "[1]").length, 3);
  },
);

t.test("equal shapes have from one axis to three, of lengths 0, 1 and more", async (t) => {
  const text = shapesOf(1).map((shapes) => JSON.stringify(shapes));
  for (const each of ["[[5]]", "[[2,3]]", "[[1]]", "[[1,1]]", "[[0]]", "[[2,0,3]]"])
    t.ok(text.includes(each), each);
});

t.test("each length of an example becomes 0 and 1, wherever it stands", async (t) => {
  const example = {
    shapes: [
      [2, 3],
      [3, 4],
    ],
    params: undefined,
  };
  t.same(shapesIn(altered(matmul, { examples: [example] })), [
    [
      [0, 3],
      [3, 4],
    ],
    [
      [1, 3],
      [3, 4],
    ],
    [
      [2, 0],
      [0, 4],
    ],
    [
      [2, 1],
      [1, 4],
    ],
    [
      [2, 3],
      [3, 0],
    ],
    [
      [2, 3],
      [3, 1],
    ],
  ]);
});

t.test("parameters of axes go with any length", async (t) => {
  const examples = [{ shapes: [[2]], params: { axes: [0], keepDims: true } }];
  t.same(shapesIn(altered(sum, { examples })), [[[0]], [[1]]]);
  t.ok(resized(altered(cumsum), call, 1).length > 0);
  t.ok(resized(altered(transpose), call, 1).length > 0);
});

t.test("parameters that tell lengths do not: such an op is not resized", async (t) => {
  t.same(resized(entryOf(reshape), call, 1), []);
  const one = { shapes: [[2]], params: { shape: [2] } };
  const examples = [{ shapes: [[2]], params: { axes: [0], keepDims: false } }, one];
  t.same(resized(altered(sum, { examples }), call, 1), [], "be it one example of several");
});

t.test("what the op refuses is left out, and any other error is thrown", async (t) => {
  const examples = [{ shapes: [[2]], params: undefined }];
  const refusing = (error: Error): AnyOp =>
    altered(sum, {
      examples,
      eval: ([x]) => {
        if ((x as NDArray).size === 0) throw error;
        return x as NDArray;
      },
    });
  t.same(shapesIn(refusing(new RangeError("too short"))), [[[1]]]);
  t.same(shapesIn(refusing(new TypeError("no such shape"))), [[[1]]]);
  t.throws(() => resized(refusing(new Error("a defect")), call, 1), /a defect/);
});
