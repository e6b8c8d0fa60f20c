// How what a step of a loop is made of goes on from round to round.

import type { Node } from "./graph.js";
import { mostCarried } from "./roll.js";

/** A loop to be, and what is known of the values before it. */
export interface Region {
  readonly start: number;
  readonly period: number;
  readonly rounds: number;
  /** Where a value is in the list of steps; −1 if elsewhere. */
  readonly placeOf: (node: Node) => number;
  /** In which loop a value is made, and at which of its steps, counted over all rounds. */
  readonly loopOf: (node: Node) => object | undefined;
  readonly offsetOf: (node: Node) => number;
}

/** What is so of all rounds of a stretch, and maybe not before or after it. */
export interface Law {
  readonly kind: "value" | "constants" | "inputs" | "own" | "kept" | "none";
  /** The rounds, from `from` on and before `to`. */
  readonly from: number;
  readonly to: number;
  /** What is read is of a round so many rounds ago. */
  readonly ago: number;
}

const lawless: Law = { kind: "none", from: 0, to: 0, ago: 0 };

/** The law that holds in the middle of the loop, and how far it does. */
export function lawOf(nodes: readonly Node[], region: Region): Law {
  const middle = nodes.length >> 1;
  const [a, b] = [nodes[middle]!, nodes[middle + 1]!];
  if (a === b) return whereHolds("value", nodes, middle, (node) => node === a, firstAfter(a, region));
  if (a.kind === "constant" && b.kind === "constant")
    return whereHolds("constants", nodes, middle, (node) => node.kind === "constant");
  if (a.kind === "input" && b.kind === "input") {
    const stride = b.at - a.at;
    return whereHolds(
      "inputs",
      nodes,
      middle,
      (node, t) => node.kind === "input" && node.at === a.at + stride * (t - middle),
    );
  }
  return a.kind === "step" && b.kind === "step" ? lawOfSteps(nodes, middle, region) : lawless;
}

/** The first round after which the value is there. */
function firstAfter(node: Node, { start, period, placeOf }: Region): number {
  return Math.max(0, Math.floor((placeOf(node) - start) / period) + 1);
}

function lawOfSteps(nodes: readonly Node[], middle: number, region: Region): Law {
  const { start, period, placeOf, loopOf, offsetOf } = region;
  const [a, b] = [nodes[middle]!, nodes[middle + 1]!];
  const loop = loopOf(a);
  if (loop !== undefined) {
    const [at, stride] = [offsetOf(a), offsetOf(b) - offsetOf(a)];
    return whereHolds(
      "kept",
      nodes,
      middle,
      (node, t) => loopOf(node) === loop && offsetOf(node) === at + stride * (t - middle),
    );
  }
  const [at, stride] = [placeOf(a), placeOf(b) - placeOf(a)];
  if (at < 0 || stride === 0) return lawless;
  const holds = (node: Node, t: number): boolean => placeOf(node) === at + stride * (t - middle);
  const ago = middle - Math.floor((at - start) / period);
  if (at < start || stride !== period)
    return whereHolds("kept", nodes, middle, (node, t) => holds(node, t) && loopOf(node) === undefined);
  return { ...whereHolds(ago > mostCarried ? "kept" : "own", nodes, middle, holds), ago };
}

/** The rounds around the middle in which it holds. */
function whereHolds(
  kind: Law["kind"],
  nodes: readonly Node[],
  middle: number,
  holds: (node: Node, t: number) => boolean,
  first = 0,
): Law {
  let [from, to] = [middle, middle];
  while (from > first && holds(nodes[from - 1]!, from - 1)) from -= 1;
  while (to < nodes.length && holds(nodes[to]!, to)) to += 1;
  return { kind, from, to, ago: 0 };
}
