// Arrays as text: rows below one another, columns aligned, long arrays shortened.
import type { Data, DType } from "./dtype.js";
import type { Shape } from "./shape.js";

const DIGITS = 8; // digits after the point, as NumPy shows them
const LONG = 1000; // arrays with more elements are shortened …
const EDGE = 3; // … to so many at either end of an axis
const WIDTH = 80;

/** The text of an array. */
export function formatArray(data: Data, dtype: DType, shape: Shape): string {
  const shown = shape.map((length) => shownPlaces(length, data.length > LONG));
  const places = allPlaces(shape, shown);
  const cells = formatCells(
    places.map((place) => data[place]!),
    dtype,
    shape.length > 1,
  );
  return block(shown, 0, { cells, next: 0 });
}

/** The indices shown of an axis; -1 stands for those left out. */
function shownPlaces(length: number, shorten: boolean): readonly number[] {
  const all = (count: number, first = 0): number[] => Array.from({ length: count }, (_, k) => first + k);
  return shorten && length > 2 * EDGE ? [...all(EDGE), -1, ...all(EDGE, length - EDGE)] : all(length);
}

function allPlaces(shape: Shape, shown: readonly (readonly number[])[]): number[] {
  let places = [0];
  shape.forEach((length, axis) => {
    const kept = shown[axis]!.filter((k) => k >= 0);
    places = places.flatMap((place) => kept.map((k) => place * length + k));
  });
  return places;
}

interface Cells {
  readonly cells: readonly string[];
  next: number;
}

function block(shown: readonly (readonly number[])[], axis: number, from: Cells): string {
  if (axis === shown.length) return from.cells[from.next++]!;
  const parts = shown[axis]!.map((k) => (k < 0 ? "..." : block(shown, axis + 1, from)));
  const indent = " ".repeat(axis + 1);
  const inner = shown.length - axis - 1; // axes inside a part: matrices have a blank line between them
  return `[${inner === 0 ? wrap(parts, indent) : parts.join(`,${"\n".repeat(inner)}${indent}`)}]`;
}

function wrap(parts: readonly string[], indent: string): string {
  let text = "";
  let column = indent.length;
  parts.forEach((part, k) => {
    const last = k === parts.length - 1;
    const next = last ? part : `${part},`;
    const fresh = k === 0 || column + 1 + next.length > WIDTH;
    if (k > 0) text += fresh ? `\n${indent}` : " ";
    column = fresh ? indent.length + next.length : column + 1 + next.length;
    text += next;
  });
  return text;
}

function formatCells(numbers: readonly number[], dtype: DType, align: boolean): string[] {
  const texts = numbers.map(dtype === "bool" ? (x) => (x === 0 ? "false" : "true") : formatterOf(numbers));
  return align ? alignPoints(texts) : texts;
}

/** One notation for all: plain decimals where they show every magnitude, else powers of ten. */
function formatterOf(numbers: readonly number[]): (x: number) => string {
  let largest = 0;
  let smallest = Infinity;
  let whole = true;
  for (const x of numbers) {
    if (!Number.isFinite(x)) continue;
    whole &&= Number.isInteger(x);
    largest = Math.max(largest, Math.abs(x));
    if (x !== 0) smallest = Math.min(smallest, Math.abs(x));
  }
  const plain = whole ? largest < 1e16 : largest < 1e8 && smallest >= 1e-4;
  return (x) => {
    if (!Number.isFinite(x)) return String(x);
    if (Object.is(x, -0)) return "-0";
    return plain ? trimZeros(x.toFixed(DIGITS)) : x.toExponential(DIGITS).replace(/\.?0*e/, "e");
  };
}

function trimZeros(text: string): string {
  return text.replace(/\.?0+$/, "");
}

/** Pads on both sides so that decimal points (or ends of whole numbers, or exponents) stand in one column. */
function alignPoints(texts: readonly string[]): string[] {
  const points = texts.map((text) => (/[.e]/.exec(text) ?? { index: text.length }).index);
  const before = Math.max(0, ...points);
  const after = Math.max(0, ...texts.map((text, k) => text.length - points[k]!));
  return texts.map((text, k) => (" ".repeat(before - points[k]!) + text).padEnd(before + after));
}
