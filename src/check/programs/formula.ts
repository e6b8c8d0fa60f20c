// How one op is written in a formula of the command line, given its operands as text.

import * as nd from "../../ndarray/index.js";
import { registry } from "../../ops/index.js";
import type { Operation } from "../wengert.js";
import { literal } from "./listing.js";

/** An operand, and a result, as a formula has it. */
export interface Term {
  readonly text: string;
  readonly shape: nd.Shape;
}

/** The formula of an op on its operands; undefined where formulas have no words for its parameters. */
export function formulaOf(
  { op, params }: Operation,
  terms: readonly Term[],
  y: nd.Shape,
): string | undefined {
  if (params === undefined) {
    const [a = "", b = ""] = terms.map(({ text }) => text);
    const sign = signs.get(op.name)?.(terms.map(({ shape }) => shape.length > 0));
    if (sign !== undefined) return terms.length === 1 ? `(${sign}${a})` : `(${a} ${sign} ${b})`;
    return isPublic(op.name) && !unlike.includes(op.name) ? called(op.name, terms) : undefined;
  }
  return worded.get(op.name)?.(params as Words, terms, y);
}

/** The operators; between arrays, those of mathjs that go element by element. */
const signs = new Map<string, (isArray: readonly boolean[]) => string>([
  ["add", () => "+"],
  ["sub", () => "-"],
  ["neg", () => "-"],
  ["mul", ([a, b]) => (a === true && b === true ? ".*" : "*")],
  ["div", ([, b]) => (b === true ? "./" : "/")],
  ["pow", ([a, b]) => (a === true || b === true ? ".^" : "^")],
]);

/** The ops whose functions take other shapes than they do themselves. */
const unlike: readonly string[] = ["tridiagonalSolve"];

let names: ReadonlySet<string> | undefined;

/** Whether formulas know the op by its name. */
function isPublic(name: string): boolean {
  names ??= new Set(registry().map((op) => op.name));
  return names.has(name);
}

/** The parameters of the ops below. */
interface Words {
  readonly axes: readonly number[];
  readonly axis: number;
  readonly keepDims: boolean;
  readonly reverse: boolean;
  readonly ranges: readonly nd.Range[];
  readonly shape: nd.Shape;
}

type Wording = (params: Words, terms: readonly Term[], y: nd.Shape) => string | undefined;

const worded = new Map<string, Wording>([
  ["sum", (params, terms, y) => (y.length === 0 ? called("sum", terms) : sumAlong(params, terms))],
  ["max", (_params, terms, y) => (y.length === 0 ? called("max", terms) : undefined)],
  ["min", (_params, terms, y) => (y.length === 0 ? called("min", terms) : undefined)],
  ["stack", ({ axis }, terms) => (axis === 0 ? called("stack", terms) : undefined)],
  ["concatenate", ({ axis }, terms) => (axis === 0 ? called("concatenate", terms) : undefined)],
  ["cumsum", ({ reverse }, terms) => (reverse || rankOf(terms) > 1 ? undefined : called("cumsum", terms))],
  ["transpose", ({ axes }, terms) => (isReversal(axes) ? called("transpose", terms) : undefined)],
  ["reshape", reshaped],
  ["slice", sliced],
  ["broadcastTo", ({ shape }, terms) => `(${textOf(terms)} + ${literal(nd.zeros(shape))})`],
]);

function called(name: string, terms: readonly Term[]): string {
  return `${name}(${terms.map(({ text }) => withoutBrackets(text)).join(", ")})`;
}

/** A formula that is one operation in brackets, without these. */
export function withoutBrackets(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  for (let k = 0; k < text.length - 1; k++) {
    if (text[k] === "(") depth += 1;
    if (text[k] === ")") depth -= 1;
    if (depth === 0) return text;
  }
  return text.slice(1, -1);
}

function textOf([first]: readonly Term[]): string {
  return first?.text ?? "";
}

function rankOf([first]: readonly Term[]): number {
  return first?.shape.length ?? 0;
}

/** Formulas count dimensions from 1. */
function sumAlong({ axes, keepDims }: Words, terms: readonly Term[]): string | undefined {
  const [axis, ...others] = axes;
  if (axis === undefined || others.length > 0 || keepDims) return undefined;
  return `sum(${textOf(terms)}, ${String(axis + 1)})`;
}

function isReversal(axes: readonly number[]): boolean {
  return axes.every((axis, k) => axis === axes.length - 1 - k);
}

function reshaped({ shape }: Words, terms: readonly Term[]): string | undefined {
  const own = terms[0]?.shape ?? [];
  const long = own.filter((n) => n !== 1);
  if (nd.sameShape(shape, [1, ...own])) return called("stack", terms);
  if (nd.sameShape(shape, long)) return called("squeeze", terms);
  return shape.length === 1 ? called("ravel", terms) : undefined;
}

/** Formulas count indices from 1, and their ranges include the end. */
function sliced({ ranges, shape }: Words, terms: readonly Term[]): string | undefined {
  if (nd.sizeOf(shape) === 0 || ranges.length !== shape.length) return undefined;
  const texts = ranges.map(({ start, step }, axis) => {
    const last = start + ((shape[axis] ?? 1) - 1) * step;
    return `${String(start + 1)}:${step === 1 ? "" : `${String(step)}:`}${String(last + 1)}`;
  });
  return `${textOf(terms)}[${texts.join(", ")}]`;
}
