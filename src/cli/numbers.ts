// Numbers as text: short for people, whole for machines.

import { nothing, shortened } from "../check/numerals.js";
import { NDArray } from "../index.js";

/** A number with as many digits as tell something, or nested numbers, cut to `most` characters. */
export function numeric(x: unknown, most = 18, digits = 10): string {
  const text = Array.isArray(x)
    ? (diagonal(x, most, digits) ?? list(x, most, digits))
    : single(x, Math.min(digits, most - 4));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** A diagonal matrix, or what maps an array to one of its shape by such a one: 4·I, diag(0, 2, 4). */
function diagonal(x: readonly unknown[], most: number, digits: number): string | undefined {
  const shape = shapeOf(x);
  const half = shape.slice(shape.length / 2);
  const n = half.reduce((size, length) => size * length, 1);
  const entries = x.flat(Infinity);
  const onDiagonal = entries.filter((_, i) => i % (n + 1) === 0);
  const isSquare = n > 1 && entries.length === n * n && shape.slice(0, half.length).join() === half.join();
  if (!isSquare || entries.some((entry, i) => i % (n + 1) !== 0 && entry !== 0)) return undefined;
  if (onDiagonal.every((entry) => entry === onDiagonal[0])) return `${single(onDiagonal[0], digits)}·I`;
  return `diag(${list(onDiagonal, most - 4, digits).slice(1, -1)})`;
}

function shapeOf(x: unknown): readonly number[] {
  return Array.isArray(x) ? [x.length, ...shapeOf(x[0])] : [];
}

function single(x: unknown, digits: number): string {
  if (x === undefined || x === null) return nothing;
  if (x instanceof NDArray) return list(x.toArray(), Infinity, digits);
  if (typeof x !== "number") return typeof x === "string" ? x : "…";
  return shortened(x, digits);
}

/** A list, with as many of its first elements as fit into `most` characters. */
function list(x: unknown, most: number, digits: number): string {
  if (!Array.isArray(x)) return single(x, digits);
  const parts = x.slice(0, most).map((item) => list(item, most - 5, Math.min(digits, 6)));
  const whole = `[${parts.join(", ")}]`;
  if (parts.length === x.length && whole.length <= most) return whole;
  let shown = 1;
  const shortened = (): string => `[${parts.slice(0, shown).join(", ")}, …]`;
  while (shown < parts.length && shortened().length + (parts[shown] ?? "").length + 2 <= most) shown++;
  return shortened().length > most && digits > 3 ? list(x, most, 3) : shortened();
}

/** JSON in which NaN and the infinities survive, as strings. */
export function json(x: unknown): string {
  const plain = (_key: string, item: unknown): unknown =>
    typeof item === "number" && !Number.isFinite(item) ? String(item) : item;
  return JSON.stringify(x, plain, 2);
}
