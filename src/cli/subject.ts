// What `dualtape check` is to check: a function of the user's file, or a formula, and the point.

import { array, type NDArray } from "../index.js";
import { exportsOf } from "./module.js";
import { UsageError } from "./usage.js";

/** A function and its arguments. */
export interface Subject {
  readonly title: string;
  readonly f: (...args: never[]) => unknown;
  readonly args: readonly unknown[];
  /** A text with the names of numbers as the user would write them. */
  readonly rename?: (text: string) => string;
}

/** What the command line says of the subject. */
export interface SubjectOptions {
  readonly fn?: string;
  readonly expr?: string;
  readonly at?: readonly string[];
}

/** The subject that a file or a formula, and the options, describe. */
export async function subjectOf(file: string | undefined, options: SubjectOptions): Promise<Subject> {
  if ((file === undefined) === (options.expr === undefined)) {
    throw new UsageError("name a file, `dualtape check ./loss.ts`, or a formula, `--expr '2 * dot(x, x)'`");
  }
  const { at = [] } = options;
  if (at.length === 0) {
    throw new UsageError("say where to check: --at '[1, 2, 3]', or --at 'x=[1, 2, 3]' for a formula");
  }
  return file === undefined ? formula(options.expr ?? "", at) : exported(file, options.fn, at);
}

async function formula(source: string, at: readonly string[]): Promise<Subject> {
  const { fromExpression, parsePoint } = await import("../expression/index.js");
  const point = Object.fromEntries(at.flatMap((text) => Object.entries(parsePoint(text))));
  const { evaluate, names } = await fromExpression(source);
  const missing = names.filter((name) => !Object.hasOwn(point, name));
  if (missing.length > 0) throw new UsageError(`--at gives no value for ${missing.join(", ")}`);
  const unknown = Object.keys(point).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`--at gives ${unknown.join(", ")}, which the formula does not contain`);
  }
  if (names.length === 0) throw new UsageError("the formula has no variable to differentiate by");
  // One argument, the point as a tree, so that variables keep their names: ∂y/∂x.w is ∂y/∂w.
  return { title: source, f: evaluate, args: [point], rename: (text) => text.replace(/(?<=∂| )x\./g, "") };
}

async function exported(file: string, fn: string | undefined, at: readonly string[]): Promise<Subject> {
  const { name, f } = await functionOf(file, fn);
  return { title: `${name} of ${file}`, f, args: at.map((text) => argumentFrom(text)) };
}

/** The function of that name that a file exports; without a name, its only one. */
export async function functionOf(
  file: string,
  fn: string | undefined,
): Promise<{ readonly name: string; readonly f: Subject["f"] }> {
  const found = await exportsOf(file);
  const names = Object.keys(found).filter((name) => typeof found[name] === "function");
  const name = fn ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined) throw new UsageError(`${file} exports ${listed(names)}; choose one with --fn`);
  const f = found[name];
  if (typeof f !== "function") {
    throw new UsageError(`${file} exports no function "${name}"; it exports ${listed(names)}`);
  }
  return { name, f: f as Subject["f"] };
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "no functions" : names.join(", ");
}

/**
 * One argument, from JSON: a list of numbers, nested evenly, is an array, and all else a tree; with `numbers`, lists are
 * lists.
 */
export function argumentFrom(text: string, numbers = false): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--at '${text}' is not JSON: ${reason}`);
  }
  return leavesOf(parsed, text, numbers);
}

function leavesOf(x: unknown, text: string, numbers: boolean): unknown {
  if (x === "NaN" || x === "Infinity" || x === "-Infinity") return Number(x);
  if (typeof x === "number") return x;
  if (!numbers && holdsOnlyNumbers(x)) return arrayOf(x as number[], text);
  if (Array.isArray(x)) return x.map((item) => leavesOf(item, text, numbers));
  if (typeof x !== "object" || x === null) {
    throw new UsageError(`--at '${text}' holds ${JSON.stringify(x)}, which is no number`);
  }
  return Object.fromEntries(Object.entries(x).map(([key, item]) => [key, leavesOf(item, text, numbers)]));
}

function holdsOnlyNumbers(x: unknown): boolean {
  return typeof x === "number" || (Array.isArray(x) && x.every(holdsOnlyNumbers));
}

function arrayOf(numbers: number[], text: string): NDArray {
  if (numbers.length === 0) throw new UsageError(`--at '${text}' holds no numbers`);
  try {
    return array(numbers);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^array: /, "") : String(error);
    throw new UsageError(`--at '${text}' is no array: ${reason}`);
  }
}
