// That the public function of an elementwise op is the op: on numbers, on arrays, and on what is under differentiation.

import { shapeOf, type Inputs, type Op, type Value } from "../../core/op.js";
import { push } from "../../forward/index.js";
import { formatShape, sameShape, type Plain } from "../../ndarray/index.js";
import * as ops from "../../ops/index.js";
import type { Law } from "./laws.js";
import { flat } from "./subject.js";

/** What a public function gives: a comparison of numbers is a truth value. */
type Answer = Value | boolean;

/** A public function, as far as it is asked here. */
export type Call = ((...x: Value[]) => Answer) & { readonly mask?: (...x: Value[]) => Value };

const calls = new Map<unknown, Call>(
  Object.values(ops).flatMap((call) =>
    typeof call === "function" && "op" in call ? [[call.op, call as Call]] : [],
  ),
);

/** The public function of an op of the registry. */
export function callOf(op: Op<Inputs, unknown>): Call | undefined {
  return calls.get(op);
}

export const publicFunctions: Law = {
  name: "the public function is the op",
  kinds: ["interior", "kink", "edge", "shape"],
  modes: [],
  check({ op, call, point, y }) {
    if (call === undefined || (op.scalar === undefined && op.predicate === undefined)) return undefined;
    const isTruth = op.predicate !== undefined;
    const x = [...point.x];
    const found =
      differing(call(...x), y, isTruth) ??
      (call.mask && differing(call.mask(...x), y, false)) ??
      differing(onBoxes(call, x), y, isTruth);
    return found === undefined ? undefined : { argument: 0, says: `the function gives ${found}` };
  },
};

/** What a function says of values under differentiation. */
function onBoxes(call: Call, x: readonly Plain[]): Answer {
  let answer: Answer = NaN;
  const program = (boxes: Inputs): Inputs => {
    answer = call(...boxes);
    return typeof answer === "boolean" ? [] : [answer];
  };
  const { y } = push(
    program,
    x,
    x.map(() => 0),
  );
  return typeof answer === "boolean" ? answer : (y[0] ?? NaN);
}

/** How an answer is not `y`, of which it is to be the truth value if it is one number. */
function differing(answer: Answer, y: Plain, isTruth: boolean): string | undefined {
  const shouldBe = isTruth && typeof y === "number";
  if (shouldBe !== (typeof answer === "boolean"))
    return `${typeof answer} ${String(answer)} for ${String(y)}`;
  const got = typeof answer === "boolean" ? Number(answer) : answer;
  if (!sameShape(shapeOf(got), shapeOf(y)))
    return `the shape ${formatShape(shapeOf(got))}, not ${formatShape(shapeOf(y))}`;
  const [a, b] = [flat([got]), flat([y])];
  const i = a.findIndex((v, k) => !Object.is(v, b[k]));
  return i < 0 ? undefined : `${String(a[i])}, not ${String(b[i])}`;
}
