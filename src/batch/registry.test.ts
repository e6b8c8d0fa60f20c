// Every op of the registry, and both its rules, on many inputs at once: what it is on each of them.
import t from "tap";
import { examplesOf, inputsOf } from "../check/ops.js";
import { flat, gaussian, unflat } from "../check/points.js";
import { bind, shapeOf, type Inputs, type Op, type Value } from "../core/op.js";
import { sumToOp } from "../core/space.js";
import { push } from "../forward/index.js";
import { registry, stack } from "../ops/index.js";
import { convKernelOp } from "../ops/convolution/convolution.js";
import { gatherTransposeOp } from "../ops/gathering.js";
import { slice } from "../ops/indexing.js";
import { embedOp } from "../ops/slicing.js";
import { record } from "../reverse/index.js";
import { vmap } from "../transforms/vmap.js";

type Values = readonly Value[];
const n = 3;

/** What is asked of an op at its inputs, a tangent for each and a cotangent. */
type Question = (op: Op<Inputs, unknown>, params: unknown, given: Values, count: number) => Values;

const questions: Readonly<Record<string, Question>> = {
  value: (op, params, given, count) => [bind(op, given.slice(0, count), params)],
  pushed: (op, params, given, count) =>
    push((x) => [bind(op, x, params)], given.slice(0, count), given.slice(count, 2 * count)).dy,
  pulled: (op, params, given, count) => {
    const recording = record((x) => [bind(op, x, params)], given.slice(0, count), true);
    return recording.pull([given.at(-1) ?? 0]);
  },
};

/** Which of `count` inputs vary in the batch: each alone, and all. */
function subsets(count: number): readonly (readonly boolean[])[] {
  const alone = Array.from({ length: count }, (_, i) => Array.from({ length: count }, (_k, j) => i === j));
  return count > 1 ? [...alone, new Array<boolean>(count).fill(true)] : alone;
}

/** How far two values are apart, relative to their size; Infinity where their shapes differ, or one is NaN. */
function distance(a: Value, b: Value): number {
  const [x, y] = [flat([a]), flat([b])];
  if (String(shapeOf(a)) !== String(shapeOf(b))) return Infinity;
  const scale = Math.max(1, ...y.filter(Number.isFinite).map(Math.abs));
  return x.reduce((most, v, i) => {
    const w = y[i] ?? NaN;
    return Object.is(v, w) || v === w ? most : Math.max(most, Math.abs(v - w) / scale || Infinity);
  }, 0);
}

const unlisted = [convKernelOp, gatherTransposeOp, embedOp, sumToOp] as unknown as readonly Op[];

for (const op of [...registry(), ...unlisted] as unknown as readonly Op<Inputs, unknown>[]) {
  for (const [k, example] of examplesOf(op).entries()) {
    const points = Array.from({ length: n }, (_, i) => inputsOf(op, example, 10 * k + i));
    const count = points[0]?.length ?? 0;
    const y = op.eval(points[0] as never, example.params);
    const rows = points.map((x, i) => [
      ...x,
      ...unflat(gaussian(i, flat(x).length), x),
      ...unflat(gaussian(i + n, flat([y]).length), [y]),
    ]);
    for (const varying of subsets(count)) {
      const batched = [...varying, ...varying, true];
      const each = rows.map((row) => row.map((v, i) => (batched[i] === true ? v : (rows[0]?.[i] ?? 0))));
      for (const [what, question] of Object.entries(questions)) {
        const asked = (...given: Value[]): Values => question(op, example.params, given, count);
        const many = vmap(asked, { inAxes: batched.map((b) => (b ? 0 : null)) })(
          ...batched.map((b, i) => (b ? stack(each.map((row) => row[i] ?? 0)) : (each[0]?.[i] ?? 0))),
        );
        const single = each.map((row) => asked(...row));
        const worst = Math.max(
          ...many.flatMap((all, j) => single.map((one, i) => distance(slice(all, i), one[j] ?? 0))),
        );
        const title = `${op.name} ${JSON.stringify(example.shapes)} ${JSON.stringify(varying)}: ${what}`;
        t.ok(worst < 1e-11, `${title}: ${String(worst)}`);
      }
    }
  }
}
