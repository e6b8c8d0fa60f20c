// What both back ends make of a tree of ways.

import type { Plain } from "../ndarray/index.js";
import { partsOf, type Parts } from "../core/tree.js";
import { Place } from "./paths.js";
import type { Roll } from "./roll.js";
import type { Division } from "./threads.js";

/** What a program returns that has met an answer for which no way is known. */
export const missed = Symbol("missed");

/** How often a loop goes round, if that does not show when it runs, and how many steps each of its rounds has. */
export interface LoopSize {
  readonly rounds: number | "any";
  readonly steps: number;
  /** How many of them are done ahead of the loop, two rounds at once, if any are. */
  readonly ahead?: number;
}

/** The size of a loop that was found, of which so many steps are done ahead. */
export function sizeOfLoop(
  { rounds, period }: Roll,
  ahead: { readonly steps: number } | undefined,
): LoopSize {
  return { rounds, steps: period, ...(ahead === undefined ? {} : { ahead: ahead.steps }) };
}

/** What a program becomes. */
export type BackEnd = "auto" | "javascript" | "webassembly";

/** What programs are compiled for. */
export interface Target {
  readonly backEnd: BackEnd;
  /** Among how many threads loops are divided, the caller's among them. */
  readonly workers: number;
}

/** A program in a form that runs. */
export interface Program {
  readonly source: string;
  /** What is divided among threads, if that was asked for. */
  readonly division?: Division;
  /** The loops that were found in it. */
  readonly loops: readonly LoopSize[];
  /** What the function returns at these inputs, or `missed`. */
  readonly run: (x: readonly Plain[]) => unknown;
}

/**
 * A result as JavaScript, with a text for each of its places, and a name for each function that makes an object. With
 * `list`, a list of places one after the other has a text of its own.
 */
export function resultText(
  tree: unknown,
  output: (place: Place) => string,
  named: (make: Parts["around"]) => string,
  list?: (from: number, to: number) => string,
): string {
  const inner = (item: unknown): string => resultText(item, output, named, list);
  if (tree instanceof Place) return output(tree);
  if (Array.isArray(tree)) {
    const from = list === undefined ? undefined : startOf(tree);
    if (list !== undefined && from !== undefined) return list(from, from + tree.length);
    return `[${tree.map(inner).join(", ")}]`;
  }
  if (tree === undefined) return "undefined";
  const own = partsOf(tree);
  if (own !== undefined) return `${named(own.around)}(${inner(own.parts)})`;
  const items = Object.entries(tree as Readonly<Record<string, unknown>>);
  // In brackets, "__proto__" is a name like others.
  return `({ ${items.map(([key, item]) => `[${JSON.stringify(key)}]: ${inner(item)}`).join(", ")} })`;
}

/** The first of the places in a list, if they go on one by one, and are of values; undefined if not, or of an empty one. */
function startOf(tree: readonly unknown[]): number | undefined {
  const [first] = tree;
  if (!(first instanceof Place)) return undefined;
  const isNext = (item: unknown, k: number): boolean =>
    item instanceof Place && item.at === first.at + k && item.kind === "value";
  return tree.every(isNext) ? first.at : undefined;
}
