// Mode "both": forward and reverse must agree, in every entry.

import * as nd from "../ndarray/index.js";
import { DisagreementError } from "../core/errors.js";
import { value, type Value } from "../core/op.js";

/**
 * Of the largest entry of its leaf, how much an entry may differ between the modes: rounding, in another
 * order.
 */
const slack = { float64: 1e-10, float32: 1e-4 };
/** The smallest normal number: what is below has fewer digits, and what is between the modes too. */
const smallest = { float64: 2 ** -1022, float32: 2 ** -126 };

/** Throws a DisagreementError that names the worst entry, if there is one. */
export function agreed(name: string, forward: readonly Value[], reverse: readonly Value[]): void {
  for (const [k, leaf] of forward.entries()) {
    const [f, r] = [elements(leaf), elements(reverse[k] ?? 0)];
    const worst = worstEntry(f, r, bound(leaf, f, r));
    if (worst !== undefined) throw disagreement(name, k, worst, f[worst] ?? 0, r[worst] ?? 0);
  }
}

function elements(x: Value): nd.Data {
  const plain = value(x);
  return typeof plain === "number" ? Float64Array.of(plain) : plain.data;
}

function bound(leaf: Value, f: nd.Data, r: nd.Data): number {
  const plain = value(leaf);
  let largest = 0;
  for (const x of [f, r])
    for (const v of x) if (Math.abs(v) > largest && Number.isFinite(v)) largest = Math.abs(v);
  const dtype = plain instanceof nd.NDArray && plain.dtype === "float32" ? "float32" : "float64";
  return Math.max(largest * slack[dtype], smallest[dtype]);
}

function worstEntry(f: nd.Data, r: nd.Data, most: number): number | undefined {
  let [worst, at] = [most, undefined as number | undefined];
  for (let i = 0; i < f.length; i++) {
    const gap = distance(f[i] ?? 0, r[i] ?? 0);
    if (gap > worst) [worst, at] = [gap, i];
  }
  return at;
}

/** |a − b|, 0 between equal infinities or two NaNs, ∞ where only one of them is what it is. */
function distance(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  const gap = Math.abs(a - b);
  return Number.isNaN(gap) ? Infinity : gap;
}

function disagreement(name: string, leaf: number, i: number, f: number, r: number): DisagreementError {
  return new DisagreementError(
    `${name}: forward and reverse mode disagree, worst in entry ${String(i)} of leaf ${String(leaf)}: ` +
      `forward gives ${String(f)}, reverse ${String(r)}; a rule of an op is wrong, or f is not deterministic`,
  );
}
