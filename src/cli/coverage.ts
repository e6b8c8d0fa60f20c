// `dualtape coverage`: which derivatives of the registry's ops the sweep judges, and what it leaves out.

import {
  Judgements,
  coverageOf,
  coveragePage,
  derivatives,
  type Cell,
  type Coverage,
} from "../check/index.js";
import { registry } from "../ops/index.js";
import { json } from "./numbers.js";
import { chosen } from "./ops.js";
import { along } from "./progress.js";
import { badge, tablePage, type PageCell } from "./table-page.js";
import { styled, table, type Column } from "./terminal.js";
import { written, type PageOptions } from "./written.js";

/** The options of `dualtape coverage` of ops. */
export interface CoverageCommandOptions extends PageOptions {
  readonly json?: boolean;
}

/** Sweeps, prints, and answers with the exit code: 0 only if there is no hole. */
export function coverage(names: readonly string[], options: CoverageCommandOptions): number {
  const all = registry();
  const wanted = chosen(
    names.length === 0 ? ["*"] : names,
    all.map(({ name }) => name),
    "op",
  );
  const ops = all.filter(({ name }) => wanted.includes(name));
  const judgements = new Judgements();
  along(
    ops,
    ({ name }) => name,
    (op) => judgements.of(op),
  );
  const found = coverageOf(ops, judgements.all());
  written("markdown", options.markdown, () => coveragePage(found));
  written("html", options.html, () => htmlPage(found));
  written("badge", options.badge, () => badge("derivative coverage", found.share));
  console.log(options.json === true ? json(found) : page(found));
  return found.holes.length === 0 ? 0 : 1;
}

const heads = ["op", "argument", ...derivatives];
const columns: readonly Column[] = heads.map((head, k) => ({ head, align: k === 1 ? "right" : "left" }));

function page(found: Coverage): string {
  const rows = rowsOf(found.cells).map(({ op, argument, cells }) => [
    op,
    String(argument),
    ...cells.map((cell) => (cell === undefined ? styled("dim", "·") : String(cell.laws.length))),
  ]);
  const laws = "The numbers are those of the laws that found the derivative right; · stands for none.";
  const summary = styled(found.holes.length === 0 ? "green" : "red", String(found));
  return [table(columns, rows), laws, summary].join("\n\n");
}

function htmlPage(found: Coverage): string {
  const [first = "", ...holes] = String(found).split("\n  ");
  const lead = [
    first,
    ...holes,
    "The numbers are those of the laws that found the derivative right: point at one to read them.",
  ];
  const rows = rowsOf(found.cells).map(({ op, argument, cells }): PageCell[] => [
    { text: op },
    { text: String(argument) },
    ...cells.map((cell): PageCell => {
      return cell === undefined
        ? { text: "–" }
        : { text: String(cell.laws.length), title: lawsOf(cell), state: "good" };
    }),
  ]);
  return tablePage({ title: "Derivative coverage", lead, heads, rows });
}

/** Each law, with the places in which it judged. */
function lawsOf({ where }: Cell): string {
  return Object.entries(where)
    .map(([law, kinds]) => `${law} (${kinds.join(", ")})`)
    .join("\n");
}

interface Row {
  readonly op: string;
  readonly argument: number;
  /** In the order of the derivatives. */
  readonly cells: readonly (Cell | undefined)[];
}

/** A row for each op and argument. */
function rowsOf(cells: readonly Cell[]): readonly Row[] {
  const rows = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = `${cell.op} ${String(cell.argument)}`;
    rows.set(key, [...(rows.get(key) ?? []), cell]);
  }
  return Array.from(rows.values(), (own) => {
    const { op = "", argument = 0 } = own[0] ?? {};
    return {
      op,
      argument,
      cells: derivatives.map((one) => own.find(({ derivative }) => derivative === one)),
    };
  });
}
