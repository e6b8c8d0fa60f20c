// What `dualtape check` is to check: a function of the user's file, or a formula, and the point to check it at.

import { existsSync } from "node:fs";
import { register } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { NDArray, array, type Value } from "../index.js";
import { UsageError } from "./usage.js";

/** A function and its arguments. */
export interface Subject {
  readonly title: string;
  readonly f: (...args: never[]) => unknown;
  readonly args: readonly unknown[];
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
    throw new UsageError("name either a file, as in `dualtape check ./loss.ts`, or a formula, as in `--expr '2 * dot(x, x)'`");
  }
  const { at = [] } = options;
  if (at.length === 0) throw new UsageError("say where to check: --at '[1, 2, 3]', or --at 'x=[1, 2, 3]' for a formula");
  return file === undefined ? formula(options.expr ?? "", at) : exported(file, options.fn, at);
}

async function formula(source: string, at: readonly string[]): Promise<Subject> {
  const { fromExpression, parsePoint } = await import("../expression/index.js");
  const point: Record<string, number | NDArray> = Object.assign({}, ...at.map(parsePoint));
  const { f, names } = await fromExpression(source);
  const missing = names.filter((name) => !Object.hasOwn(point, name));
  if (missing.length > 0) throw new UsageError(`--at gives no value for ${missing.join(", ")}`);
  const unknown = Object.keys(point).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new UsageError(`--at gives a value for ${unknown.join(", ")}, which the formula does not contain`);
  return { title: source, f: f as (...values: Value[]) => unknown, args: names.map((name) => point[name]) };
}

async function exported(file: string, fn: string | undefined, at: readonly string[]): Promise<Subject> {
  const path = resolve(file);
  if (!existsSync(path)) throw new UsageError(`there is no file ${file}`);
  register("./hooks.js", import.meta.url);
  const found = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  const names = Object.keys(found).filter((name) => typeof found[name] === "function");
  const name = fn ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined) throw new UsageError(`${file} exports ${listed(names)}; choose one with --fn`);
  const f = found[name];
  if (typeof f !== "function") throw new UsageError(`${file} exports no function "${name}"; it exports ${listed(names)}`);
  return { title: `${name} of ${file}`, f: f as Subject["f"], args: at.map(argumentFrom) };
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "no functions" : names.join(", ");
}

/** One argument, from JSON: a list of numbers, nested evenly, is an array, and all else a tree. */
function argumentFrom(text: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--at '${text}' is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return leavesOf(parsed);
}

function leavesOf(x: unknown): unknown {
  if (x === "NaN" || x === "Infinity" || x === "-Infinity") return Number(x);
  if (Array.isArray(x)) return shapeOfNested(x) === undefined ? x.map(leavesOf) : array(x as number[]);
  if (typeof x !== "object" || x === null) return x;
  return Object.fromEntries(Object.entries(x).map(([key, item]) => [key, leavesOf(item)]));
}

/** The shape of evenly nested lists of numbers. */
function shapeOfNested(x: unknown): string | undefined {
  if (typeof x === "number") return "";
  if (!Array.isArray(x)) return undefined;
  const shapes = new Set(x.map(shapeOfNested));
  const [inner = ""] = shapes;
  return shapes.size > 1 || shapes.has(undefined) ? undefined : `${String(x.length)} ${inner}`;
}
