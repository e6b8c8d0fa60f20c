// That rules keep to their spaces and to themselves: shapes and element types as they are due, nothing written to,
// nothing left to chance.

import { dtypeOf, shapeOf, type Value } from "../../core/op.js";
import * as nd from "../../ndarray/index.js";
import { gaussian } from "../points.js";
import { everywhere, type Law } from "./laws.js";
import { flat, spread } from "./subject.js";

export const spaces: Law = {
  name: "shapes and element types are kept",
  kinds: everywhere,
  modes: [],
  check({ op, point, y, seed }) {
    const { x, params } = point;
    const foretold = op.shape(x.map(shapeOf), params);
    if (!nd.sameShape(foretold, shapeOf(y)))
      return {
        argument: 0,
        says: `shape foretells ${nd.formatShape(foretold)}, eval gives ${nd.formatShape(shapeOf(y))}`,
      };
    const probe = (like: nd.Plain): Value => spread(gaussian(seed, flat([like]).length), [like])[0] ?? 0;
    for (const [i, xi] of x.entries()) {
      const back = misfit(op.vjp(i, probe(y), y, x, params), xi, y);
      if (back !== undefined)
        return { argument: i, cotangent: "Gaussian", says: `the reverse rule gives ${back}` };
      const ahead = misfit(op.jvp(i, probe(xi), y, x, params), y, xi);
      if (ahead !== undefined) return { argument: i, says: `the forward rule gives ${ahead}` };
    }
    return undefined;
  },
};

/**
 * How a tangent or cotangent that was made from one of the space of `from` fails to be of the space of `x`. The
 * number 0 is the zero of every space, and a number tells nothing of its precision.
 */
function misfit(dx: Value, x: nd.Plain, from: nd.Plain): string | undefined {
  if (dx === 0) return undefined;
  const [got, want] = [nd.formatShape(shapeOf(dx)), nd.formatShape(shapeOf(x))];
  if (got !== want) return `shape ${got} where ${want} is due`;
  if (typeof from === "number" || typeof x === "number") return undefined;
  const due = dtypeOf(x) === "float32" ? "float32" : "float64";
  return dtypeOf(dx) === due ? undefined : `${dtypeOf(dx)} where ${due} is due`;
}

export const purity: Law = {
  name: "inputs are left alone, and twice is the same",
  kinds: everywhere,
  modes: [],
  check({ op, point, y, seed }) {
    const { x, params } = point;
    const [dy] = spread(gaussian(seed, flat([y]).length), [y]) as [Value];
    const dx = x.map((xi) => spread(gaussian(seed + 1, flat([xi]).length), [xi])[0] ?? 0);
    const before = flat([...x, ...dx, dy, y]);
    const run = (): Float64Array[] => [
      flat([op.eval(x, params)]),
      ...x.flatMap((_, i) => [
        flat([op.vjp(i, dy, y, x, params)]),
        flat([op.jvp(i, dx[i] ?? 0, y, x, params)]),
      ]),
    ];
    const [first, second] = [run(), run()];
    if (!sameBits(before, flat([...x, ...dx, dy, y])))
      return { argument: 0, says: "an input, a tangent or a cotangent is not what it was before the call" };
    const k = first.findIndex((each, i) => !sameBits(each, second[i] ?? each));
    return k < 0 ? undefined : { argument: Math.max(0, (k - 1) >> 1), says: "a second run gives other bits" };
  },
};

function sameBits(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((v, i) => Object.is(v, b[i]));
}
