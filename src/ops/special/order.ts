// Families of functions of a number that an order n counts, where the derivative of one is made of others.

import { bind, type Op, type Value } from "../../core/op.js";
import { chain } from "../../core/space.js";
import * as nd from "../../ndarray/index.js";
import type { Interval } from "../../core/op.js";

/** Which of the family it is. */
export interface OrderOf {
  readonly n: number;
}

/** What determines a family. */
export interface Family {
  readonly name: string;
  readonly doc: string;
  readonly f: (n: number, x: number) => number;
  readonly d: (n: number, y: Value, x: Value) => Value;
  readonly domain: Interval;
  /** The orders that the checks try. */
  readonly orders: readonly number[];
}

export type FamilyOp = Op<readonly [Value], OrderOf>;

/** An elementwise op whose order is a parameter. */
export function family({ name, doc, f, d, domain, orders }: Family): FamilyOp {
  const kernels = new Map<number, (x: nd.Plain) => nd.Plain>();
  const kernel = (n: number): ((x: nd.Plain) => nd.Plain) => {
    const known = kernels.get(n);
    if (known !== undefined) return known;
    const made = nd.map1(`${name} ${String(n)}`, (x) => f(n, x));
    // A program with very many orders keeps no kernel for each.
    if (kernels.size < 64) kernels.set(n, made);
    return made;
  };
  return {
    name,
    doc,
    eval: ([x], { n }) => (typeof x === "number" ? f(n, x) : kernel(n)(x)),
    shape: ([x]) => x,
    jvp: (_i, dx, y, [x], { n }) => chain(d(n, y, x), dx),
    vjp: (_i, dy, y, [x], { n }) => chain(d(n, y, x), dy),
    core: [0],
    domain: [domain],
    examples: orders.flatMap((n) => [[], [4], [2, 3]].map((shape) => ({ shapes: [shape], params: { n } }))),
  };
}

/** The member of order `n` at x. */
export function member(op: FamilyOp, n: number, x: Value): Value {
  return bind(op, [x], { n });
}
