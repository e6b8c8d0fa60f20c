// Transforms of what a program is given: scaled, flattened, out of something larger, in another order, beside others.

import type { Case, Numeral, Step, Tensor } from "../format.js";
import { numberOf, numeralOf } from "../numerals.js";
import { exactValue, gradients, mapped, times } from "./expectations.js";
import { isElementwise, moderate, type Transform } from "./transform.js";

/** A case whose program first makes its inputs of others of the same names. */
function made(
  one: Case,
  step: (name: string, x: Tensor) => Step,
  given: (x: Tensor) => Tensor,
): Pick<Case, "program" | "at"> {
  const { program, at } = one;
  const inner = (name: string): string => `metaOf${name}`;
  const renamed = (name: string | number): string | number =>
    typeof name === "string" && program.inputs.includes(name) ? inner(name) : name;
  const makes = program.inputs.map((name): Step => {
    const [, ...rest] = step(name, at[name] ?? { shape: [], dtype: "float64", data: [] });
    return [inner(name), ...rest];
  });
  const steps = program.steps.map(([name, op, args, ...rest]): Step => [
    name,
    op,
    args.map(renamed),
    ...rest,
  ]);
  const output = String(renamed(program.output));
  return {
    program: { ...program, steps: [...makes, ...steps], output },
    at: Object.fromEntries(Object.entries(at).map(([name, x]) => [name, given(x)])),
  };
}

/** Whether functions of the program might see its inputs, which another program would have to hand on. */
const hasFunctions = ({ program }: Case): boolean => program.functions !== undefined;

const junk: readonly Numeral[] = [3, -5];

const commutative = new Set([
  "add",
  "mul",
  "maximum",
  "minimum",
  "hypot",
  "logaddexp",
  "equal",
  "notEqual",
  "dot",
]);

const turned = (step: Step): Step => {
  const [name, op, args, ...rest] = step;
  return commutative.has(op) ? [name, op, args.toReversed(), ...rest] : step;
};

/** Transforms of the inputs. */
export const ofInputs: readonly Transform[] = [
  {
    name: "scaled-input",
    says: "and of half an input that is twice as large it has half the derivative",
    apply(one) {
      const wanted = gradients(one, times(0.5), times(0.25));
      if (wanted === undefined || hasFunctions(one) || !moderate(one)) return undefined;
      const twice = (x: Tensor): Tensor => ({
        ...x,
        data: x.data.map((xi) => numeralOf(2 * numberOf(xi))),
      });
      return { ...made(one, (name) => [name, "mul", [name, 0.5]], twice), ...wanted };
    },
  },
  {
    name: "flat-input",
    says: "and of an input that comes as a vector it has the derivative as a vector",
    apply(one) {
      if (hasFunctions(one)) return undefined;
      const flat = (x: Tensor): Tensor => ({ ...x, shape: [x.data.length] });
      return made(one, (name, { shape }) => [name, "reshape", [name], { shape }], flat);
    },
  },
  {
    name: "part-of-input",
    says: "and of a part of an input it has the derivative 0 in the rest",
    apply(one) {
      const wanted = gradients(one, (want, names) =>
        names.includes(",") ? undefined : mapped(want, (x) => [0, ...x, 0]),
      );
      if (wanted === undefined || hasFunctions(one)) return undefined;
      if (!Object.values(one.at).every(({ shape }) => shape.length === 1)) return undefined;
      const larger = ({ data, ...x }: Tensor): Tensor => ({
        ...x,
        shape: [data.length + 2],
        data: [...junk.slice(0, 1), ...data, ...junk.slice(1)],
      });
      return {
        ...made(one, (name) => [name, "slice", [name], { ranges: [[1, -1, null]] }], larger),
        ...wanted,
      };
    },
  },
  {
    name: "permuted-inputs",
    says: "whatever the order of its inputs",
    apply({ program }) {
      return program.inputs.length < 2
        ? undefined
        : { program: { ...program, inputs: program.inputs.toReversed() } };
    },
  },
  {
    name: "permuted-arguments",
    says: "whatever the order of what is added, multiplied or compared",
    apply({ program }) {
      const steps = program.steps.map(turned);
      const same = JSON.stringify(steps) === JSON.stringify(program.steps);
      return same ? undefined : { program: { ...program, steps } };
    },
  },
  {
    name: "extra-input",
    says: "and another input, which it does not use, has the gradient 0",
    apply(one) {
      const { program, at, gradient, second } = one;
      if (gradient === undefined) return undefined;
      const nothing = { metaUnused: { kind: "exact" as const, data: [0, 0] } };
      return {
        program: { ...program, inputs: ["metaUnused", ...program.inputs] },
        at: { metaUnused: { shape: [2], dtype: "float64", data: [1, 2] }, ...at },
        gradient: { ...nothing, ...gradient },
        ...(second === undefined ? {} : { second: { ...nothing, ...second } }),
      };
    },
  },
  {
    name: "one-element",
    says: "and of arrays of one element it has arrays of one element",
    apply(one) {
      const value = exactValue(one);
      if (value === undefined || (value.shape ?? []).length > 0 || !isElementwise(one)) return undefined;
      const at = Object.fromEntries(Object.entries(one.at).map(([name, x]) => [name, { ...x, shape: [1] }]));
      const cotangent = one.cotangent === undefined ? {} : { cotangent: { ...one.cotangent, shape: [1] } };
      return { at, value: { ...value, shape: [1] }, ...cotangent };
    },
  },
];
