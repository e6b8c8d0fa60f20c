// The op table: what the registry says of its ops, as Markdown.

import type { Interval, Op } from "../src/core/op.js";

const header = [
  ["op", "what it is", "inputs", "checked for inputs in", "kinks and jumps", "derivative"],
  ["---", "---", "---", "---", "---", "---"],
];

/** The Markdown table of `ops`, a line for each, in their order. */
export function opTable(ops: readonly Op[]): string {
  return [...header, ...ops.map(row)].map(line).join("");
}

function row(op: Op): readonly string[] {
  return [`\`${op.name}\``, op.doc, inputs(op), domain(op.domain), kinks(op.domain), derivative(op)];
}

/** One line of a table; a bar within a cell, as in |x|, must not end it. */
export function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
}

/** How many inputs; several, where examples differ in their number or one domain serves for all. */
function inputs({ scalar, examples, domain }: Op): string {
  const count = scalar?.partials.length ?? examples[0]?.shapes.length ?? domain.length;
  const isList = scalar === undefined && examples.some(({ shapes }) => shapes.length > domain.length);
  return isList ? "several" : String(count);
}

/** An interval for each input, or one for all if they are alike. */
function domain(of: readonly Interval[]): string {
  const each = of.map(interval);
  return new Set(each).size === 1 ? (each[0] as string) : each.join(", ") || "nowhere";
}

function interval({ low, high }: Interval): string {
  return low === -Infinity && high === Infinity ? "ℝ" : `${bound(low)} … ${bound(high)}`;
}

function bound(x: number): string {
  const size = Math.abs(x) === Math.PI / 2 ? "π/2" : Math.abs(x) === Infinity ? "∞" : String(Math.abs(x));
  return x < 0 ? `−${size}` : size;
}

function kinks(of: readonly Interval[]): string {
  return [...new Set(of.flatMap((interval) => interval.kinks ?? []))].map(bound).join(", ");
}

/** Where the rules come from. */
function derivative(op: Op): string {
  if (op.constant === true) return "0";
  return op.scalar === undefined ? "a rule for each mode" : "its partials";
}
