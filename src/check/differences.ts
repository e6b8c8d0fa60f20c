// Finite differences with an error bar: a ladder of central differences, in which finer steps may veto
// coarser ones.
//
// Each rung halves the step twice and is extrapolated once (Richardson), so its error falls as h⁴ until
// rounding takes over as 1/h. The estimate is the rung of the smallest error bar among those that no finer
// rung contradicts: an aliased or a coarse one is outvoted by what is seen closer up.

/** A vector function along a line, t ↦ f(x + t v), and what its evaluation points suffer. */
export interface Line {
  readonly at: (t: number) => Float64Array;
  /** (x + t v) − (x − t v) as it was rounded, in units of v; 2t in exact arithmetic. */
  readonly width?: (t: number) => number;
  /** The largest step, of the size of x. */
  readonly reach: number;
}

/** A slope at t = 0, and how far off it may be: Infinity where nothing could be said. */
export interface Slope {
  readonly value: Float64Array;
  readonly error: Float64Array;
  /** How far off f itself was seen to be by rounding. */
  readonly noise: Float64Array;
}

const ulp = 2 ** -52;
/** How many rungs there are at least, and at most. */
const enough = 13;
const most = 27;
/** An error below this share of the slope makes it a witness of what noise the finer rungs have. */
const sharp = 1e-3;

interface Rung {
  readonly h: number;
  /** The central difference. */
  readonly d: number;
  /** The largest |f| that it saw in any output: a small one is as a rule what is left of large ones. */
  readonly size: number;
}

/** d/dt f at t = 0, output by output. Rungs on which `f` is not finite are left out. */
export function slope(line: Line): Slope {
  const ladders = Array.from(line.at(0), (): Rung[] => []);
  let answers: readonly Estimate[] = [];
  for (let k = 1; k <= most; k++) {
    const rungs = rungAt(line, line.reach / 4 ** k);
    for (const [i, ladder] of ladders.entries())
      if (Number.isFinite(rungs[i]?.d)) ladder.push(rungs[i] as Rung);
    if (k < enough) continue;
    answers = ladders.map(estimate);
    // Finer rungs suffer more from rounding: where that exceeds every error bar, they have no more to say.
    if (answers.every(({ error }, i) => error <= roundingOf(ladders[i]?.at(-1)))) break;
  }
  return {
    value: Float64Array.from(answers, (a) => a.value),
    error: Float64Array.from(answers, (a) => a.error),
    noise: Float64Array.from(answers, (a) => a.noise),
  };
}

function rungAt({ at, width = (t) => 2 * t }: Line, h: number): Rung[] {
  const [above, below, wide] = [at(h), at(-h), width(h)];
  const size = Math.max(...[...above, ...below].filter(Number.isFinite).map(Math.abs));
  return Array.from(above, (a, i) => ({ h: wide / 2, d: (a - (below[i] ?? NaN)) / wide, size }));
}

/** What the rounding of its values may do to a rung. */
function roundingOf(rung: Rung | undefined): number {
  return rung === undefined ? 0 : (2 * ulp * rung.size) / rung.h;
}

/**
 * How far off f is by rounding, beyond what its own size tells: on the way it may compute with far larger
 * numbers. The finest differences are nothing but that noise, so what they differ by shows it.
 */
function noiseOf(ladder: readonly Rung[]): number {
  const scatter = ladder.slice(-6).map((rung) => {
    const coarser = ladder[ladder.indexOf(rung) - 1] ?? rung;
    return Math.abs(rung.d - coarser.d) * rung.h;
  });
  return Math.max(0, ...scatter);
}

/**
 * The step between the values of f, where the finest rungs see none: all its differences are multiples of one. That
 * of (10¹⁰ + x) − 10¹⁰ is an ulp of 10¹⁰. Else 0: f may be flat near 0, and bent further out.
 */
function quantumOf(ladder: readonly Rung[]): number {
  const differences = ladder.map(({ d, h }) => Math.abs(2 * d * h)).filter((y) => y > 0);
  if (ladder.at(-1)?.d !== 0 || differences.length < 4) return 0;
  const isMultiple = (quantum: number) => (y: number) =>
    Math.abs(y / quantum - Math.round(y / quantum)) < 1e-3;
  // The finest rung that sees any sees few of them: the one below it saw none.
  const candidates = [1, 2, 3, 4].map((n) => Math.min(...differences) / n);
  return candidates.find((quantum) => differences.every(isMultiple(quantum))) ?? 0;
}

interface Estimate {
  readonly value: number;
  readonly error: number;
  /** What rounding alone does: to f for an answer, to the difference for a rung. */
  readonly noise: number;
}

/** A rung extrapolated with the one before it. */
interface Extrapolated extends Estimate {
  readonly h: number;
  /** What the rounding of the values themselves does to it. */
  readonly rounding: number;
}

