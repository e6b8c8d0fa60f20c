// What is expected of a changed program: the expectations of the one that it was made of, mapped number by number.

import type { Case, Expected, ExpectedGradient, Numeral } from "../format.js";
import { numberOf, numeralOf } from "../numerals.js";

type Numerals = readonly Numeral[];

/** An expectation with all its lists of numbers mapped by a linear map; undefined where that is no expectation. */
export function mapped(want: Expected, f: (x: Numerals) => Numerals): Expected | undefined {
  switch (want.kind) {
    case "exact":
      return { ...want, data: f(want.data) };
    case "interval": {
      const [low, high] = [f(want.low), f(want.high)];
      const turned = low.some((x, i) => numberOf(x) > numberOf(high[i] ?? "nan"));
      return turned ? { kind: "interval", low: high, high: low } : { kind: "interval", low, high };
    }
    case "hull":
      return { kind: "hull", vertices: want.vertices.map(f) };
    case "ball":
      return undefined;
    case "any-of": {
      const of = want.of.map((one) => mapped(one, f));
      return of.includes(undefined) ? undefined : { kind: "any-of", of: of as readonly Expected[] };
    }
    case "agree":
      return want;
  }
}

/** An expectation of all numbers `k` times as large; undefined where they would leave the range of numbers. */
export function times(k: number): (want: Expected) => Expected | undefined {
  return (want) => {
    if (want.kind !== "ball") return mapped(want, (x) => x.map((xi) => scaled(xi, k)));
    const center = want.center.map((x) => numeralOf(k * numberOf(x)));
    return { kind: "ball", center, radius: Math.abs(k) * want.radius };
  };
}

/** A multiple of a number; 0 stays the zero of either sign, and −0 is that of a sign as long as k > 0. */
export function scaled(x: Numeral, k: number): Numeral {
  return x === 0 || (x === "-0" && k < 0) ? 0 : numeralOf(k * numberOf(x));
}

/** How an expectation changes, of which input or inputs. */
export type Change = (want: Expected, names: string) => Expected | undefined;

/** What a case expects of gradients, changed; undefined if one of them cannot be. */
export function gradients(
  { gradient, second, profiles }: Case,
  change: Change,
  changeOfSecond: Change = change,
): Pick<Case, "gradient" | "second" | "profiles"> | undefined {
  const first = all(gradient, change);
  const next = all(second, changeOfSecond);
  const own = Object.entries(profiles ?? {}).map(([name, one]) => [name, all(one, change)] as const);
  const failed = (before: unknown, after: unknown): boolean => before !== undefined && after === undefined;
  if (failed(gradient, first) || failed(second, next) || own.some(([, one]) => one === undefined))
    return undefined;
  return {
    ...(first === undefined ? {} : { gradient: first }),
    ...(next === undefined ? {} : { second: next }),
    ...(own.length === 0 ? {} : { profiles: Object.fromEntries(own) as NonNullable<Case["profiles"]> }),
  };
}

function all(wants: ExpectedGradient | undefined, change: Change): ExpectedGradient | undefined {
  const entries = Object.entries(wants ?? {}).map(([names, want]) => [names, change(want, names)] as const);
  if (wants === undefined || entries.some(([, want]) => want === undefined)) return undefined;
  return Object.fromEntries(entries) as ExpectedGradient;
}

/** The value that a case expects, if it expects one. */
export function exactValue({ value }: Case): Extract<Expected, { readonly kind: "exact" }> | undefined {
  return value?.kind === "exact" ? value : undefined;
}
