// Transforms by functions of the program: called, batched, and differentiated within it.

import type { Case, Expected, Numeral, Step, Tensor } from "../format.js";
import { numberOf } from "../numerals.js";
import { exactValue, gradients, mapped, scaled } from "./expectations.js";
import { moderate, weights, within, type Transform } from "./transform.js";

const twice = (x: Tensor): Tensor => ({ ...x, shape: [2, ...x.shape], data: [...x.data, ...x.data] });

/** Each list of numbers, and after it twice as large; of several possibilities, each choice with each. */
function andTwice(want: Expected): Expected | undefined {
  const double = (x: readonly Numeral[]): readonly Numeral[] => x.map((xi) => scaled(xi, 2));
  if (want.kind === "any-of") return undefined;
  if (want.kind !== "hull") return mapped(want, (x) => [...x, ...double(x)]);
  if (want.vertices.length > 2) return undefined;
  return {
    kind: "hull",
    vertices: want.vertices.flatMap((v) => want.vertices.map((w) => [...v, ...double(w)])),
  };
}

/** A case at two points that are the same, the second with twice the weight. */
function batched(one: Case, steps: readonly Step[]): Partial<Case> | undefined {
  const wanted = gradients(one, (want, names) => (names.includes(",") ? undefined : andTwice(want)));
  const [value, once, double] = [exactValue(one), weights(one, 1), weights(one, 2)];
  if (!wanted || !value || !once || !double || !moderate(one)) return undefined;
  const { scale = 0 } = one;
  return {
    ...within(one, ...steps),
    ...wanted,
    at: Object.fromEntries(Object.entries(one.at).map(([name, x]) => [name, twice(x)])),
    value: { ...value, shape: [2, ...(value.shape ?? [])], data: [...value.data, ...value.data] },
    cotangent: { ...once, shape: [2, ...once.shape], data: [...once.data, ...double.data] },
    ...(scale > 0 ? { scale: 2 * scale } : {}),
  };
}

/** The rows of all inputs, with `metaEach` called on them. */
function row({ program: { inputs } }: Case, k: number): readonly Step[] {
  const names = inputs.map((name) => `metaRow${k}${name}`);
  return [
    ...inputs.map((name, i): Step => [names[i] ?? name, "slice", [name], { ranges: [k] }]),
    [`metaOut${k}`, "call", ["metaEach", ...names]],
  ];
}

/** The sum of the elements of the gradient, as a program: its derivative is what `second` says. */
function derivative(
  one: Case,
  total: (inputs: readonly string[]) => readonly Step[],
): Partial<Case> | undefined {
  const { second, gradient = {}, program, cotangent } = one;
  const exact = Object.values(gradient).every(({ kind }) => kind === "exact");
  if (second === undefined || !exact || cotangent !== undefined) return undefined;
  const numbers = Object.values(gradient).flatMap((want) =>
    want.kind === "exact" ? want.data.map(numberOf) : [],
  );
  if (!numbers.every(Number.isFinite)) return undefined;
  const scale = numbers.reduce((size, x) => size + Math.abs(x), one.scale ?? 0);
  const sum = numbers.reduce((a, b) => a + b, 0);
  return {
    ...within(one, ...total(program.inputs)),
    ...(scale > 0 ? { scale } : {}),
    value: { kind: "exact", data: [sum] },
    gradient: second,
    level: "higher-order",
  };
}

const derivatives = { without: ["second", "profiles"] } as const;

/** Sums of values, one after the other, into one. */
function summed(names: readonly string[]): readonly Step[] {
  const totals = names.map((name, i): Step => [`metaTotal${i}`, "sum", [name]]);
  const sums = totals.map(([name], i): Step =>
    i === 0 ? ["metaSum0", "identity", [name]] : [`metaSum${i}`, "add", [`metaSum${i - 1}`, name]],
  );
  return [...totals, ...sums];
}

/** Transforms that make the program a function. */
export const byFunctions: readonly Transform[] = [
  {
    name: "called",
    says: "called as a function too",
    apply: (one) => within(one, ["metaOut", "call", ["metaEach", ...one.program.inputs]]),
  },
  {
    name: "vmap",
    says: "in a batch too, for each of its rows",
    apply: (one) => batched(one, [["metaOut", "vmap", ["metaEach", ...one.program.inputs]]]),
  },
  {
    name: "rows",
    says: "row by row too",
    apply: (one) =>
      batched(one, [...row(one, 0), ...row(one, 1), ["metaOut", "stack", ["metaOut0", "metaOut1"]]]),
  },
  {
    ...derivatives,
    name: "grad-within",
    says: "and its gradient as a program has the second derivative for its gradient",
    apply: (one) =>
      derivative(one, (inputs) => [
        ...inputs.map((_, wrt): Step => [`metaGrad${wrt}`, "grad", ["metaEach", ...inputs], { wrt }]),
        ...summed(inputs.map((_, i) => `metaGrad${i}`)),
      ]),
  },
  {
    ...derivatives,
    name: "jvp-within",
    says: "and its jvp as a program has the second derivative for its gradient",
    apply: (one) =>
      derivative(one, (inputs) => [
        ...inputs.map((name): Step => ["metaOne" + name, "constant", [], ones(one.at[name])]),
        ["metaTangent", "jvp", ["metaEach", ...inputs, ...inputs.map((name) => `metaOne${name}`)]],
        ...summed(["metaTangent"]),
      ]),
  },
];

function ones(x: Tensor | undefined): {
  readonly data: readonly number[];
  readonly shape: readonly number[];
} {
  return { data: (x?.data ?? []).map(() => 1), shape: x?.shape ?? [] };
}
