// How things look in a terminal: tables without rules, colours where there are any.

import { stripVTControlCharacters, styleText } from "node:util";
import Table from "cli-table3";
import { outcomeOf, type Outcome, type Verdict } from "../check/index.js";
import { nothing } from "../check/numerals.js";
import { marked } from "../check/table.js";

type Style = Parameters<typeof styleText>[0];

/** Text in a style where standard output is a terminal that takes it; plain text elsewhere. */
export function styled(style: Style, text: string): string {
  const { NO_COLOR, TERM } = process.env as { readonly NO_COLOR?: string; readonly TERM?: string };
  const colours = process.stdout.isTTY && NO_COLOR === undefined && TERM !== "dumb";
  return colours ? styleText(style, text, { validateStream: false }) : text;
}

const colours: Readonly<Record<Outcome, Style>> = { right: "green", wrong: "red", open: "yellow" };

/** A verdict with its mark, or as it is to be shown, in its colour. */
export function verdictText(verdict: Verdict, text = marked(verdict)): string {
  return styled(colours[outcomeOf(verdict)], text);
}

/** How many columns there are to fill; what needs `least` of them runs over where there are fewer. */
export function width(least = 40): number {
  return Math.min(Math.max(process.stdout.columns || 100, least), 130);
}

/** Text in lines that fit, all but the first of each paragraph indented by so much. */
export function wrapped(text: string, indent = ""): string {
  const room = width() - indent.length;
  return text
    .split("\n")
    .map((paragraph) => linesOf(paragraph, room).join(`\n${indent}`))
    .join("\n");
}

function linesOf(paragraph: string, room: number): string[] {
  const [first = "", ...words] = paragraph.split(" ");
  const lines = [first];
  for (const word of words) {
    const line = lines.at(-1) ?? "";
    const longer = `${line} ${word}`;
    if (stripVTControlCharacters(longer).length <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => line.trimEnd());
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
