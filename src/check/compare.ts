// One program, its derivative probed along directions and weights, by both modes and by finite differences.
//
// A small problem is probed with all unit vectors, which compares its Jacobian entry by entry. For a large
// one a few random directions and single entries stand in: a Gaussian direction sees a fault in any
// component.

import type { Value } from "../core/op.js";
import { push } from "../forward/index.js";
import { record } from "../reverse/index.js";
import { oneSided, slope, type Slope } from "./differences.js";
import { flat, gaussian, lineThrough, unflat, type Program } from "./points.js";
import { misfit } from "./misfit.js";
import { reconsidered, type Opinion } from "./opinion.js";
import { weighed, type Weighing } from "./rounding.js";
import { agreement, identity, judge, type Comparison } from "./verdict.js";

/** An engine's way of computing a derivative. */
export type CheckMode = "forward" | "reverse";

/** What is to be compared. */
export interface Subject {
  readonly f: Program;
  readonly x: readonly Value[];
  /** Names of the elements of the outputs and of the inputs. */
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
  readonly modes: readonly CheckMode[];
  readonly seed: number;
  /** Whom to ask where the finite differences cannot say; nobody by default. */
  readonly opinion?: Opinion | undefined;
}

/** A vector to probe with, and what the derivative along it is called. */
interface Probe {
  readonly name: string;
  readonly v: Float64Array;
  /** The number that it moves, if it moves but one. */
  readonly element?: number;
}

const most = 32;
const several = 8;
const ulp = 2 ** -52;
/** The smallest normal number, below which numbers have fewer digits. */
const smallest = 2 ** -1022;

/** What finite differences see of a program along one direction. */
interface Observed {
  readonly difference: Slope;
  readonly sides: ReturnType<typeof oneSided>;
}

/** What finite differences see of a program along every direction that it is probed in. */
export function observe({
  f,
  x,
  inputs,
  seed,
}: Pick<Subject, "f" | "x" | "inputs" | "seed">): readonly Observed[] {
  const at = flat(x);
  return probes(inputs, seed).map(({ v }) => {
    const line = lineThrough(f, x, at, v);
    const difference = slope(line);
    return { difference, sides: oneSided(line, difference.noise) };
  });
}

/** All comparisons of the first derivatives of a program, by default with its own finite differences. */
export function compare(subject: Subject, observed = observe(subject)): Comparison[] {
  const wrongShape = misfit(subject);
  if (wrongShape !== undefined) return [wrongShape];
  const directions = probes(subject.inputs, subject.seed);
  const weights = probes(subject.outputs, subject.seed + 1);
  const forward = subject.modes.includes("forward") ? byForward(subject, directions, weights) : undefined;
  const reverse = subject.modes.includes("reverse") ? byReverse(subject, directions, weights) : undefined;
  const comparisons = againstDifferences(subject, observed, directions, weights, forward, reverse);
  const weighings = directions.flatMap(({ v }) => weights.map(({ v: w }) => ({ v, w })));
  if (forward === undefined || reverse === undefined) return settled(comparisons, subject, weighings);
  const probe = gaussianProbe(subject);
  return settled([...comparisons, adjointIdentity(subject, probe)], subject, [...weighings, probe]);
}

/** The comparisons, those of them that are not right judged anew with more effort. */
function settled(
  comparisons: readonly Comparison[],
  { f, x, opinion }: Subject,
  weighings: readonly Weighing[],
): Comparison[] {
  const all = weighed(comparisons, f, x, weighings);
  return opinion === undefined ? all : reconsidered(all, opinion, { f, x }, weighings);
}

function probes(names: readonly string[], seed: number): readonly Probe[] {
  const n = names.length;
  const one = (i: number): Probe => ({
    name: names[i] ?? "",
    v: new Float64Array(n).fill(1, i, i + 1),
    element: i,
  });
  if (n <= most) return names.map((_, i) => one(i));
  const spread = Array.from({ length: several }, (_, k) => one(Math.floor(((k + 0.5) * n) / several)));
  const random = Array.from({ length: several }, (_, k) => ({
    name: `random direction ${String(k)} (seed ${String(seed)})`,
    v: gaussian(1000 * seed + k, n),
  }));
  return [...spread, ...random];
}

