// What depends on what, of every op of the registry and of the transposes that are not in it: no entry of a Jacobian is
// missed, and where elements only move none is too many.
import t from "tap";
import { examplesOf, inputsOf } from "../check/ops.js";
import { bind, dtypeOf, shapeOf, type Inputs, type Op, type Value } from "../core/op.js";
import { castOp, isFloat, sumToOp } from "../core/space.js";
import { NDArray, array, sizeOf, zeros } from "../ndarray/index.js";
import { convKernelOp } from "../ops/convolution/convolution.js";
import { gatherOp, gatherTransposeOp } from "../ops/gathering.js";
import { concatenate, cumsum, matmul, mul, registry, reshape, sum, transpose } from "../ops/index.js";
import { embedOp } from "../ops/slicing.js";
import { record } from "../reverse/index.js";
import { dependencesOf, type Rows } from "./index.js";

type Values = readonly Value[];
const unlisted = [convKernelOp, gatherTransposeOp, embedOp, sumToOp] as unknown as readonly Op[];

/** The dense Jacobian by reverse mode, a row for each element of the output. */
function jacobianOf(f: (x: Values) => Values, x: Values): number[][] {
  const recording = record(f, x, true);
  const [y = 0] = recording.y;
  return Array.from({ length: sizeOf(shapeOf(y)) }, (_, i) => {
    const unit = zeros(shapeOf(y));
    unit.data[i] = 1;
    const bar = shapeOf(y).length === 0 ? 1 : unit;
    return recording
      .pull([bar])
      .flatMap((part) => (part instanceof NDArray ? Array.from(part.data) : [Number(part)]));
  });
}

function missed(rows: Rows, jacobian: readonly (readonly number[])[]): string[] {
  return jacobian.flatMap((row, i) =>
    row.flatMap((entry, j) =>
      entry !== 0 && rows[i]?.includes(j) !== true ? [`${String(i)}, ${String(j)}: ${String(entry)}`] : [],
    ),
  );
}

for (const op of [...registry(), ...unlisted] as unknown as readonly Op<Inputs, unknown>[]) {
  for (const [k, example] of examplesOf(op).entries()) {
    const x = inputsOf(op, example, k).map((v) =>
      isFloat(dtypeOf(v)) ? v : bind(castOp, [v], { dtype: "float64" }),
    );
    const f = (given: Values): Values => [bind(op, given, example.params)];
    const { rows } = dependencesOf(f, x);
    const jacobian = jacobianOf(f, x);
    const title = `${op.name} ${JSON.stringify(example.shapes)}`;
    t.equal(rows.length, jacobian.length, `${title}: a row for each element`);
    t.same(missed(rows, jacobian), [], `${title}: no entry is missed`);
    t.ok(
      rows.every((row) => row.every((j, at) => at === 0 || (row[at - 1] ?? 0) < j)),
      `${title}: rows ascend`,
    );
    if (op.linearity === "linear") {
      const found = jacobian.map((row) => row.flatMap((entry, j) => (entry === 0 ? [] : [j])));
      t.same(rows, found, `${title}: linear, and exact`);
    }
  }
}

t.test("what elements go through is followed one by one", (t) => {
  const rowsOf = (f: (x: Value) => Value, x: Value): Rows => dependencesOf(([v = 0]) => [f(v)], [x]).rows;
  const x = array([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  t.same(
    rowsOf((v) => transpose(v), x),
    [[0], [3], [1], [4], [2], [5]],
  );
  t.same(
    rowsOf((v) => sum(v, { axis: 0 }), x),
    [
      [0, 3],
      [1, 4],
      [2, 5],
    ],
  );
  t.same(rowsOf((v) => mul(sum(v, { axis: 1, keepDims: true }), v), x)[4], [3, 4, 5]);
  t.same(rowsOf((v) => cumsum(v, { axis: 1 }), x)[1], [0, 1]);
  t.same(rowsOf((v) => concatenate([reshape(v, [6]), [7]]), x)[6], [], "constants depend on nothing");
  const constant = array([
    [0, 2],
    [1, 0],
    [0, 0],
  ]);
  t.same(
    rowsOf((v) => matmul(v, constant), x),
    [[1], [0], [4], [3]],
    "a constant's zeros count",
  );
  t.same(
    rowsOf((v) => matmul(v, transpose(v)), x),
    [
      [0, 1, 2],
      [0, 1, 2, 3, 4, 5],
      [0, 1, 2, 3, 4, 5],
      [3, 4, 5],
    ],
  );
  const places = array([2, 0, 2], { dtype: "int32" });
  t.same(
    rowsOf((v) => bind(gatherOp, [v], { places }), x),
    [[2], [0], [2]],
  );
  t.end();
});

t.test("a long vector is not tried element by element", (t) => {
  const n = 20_000;
  const began = performance.now();
  const { rows } = dependencesOf(([x = 0]) => [cumsum(mul(x, x))], [zeros(n)]);
  t.equal(rows.length, n);
  t.equal(rows[5]?.length, n, "what would take too long to say depends on all");
  t.ok(performance.now() - began < 10_000);
  t.end();
});
