// What holds of a derivative at every point, whatever the rules: the two modes agree, zero gives zero, the
// derivative is linear, shapes and element types are kept, and nothing else is touched.

import { dtypeOf, shapeOf, type Value } from "../../core/op.js";
import * as nd from "../../ndarray/index.js";
import { slope } from "../differences.js";
import { gaussian, lineThrough } from "../points.js";
import { argumentOf, flat, inner, oneHot, pulled, pushed, spread, type Subject } from "./subject.js";
import type { Kind } from "./points.js";

/** What is wrong at a point. */
export interface Complaint {
  readonly argument: number;
  readonly cotangent?: string;
  readonly forward?: number;
  readonly reverse?: number;
  readonly expected?: number;
  /** The end of a sentence that begins with the op, the argument and the point. */
  readonly says: string;
}

/** A law, and the kinds of regions in which it holds. */
export interface Law {
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** The modes that the law speaks of. */
  readonly modes: readonly ("forward" | "reverse")[];
  readonly check: (subject: Subject) => Complaint | undefined;
}

export const everywhere: readonly Kind[] = ["interior", "near", "kink", "edge", "shape", "single"];
/** Where the derivative is finite, and computed from numbers of moderate size. */
export const moderate: readonly Kind[] = ["interior", "near", "shape", "kink"];

const tiny = 8 * Number.MIN_VALUE;

/** How far rounding may move an entry of the Jacobian. */
function tolerance({ op, kind }: Subject, a: number, b: number, largest: number): number {
  if (kind === "single") return 1e-5 * Math.max(Math.abs(a), Math.abs(b), largest);
  const own = 1e-13 * Math.max(Math.abs(a), Math.abs(b));
  return (op.scalar === undefined ? Math.max(own, 1e-13 * largest) : own) + tiny;
}

/** The same number to rounding, or the same infinity, or NaN both. */
export function alike(a: number, b: number, slack: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= slack;
}

/** The largest finite size in a table. */
export function largestOf(table: readonly Float64Array[]): number {
  let most = 0;
  for (const row of table) for (const v of row) if (Number.isFinite(v)) most = Math.max(most, Math.abs(v));
  return most;
}

/** Whether a value is: an op that mixes elements has no derivative where its result is not. */
function isFinite(y: nd.Plain): boolean {
  return flat([y]).every(Number.isFinite);
}

export const agreement: Law = {
  name: "forward and reverse agree",
  kinds: everywhere,
  modes: ["forward", "reverse"],
  check(subject) {
    if (subject.op.scalar === undefined && !isFinite(subject.y)) return undefined;
    const [f, r] = [subject.forward(), subject.reverse()];
    const largest = Math.max(largestOf(f), largestOf(r));
    for (const [j, column] of f.entries()) {
      for (const [i, forward] of column.entries()) {
        const reverse = r[j]![i]!;
        if (alike(forward, reverse, tolerance(subject, forward, reverse, largest))) continue;
        const says = whichIsWrong(subject, j, i, forward, reverse);
        const cotangent = `one-hot at ${String(i)}`;
        return { argument: argumentOf(subject, j), cotangent, forward, reverse, says };
      }
    }
    return undefined;
  },
};

/** Which of two modes that differ is the wrong one, as far as finite differences can tell. */
function whichIsWrong({ f, point }: Subject, j: number, i: number, forward: number, reverse: number): string {
  const at = flat(point.x);
  const { value, error } = slope(lineThrough(f, point.x, at, oneHot(at.length, j)));
  const [reference, bar] = [value[i]!, 5 * error[i]!];
  const near = (x: number): boolean => Math.abs(x - reference) <= bar;
  const seen = `finite differences ${String(reference)} ± ${bar.toPrecision(1)}`;
  if (near(forward) && !near(reverse))
    return `the reverse rule gives ${String(reverse)}, forward ${String(forward)} and ${seen}`;
  if (near(reverse) && !near(forward))
    return `the forward rule gives ${String(forward)}, reverse ${String(reverse)} and ${seen}`;
  return `the forward rule gives ${String(forward)} and the reverse rule ${String(reverse)}`;
}

export const zeros: Law = {
  name: "zero gives exactly zero",
  kinds: everywhere,
  modes: [],
  check({ op, point, y }) {
    if (!isFinite(y)) return undefined;
    for (const [i, x] of point.x.entries()) {
      const back = op.vjp(i, zeroLike(y), y, point.x, point.params);
      if (!isZero(back))
        return complain(i, "zero", "the reverse rule makes something of a zero cotangent", back);
      const ahead = op.jvp(i, zeroLike(x), y, point.x, point.params);
      if (!isZero(ahead))
        return complain(i, undefined, "the forward rule makes something of a zero tangent", ahead);
    }
    return undefined;
  },
};

