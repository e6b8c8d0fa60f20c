// A function run once under staging: the way that it went, and what it returned.

import type { Plain } from "../ndarray/index.js";
import { notOutput } from "../core/errors.js";
import type { Value } from "../core/op.js";
import { castOp, reshapeOp } from "../core/space.js";
import { flatten } from "../core/tree.js";
import { sameData } from "../transforms/loops/body.js";
import { partOp } from "../transforms/loops/loop.js";
import type { Graph, Node } from "./graph.js";
import { Place, type End } from "./paths.js";
import { inKind, type Kind, type Signature } from "./signature.js";
import { Staged, Staging, type Guard } from "./staging.js";

/** Any function that is to be compiled. */
export type Fn = (...args: never[]) => unknown;

/** One run. */
export interface Run {
  readonly guards: readonly Guard[];
  readonly end: End;
  readonly result: unknown;
}

/** Runs `f` at arguments of this structure with these leaves, and writes it down in `graph`. */
export function staged(
  name: string,
  f: Fn,
  signature: Signature,
  leaves: readonly Plain[],
  graph: Graph,
): Run {
  const staging = new Staging(graph);
  try {
    let next = 0;
    const args = signature.filled((kind) => staging.input(next, leaves[next++]!, kind));
    const output = f(...(args as never[]));
    if (output === undefined) throw notOutput(name, "the output of f", output);
    const flat = flatten(name, output, "the output of f", notOutput);
    const fill = flat.fill as (leaves: readonly unknown[]) => unknown;
    const outputs = flat.leaves.map((leaf) => staging.nodeOf(leaf));
    const kinds = kindsOf(flat.leaves, outputs);
    return {
      guards: distinct(staging.guards),
      end: { outputs, result: fill(kinds.map((kind, at) => new Place(at, kind))) },
      result: fill(flat.leaves.map((leaf, at) => inKind(kinds[at]!, staging.plainOf(leaf)))),
    };
  } finally {
    staging.close();
  }
}

/** Of what kinds the outputs are given. */
function kindsOf(leaves: readonly Value[], outputs: readonly Node[]): readonly Kind[] {
  const once = new Set<Node>();
  const again = new Set(outputs.filter((node) => once.size === once.add(node).size));
  return leaves.map((leaf, at) => {
    const kind = leaf instanceof Staged ? leaf.kind : "value";
    return kind === "vector" && (again.has(outputs[at]!) || !isNew(outputs[at]!)) ? "copied vector" : kind;
  });
}

/** Whether every run makes an array of its own for the value, of which nobody else knows. */
function isNew(node: Node): boolean {
  return node.kind === "step" && node.op.keepsResults !== true && !passing.includes(node.op.name);
}

/** What may answer with what it was given: a part of a loop is a state, perhaps the first. */
const passing: readonly string[] = [reshapeOp.name, castOp.name, partOp.name];

/** The questions whose answers do not follow from those before. */
function distinct(guards: readonly Guard[]): readonly Guard[] {
  const asked = new Map<Node, Guard[]>();
  return guards.filter((guard) => {
    const { node, question, answer } = guard;
    if (node.kind === "constant") return false;
    const before = asked.get(node) ?? [];
    asked.set(node, [...before, guard]);
    return !before.some((other) => other.question === question && sameData(other.answer, answer));
  });
}
