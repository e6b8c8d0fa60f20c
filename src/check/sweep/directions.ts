// The directions in which the laws of slopes look from a point.

import { argumentOf, oneHot, pushed, type Subject } from "./subject.js";

/** A direction, and the derivative along it. */
export interface Direction {
  readonly argument: number;
  readonly v: Float64Array;
  readonly derivative: () => Float64Array;
}

/**
 * The directions of the single elements, and those in which several move alike: where two are tied, one of them alone
 * meets a kink, and both together need not. Of a few numbers, several are each two or more of them; else all.
 */
export function directionsFrom(subject: Subject): readonly Direction[] {
  const { f, point, sizes, forward } = subject;
  const isFree = (j: number): boolean => !point.held.includes(argumentOf(subject, j));
  const total = sizes.reduce((n, size) => n + size, 0);
  const free = Array.from({ length: total }, (_, j) => j).filter(isFree);
  const single = free.map((j) => ({
    ...{ argument: argumentOf(subject, j), v: oneHot(total, j) },
    derivative: () => forward()[j] ?? new Float64Array(0),
  }));
  const groups = point.x.every((x) => typeof x === "number") ? subsetsOf(free) : [free];
  const joint = groups
    .filter((group) => group.length > 1)
    .map((group) => {
      const v = new Float64Array(total);
      for (const j of group) v[j] = 1;
      return { argument: argumentOf(subject, group[0] ?? 0), v, derivative: () => pushed(f, point.x, v) };
    });
  return [...single, ...joint];
}

function subsetsOf(all: readonly number[]): readonly (readonly number[])[] {
  return all.reduce<readonly (readonly number[])[]>(
    (subsets, one) => [...subsets, ...subsets.map((subset) => [...subset, one])],
    [[]],
  );
}
