// Einstein summation: a composition of transposes, products and sums, so that its derivatives come of
// themselves.

import * as nd from "../ndarray/index.js";
import { badArgument, badEinsum } from "../core/errors.js";
import { shapeOf, type Value } from "../core/op.js";
import { mul } from "./arithmetic.js";
import { take } from "./indexing.js";
import { lift, type Like } from "./lift.js";
import { matmul } from "./products.js";
import { sum } from "./reductions.js";
import { reshape, transpose } from "./shape.js";

/** A value whose axes have names, all different. */
interface Labelled {
  readonly x: Value;
  readonly labels: readonly string[];
}

/**
 * Sums of products over named axes, by NumPy's rules: "ij,jk->ik" is the matrix product, "ii" the trace,
 * "...i,i" a product with the last axis. Without "->", the result has the names that occur once, in
 * alphabetical order.
 *
 * @throws RangeError if a name stands for axes of different lengths, or the operands do not fit the
 * specification.
 * @example
 * einsum("i,i->", [1, 2], [3, 4]); // 11
 */
export function einsum(spec: string, ...operands: Like[]): Value {
  if (typeof spec !== "string")
    throw badArgument("einsum", "its first argument", 'a string such as "ij,jk->ik"', spec);
  const values = operands.map((x, k) => lift("einsum", x, `operand ${String(k)}`));
  const { inputs, output } = parse(spec, values.map(shapeOf));
  checkLengths(spec, inputs, values);
  let terms = values.map((x, k) => withoutRepeats(x, inputs[k] ?? []));
  while (terms.length > 1) {
    const [a, b, ...rest] = terms as [Labelled, Labelled, ...Labelled[]];
    const kept = new Set([...output, ...rest.flatMap((term) => term.labels)]);
    terms = [contract(summed(a, kept, b.labels), summed(b, kept, a.labels), kept), ...rest];
  }
  const last = summed(terms[0] as Labelled, new Set(output), []);
  return transpose(
    last.x,
    output.map((label) => last.labels.indexOf(label)),
  );
}

interface Parsed {
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
}

/**
 * The names of the axes of each input and of the output; the axes of an ellipsis are named by their distance
 * from its end.
 */
function parse(spec: string, shapes: readonly nd.Shape[]): Parsed {
  const [left = "", right, ...more] = spec.replaceAll(" ", "").split("->");
  const terms = left.split(",");
  if (more.length > 0) throw badEinsum(spec, 'it has more than one "->"');
  if (terms.length !== shapes.length) {
    throw badEinsum(spec, `it has ${String(terms.length)} operands, and ${String(shapes.length)} were given`);
  }
  const hidden = terms.map((term, k) => {
    const count = (shapes[k] ?? []).length - term.replace("...", "").length;
    if (count < 0 || (count > 0 && !term.includes("..."))) {
      throw badEinsum(
        spec,
        `"${term}" does not name the axes of operand ${String(k)}, of shape ${nd.formatShape(shapes[k] ?? [])}`,
      );
    }
    return count;
  });
  const inputs = terms.map((term, k) => labelsOf(spec, term, hidden[k] ?? 0));
  const most = Math.max(0, ...hidden);
  const output = right === undefined ? implicit(inputs) : labelsOf(spec, right, most);
  if (most > 0 && right?.includes("...") === false) {
    throw badEinsum(
      spec,
      'the output must have the "..." of the operands; to sum over axes, give them letters',
    );
  }
  const unknown = output.find((label) => !inputs.some((labels) => labels.includes(label)));
  if (unknown !== undefined) throw badEinsum(spec, `the output names "${unknown}", which no operand has`);
  if (new Set(output).size < output.length) throw badEinsum(spec, "the output names an axis twice");
  return { inputs, output };
}

function labelsOf(spec: string, term: string, hidden: number): readonly string[] {
  if (!/^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/.test(term))
    throw badEinsum(spec, `"${term}" must be letters and at most one ellipsis`);
  const [before = "", after] = term.split("...");
  const axes = Array.from({ length: hidden }, (_, k) => `…${String(hidden - k)}`);
  return [...Array.from(before), ...(after === undefined ? [] : [...axes, ...Array.from(after)])];
}