function complain(argument: number, cotangent: string | undefined, says: string, got: Value): Complaint {
  const value = flat([got]).find((v) => v !== 0) ?? 0;
  return {
    argument,
    ...(cotangent === undefined ? {} : { cotangent }),
    expected: 0,
    says: `${says}: ${String(value)}`,
  };
}

function zeroLike(x: nd.Plain): nd.Plain {
  return spread(new Float64Array(flat([x]).length), [x])[0] as nd.Plain;
}

function isZero(dx: Value): boolean {
  return flat([dx]).every((v) => v === 0);
}

export const linearity: Law = {
  name: "the pullback is linear",
  kinds: moderate,
  modes: ["reverse"],
  check(subject) {
    const { f, y, point, size, seed } = subject;
    const [u, v] = [gaussian(seed + 11, size), gaussian(seed + 12, size)];
    const mixed = u.map((ui, i) => 1.5 * ui - 0.75 * v[i]!);
    const [pu, pv, pm] = [u, v, mixed].map((w) => pulled(f, point.x, y, w)) as Float64Array[];
    const scale = largestOf([pu!, pv!]);
    for (const [j, reverse] of pm!.entries()) {
      const expected = 1.5 * pu![j]! - 0.75 * pv![j]!;
      const bound = 1e-13 * Math.max(scale, Math.abs(pu![j]!), Math.abs(pv![j]!)) + tiny;
      if (alike(reverse, expected, bound) || !Number.isFinite(expected)) continue;
      const says = `pull(1.5 u − 0.75 v) is ${String(reverse)}, and 1.5 pull(u) − 0.75 pull(v) ${String(expected)}`;
      return {
        argument: argumentOf(subject, j),
        cotangent: "1.5 u − 0.75 v, Gaussian",
        reverse,
        expected,
        says,
      };
    }
    return undefined;
  },
};

/** Powers of two scale without rounding; these are beyond 1e150, and beyond 1e-150. */
const powers = [2 ** 500, 2 ** -500];

export const scaling: Law = {
  name: "huge and tiny cotangents scale exactly",
  kinds: ["interior", "shape"],
  modes: ["reverse"],
  check(subject) {
    const { f, y, point, size, seed } = subject;
    const w = gaussian(seed + 13, size);
    const plain = pulled(f, point.x, y, w);
    for (const power of powers) {
      const scaled = pulled(
        f,
        point.x,
        y,
        w.map((v) => power * v),
      );
      const j = scaled.findIndex((v, k) => v !== power * plain[k]! && isModerate(plain[k]!));
      if (j < 0) continue;
      const [reverse, expected] = [scaled[j]!, power * plain[j]!];
      const says = `a cotangent times 2^${String(Math.log2(power))} gives ${String(reverse)}, not ${String(expected)}`;
      return {
        argument: argumentOf(subject, j),
        cotangent: `Gaussian times ${String(power)}`,
        reverse,
        expected,
        says,
      };
    }
    return undefined;
  },
};

function isModerate(x: number): boolean {
  return x === 0 || (Math.abs(x) > 1e-100 && Math.abs(x) < 1e100);
}

export const adjoint: Law = {
  name: "the modes are transposes",
  kinds: moderate,
  modes: ["forward", "reverse"],
  check(subject) {
    const { f, y, point, size, sizes, seed } = subject;
    const w = gaussian(seed + 14, size);
    const back = pulled(f, point.x, y, w);
    let start = 0;
    for (const [argument, n] of sizes.entries()) {
      const v = new Float64Array(back.length);
      v.set(gaussian(seed + 15 + argument, n), start);
      start += n;
      const ahead = pushed(f, point.x, v);
      const [forward, reverse] = [inner(w, ahead), inner(back, v)];
      const terms = inner(w.map(Math.abs), ahead.map(Math.abs)) + inner(back.map(Math.abs), v.map(Math.abs));
      if (!Number.isFinite(terms) || alike(forward, reverse, 1e-12 * terms + tiny)) continue;
      const says = `⟨w, J v⟩ is ${String(forward)} and ⟨Jᵀ w, v⟩ ${String(reverse)}`;
      return { argument, cotangent: "Gaussian", forward, reverse, says };
    }
    return undefined;
  },
};

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
      ...x.flatMap((_, i) => [flat([op.vjp(i, dy, y, x, params)]), flat([op.jvp(i, dx[i]!, y, x, params)])]),
    ];
    const [first, second] = [run(), run()];
    if (!sameBits(before, flat([...x, ...dx, dy, y])))
      return { argument: 0, says: "an input, a tangent or a cotangent is not what it was before the call" };
    const k = first.findIndex((each, i) => !sameBits(each, second[i]!));
    return k < 0 ? undefined : { argument: Math.max(0, (k - 1) >> 1), says: "a second run gives other bits" };
  },
};

function sameBits(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((v, i) => Object.is(v, b[i]));
}
