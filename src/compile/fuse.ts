// Elementwise steps of one shape, done in one loop over the elements: what is only for each other is in no array at all,
// what is broadcast is read where it lies, and what is summed, over all elements, over those of each row or along another
// axis, is summed on the way.

import { broadcastToOp, sumToOp, type ToShape } from "../core/space.js";
import type { Op } from "../core/op.js";
import { sameShape, sizeOf, type Shape } from "../ndarray/index.js";
import type { Lanes } from "../ndarray/lane-sums.js";
import { longestRun } from "../ndarray/summation.js";
import { dotOp } from "../ops/multiplying.js";
import { norm } from "../ops/norm.js";
import { sumOfSquares } from "../ops/products.js";
import { sumOp, type Reduced } from "../ops/reducing.js";
import { isNumber, type Node, type Step } from "./graph.js";
import { postponed } from "./postpone.js";
import type { Users } from "./users.js";

/** Steps that are done in one loop. */
export interface Loop {
  readonly shape: Shape;
  readonly steps: readonly Step[];
  /** Those that others use too. */
  readonly results: readonly Step[];
  /**
   * Numbers that are sums over all elements: of a value, or of the products of two; of a norm, before the root. And arrays of
   * sums along the last axes.
   */
  readonly sums: readonly Step[];
  /** Arrays of sums along other axes. */
  readonly columns: readonly Step[];
  /** How many elements, one after the other, each sum is over. */
  readonly length: number;
}

/**
 * Steps in an order in which those that can be done in one loop are together: before the first loop what needs nothing
 * of it, after it what needs it and cannot join, in which there may be more loops. `taken` says which sums are taken on the way.
 */
export function fused(steps: readonly Step[], users: Users, taken: Taken = "all"): readonly (Step | Loop)[] {
  const withSums = taken !== "none";
  const shape = steps.map((step) => shapeOfLoop(step, withSums)).find((found) => found !== undefined);
  if (shape === undefined) return steps;
  const [before, joined, sums, after]: [Step[], Step[], Step[], Step[]] = [[], [], [], []];
  const columns: Step[] = [];
  const [members, later] = [new Set<Node>(), new Set<Node>()];
  let length: number | undefined;
  for (const step of steps) {
    const waits = step.inputs.some((input) => later.has(input));
    const own = waits || !withSums ? undefined : lengthOfSums(step, shape, members);
    if (!waits && isElementwise(step) && sameShape(step.shape, shape)) {
      joined.push(step);
      members.add(step);
    } else if (own !== undefined && (length ??= own) === own) {
      sums.push(step);
      members.add(step);
      // It is known when the loop is done.
      later.add(step);
    } else if (!waits && taken === "all" && members.has(step.inputs[0]!) && isOfColumns(step, shape)) {
      columns.push(step);
      members.add(step);
      later.add(step);
    } else if (
      waits ||
      shapeOfLoop(step, withSums) !== undefined ||
      step.inputs.some((x) => members.has(x))
    ) {
      after.push(step);
      later.add(step);
    } else before.push(step);
  }
  const all = [...sums, ...columns];
  const readers = all.length > 0 ? after.filter((step) => isInLoop(step, shape)) : [];
  const waiting = readers.length > 0 ? postponed(joined, all, readers, users) : none;
  const [now, next] = [
    joined.filter((step) => !waiting.has(step)),
    joined.filter((step) => waiting.has(step)),
  ];
  const rest = fused([...next, ...after], users, taken);
  if (now.length === 0 && !isShort(shape)) return [...before, ...all, ...rest];
  const normed = new Set<Node | undefined>(sums.filter(isNorm).map(({ inputs: [x] }) => x));
  const here = new Set<Node>([...now, ...all]);
  const results = now.filter((step) => normed.has(step) || !users.isOnlyFor(here, step));
  const loop = { shape, steps: now, results, sums, columns, length: length ?? sizeOf(shape) };
  return [...before, loop, ...rest];
}

/** Which sums a loop takes: none, those whose elements are one after the other, or all. */
export type Taken = "none" | "runs" | "all";

const none: ReadonlySet<Node> = new Set();

/** Whether each element of the result is a number that is made of one element of each input, which may be broadcast. */
export function isElementwise(step: Step): boolean {
  const { op, inputs, dtype } = step;
  if (isNumber(step) || dtype !== "float64") return false;
  if (isSpread(step)) return true;
  if (op.scalar === undefined || op.constant === true) return false;
  return inputs.every((x) => x.dtype === "float64");
}