function implicit(inputs: readonly (readonly string[])[]): readonly string[] {
  const all = inputs.flat();
  const once = [...new Set(all)].filter(
    (label) => label.length === 1 && all.indexOf(label) === all.lastIndexOf(label),
  );
  const hidden = [...new Set(all)].filter((label) => label.length > 1);
  return [...hidden.sort((a, b) => Number(b.slice(1)) - Number(a.slice(1))), ...once.sort()];
}

/** Axes of one name have one length; those of an ellipsis may also have length 1, and are broadcast. */
function checkLengths(spec: string, inputs: Parsed["inputs"], values: readonly Value[]): void {
  const lengths = new Map<string, number>();
  for (const [k, labels] of inputs.entries()) {
    for (const [axis, label] of labels.entries()) {
      const n = shapeOf(values[k] ?? 0)[axis] ?? 1;
      const known = lengths.get(label) ?? n;
      if (n !== known && (label.length === 1 || (n !== 1 && known !== 1))) {
        const which = label.length === 1 ? `"${label}"` : `axis -${label.slice(1)} of the "..."`;
        throw badEinsum(
          spec,
          `${which} has length ${String(known)}, and length ${String(n)} in operand ${String(k)}`,
        );
      }
      lengths.set(label, Math.max(n, known));
    }
  }
}

/** A name that an operand has twice stands for the diagonal. */
function withoutRepeats(x: Value, labels: readonly string[]): Labelled {
  const second = labels.findIndex((label, k) => labels.indexOf(label) !== k);
  if (second < 0) return { x, labels };
  const first = labels.indexOf(labels[second] ?? "");
  const others = labels.map((_, k) => k).filter((k) => k !== first && k !== second);
  const shape = shapeOf(x);
  const n = shape[first] ?? 0;
  const flat = reshape(transpose(x, [...others, first, second]), [
    ...others.map((k) => shape[k] ?? 1),
    n * n,
  ]);
  const diagonal = take(flat, nd.arange(0, n * n, n + 1), { axis: -1 });
  return withoutRepeats(diagonal, [...others.map((k) => labels[k] ?? ""), labels[first] ?? ""]);
}

/** `a` summed over the axes that nobody asks for any more. */
function summed({ x, labels }: Labelled, kept: ReadonlySet<string>, partner: readonly string[]): Labelled {
  const done = labels.flatMap((label, k) => (kept.has(label) || partner.includes(label) ? [] : [k]));
  if (done.length === 0) return { x, labels };
  return { x: sum(x, { axis: done }), labels: labels.filter((_, k) => !done.includes(k)) };
}

/** The product of two, summed over the names that both have and nobody else asks for. */
function contract(a: Labelled, b: Labelled, kept: ReadonlySet<string>): Labelled {
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => kept.has(label));
  const inner = shared.filter((label) => !kept.has(label));
  const rows = a.labels.filter((label) => !shared.includes(label));
  const columns = b.labels.filter((label) => !shared.includes(label));
  const left = arranged(a, [batch, rows, inner]);
  const right = arranged(b, [batch, inner, columns]);
  const x = inner.length === 0 ? mul(left.x, right.x) : matmul(left.x, right.x);
  const lengths = shapeOf(x).slice(0, batch.length);
  return {
    x: reshape(x, [...lengths, ...left.lengths(rows), ...right.lengths(columns)]),
    labels: [...batch, ...rows, ...columns],
  };
}

/** `a` with its batch axes first and each of the other two groups of axes made one. */
function arranged(
  { x, labels }: Labelled,
  [batch, ...groups]: readonly [readonly string[], readonly string[], readonly string[]],
) {
  const order = [batch, ...groups].flat().map((label) => labels.indexOf(label));
  const lengths = (group: readonly string[]): number[] =>
    group.map((label) => shapeOf(x)[labels.indexOf(label)] ?? 1);
  const shape = [...lengths(batch), ...groups.map((group) => nd.sizeOf(lengths(group)))];
  return { x: reshape(transpose(x, order), shape), lengths };
}
