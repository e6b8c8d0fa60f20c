// What both back ends make of a tree of ways.

import type { Plain } from "../ndarray/index.js";
import { Place } from "./paths.js";

/** What a program returns that has met an answer for which no way is known. */
export const missed = Symbol("missed");

/** A program in a form that runs. */
export interface Program {
  readonly source: string;
  /** What the function returns at these inputs, or `missed`. */
  readonly run: (x: readonly Plain[]) => unknown;
}

/** A result as JavaScript, with a text for each of its places. */
export function resultText(tree: unknown, output: (place: Place) => string): string {
  if (tree instanceof Place) return output(tree);
  if (Array.isArray(tree)) return `[${tree.map((item) => resultText(item, output)).join(", ")}]`;
  if (tree === undefined) return "undefined";
  const items = Object.entries(tree as Readonly<Record<string, unknown>>);
  // In brackets, "__proto__" is a name like others.
  return `({ ${items.map(([key, item]) => `[${JSON.stringify(key)}]: ${resultText(item, output)}`).join(", ")} })`;
}
