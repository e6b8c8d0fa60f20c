// A loop over elements, in JavaScript or in WebAssembly, and what there is to it before and after.

import { NDArray, scratch, sizeOf, type Shape } from "../ndarray/index.js";
import { plainSquares, scaledLength } from "../ops/length.js";
import { Writer, sumName, type Around } from "./element-lines.js";
import { literal } from "./formula.js";
import { isNorm, isShort, type Loop } from "./fuse.js";
import { isNumber, type Node, type Step } from "./graph.js";
import { vectorized, type VectorLoop } from "./wasm/elements.js";

/** The lines of a loop, after which its results and its sums have their names. */
export function loopText(loop: Loop, around: Around): readonly string[] {
  const results = [...loop.results, ...loop.sums.filter((sum) => !isNumber(sum)), ...loop.columns]
    .filter((step) => around.placeOf(step) === undefined && isFresh(step, around))
    .map((step) => `const v${step.id} = ${emptyText(step.shape, around)};`);
  const { backEnd, threads } = around;
  const asVectors =
    backEnd === "javascript" ? undefined : vectorized(loop, threads, backEnd === "webassembly");
  if (asVectors === undefined) threads.crew("loops in JavaScript are not divided", () => undefined);
  const lines = asVectors === undefined ? new Writer(loop, around).lines() : called(loop, around, asVectors);
  return [...results, ...lines, ...loop.sums.filter(isNorm).map((norm) => normLine(norm, loop, around))];
}

/** A new array; in a short text, if it is short. */
function emptyText(shape: Shape, { nameOf }: Around): string {
  const given = nameOf("shape", shape);
  if (!isShort(shape)) return `${nameOf("empty", empty)}(${given})`;
  return `new ${nameOf("NDArray", NDArray)}(new Float64Array(${sizeOf(shape)}), ${given})`;
}

/** Whether the array of a step is made where the loop is. */
function isFresh(step: Step, { places }: Around): boolean {
  return (places?.roomOf(step) ?? "fresh") === "fresh";
}

/** An array every element of which is about to be written. */
export function empty(shape: Shape): NDArray {
  return new NDArray(scratch("float64", sizeOf(shape)), shape);
}

/** The line that makes a norm of the sum of the squares, as its op does. */
function normLine({ id, inputs: [x] }: Step, { shape }: Loop, { textOf, nameOf, placeOf }: Around): string {
  const from = placeOf(x!);
  const data = from === undefined ? `${textOf(x!)}.data` : `m.slice(${from}, ${from + sizeOf(shape)})`;
  const isPlain = `squares${id} >= ${literal(plainSquares.least)} && squares${id} <= ${literal(plainSquares.most)}`;
  return `const v${id} = ${isPlain} ? Math.sqrt(squares${id}) : ${nameOf("scaled", scaledLength)}(${data});`;
}

/** The call of a loop that is not JavaScript. */
function called(
  loop: Loop,
  { textOf, nameOf }: Around,
  { arrays, numbers, run }: VectorLoop,
): readonly string[] {
  const dataOf = (node: Node): string => `${textOf(node)}.data`;
  const numberOf = (node: Node): string => (isNumber(node) ? textOf(node) : `${dataOf(node)}[0]`);
  const made = (steps: readonly Step[]): readonly string[] => steps.map(({ id }) => `v${id}.data`);
  const [totals, rows] = [loop.sums.filter(isNumber), loop.sums.filter((sum) => !isNumber(sum))];
  const results = [...loop.results, ...loop.columns];
  const lists = [arrays.map(dataOf), numbers.map(numberOf), made(results), made(rows)];
  const call = `${nameOf("vectors", run)}(${lists.map((list) => `[${list.join(", ")}]`).join(", ")})`;
  if (totals.length === 0) return [`${call};`];
  return [`const [${totals.map(sumName).join(", ")}] = ${call};`];
}
