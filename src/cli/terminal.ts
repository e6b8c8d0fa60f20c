// How things look in a terminal: tables without rules, colours where there are any.

import { styleText } from "node:util";
import Table from "cli-table3";
import { nothing } from "./numbers.js";

type Style = Parameters<typeof styleText>[0];

/** Text in a style where standard output is a terminal that takes it; plain text elsewhere. */
export function styled(style: Style, text: string): string {
  const { NO_COLOR, TERM } = process.env as { readonly NO_COLOR?: string; readonly TERM?: string };
  const colours = process.stdout.isTTY && NO_COLOR === undefined && TERM !== "dumb";
  return colours ? styleText(style, text, { validateStream: false }) : text;
}

const looks: Readonly<Record<string, readonly [Style, string]>> = {
  pass: ["green", "✓ pass"],
  kink: ["green", "✓ kink"],
  fail: ["red", "✗ fail"],
  "outside-subdifferential": ["red", "✗ outside-subdifferential"],
  nondeterministic: ["red", "✗ nondeterministic"],
  "ill-conditioned": ["yellow", "? ill-conditioned"],
  inconclusive: ["yellow", "? inconclusive"],
};

/** A verdict with its mark and colour. */
export function verdictText(verdict: string): string {
  const [style, text] = looks[verdict] ?? ["reset", verdict];
  return styled(style, text);
}

/** How many columns there are to fill. */
export function width(): number {
  return Math.min(Math.max(process.stdout.columns || 100, 80), 130);
}

/** Text in lines that fit. */
export function wrapped(text: string): string {
  return text.replace(new RegExp(`(.{1,${String(width())}})(?:\\s+|$)`, "gu"), "$1\n").trimEnd();
}

/** How a column is read: words from the left, numbers from the right. */
export type Align = "left" | "right";

/** A column of a table. */
export interface Column {
  readonly head: string;
  readonly align: Align;
  /** As wide as its widest cell unless given. */
  readonly width?: number;
}

/** A cell: its text, or a text that runs across several columns. */
export type Cell = string | { readonly text: string; readonly across: number };

const noRules = {
  ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
  ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
  ...{ left: "  ", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: "  " },
};

/** A table of columns and nothing else. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const made = new Table({
    head: columns.map(({ head }) => styled("dim", head)),
    colAligns: columns.map(({ align }) => align),
    colWidths: columns.map(({ width = null }) => width),
    chars: noRules,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
  });
  made.push(...rows.map((row) => row.map(cellOf)));
  return made
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function cellOf(cell: Cell) {
  if (typeof cell !== "string") return { content: cell.text, colSpan: cell.across, hAlign: "left" as const };
  return cell === nothing ? styled("dim", cell) : cell;
}
