// How things look in a terminal: numbers, tables without rules, colours where there are any.

import { styleText } from "node:util";
import Table from "cli-table3";
import { NDArray } from "../index.js";

type Style = Parameters<typeof styleText>[0];

/** Text in a style where standard output is a terminal that takes it; plain text elsewhere. */
export function styled(style: Style, text: string): string {
  const colours = process.stdout.isTTY && process.env["NO_COLOR"] === undefined && process.env["TERM"] !== "dumb";
  return colours ? styleText(style, text, { validateStream: false }) : text;
}

const looks: Readonly<Record<string, readonly [Style, string]>> = {
  pass: ["green", "✓ pass"],
  fail: ["red", "✗ fail"],
  inconclusive: ["yellow", "? inconclusive"],
};

/** A verdict with its mark and colour. */
export function verdictText(verdict: string): string {
  const [style, text] = looks[verdict] ?? ["reset", verdict];
  return styled(style, text);
}

/** How many columns there are to fill. */
export function width(): number {
  return Math.min(Math.max(process.stdout.columns || 110, 80), 130);
}

/** A number with as many digits as tell something, or nested numbers, cut to `most` characters. */
export function numeric(x: unknown, most = 18, digits = 10): string {
  const text = Array.isArray(x) ? list(x, most, digits) : single(x, digits);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function single(x: unknown, digits: number): string {
  if (x === undefined || x === null) return "–";
  if (x instanceof NDArray) return list(x.toArray(), Infinity, digits);
  if (typeof x !== "number") return typeof x === "string" ? x : "…";
  if (Number.isInteger(x)) return String(x);
  const [mantissa = "", exponent] = x.toPrecision(digits).split("e");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return exponent === undefined ? short : `${short}e${exponent.replace("+", "")}`;
}

/** As many elements as fit. */
function list(x: unknown, most: number, digits: number): string {
  if (!Array.isArray(x)) return single(x, digits);
  const parts: string[] = [];
  let length = 2;
  for (const item of x) {
    const part = list(item, most - length, Math.min(digits, 6));
    length += part.length + 2;
    if (length > most && parts.length > 0) return `[${parts.join(", ")}, …]`;
    parts.push(part);
  }
  return `[${parts.join(", ")}]`;
}

/** A small difference: one digit and its power of ten. */
export function small(x: number | undefined): string {
  if (x === undefined) return "–";
  return x === 0 ? "0" : x.toExponential(0);
}

/** A table of columns and nothing else; the first column reads from the left, the others too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const none = { top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "" };
  const bare = { ...none, "bottom-left": "", "bottom-right": "", left: "  ", "left-mid": "", mid: "", "mid-mid": "" };
  const made = new Table({
    head: head.map((text) => styled("dim", text)),
    chars: { ...bare, right: "", "right-mid": "", middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
  });
  made.push(...rows.map((row) => [...row]));
  return made
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** JSON in which NaN and the infinities survive, as strings. */
export function json(x: unknown): string {
  const plain = (_key: string, item: unknown): unknown => {
    if (item instanceof NDArray) return item.toArray();
    return typeof item === "number" && !Number.isFinite(item) ? String(item) : item;
  };
  return JSON.stringify(x, plain, 2);
}
