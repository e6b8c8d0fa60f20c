// That an op on many inputs at once is what it is on each of them: the way that vmap takes.

import { runMany } from "../../batch/index.js";
import { bind, shapeOf, type Inputs, type Value } from "../../core/op.js";
import * as nd from "../../ndarray/index.js";
import { slice } from "../../ops/indexing.js";
import { stack } from "../../ops/shape.js";
import { alike, largestOf, type Complaint, type Law } from "./laws.js";
import type { AnyOp, Point } from "./points.js";
import { flat, spread } from "./subject.js";

/** The inputs of a batch are multiples of those of the point, which leaves a definite matrix definite. */
const factors = [1, 0.5, 0.75];

export const batches: Law = {
  name: "a batch is each of its inputs",
  kinds: ["interior", "kink", "shape", "single"],
  modes: [],
  check({ op, kind, point }) {
    for (const varying of subsets(point.x.length)) {
      const rows = factors.map((factor) =>
        point.x.map((v, i) => (varying[i] === true ? times(v, factor) : v)),
      );
      const found = compared(op, point, varying, rows, kind === "single" ? 1e-5 : 1e-12);
      if (found !== undefined) return { ...found, argument: varying.indexOf(true) };
    }
    return undefined;
  },
};

/** Which of the inputs vary in a batch: each alone, and all. */
function subsets(count: number): readonly (readonly boolean[])[] {
  const alone = Array.from({ length: count }, (_, i) => Array.from({ length: count }, (_k, j) => i === j));
  return count === 1 ? alone : [...alone, new Array<boolean>(count).fill(true)];
}

/** The elements of `x`, each times a number. */
export function times(x: nd.Plain, factor: number): nd.Plain {
  return spread(
    flat([x]).map((v) => factor * v),
    [x],
  )[0] as nd.Plain;
}

/** How the op on all rows at once differs from the op on each. */
function compared(
  op: AnyOp,
  { params }: Point,
  varying: readonly boolean[],
  rows: readonly (readonly nd.Plain[])[],
  precision: number,
): Pick<Complaint, "expected" | "says"> | undefined {
  const all = together(op, params, varying, rows);
  for (const [k, row] of rows.entries()) {
    const due = op.eval(row, params);
    const got = slice(all, k);
    if (!nd.sameShape(shapeOf(got), shapeOf(due)))
      return {
        says: `in a batch its shape is ${nd.formatShape(shapeOf(got))}, not ${nd.formatShape(shapeOf(due))}`,
      };
    const [a, b] = [flat([got]), flat([due])];
    const slack = precision * largestOf([b]);
    const i = a.findIndex((v, j) => !alike(v, b[j] ?? NaN, slack));
    const expected = b[i] ?? NaN;
    if (i >= 0) return { expected, says: `in a batch its value is ${String(a[i])}, not ${String(expected)}` };
  }
  return undefined;
}

/** The op on all rows at once, whose values lie along a first axis. */
function together(
  op: AnyOp,
  params: unknown,
  varying: readonly boolean[],
  rows: readonly (readonly nd.Plain[])[],
): Value {
  const [first = []] = rows;
  const many = first.flatMap((_, i) => (varying[i] === true ? [stack(rows.map((row) => row[i] ?? 0))] : []));
  const program = (given: Inputs): Inputs => {
    const boxes = [...given];
    return [
      bind(
        op,
        first.map((v, i) => (varying[i] === true ? (boxes.shift() ?? 0) : v)),
        params,
      ),
    ];
  };
  return runMany(program, many, rows.length).y[0] ?? 0;
}