/** Whether the step is doubles, repeated. */
export function isSpread({ op, inputs: [x] }: Step): boolean {
  return op === (broadcastToOp as unknown as Op) && x?.dtype === "float64";
}

/** The shape of the loop that begins with a step: that of its elements, or of those of a short array that it sums. */
function shapeOfLoop(step: Step, withSums: boolean): Shape | undefined {
  if (isElementwise(step)) return step.shape;
  const shape = step.inputs[0]?.shape;
  return withSums && shape !== undefined && isShort(shape) && isSumOver(step, shape) ? shape : undefined;
}

/** Of so few elements a sum is taken one by one: then a loop of its own is better than a call. */
export function isShort(shape: Shape): boolean {
  const size = sizeOf(shape);
  return shape.length > 0 && size > 0 && size <= longestRun;
}

/** Whether a step reads the elements of an array of that shape one by one, in a loop. */
export function isInLoop(step: Step, shape: Shape): boolean {
  return (isElementwise(step) && sameShape(step.shape, shape)) || isSumOver(step, shape);
}

/** Whether the step is a number, the sum over all elements of arrays of doubles of that shape. */
function isSumOver(step: Step, shape: Shape): boolean {
  const { op, inputs, params } = step;
  if (!isNumber(step) || !inputs.every((x) => x.dtype === "float64" && sameShape(x.shape, shape)))
    return false;
  if (op === (sumToOp as unknown as Op)) return (params as ToShape).shape.length === 0;
  if (op === (sumOp as unknown as Op) || isNorm(step))
    return (params as Reduced).axes.length === shape.length;
  return op === (dotOp as unknown as Op) || isOfSquares(step);
}

/**
 * How many elements of arrays of that shape each sum of a step is over, if it is a sum over all of them or, of a member of the loop,
 * along the last axes.
 */
function lengthOfSums(step: Step, shape: Shape, members: ReadonlySet<Node>): number | undefined {
  if (isSumOver(step, shape)) return sizeOf(shape);
  const [x] = step.inputs;
  if (x === undefined || !members.has(x)) return undefined;
  const { length, inner } = lanesOf(step, shape);
  return inner === 1 && length > 0 && sizeOf(shape) > 0 ? length : undefined;
}

/** Of fewer sums beside each other each row costs more than its elements, and of more they are in no cache. */
const [fewestColumns, mostColumns] = [8, 4096];

/** Whether a step sums arrays of doubles of that shape along an axis, or several beside each other, before the last one. */
function isOfColumns(step: Step, shape: Shape): boolean {
  const { length, inner } = lanesOf(step, shape);
  return (
    step.dtype === "float64" &&
    length > 1 &&
    inner >= fewestColumns &&
    inner <= mostColumns &&
    !isShort(shape)
  );
}

/** The elements that a step sums, and how many sums are beside each other; none if it does not sum along neighbouring axes. */
export function lanesOf(step: Step, shape: Shape): Lanes {
  const axes = axesOfSum(step, shape);
  const [first] = axes;
  if (first === undefined || axes.some((axis, k) => axis !== first + k)) return { length: 0, inner: 0 };
  const next = first + axes.length;
  return { length: sizeOf(shape.slice(first, next)), inner: sizeOf(shape.slice(next)) };
}

/** At most so many elements of a loop: pairs of the rows that it sums, if they are short enough. */
export function inPairs(most: number, { columns, shape }: Loop): number {
  const pair = 2 * Math.max(1, ...columns.map((step) => lanesOf(step, shape).inner));
  return pair <= most ? most - (most % pair) : most;
}

/** The axes along which a step sums; none if it does not. */
function axesOfSum({ op, params }: Step, from: Shape): readonly number[] {
  if (op === (sumOp as unknown as Op)) return (params as Reduced).axes;
  if (op !== (sumToOp as unknown as Op)) return [];
  const { shape } = params as ToShape;
  const skipped = from.length - shape.length;
  return [...from.keys()].filter((axis) => axis < skipped || shape[axis - skipped] !== from[axis]);
}

/** Whether the step is a Euclidean norm. */
export function isNorm({ op }: Step): boolean {
  return op === norm.op;
}

function isOfSquares({ op }: Step): boolean {
  return op === sumOfSquares.op;
}

/** The values whose product is summed. */
export function factorsOf(sum: Step): readonly Node[] {
  return isOfSquares(sum) || isNorm(sum) ? [...sum.inputs, ...sum.inputs] : sum.inputs;
}
