// Parts of arrays: x[2], x[1:3], x[end, :]. As in mathjs, indices count from 1 and ranges include their end.

import { formatShape, type RangeSpec, type Shape } from "../ndarray/index.js";
import { shapeOf, type Value } from "../core/op.js";
import { lift, slice, type Like } from "../ops/index.js";
import type { Index, Node } from "./syntax.js";

/** What is selected of an axis of length n. */
type Selector = (n: number) => RangeSpec;

/** A whole number that may depend on the length n of the axis. */
type Bound = (n: number) => number;

/** Throws a complaint about a node. */
type Refuse = (node: Node, complaint: string) => never;

/** The part of a value that an index selects; the index is made of constants and `end`. */
export function indexing(index: Index, refuse: Refuse): (x: Like) => Value {
  const selectors = index.dimensions.map((dimension) => selectorOf(dimension, refuse));
  return (x) => {
    const v = lift("[ ]", x);
    const shape = shapeOf(v);
    if (shape.length !== selectors.length) throw wrongCount(selectors.length, shape);
    return slice(v, ...selectors.map((select, axis) => select(shape[axis] ?? 0)));
  };
}

function selectorOf(node: Node, refuse: Refuse): Selector {
  if (node.type !== "RangeNode") {
    const bound = boundOf(node, refuse);
    return (n) => placeIn(n, bound(n));
  }
  const [start, end] = [boundOf(node.start, refuse), boundOf(node.end, refuse)];
  const step = node.step === null ? () => 1 : boundOf(node.step, refuse);
  return (n) => rangeOf(n, start(n), end(n), step(n));
}

/** From `start` to `end`, both included and counted from 1; a range of nothing may lie anywhere. */
function rangeOf(n: number, start: number, end: number, step: number): RangeSpec {
  if (step === 0) throw new RangeError("[ ]: the step of a range must not be 0; write -1 to read backwards");
  if (step > 0 ? start > end : start < end) return [0, 0];
  const [first, last] = [placeIn(n, start), placeIn(n, end)];
  if (step > 0) return [first, last + 1, step];
  return [first, last === 0 ? null : last - 1, step];
}

function boundOf(node: Node, refuse: Refuse): Bound {
  if (node.type === "ParenthesisNode") return boundOf(node.content, refuse);
  if (node.type === "ConstantNode" && Number.isInteger(node.value)) return () => node.value as number;
  if (node.type === "SymbolNode" && node.name === "end") return (n) => n;
  if (node.type === "OperatorNode") {
    const sum = sums.get(node.fn);
    const [a, b = a] = node.args.map((argument) => boundOf(argument, refuse));
    if (sum !== undefined && a !== undefined && b !== undefined) return (n) => sum(a(n), b(n));
  }
  return refuse(node, "an index is made of whole numbers, end, + and -, or a range of these, a:step:b");
}

const sums: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ["add", (a, b) => a + b],
  ["subtract", (a, b) => a - b],
  ["unaryMinus", (a) => -a],
  ["unaryPlus", (a) => a],
]);

/** The place, counted from 0, of the index `i` of an axis of length n. */
function placeIn(n: number, i: number): number {
  if (i >= 1 && i <= n) return i - 1;
  const what = `index ${String(i)} is out of range for an axis of length ${String(n)}`;
  throw new RangeError(`[ ]: ${what}; ${n === 0 ? "nothing can be read" : `use 1 to ${String(n)}`}`);
}

function wrongCount(count: number, shape: Shape): RangeError {
  const what = shape.length === 0 ? "a scalar, which takes none" : `an array of shape ${formatShape(shape)}`;
  const advice = shape.length > 1 ? "; give one for each axis, and : for all of an axis" : "";
  return new RangeError(`[ ]: ${String(count)} ${count === 1 ? "index" : "indices"} for ${what}${advice}`);
}
