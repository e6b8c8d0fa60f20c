// A second reference beside finite differences: the complex step, taken of one operation at a time at the values
// that it had, so that neither cancellation nor a huge argument stands between it and the rules.
//
// It speaks of the Wengert list, and a list is what a trace saw of f. So it is heard only if the list, run as a
// program, gives the bits of f at points nearby, and if every op of it computes what the registry's does.

import { bind, type Value } from "../core/op.js";
import { NDArray, type Plain } from "../ndarray/index.js";
import { pathSums } from "./conditioning.js";
import type { Testimony, Witness } from "./opinion.js";
import { flat, gaussian, unflat, type Program } from "./points.js";
import { complexStep } from "./reference/complex-step.js";
import { knownAs } from "./reference/namesakes.js";
import {
  isReference,
  programOf,
  valuesOf,
  wengertList,
  type Operation,
  type WengertList,
} from "./wengert.js";

const ulp = 2 ** -52;

/** So many lines a witness goes through in all, each of them in some tens of microseconds; then it is silent. */
const patience = 40_000;

/** How far from x, in proportion, the list has to agree with f. */
const moves = [1e-6, 1e-4, 1e-2];

/** So often is every value on the way moved as rounding might have. */
const trials = 3;

/** What the complex step says of the derivatives of `f` at `x`; undefined if it cannot speak of this program. */
export function complexWitness(f: Program, x: readonly Value[]): Witness | undefined {
  const list = asKnown(wengertList(f, x as readonly Plain[]));
  const cost = (1 + trials) * (list?.lines.length ?? 0);
  if (list === undefined || cost > patience) return undefined;
  const values = valuesOf(list);
  if (values.some(isSingle) || !isFaithful(list, f)) return undefined;
  const size = flat(values).length;
  const shaken = Array.from({ length: trials }, (_, k) => shakenValues(list, gaussian(k, size)));
  let spent = 0;
  return (v) => {
    spent += cost;
    return spent > patience ? undefined : testimony(list, values, shaken, v);
  };
}

/** The list with the registry's own entry for each of its ops, so that none of their rules is trusted. */
function asKnown(list: WengertList): WengertList | undefined {
  const lines = list.lines.flatMap((line) => {
    const op = knownAs(line.op);
    return op === undefined ? [] : [{ ...line, op }];
  });
  return lines.length === list.lines.length ? { ...list, lines } : undefined;
}

function testimony(
  list: WengertList,
  values: readonly Plain[],
  shaken: readonly (readonly Plain[])[],
  v: Float64Array,
): Testimony | undefined {
  const terms = pathSums(list, v);
  if (!terms.every(Number.isFinite)) return undefined;
  const slope = chained(list, values, v);
  const others = shaken.map((each) => chained(list, each, v));
  if (slope === undefined) return undefined;
  const wander = slope.map((s, k) => Math.max(...others.map((other) => Math.abs((other?.[k] ?? NaN) - s))));
  return { slope, wander, error: terms.map((sum) => 8 * ulp * (list.lines.length + 8) * sum), terms };
}

/** f′(x) v by the chain rule, the derivative of each line by the complex step; undefined if one has none. */
function chained(list: WengertList, values: readonly Plain[], v: Float64Array): Float64Array | undefined {
  const tangents: Float64Array[] = unflat(v, list.inputs).map((leaf) => flat([leaf]));
  for (const line of list.lines) {
    const dy = throughLine(line, values, tangents);
    if (dy === undefined) return undefined;
    tangents.push(dy);
  }
  const outputs = list.outputs.map((y) => (isReference(y) ? (tangents[y.at] ?? []) : flat([y]).fill(0)));
  return Float64Array.from(outputs.flatMap((dy) => [...dy]));
}

function throughLine(
  { op, operands, params }: Operation,
  values: readonly Plain[],
  tangents: readonly Float64Array[],
): Float64Array | undefined {
  const dx = operands.map((operand) =>
    isReference(operand) ? (tangents[operand.at] ?? []) : [...flat([operand])].fill(0),
  );
  const v = Float64Array.from(dx.flatMap((part) => [...part]));
  const y = values[tangents.length] ?? 0;
  if (op.constant === true || v.every((d) => d === 0)) return flat([y]).fill(0);
  const inputs = read(operands, values);
  const places = inputs.map((_, at) => ({ at }));
  const line = { op, operands: places, params };
  return complexStep({ inputs, lines: [line], outputs: [{ at: inputs.length }] }, v);
}

function read(operands: Operation["operands"], values: readonly Plain[]): readonly Plain[] {
  return operands.map((operand) => (isReference(operand) ? (values[operand.at] ?? 0) : operand));
}

/** The values of all lines when each of them, and each input, is off by about an ulp, by so much noise. */
function shakenValues({ inputs, lines }: WengertList, noise: Float64Array): readonly Plain[] {
  let at = 0;
  const shaken = (x: Plain): Plain => {
    const parts = flat([x]);
    const from = at;
    at += parts.length;
    if (typeof x !== "number" && x.dtype !== "float64") return x;
    // Off zero by as much as off one, for a kink may be there.
    const moved = parts.map((v, i) => v + 2 * ulp * (noise[from + i] ?? 0) * (v === 0 ? 1 : v));
    return unflat(moved, [x])[0] as Plain;
  };
  const values = inputs.map(shaken);
  for (const { op, operands, params } of lines) {
    const y = bind(op, read(operands, values), params) as Plain;
    values.push(op.constant === true ? y : shaken(y));
  }
  return values;
}

/** Whether the list has the bits of f at points nearby: whether f hides nothing, and branches no other way. */
function isFaithful(list: WengertList, f: Program): boolean {
  const run = programOf(list);
  const x = flat(list.inputs);
  return moves.every((size, k) => {
    const noise = gaussian(k, x.length);
    const near = unflat(
      x.map((v, i) => v + size * (noise[i] ?? 0) * Math.max(Math.abs(v), size)),
      list.inputs,
    );
    const [ours, due] = [flat(run(near)), flat(f(near))];
    return ours.length === due.length && ours.every((y, i) => Object.is(y, due[i]));
  });
}

function isSingle(y: Plain): boolean {
  return y instanceof NDArray && y.dtype === "float32";
}
