// What the page shows of a run under its filters: which cases, which columns, and how the ops fare.

import { statusAt, type Packed, type PackedCase } from "./packed.js";
import { isFine } from "./statuses.js";

/** What to show; an empty text asks for nothing. */
export interface Filters {
  readonly engine: string;
  readonly mode: string;
  /** A status, or "failing" for all that are not as they should be. */
  readonly status: string;
  readonly level: string;
  readonly op: string;
  /** Words, each of which must be somewhere in a case's id, title, source or features. */
  readonly text: string;
}

/** Filters that let everything through. */
export const everything: Filters = { engine: "", mode: "", status: "", level: "", op: "", text: "" };

/** The columns of the engine and mode. */
export function columnsOf({ engines, columns }: Packed, { engine, mode }: Filters): readonly number[] {
  return columns.flatMap((column, k) =>
    (engine === "" || engines[column.engine]?.name === engine) && (mode === "" || column.mode === mode)
      ? [k]
      : [],
  );
}

/** The cases that the filters let through, by their places. */
export function casesOf(run: Packed, filters: Filters): readonly number[] {
  const { level, op, status } = filters;
  const columns = columnsOf(run, filters);
  const words = filters.text.toLowerCase().split(/\s+/).filter(Boolean);
  return run.cases.flatMap((one, k) => {
    const [, , , ownLevel, ops, , , , row] = one;
    const isIn =
      (level === "" || ownLevel === level) &&
      (op === "" || ops.some((place) => run.texts[place] === op)) &&
      columns.some((column) => fits(row, column, status)) &&
      (words.length === 0 || isFound(run, one, words));
    return isIn ? [k] : [];
  });
}

function fits(row: string, column: number, status: string): boolean {
  const found = statusAt(row, column);
  if (found === undefined) return false;
  return status === "" || (status === "failing" ? !isFine(found) : found === status);
}

function isFound({ texts }: Packed, one: PackedCase, words: readonly string[]): boolean {
  const [id, title, source, , , features] = one;
  const all = [id, texts[title], texts[source], ...features.map((place) => texts[place])];
  const text = all.join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** How one op fares on one engine: in the cells of cases that use it. */
export interface Fare {
  readonly right: number;
  readonly wrong: number;
  readonly known: number;
  readonly unsupported: number;
}

/** A row for each op, an entry for each engine, of some cases in some columns. */
export function opMatrix(
  run: Packed,
  cases: readonly number[],
  columns: readonly number[],
): ReadonlyMap<string, readonly Fare[]> {
  const rows = new Map<string, Record<keyof Fare, number>[]>();
  for (const k of cases) {
    const [, , , , ops, , , , row] = run.cases[k] as PackedCase;
    for (const place of ops) {
      const op = run.texts[place] ?? "";
      const fares = rows.get(op) ?? run.engines.map(() => ({ right: 0, wrong: 0, known: 0, unsupported: 0 }));
      rows.set(op, fares);
      for (const column of columns) count(fares[run.columns[column]?.engine ?? 0], statusAt(row, column));
    }
  }
  return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function count(fare: Record<keyof Fare, number> | undefined, status: ReturnType<typeof statusAt>): void {
  if (fare === undefined || status === undefined) return;
  if (status === "unsupported" || status === "known") fare[status] += 1;
  else fare[status === "pass" ? "right" : "wrong"] += 1;
}
