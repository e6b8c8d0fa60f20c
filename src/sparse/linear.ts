// What the elements of a linear op's result depend on: read off what it does to random numbers.
//
// Most linear ops move elements: each of the result is one of the inputs, with a factor, or none. Of others the
// transpose does: each input goes to one of the results. Both show in a few evaluations, for all elements at once.
// What mixes in both ways is tried on one unit vector after the other, if that is not too much.

import { NDArray, dataOf, plain, random, sizeOf, type Plain, type Shape } from "../ndarray/index.js";
import { shapeOf, value, type Op, type Value } from "../core/op.js";
import { joined, none, union, type Row, type Rows } from "./rows.js";
import type { Made } from "./structure.js";

/** A linear map of lists of numbers. */
interface LinearMap {
  readonly from: number;
  readonly to: number;
  readonly at: (x: Float64Array) => ArrayLike<number>;
}

const nowhere = -1;
/** How many numbers may be computed to find out. */
const mostWork = 2 ** 24;

/** What each element depends on, of an op that is linear; undefined if it would take too long to say. */
export function linearStructure(made: Made): Rows | undefined {
  const { op, x, y, rows } = made;
  const given = x.map((v, i) => rows[i] ?? new Array<Row>(sizeOf(shapeOf(v))).fill(none));
  if (op.linearity === "linear") {
    const all = given.flat();
    return (
      moved(whole(made), all) ?? spilled(transposed(made), all, sizeOf(shapeOf(y))) ?? tried(whole(made), all)
    );
  }
  const parts = x.flatMap((_, i) => (rows[i] === undefined ? [] : [tried(inOne(made, i), given[i] ?? [])]));
  const [first, second = first] = parts;
  return first && second && first.map((row, k) => joined(row, second[k] ?? none));
}

/** The op as a map of the elements of all inputs. */
function whole({ op, x, y, params }: Made): LinearMap {
  const shapes = x.map(shapeOf);
  const at = (all: Float64Array): ArrayLike<number> =>
    dataOf(op.eval(divided(all, shapes) as never, params as never));
  return { from: sizes(shapes), to: sizeOf(shapeOf(y)), at };
}

/** A product as a map of one of its inputs; the other is a constant, or might be anything. */
function inOne({ op, x, y, params }: Made, i: number): LinearMap {
  const held = x.map((v) => (v instanceof NDArray ? v : plain(noise(sizeOf(shapeOf(v)), 3), shapeOf(v))));
  const at = (part: Float64Array): ArrayLike<number> => {
    const inputs = held.map((v, k) => (k === i ? plain(part, shapeOf(v)) : v));
    return dataOf(op.eval(inputs as never, params as never));
  };
  return { from: sizeOf(shapeOf(x[i] ?? 0)), to: sizeOf(shapeOf(y)), at };
}

/** The transpose of the op, a map to the elements of all inputs. */
function transposed({ op, x, y, params }: Made): LinearMap {
  const shapes = x.map(shapeOf);
  const zeros = divided(new Float64Array(sizes(shapes)), shapes);
  const vjp = op.vjp as Op<readonly Value[], unknown>["vjp"];
  const [to, from] = [sizes(shapes), sizeOf(shapeOf(y))];
  const zero = plain(new Float64Array(from), shapeOf(y));
  const at = (dy: Float64Array): ArrayLike<number> => {
    const all = new Float64Array(to);
    let next = 0;
    for (const [i, shape] of shapes.entries()) {
      const bar = value(vjp(i, plain(dy, shapeOf(y)), zero, zeros, params));
      if (bar !== 0) all.set(dataOf(bar), next);
      next += sizeOf(shape);
    }
    return all;
  };
  return { from, to, at };
}

function sizes(shapes: readonly Shape[]): number {
  return shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
}

function divided(all: Float64Array, shapes: readonly Shape[]): readonly Plain[] {
  let next = 0;
  return shapes.map((shape) => plain(all.slice(next, (next += sizeOf(shape))), shape));
}

/** What each result depends on, if each is one of the inputs. */
function moved(map: LinearMap, rows: Rows): Rows | undefined {
  const sources = sourcesOf(map);
  return sources && Array.from(sources, (source) => rows[source] ?? none);
}

/** What each of `count` results depends on, if each input goes to one of them. */
function spilled(transpose: LinearMap, rows: Rows, count: number): Rows | undefined {
  const targets = sourcesOf(transpose);
  if (targets === undefined) return undefined;
  const parts = Array.from({ length: count }, (): Row[] => []);
  targets.forEach((target, i) => parts[target]?.push(rows[i] ?? none));
  return parts.map(union);
}

/** What each result depends on, as each input shows that is tried alone. */
function tried({ from, to, at }: LinearMap, rows: Rows): Rows | undefined {
  if (from * (from + to) > mostWork) return undefined;
  const parts = Array.from({ length: to }, (): Row[] => []);
  for (let i = 0; i < from; i++) {
    const unit = new Float64Array(from);
    unit[i] = 1;
    const y = at(unit);
    for (let k = 0; k < to; k++) if (y[k] !== 0) parts[k]?.push(rows[i] ?? none);
  }
  return parts.map(union);
}

/** Numbers between ½ and 3/2. */
function noise(n: number, seed: number): Float64Array {
  return Float64Array.from(random.uniform(random.key(seed), [n]).data, (u) => u + 0.5);
}

/** A few roundings. */
const slack = 2 ** -50;

/**
 * Of each result the input that it is, with a factor; `nowhere` of one that is always 0. Undefined if one of them is
 * made of several: the odds that random numbers hide it are those of two coincidences to 15 digits.
 */
function sourcesOf({ from, to, at }: LinearMap): Int32Array | undefined {
  const [r, s] = [noise(from, 1), noise(from, 2)];
  const [u, v, w] = [at(r), at(r.map((x, i) => x * (i + 1))), at(s)];
  const sources = new Int32Array(to).fill(nowhere);
  for (let k = 0; k < to; k++) {
    const [a = 0, b = 0, c = 0] = [u[k], v[k], w[k]];
    if (a === 0 && b === 0 && c === 0) continue;
    const i = Math.round(b / a) - 1;
    const factor = a / (r[i] ?? NaN);
    if (!near(b, a * (i + 1)) || !near(c, factor * (s[i] ?? NaN))) return undefined;
    sources[k] = i;
  }
  return sources;
}

function near(x: number, y: number): boolean {
  return Math.abs(x - y) <= slack * Math.abs(y);
}
