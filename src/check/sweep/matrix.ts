// The coverage of derivatives as a page of Markdown: op × argument × mode or nesting, with who judged it, and where.

import { derivatives, type Cell, type Coverage } from "./coverage.js";
import type { Kind } from "./points.js";
import { wayLaws } from "./ways.js";

/** A letter for each law that judges derivatives. */
const letters: Readonly<Record<string, string>> = {
  "finite differences do not contradict": "D",
  "the derivative lies between the slopes on both sides": "S",
  "Taylor's remainder goes to zero twice as fast": "T",
  "forward and reverse agree": "A",
  "the four nestings agree": "N",
  "the second derivative is the slope of the first": "C",
  [wayLaws.vmap.forward]: "F",
  [wayLaws.vmap.reverse]: "R",
  [wayLaws.jit.forward]: "f",
  [wayLaws.jit.reverse]: "r",
};

/** What the kinds of regions are called. */
const places: Readonly<Record<Kind, string>> = {
  interior: "inside",
  near: "next to kinks and ends",
  kink: "on kinks",
  edge: "edge values",
  shape: "other shapes",
  single: "float32",
};

/** The page that shows a coverage. */
export function coveragePage(coverage: Coverage): string {
  const heads = ["op", "argument", ...derivatives, "where"];
  const rows = [heads, heads.map(() => "---"), ...rowsOf(coverage.cells)];
  const key = Object.entries(letters).map(([law, letter]) => `- ${letter}: ${law}`);
  return `# Derivative coverage

Which derivatives of each op were found right, and by what:

${key.join("\n")}

D, S, T and C ask the op's values or its first derivative along a line, and share nothing with the rule that
they judge. ff is forward over forward, fr forward over reverse, and so on. vmap and jit are first derivatives on many
inputs at once and compiled, held to what they are by themselves.

${String(coverage)}

${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}
`;
}

/** A row for each op and argument. */
function rowsOf(cells: readonly Cell[]): string[][] {
  const rows = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = `${cell.op} ${String(cell.argument)}`;
    rows.set(key, [...(rows.get(key) ?? []), cell]);
  }
  return Array.from(rows.values(), (row) => {
    const { op = "", argument = 0 } = row[0] ?? {};
    const kinds = new Set(row.flatMap((cell) => cell.kinds));
    return [
      `\`${op}\``,
      String(argument),
      ...derivatives.map((derivative) => lettersOf(row.find((cell) => cell.derivative === derivative))),
      (Object.keys(places) as readonly Kind[])
        .filter((kind) => kinds.has(kind))
        .map((kind) => places[kind])
        .join(", "),
    ];
  });
}

function lettersOf(cell: Cell | undefined): string {
  const laws = cell?.laws ?? [];
  return laws.length === 0
    ? "–"
    : laws
        .map((law) => letters[law] ?? "?")
        .sort()
        .join("");
}
