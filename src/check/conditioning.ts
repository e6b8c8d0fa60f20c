// How much of a derivative is cancellation: the sum over all paths through a program of |∂out/∂in|, of which the
// derivative is the sum with signs. Rounding moves a derivative by some ulps of this, not of itself.

import type { Plain } from "../ndarray/index.js";
import { bind, type Value } from "../core/op.js";
import { push } from "../forward/index.js";
import { flat, gaussian, unflat } from "./points.js";
import { isReference, valuesOf, type Operation, type WengertList } from "./wengert.js";

/** Of operands with more elements than this the columns are not looked at one by one. */
const most = 256;
/** So many samples of all columns together stand for them. */
const samples = 8;

/**
 * For each element of the outputs, Σ over paths of |∂y/∂x| |v|: what the directional derivative along `v`
 * would be if nothing in it cancelled; through large operands the root of the sum of squares, about. With `own`,
 * every line adds that share of its value: its rounding, say.
 */
export function pathSums(list: WengertList, v: Float64Array, own = 0): Float64Array {
  const values = valuesOf(list);
  const sums: Float64Array[] = unflat(v.map(Math.abs), list.inputs).map((leaf) => flat([leaf]));
  for (const line of list.lines) {
    const y = values[sums.length] ?? 0;
    const sum = throughLine(line, values, sums, y);
    sums.push(own === 0 ? sum : flat([y]).map((value, k) => (sum[k] ?? 0) + own * Math.abs(value)));
  }
  const outputs = list.outputs.map((operand) =>
    isReference(operand) ? (sums[operand.at] ?? nothing) : flat([operand]).fill(0),
  );
  return Float64Array.from(outputs.flatMap((sum) => [...sum]));
}

const nothing = new Float64Array(0);

function throughLine(
  { op, operands, params }: Operation,
  values: readonly Plain[],
  sums: readonly Float64Array[],
  y: Plain,
): Float64Array {
  const total = new Float64Array(flat([y]).length);
  if (op.constant === true) return total;
  const inputs = operands.map((operand) => (isReference(operand) ? (values[operand.at] ?? 0) : operand));
  for (const [i, operand] of operands.entries()) {
    const sum = isReference(operand) ? sums[operand.at] : undefined;
    if (sum === undefined || sum.every((s) => s === 0)) continue;
    const f = ([x = 0]: readonly Value[]): readonly Value[] => [
      bind(
        op,
        inputs.map((plain, k) => (k === i ? x : plain)),
        params,
      ),
    ];
    const x = inputs[i] ?? 0;
    if (sum.length > most) addSamples(total, f, x, sum);
    else addColumns(total, f, x, sum, op.scalar === undefined && op.linearity === undefined);
  }
  return total;
}

/**
 * total += |J| sum, J by one push for each column. Inside an op whose elements are computed `together`, as those
 * of an inverse are, rounding is shared: it is of the size of the largest slope of the column.
 */
function addColumns(
  total: Float64Array,
  f: (x: readonly Value[]) => readonly Value[],
  x: Plain,
  sum: Float64Array,
  together: boolean,
): void {
  for (const [j, s] of sum.entries()) {
    if (s === 0) continue;
    const unit = new Float64Array(sum.length).fill(1, j, j + 1);
    const column = flat(push(f, [x], unflat(unit, [x])).dy).map(Math.abs);
    const slopes = together ? column.fill(Math.max(...column)) : column;
    for (const [k, slope] of slopes.entries()) if (slope !== 0) total[k] = (total[k] ?? 0) + slope * s;
  }
}

/** total += twice √Σ (J sum)², summed over the columns: what they add up to with signs that are thrown. */
function addSamples(
  total: Float64Array,
  f: (x: readonly Value[]) => readonly Value[],
  x: Plain,
  sum: Float64Array,
): void {
  const squares = new Float64Array(total.length);
  for (let k = 0; k < samples; k++) {
    const signs = gaussian(k, sum.length).map(Math.sign);
    const thrown = sum.map((s, j) => s * (signs[j] ?? 1));
    for (const [i, d] of flat(push(f, [x], unflat(thrown, [x])).dy).entries())
      squares[i] = (squares[i] ?? 0) + d * d;
  }
  for (const [i, square] of squares.entries()) total[i] = (total[i] ?? 0) + 2 * Math.sqrt(square / samples);
}
