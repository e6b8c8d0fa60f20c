// Which op is to blame: each operation of a failing program is checked by itself, where the program ran it.

import { bind, dtypeOf, type Inputs, type Value } from "../core/op.js";
import { isFloat } from "../core/space.js";
import type { Plain } from "../ndarray/index.js";
import { compare, type CheckMode } from "./compare.js";
import { flat, labels, type Program } from "./points.js";
import { describeComparison, gravest } from "./comparison.js";
import type { Opinion } from "./opinion.js";
import { secondOrder } from "./second.js";
import { outcomeOf, type Comparison } from "./verdict.js";
import { isReference, valuesOf, wengertList, type Operation, type WengertList } from "./wengert.js";

/** An operation whose own rule is wrong. */
export interface Culprit {
  /** The name of the op. */
  readonly op: string;
  /** Which of its inputs has the wrong rule. */
  readonly argument: number;
  /** The inputs that the op had in the program. */
  readonly inputs: readonly Plain[];
  /** What is wrong there. */
  readonly comparison: Comparison;
}

/** What a search for the culprit found. */
export interface Search {
  readonly culprit?: Culprit;
  /** The program, as it ran. */
  readonly list: WengertList;
  /** In words, with what to do next. */
  readonly message: string;
}

/** How the program was checked. */
export interface Manner {
  readonly modes: readonly CheckMode[];
  readonly order: 1 | 2;
  readonly seed: number;
  readonly opinion?: Opinion | undefined;
}

/** Of a long program this many operations are checked, from each op alike. */
const most = 300;

/** Looks for the operation that makes the derivative of `f` wrong at `x`. */
export function search(f: Program, x: readonly Plain[], manner: Manner): Search {
  const list = wengertList(f, x);
  const values = valuesOf(list);
  for (const line of sampled(list.lines)) {
    const culprit = culpritAt(line, values, manner);
    if (culprit !== undefined) return { culprit, list, message: accusation(culprit) };
  }
  return { list, message: innocence(list) };
}

/** Not too many of the lines, each op's first ones before any op's later ones. */
function sampled(lines: readonly Operation[]): readonly Operation[] {
  const seen = new Map<string, number>();
  const turns = lines.map((line) => {
    const turn = seen.get(line.op.name) ?? 0;
    seen.set(line.op.name, turn + 1);
    return { line, turn };
  });
  return turns
    .toSorted((a, b) => a.turn - b.turn)
    .slice(0, most)
    .map(({ line }) => line);
}

function culpritAt(line: Operation, values: readonly Plain[], manner: Manner): Culprit | undefined {
  const { op, operands, params } = line;
  if (op.constant === true) return undefined;
  const inputs = operands.map((operand) => (isReference(operand) ? (values[operand.at] ?? 0) : operand));
  for (const [argument, operand] of operands.entries()) {
    // By what is no float, such as what a comparison returns, nothing is differentiated.
    if (!isReference(operand) || !isFloat(dtypeOf(inputs[argument] ?? 0))) continue;
    const f: Program = ([moved = 0]) => [bind(op, replaced(inputs, argument, moved), params)];
    const comparison = conviction(f, inputs[argument] ?? 0, manner);
    if (comparison !== undefined) return { op: op.name, argument, inputs, comparison };
  }
  return undefined;
}

function replaced(inputs: readonly Plain[], argument: number, moved: Value): Inputs {
  return inputs.map((plain, i) => (i === argument ? moved : plain));
}

/** The gravest comparison of f at x, if it says that a derivative is wrong. */
function conviction(f: Program, x: Plain, manner: Manner): Comparison | undefined {
  const y = f([x]);
  const inputs = labels("x", x);
  if (inputs.length === 0 || flat(y).length === 0) return undefined;
  const all = convictions({ f, x: [x], y, inputs, outputs: labels("y", y[0]) }, manner);
  return all.length === 0 ? undefined : gravest(all);
}

/** A program with names for its numbers. */
interface Named {
  readonly f: Program;
  readonly x: readonly Plain[];
  readonly y: readonly Value[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** The comparisons that say that a derivative is wrong. */
export function convictions(
  { f, x, y, inputs, outputs }: Named,
  { modes, order, seed, opinion }: Manner,
): Comparison[] {
  const first = compare({ f, x, outputs, inputs, modes, seed, opinion });
  const all =
    order === 1 ? first : [...first, ...secondOrder({ f, x, y, names: inputs, modes, seed, opinion })];
  return all.filter(({ verdict }) => outcomeOf(verdict) === "wrong");
}

function accusation({ op, argument, inputs, comparison }: Culprit): string {
  const at = inputs.map(String).join(", ");
  return `the rule of ${op} for its argument ${String(argument)} is wrong, here ${op}(${at}): ${describeComparison(comparison)}`;
}

/** No op is to blame: then something is done behind the back of the trace, or on purpose. */
function innocence({ lines }: WengertList): string {
  if (lines.some(({ op }) => op.name === "stopGradient")) {
    return "every op holds by itself; stopGradient takes a part of f out of the derivative, which finite differences still see";
  }
  return "every op holds by itself; f hides a part of itself from the derivative: look for value(), for arithmetic on what it returns, and for numbers kept from an earlier call";
}
