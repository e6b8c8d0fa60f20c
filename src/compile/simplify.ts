// What a value is equal to, bit by bit, whatever its inputs are: another value, or another op of others. 0 · x is not 0, and
// x + 0 is not x, if x may be NaN or −0.

import { isForBlocks, meant, sameShape } from "../ndarray/index.js";
import type { Op } from "../core/op.js";
import { mulOp, timesOp } from "../core/space.js";
import { div, neg, sub } from "../ops/arithmetic.js";
import {
  matmulOp,
  matmulTransposedOp,
  matrixProductOp,
  matrixProductTransposedOp,
} from "../ops/multiplying.js";
import { transpose } from "../ops/shape.js";
import { copyOp } from "../transforms/loops/start.js";
import type { Node } from "./graph.js";

/** An op of values that there are. */
export interface Call {
  readonly op: Op;
  readonly inputs: readonly Node[];
  readonly params: unknown;
}

type Rule = (inputs: readonly Node[]) => Node | Call | undefined;

const rules: ReadonlyMap<Op, readonly Rule[]> = new Map([
  [mulOp, [(x) => unless(1, x, 0), (x) => unless(1, x, 1)]],
  [timesOp, [(x) => unless(1, x, 0), (x) => unless(1, x, 1)]],
  [div.op, [(x) => unless(1, x, 1)]],
  [sub.op, [(x) => unless(0, x, 1)]],
  [copyOp, [([x]) => x]],
  [matmulOp, [(x) => asTheyLie(matmulTransposedOp, matmulOp, x)]],
  [matrixProductOp, [(x) => asTheyLie(matrixProductTransposedOp, matrixProductOp, x)]],
  [neg.op, [([x]) => (x?.kind === "step" && x.op === neg.op ? x.inputs[0] : undefined)]],
]);

/** What is the same as `op` of these inputs, and less work; undefined if nothing is known to be. */
export function simplified(op: Op, inputs: readonly Node[]): Node | Call | undefined {
  for (const rule of rules.get(op) ?? []) {
    const same = rule(inputs);
    if (same !== undefined) return same;
  }
  return undefined;
}

/**
 * The other of two inputs, if the one at `place` is `neutral` throughout, and the result looks like the other: of any
 * element type but float64 it might not.
 */
function unless(neutral: number, inputs: readonly Node[], place: number): Node | undefined {
  const [one, other] = [inputs[place], inputs[1 - place]];
  if (one?.kind !== "constant" || !Object.is(one.uniform, neutral) || other?.dtype !== "float64")
    return undefined;
  return one.shape.length === 0 || sameShape(one.shape, other.shape) ? other : undefined;
}

/** The product of matrices of which some are transposed, by an op that reads these as they lie, where products do that. */
function asTheyLie(op: Op, plain: Op, inputs: readonly Node[]): Call | undefined {
  const [[m, k], [, n]] = inputs.map(({ shape }) => shape.slice(-2)) as [[number, number], [number, number]];
  if (!inputs.some(untransposed) || !isForBlocks(m, k, n)) return undefined;
  const factors = inputs.map(lying);
  const which = factors.map(({ isTransposed }) => isTransposed);
  const nodes = factors.map(({ node }) => node);
  if (!which.includes(true)) return { op: plain, inputs: nodes, params: undefined };
  return { op, inputs: nodes, params: which };
}

/** A factor as it lies, which may be transposed twice. */
function lying(node: Node): { readonly node: Node; readonly isTransposed: boolean } {
  const other = untransposed(node);
  if (other === undefined) return { node, isTransposed: false };
  const below = lying(other);
  return { node: below.node, isTransposed: !below.isTransposed };
}

/** The matrices that these are, transposed. */
function untransposed(x: Node): Node | undefined {
  if (x.kind !== "step" || x.op !== transpose.op) return undefined;
  const { axes } = x.params as { readonly axes: readonly number[] };
  const own = meant([...axes.keys()], true);
  return sameShape(own, axes) ? x.inputs[0] : undefined;
}