/** For each direction v and each weight w, wᵀ J v. */
type Table = readonly (readonly number[])[];

function byForward({ f, x }: Subject, directions: readonly Probe[], weights: readonly Probe[]): Table {
  return directions.map(({ v }) => {
    const tangent = flat(push(f, x, unflat(v, x)).dy);
    return weights.map(({ v: w }) => inner(w, tangent));
  });
}

function byReverse({ f, x }: Subject, directions: readonly Probe[], weights: readonly Probe[]): Table {
  const recording = record(f, x, true);
  const gradients = weights.map(({ v: w }) => flat(recording.pull(unflat(w, recording.y))));
  return directions.map(({ v }) => gradients.map((gradient) => inner(gradient, v)));
}

/** Σ aᵢ bᵢ, where a zero keeps out what it meets: a one-hot vector selects. */
function inner(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== 0 && b[i] !== 0) total += (a[i] ?? 0) * (b[i] ?? 0);
  return total;
}

function againstDifferences(
  subject: Subject,
  observed: readonly Observed[],
  directions: readonly Probe[],
  weights: readonly Probe[],
  forward: Table | undefined,
  reverse: Table | undefined,
): Comparison[] {
  const scale = largest([...(forward ?? []), ...(reverse ?? [])].flat());
  const size = Math.max(scale, largest(flat(subject.f(subject.x))));
  const at = flat(subject.x);
  return observed.flatMap(({ difference, sides }, j) => {
    const input = directions[j]?.name ?? "";
    return weights.map(({ name: output, v: w }, k) => {
      const [f, r] = [forward?.[j]?.[k], reverse?.[j]?.[k]];
      return judge({
        entry: `∂${output}/∂${input}`,
        ...(f === undefined ? {} : { forward: f }),
        ...(r === undefined ? {} : { reverse: r }),
        reference: inner(w, difference.value),
        error: inner(w.map(Math.abs), difference.error),
        scale: size,
        slack: Math.max(smallest, 2e-13 * Math.max(Math.abs(f ?? 0), Math.abs(r ?? 0), 1e-4 * scale)),
        kink: sides.kink.some((bent, i) => bent && w[i] !== 0)
          ? [inner(w, sides.left), inner(w, sides.right)]
          : undefined,
        place: placeOf(directions[j], at),
      });
    });
  });
}

/** Where a probe starts from, in the words of who wrote the program. */
function placeOf(probe: Probe | undefined, at: Float64Array): string {
  if (probe?.element === undefined) return `this point, along ${probe?.name ?? "a line"}`;
  return `${probe.name} = ${String(at[probe.element])}`;
}

function largest(x: Iterable<number>): number {
  let most = 0;
  for (const v of x) if (Number.isFinite(v)) most = Math.max(most, Math.abs(v));
  return most;
}

/** A random direction and random weights. */
function gaussianProbe({ x, outputs, seed }: Subject): Weighing {
  return { v: gaussian(seed + 2, flat(x).length), w: gaussian(seed + 3, outputs.length) };
}

/**
 * ⟨ȳ, J ẋ⟩ = ⟨Jᵀ ȳ, ẋ⟩, to the rounding of the two sums; it holds the two modes to each other without a
 * reference.
 */
function adjointIdentity({ f, x }: Subject, { v: dx, w: ybar }: Weighing): Comparison {
  const recording = record(f, x, true);
  const tangent = flat(push(f, x, unflat(dx, x)).dy);
  const cotangent = flat(recording.pull(unflat(ybar, recording.y)));
  const [forward, reverse] = [inner(ybar, tangent), inner(cotangent, dx)];
  const terms =
    inner(ybar.map(Math.abs), tangent.map(Math.abs)) + inner(cotangent.map(Math.abs), dx.map(Math.abs));
  const bound = Math.max(smallest, 1e4 * ulp * terms);
  const holds =
    Object.is(forward, reverse) || Math.abs(forward - reverse) <= bound || !Number.isFinite(terms);
  const verdict = holds ? "pass" : "fail";
  const reason = holds ? agreement : "the two sides differ: forward and reverse are not transposes";
  return { entry: identity, forward, reverse, reference: forward, bound, verdict, reason };
}
