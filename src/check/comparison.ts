// Comparisons among each other: which of them decides, and how one reads.

import { gravityOf, isIdentity, type Comparison } from "./verdict.js";

/** The comparison that decides the verdict. */
export function gravest(comparisons: readonly Comparison[]): Comparison {
  return comparisons.reduce((a, b) => (graver(b, a) ? b : a));
}

/** Of two that are equally grave, the one that names an entry says more than the identity of all of them. */
function graver(a: Comparison, b: Comparison): boolean {
  const [ga, gb] = [gravityOf(a.verdict), gravityOf(b.verdict)];
  if (ga !== gb) return ga > gb;
  return isIdentity(a) === isIdentity(b) ? excess(a) > excess(b) : isIdentity(b);
}

/** How much of its bound a comparison uses up. */
export function excess({ forward, reverse, reference, bound }: Comparison): number {
  const off = Math.max(...[forward, reverse].map((x) => (x === undefined ? 0 : Math.abs(x - reference))));
  return Number.isNaN(off) ? Infinity : off / Math.max(bound, Number.MIN_VALUE);
}

/** One comparison in one line: the entry, the values, the bound and the reason. */
export function describeComparison({
  entry,
  forward,
  reverse,
  reference,
  bound,
  reason,
}: Comparison): string {
  const values = [
    ...(forward === undefined ? [] : [`forward ${String(forward)}`]),
    ...(reverse === undefined ? [] : [`reverse ${String(reverse)}`]),
    `reference ${String(reference)} ± ${bound.toPrecision(2)}`,
  ];
  return `${entry}: ${values.join(", ")}: ${reason}`;
}
