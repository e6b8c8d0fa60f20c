// Comparisons as a table that fits a width: the gravest first, and of a long list only the first ones.

import { excess } from "./comparison.js";
import { magnitude, shortened } from "./numerals.js";
import { gravityOf, isIdentity, outcomeOf, tally, type Comparison, type Verdict } from "./verdict.js";

/** The texts of a table, for who prints it to align. */
export interface Tabulated {
  /** The heads of the columns: the first and the last hold words, those between hold numbers. */
  readonly heads: readonly string[];
  readonly rows: readonly Row[];
  /** How many comparisons are left out, and what they say. */
  readonly rest?: string;
}

/** A comparison as texts, one for each column but the last, which is the verdict's. */
export interface Row {
  readonly cells: readonly string[];
  readonly verdict: Verdict;
  /** The verdict as it is to be shown. */
  readonly mark: string;
}

/** How much room there is. */
export interface Room {
  /** The columns of the terminal. */
  readonly width: number;
  /** How many comparisons are shown. */
  readonly most: number;
}

/** What stands between two columns, and before the first one. */
export const gutter = "  ";

/** From the most that can be told of a comparison to the least. */
const layouts = [
  { digits: 10, terse: false },
  { digits: 8, terse: false },
  { digits: 6, terse: false },
  { digits: 4, terse: false },
  { digits: 4, terse: true },
] as const;
type Layout = (typeof layouts)[number];

/** The table of all comparisons of single derivatives; that of the modes as a whole is none. */
export function tabulated(comparisons: readonly Comparison[], { width, most }: Room): Tabulated {
  const all = gravestFirst(comparisons.filter((one) => !isIdentity(one)));
  const [shown, hidden] = [all.slice(0, most), all.slice(most)];
  const modes = (["forward", "reverse"] as const).filter((mode) =>
    all.some((one) => one[mode] !== undefined),
  );
  const heads = (terse: boolean): string[] => [
    "derivative",
    ...modes,
    "reference",
    "± bound",
    terse ? "" : "verdict",
  ];
  const table = (layout: Layout): Tabulated => ({
    heads: heads(layout.terse),
    rows: shown.map((one) => rowOf(one, modes, layout)),
    ...(hidden.length > 0 && { rest: restOf(hidden) }),
  });
  const fits = layouts.find((layout) => totalOf(widthsOf(table(layout))) <= width);
  return fits === undefined ? cut(table(layouts[layouts.length - 1] as Layout), width) : table(fits);
}

/** The gravest first: of the wrong ones those that are furthest off, all others in their order. */
function gravestFirst(comparisons: readonly Comparison[]): readonly Comparison[] {
  return comparisons.toSorted((a, b) => {
    if (a.verdict !== b.verdict) return gravityOf(b.verdict) - gravityOf(a.verdict);
    return outcomeOf(a.verdict) === "wrong" ? excess(b) - excess(a) : 0;
  });
}

function restOf(hidden: readonly Comparison[]): string {
  const verdicts = hidden.map(({ verdict }) => verdict);
  const alike = new Set(verdicts).size === 1;
  return `… and ${String(hidden.length)} more${alike ? `, all ${String(verdicts[0])}` : `: ${tally(verdicts)}`}`;
}

function rowOf(one: Comparison, modes: readonly ("forward" | "reverse")[], { digits, terse }: Layout): Row {
  const numbers = [...modes.map((mode) => one[mode]), one.reference];
  const cells = [one.entry, ...numbers.map((x) => shortened(x, digits)), magnitude(one.bound)];
  return { cells, verdict: one.verdict, mark: terse ? signOf(one.verdict) : marked(one.verdict) };
}

/** The width of each column. */
export function widthsOf({ heads, rows }: Tabulated): number[] {
  return heads.map((head, k) =>
    Math.max(head.length, ...rows.map(({ cells, mark }) => (cells[k] ?? mark).length)),
  );
}

function totalOf(widths: readonly number[]): number {
  return widths.reduce((total, width) => total + gutter.length + width, 0);
}

/** The table with entries no longer than there is room for: what is in the middle of one is the least missed. */
function cut(table: Tabulated, width: number): Tabulated {
  const [first = 0, ...others] = widthsOf(table);
  const room = Math.max(10, first - (totalOf([first, ...others]) - width));
  const rows = table.rows.map(({ cells: [entry = "", ...numbers], ...row }) => ({
    ...row,
    cells: [middleCut(entry, room), ...numbers],
  }));
  return { ...table, rows };
}

function middleCut(text: string, room: number): string {
  if (text.length <= room) return text;
  const kept = room - 1;
  return `${text.slice(0, Math.ceil(kept / 2))}…${text.slice(text.length - Math.floor(kept / 2))}`;
}

const signs = { right: "✓", wrong: "✗", open: "?" } as const;

function signOf(verdict: Verdict): string {
  return signs[outcomeOf(verdict)];
}

/** A verdict with the sign of what it comes to. */
export function marked(verdict: Verdict): string {
  return `${signOf(verdict)} ${verdict}`;
}

/** The table in plain text. */
export function plainTable(table: Tabulated): string {
  const { heads, rows, rest } = table;
  const widths = widthsOf(table);
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, k) => {
      const isWord = k === 0 || k === cells.length - 1;
      return isWord ? cell.padEnd(widths[k] ?? 0) : cell.padStart(widths[k] ?? 0);
    });
    return `${gutter}${padded.join(gutter)}`.trimEnd();
  };
  const body = rows.map(({ cells, mark }) => line([...cells, mark]));
  return [line(heads), ...body, ...(rest === undefined ? [] : [`${gutter}${rest}`])].join("\n");
}
