// What the checks of a repository have covered, function by function, from what they wrote down.

import type { CheckMode } from "../compare.js";
import { outcomeOf } from "../verdict.js";
import type { CheckRecord } from "./record.js";

/** A function that was checked, or ought to be. */
export interface FunctionCoverage {
  readonly name: string;
  readonly file: string;
  /** How many checks went through it, and how many of them found nothing wrong. */
  readonly checks: number;
  readonly right: number;
  /** Where the derivative was right: in these modes, up to this order, at inputs like these. */
  readonly modes: readonly CheckMode[];
  readonly order: number;
  readonly regions: readonly string[];
  /** Its comparisons, with the answers that they have given. */
  readonly branches: readonly BranchCoverage[];
}

/** A comparison: a function of two branches that only ever took one is checked by half. */
export interface BranchCoverage {
  readonly line: number;
  readonly op: string;
  readonly answers: readonly boolean[];
  /** The different ways that checks took through it: each the answers in their order. */
  readonly ways: readonly string[];
}

/** The coverage of a repository. */
export interface RepositoryCoverage {
  readonly functions: readonly FunctionCoverage[];
  /** Those that were to be checked, and have not been found right in both modes. */
  readonly missing: readonly FunctionCoverage[];
  /** The share of the functions that were found right in both modes, from 0 to 1. */
  readonly share: number;
  /** How many answers comparisons have given, of how many they could have. */
  readonly branches: { readonly taken: number; readonly all: number };
  readonly toString: () => string;
}

/** A function that is to be checked. */
export interface Wanted {
  readonly name: string;
  readonly file: string;
}

/** The coverage by some records; without a list of what is wanted, all functions that were checked are. */
export function repositoryCoverage(
  records: readonly CheckRecord[],
  wanted?: readonly Wanted[],
): RepositoryCoverage {
  const seen = new Map<string, Wanted>();
  for (const { op, functions } of records) {
    const all = op === undefined ? functions : [{ name: op, file: "" }];
    for (const one of all) if (wanted === undefined || op !== undefined) seen.set(keyOf(one), one);
  }
  for (const one of wanted ?? []) seen.set(keyOf(one), one);
  const functions = [...seen.values()]
    .map((one) => coverageOf(one, records))
    .sort((a, b) => `${a.file} ${a.name}`.localeCompare(`${b.file} ${b.name}`));
  const missing = functions.filter(({ modes }) => modes.length < 2);
  const branches = functions.flatMap((one) => one.branches);
  const found = {
    functions,
    missing,
    share: functions.length === 0 ? 0 : (functions.length - missing.length) / functions.length,
    branches: { taken: branches.reduce((n, { answers }) => n + answers.length, 0), all: 2 * branches.length },
  };
  return { ...found, toString: () => textOf(found) };
}

/** The same function may be seen as a source and compiled, so folders and endings do not count. */
function keyOf({ name, file }: Wanted): string {
  return `${stemOf(file)} ${name}`;
}

function stemOf(file: string): string {
  return (file.split(/[\\/]/).at(-1) ?? "").replace(/\.[cm]?[jt]sx?$/, "");
}

function coverageOf(one: Wanted, records: readonly CheckRecord[]): FunctionCoverage {
  const key = keyOf(one);
  const own = records.filter(({ op, functions }) =>
    op === undefined ? functions.some((ran) => keyOf(ran) === key) : key === keyOf({ name: op, file: "" }),
  );
  const right = own.filter(({ verdict }) => outcomeOf(verdict) === "right");
  return {
    ...{ name: one.name, file: one.file, checks: own.length, right: right.length },
    modes: (["forward", "reverse"] as const).filter((mode) =>
      right.some(({ modes }) => modes.includes(mode)),
    ),
    order: Math.max(0, ...right.map(({ order }) => order)),
    regions: [...new Set(right.map(({ region }) => region.join(", ")))].sort(),
    branches: branchesOf(key, right),
  };
}

function branchesOf(key: string, records: readonly CheckRecord[]): BranchCoverage[] {
  const all = records.flatMap(({ branches }) => branches.filter((branch) => keyOf(branch) === key));
  const places = [...new Set(all.map(({ line, op }) => `${String(line)} ${op}`))];
  return places
    .map((place) => {
      const own = all.filter(({ line, op }) => `${String(line)} ${op}` === place);
      const { line = 0, op = "" } = own[0] ?? {};
      const answers = [true, false].filter((answer) => own.some((branch) => branch.answers.includes(answer)));
      const ways = new Set(
        own.map((branch) => branch.answers.map((answer) => (answer ? "T" : "F")).join("")),
      );
      return { line, op, answers, ways: [...ways].sort() };
    })
    .sort((a, b) => a.line - b.line);
}

function textOf({ functions, missing, branches }: Omit<RepositoryCoverage, "toString" | "share">): string {
  const right = functions.length - missing.length;
  const answers = `${String(branches.taken)} of ${String(branches.all)} answers of comparisons taken`;
  return `${String(right)} of ${String(functions.length)} functions checked in both modes, ${answers}`;
}
