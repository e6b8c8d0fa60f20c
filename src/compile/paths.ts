// All ways that a program is known to go, as a tree: where it asks, it branches by the answer.

import { sameData } from "../transforms/loops/body.js";
import type { Node } from "./graph.js";
import type { Kind } from "./signature.js";
import type { Guard } from "./staging.js";

/** Where a way ends. */
export interface End {
  readonly outputs: readonly Node[];
  /** What it returns: a tree of places. */
  readonly result: unknown;
}

/** In a result, where output `at` is, and of what kind. */
export class Place {
  constructor(
    readonly at: number,
    readonly kind: Kind,
  ) {}
}

/** Where it asks, and how it goes on. */
export interface Fork {
  readonly node: Node;
  readonly question: Guard["question"];
  readonly ways: Branch[];
}

interface Branch {
  readonly answer: Guard["answer"];
  way: Way;
}

export type Way = Fork | End;

export function isFork(way: Way): way is Fork {
  return "ways" in way;
}

/** The way that gets these answers and ends so. */
export function straight(guards: readonly Guard[], end: End): Way {
  return guards.reduceRight<Way>(
    (way, { node, question, answer }) => ({ node, question, ways: [{ answer, way }] }),
    end,
  );
}

/**
 * Adds such a way to the tree; false if it asks something else in the place of the same question, as it may where
 * the program made its question anew.
 */
export function added(tree: Way, guards: readonly Guard[], end: End): boolean {
  let way = tree;
  for (const [i, { node, question, answer }] of guards.entries()) {
    if (!isFork(way) || way.node !== node || way.question !== question) return false;
    const known = way.ways.find((branch) => sameData(branch.answer, answer));
    if (known === undefined) {
      way.ways.push({ answer, way: straight(guards.slice(i + 1), end) });
      return true;
    }
    way = known.way;
  }
  return !isFork(way);
}

/** What each way through the tree asks, in order, and how it ends. */
export function* routes(
  way: Way,
  asked: readonly Node[] = [],
): Generator<{ asked: readonly Node[]; end: End }> {
  if (!isFork(way)) yield { asked, end: way };
  else for (const branch of way.ways) yield* routes(branch.way, [...asked, way.node]);
}

/**
 * All values that some are made of, themselves among them, in the order in which they are made; without those that are
 * `done`, and what only they are made of.
 */
export function needed(some: readonly Node[], done: ReadonlySet<Node> = new Set()): Node[] {
  const last = some.reduce((most, { id }) => Math.max(most, id), -1);
  const marked = new Array<Node | undefined>(last + 1).fill(undefined);
  for (const node of some) if (!done.has(node)) marked[node.id] = node;
  // What a value is made of comes before it.
  for (let id = last; id >= 0; id--) {
    const node = marked[id];
    if (node?.kind !== "step") continue;
    for (const input of node.inputs) if (done.size === 0 || !done.has(input)) marked[input.id] = input;
  }
  return marked.filter((node) => node !== undefined);
}