function estimate(ladder: readonly Rung[]): Estimate {
  const quantum = quantumOf(ladder);
  const noise = Math.max(noiseOf(ladder), quantum);
  const steps = ladder.slice(1).map((rung, k) => extrapolated(rung, ladder[k] as Rung, { noise, quantum }));
  const answers = steps.slice(1).map((step, k): Extrapolated => {
    const before = steps[k] as Extrapolated;
    return { ...step, error: Math.max(Math.abs(step.value - before.value), step.error) + step.noise };
  });
  let best: Estimate = { value: NaN, error: Infinity, noise };
  let [seen, at] = [noise, 0];
  for (const [k, answer] of answers.entries()) {
    const finer = answers.slice(k + 1);
    if (finer.length === 0 || !finer.every((other) => agree(answer, other))) continue;
    if (answer.error <= sharp * Math.abs(answer.value)) seen = Math.max(seen, unexplained(answer, finer));
    const error = answer.error + (2 * seen) / answer.h;
    if (error < best.error) [best, at] = [{ value: answer.value, error, noise: seen }, k];
  }
  const rivals = answers.some((_, k) => k > at && isRival(answers.slice(k, k + 3), best));
  return rivals ? { ...best, error: Infinity } : best;
}

/**
 * Whether three finer rungs in a row agree on a slope that is neither the best one nor rounding: then f has jumps, or
 * steps, that no rung sees all of, and there is nothing to choose between them.
 */
function isRival(three: readonly Extrapolated[], best: Estimate): boolean {
  const values = three.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const size = Math.max(-low, high, Math.abs(best.value));
  const doubt = best.error + sharp * size + Math.max(...three.map(({ rounding }) => rounding));
  const apart = Math.min(Math.abs(low - best.value), Math.abs(high - best.value));
  return three.length === 3 && high - low <= sharp * size && apart > 4 * doubt;
}

/**
 * The noise of f by which finer rungs stray from an answer further than its error. Noise can be sparse, as that
 * of a difference of large numbers is, and miss most rungs; what one of them has seen holds for all.
 */
function unexplained({ value, error }: Estimate, finer: readonly Extrapolated[]): number {
  return finer.reduce(
    (most, other) => Math.max(most, (Math.abs(other.value - value) - 2 * error) * other.h),
    0,
  );
}

function extrapolated(
  fine: Rung,
  coarse: Rung,
  { noise, quantum }: { readonly noise: number; readonly quantum: number },
): Extrapolated {
  const value = fine.d + (fine.d - coarse.d) / 15;
  const rounding = Math.max(roundingOf(fine), (2 * quantum) / fine.h);
  return {
    value,
    h: fine.h,
    error: 0.02 * Math.abs(value - fine.d),
    noise: Math.max((2 * noise) / fine.h, rounding),
    rounding,
  };
}

function agree(coarse: Extrapolated, fine: Extrapolated): boolean {
  return Math.abs(coarse.value - fine.value) <= coarse.error + fine.error + fine.noise;
}

interface Sides {
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** The slopes to the left and to the right, and for each output whether they stay apart: whether there is a kink. */
export interface OneSided extends Sides {
  readonly kink: readonly boolean[];
}

/**
 * The slopes to the left and to the right of t = 0, seen from ever closer; `noise` is that of f. At a kink
 * each of them stays what it is while the gap between them stays open; mere curvature closes the gap, and
 * rounding moves them about.
 */
export function oneSided({ at, reach }: Line, noise: Float64Array): OneSided {
  const here = at(0);
  const near = Math.min(reach, 0.25) * 1e-5;
  const scales = [1, 4, 16].map((scale) => sidesAt(at, here, scale * near));
  const close = scales[0] as Sides;
  const kink = Array.from(here, (y, i) => {
    const slopes = 1 + Math.abs(close.left[i]!) + Math.abs(close.right[i]!);
    const rounding = (16 * ulp * (reach * slopes + Math.abs(y)) + 8 * (noise[i] ?? 0)) / near;
    const gap = gapOf(close, i);
    const wander = Math.max(
      ...(["left", "right"] as const).map((side) => spread(scales.map((s) => s[side][i]!))),
    );
    return gap > 1e-6 * slopes + rounding && wander < 0.25 * gap;
  });
  return { ...close, kink };
}

function spread(x: readonly number[]): number {
  return Math.max(...x) - Math.min(...x);
}

function sidesAt(at: Line["at"], here: Float64Array, h: number): Sides {
  return {
    right: at(h).map((y, i) => (y - here[i]!) / h),
    left: at(-h).map((y, i) => (here[i]! - y) / h),
  };
}

function gapOf({ left, right }: Sides, i: number): number {
  return Math.abs(right[i]! - left[i]!);
}
