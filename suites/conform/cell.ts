// Judging one answer: the case's expectations for what was asked, in the precision of the engine.

import type { Adapter, Answer } from "./adapter.js";
import { conditionOf } from "./condition.js";
import type { Case, Expected, ExpectedGradient, Tensor } from "./format.js";
import { complaint, describe, misshapen, type Tolerance } from "./judge.js";
import { numberOf, numbersOf } from "./numerals.js";
import type { Cell } from "./result.js";

/** What a cell says of its answer. */
export type Judged = Pick<Cell, "status" | "reason"> & Partial<Pick<Cell, "expected" | "got">>;

const units = { float64: 2 ** -52, float32: 2 ** -23 };
const leasts = { float64: 2 ** -1022, float32: 2 ** -126 };
/** A tolerance of this share of the number says nothing about it. */
const blunt = 1e-2;

/** What numbers are rounded to: that of the engine, or of the inputs if it is less. */
function precisionOf({ precision }: Adapter, { at }: Case): Adapter["precision"] {
  return Object.values(at).some(({ dtype }) => dtype === "float32") ? "float32" : precision;
}

/** How far numbers of a case may be off on an engine, of a program that does not magnify errors. */
function toleranceOf(adapter: Adapter, one: Case): Tolerance {
  const precision = precisionOf(adapter, one);
  const { ulps = 8, scale = 0 } = one;
  return { unit: units[precision], ulps, scale, least: leasts[precision] };
}

/**
 * A judgement that holds for what the program does to errors. In float32 that has to be measured, which takes a while, so
 * that only what is not right to within a few units by itself is judged again.
 */
export async function byCondition<T>(
  adapter: Adapter,
  one: Case,
  ask: Cell["mode"],
  judge: (how: Tolerance) => { readonly right: boolean; readonly judged: T },
): Promise<{ readonly judged: T; readonly how: Tolerance }> {
  const how = toleranceOf(adapter, one);
  const first = judge(how);
  if (first.right || precisionOf(adapter, one) === "float64") return { judged: first.judged, how };
  const wider = { ...how, unit: how.unit * (await conditionOf(one, ask)) };
  return { judged: judge(wider).judged, how: wider };
}

/** The verdict on an answer. */
export async function judgedCell(
  adapter: Adapter,
  one: Case,
  ask: Cell["mode"],
  answer: Answer,
): Promise<Judged> {
  if (answer.is === "unsupported") return { status: "unsupported", reason: answer.why };
  const beyond = precisionOf(adapter, one) === "float32" ? tooLarge(one) : undefined;
  if (beyond !== undefined) return { status: "unsupported", reason: beyond };
  const { throws } = one;
  if (throws !== undefined && (ask !== "value" || throws.phase === "value"))
    return refused(answer, throws.phase);
  if (answer.is === "error") return { status: "throws", reason: answer.message, got: answer.message };
  const { judged, how } = await byCondition(adapter, one, ask, (how) => {
    const judged =
      answer.is === "value"
        ? ofValue(one, answer.value, how)
        : ofGradient(adapter, one, ask, answer.gradient, how);
    return { judged, right: judged.status === "pass" };
  });
  const sharp = how.ulps * how.unit <= blunt;
  return judged.status !== "pass" || sharp
    ? judged
    : {
        ...judged,
        status: "inconclusive",
        reason: "the program magnifies rounding so much that nothing can be said",
      };
}

function refused(answer: Answer, phase: string): Judged {
  const expected = `an error, at the latest when asked for the ${phase}`;
  return answer.is === "error"
    ? { status: "pass", reason: "throws, as it must", expected, got: answer.message }
    : {
        status: "wrong",
        reason: "did not throw",
        expected,
        got: answer.is === "value" ? answer.value : "a gradient",
      };
}

function ofValue({ value }: Case, got: Tensor, how: Tolerance): Judged {
  if (value === undefined) return { status: "pass", reason: "gives a value", got };
  const shape = value.kind === "exact" ? misshapen(got.shape, value.shape ?? [], got.data) : undefined;
  const wrong =
    shape === undefined ? complaint(numbersOf(got), value, how) : { status: "wrong" as const, reason: shape };
  return { ...(wrong ?? passed), expected: describe(value), got };
}

const passed = { status: "pass", reason: "is what it must be" } as const;

function ofGradient(
  { profile }: Adapter,
  one: Case,
  ask: Cell["mode"],
  got: Readonly<Record<string, Tensor>>,
  how: Tolerance,
): Judged {
  const { second = {}, gradient = {}, profiles = {} } = one;
  const want =
    ask.length === 2 ? second : chosen(gradient, profile === undefined ? undefined : profiles[profile]);
  const expected = Object.entries(want)
    .map(([names, one]) => `${names}: ${describe(one)}`)
    .join("; ");
  for (const name of one.program.inputs) {
    const wrong = shapeless(name, got[name], one.at[name]);
    if (wrong !== undefined) return { status: "wrong", reason: wrong, expected, got };
  }
  for (const [names, one] of Object.entries(want)) {
    const numbers = names.split(",").flatMap((name) => numbersOf(got[name] ?? { data: [] }));
    const wrong = complaint(numbers, one, how);
    if (wrong !== undefined) return { ...wrong, reason: `${names}: ${wrong.reason}`, expected, got };
  }
  return { ...passed, expected, got };
}

function shapeless(name: string, got: Tensor | undefined, at: Tensor | undefined): string | undefined {
  if (got === undefined) return `there is no gradient of ${name}`;
  const wrong = misshapen(got.shape, at?.shape ?? [], got.data);
  return wrong === undefined ? undefined : `${name}: ${wrong}`;
}

/** What is expected of a gradient, for the inputs that a profile names by the profile. */
export function chosen(general: ExpectedGradient, profile: ExpectedGradient | undefined): ExpectedGradient {
  if (profile === undefined) return general;
  const named = new Set(Object.keys(profile).flatMap((names) => names.split(",")));
  const rest = Object.entries(general).filter(([names]) => !names.split(",").some((name) => named.has(name)));
  return { ...Object.fromEntries(rest), ...profile };
}

/** Why a case does not fit into float32, if it does not: one of its numbers would become infinite, or lose its digits. */
function tooLarge({ at, value, gradient = {}, second = {} }: Case): string | undefined {
  const inputs = Object.values(at).flatMap(numbersOf);
  const wanted = [value, ...Object.values(gradient), ...Object.values(second)].flatMap(exactNumbers);
  const off = [...inputs, ...wanted].find((x) => {
    const size = Math.abs(x);
    return Number.isFinite(x) && x !== 0 && (size < leasts.float32 || !Number.isFinite(Math.fround(size)));
  });
  return off === undefined ? undefined : `${off} is no number of float32`;
}

function exactNumbers(want: Expected | undefined): readonly number[] {
  return want?.kind === "exact" ? want.data.map(numberOf) : [];
}
