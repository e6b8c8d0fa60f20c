// A function run once under staging: the way that it went, and what it returned.

import type { Plain } from "../ndarray/index.js";
import { notOutput } from "../core/errors.js";
import type { Value } from "../core/op.js";
import { flatten } from "../core/tree.js";
import type { Graph, Node } from "./graph.js";
import { Place, sameAnswer, type End } from "./paths.js";
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
    return {
      guards: distinct(staging.guards),
      end: {
        outputs: flat.leaves.map((leaf) => staging.nodeOf(leaf)),
        result: fill(flat.leaves.map((leaf, at) => new Place(at, kindOf(leaf)))),
      },
      result: fill(flat.leaves.map((leaf) => inKind(kindOf(leaf), staging.plainOf(leaf)))),
    };
  } finally {
    staging.close();
  }
}

function kindOf(leaf: Value): Kind {
  return leaf instanceof Staged ? leaf.kind : "value";
}

/** The questions whose answers do not follow from those before. */
function distinct(guards: readonly Guard[]): readonly Guard[] {
  const asked = new Map<Node, Guard[]>();
  return guards.filter((guard) => {
    const { node, question, answer } = guard;
    if (node.kind === "constant") return false;
    const before = asked.get(node) ?? [];
    asked.set(node, [...before, guard]);
    return !before.some((other) => other.question === question && sameAnswer(other.answer, answer));
  });
}
