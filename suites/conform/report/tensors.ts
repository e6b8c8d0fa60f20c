// Numbers and arrays of cases and answers as text.

import type { Numeral, Tensor } from "../format.js";
import type { Cell } from "../result.js";

const words: Readonly<Record<string, string>> = { nan: "NaN", inf: "∞", "-inf": "−∞", "-0": "−0" };

/** A number as people write it. */
export function numeralText(x: Numeral): string {
  return words[String(x)] ?? (Object.is(x, -0) ? "−0" : String(x).replace("-", "−"));
}

/** An array as nested lists, its elements in words where they are no finite numbers. */
export function tensorText({ shape, data, dtype }: Tensor): string {
  const type = dtype === "float32" ? " float32" : "";
  if (data.length === 0 && shape.length > 0) return `[] of shape [${shape.join(", ")}]${type}`;
  return nested(data.map(numeralText), shape) + type;
}

function nested(data: readonly string[], [n, ...rest]: readonly number[]): string {
  if (n === undefined) return data[0] ?? "";
  const size = data.length / n;
  return `[${Array.from({ length: n }, (_, i) => nested(data.slice(i * size, (i + 1) * size), rest)).join(", ")}]`;
}

/** What an engine answered: a value, a gradient for each input, or words. */
export function answerText(got: NonNullable<Cell["got"]>): string {
  if (typeof got === "string") return got;
  if (isTensor(got)) return tensorText(got);
  return pointText(got);
}

/** An array for each name: x = 2, w = [1, 2]. */
export function pointText(point: Readonly<Record<string, Tensor>>): string {
  return Object.entries(point)
    .map(([name, value]) => `${name} = ${tensorText(value)}`)
    .join(", ");
}

/** Inputs may have any names, so the names alone do not tell. */
function isTensor(got: Exclude<NonNullable<Cell["got"]>, string>): got is Tensor {
  return Array.isArray(got.data);
}
