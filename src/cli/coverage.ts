// `dualtape coverage`: which derivatives of the registry's ops the sweep judges, and what it leaves out.

import { writeFileSync } from "node:fs";
import {
  Judgements,
  coverageOf,
  coveragePage,
  derivatives,
  sweepOp,
  type Cell,
  type Coverage,
} from "../check/index.js";
import { registry } from "../ops/index.js";
import { chosen } from "./ops.js";
import { json } from "./numbers.js";
import { along } from "./progress.js";
import { styled, table, type Column } from "./terminal.js";

/** The options of `dualtape coverage`. */
export interface CoverageCommandOptions {
  readonly json?: boolean;
  readonly markdown?: string;
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
    (op) => sweepOp(op, { observe: judgements.add }),
  );
  const found = coverageOf(ops, judgements.all());
  if (options.markdown !== undefined) writeFileSync(options.markdown, coveragePage(found));
  console.log(options.json === true ? json(found) : page(found));
  return found.holes.length === 0 ? 0 : 1;
}

const heads = ["op", "argument", ...derivatives];
const columns: readonly Column[] = heads.map((head, k) => ({ head, align: k === 1 ? "right" : "left" }));

function page(found: Coverage): string {
  const mark = (count: number): string => (count === 0 ? styled("dim", "·") : String(count));
  const laws = "The numbers are those of the laws that found the derivative right; · stands for none.";
  const summary = styled(found.holes.length === 0 ? "green" : "red", String(found));
  return [table(columns, rowsOf(found.cells, mark)), laws, summary].join("\n\n");
}

/** A row for each op and argument: in how many ways each of its derivatives was judged. */
function rowsOf(cells: readonly Cell[], show: (count: number) => string): string[][] {
  const rows = new Map<string, string[]>();
  for (const { op, argument, derivative, laws } of cells) {
    const key = `${op} ${String(argument)}`;
    const row = rows.get(key) ?? [op, String(argument), ...derivatives.map(() => show(0))];
    row[2 + derivatives.indexOf(derivative)] = show(laws.length);
    rows.set(key, row);
  }
  return [...rows.values()];
}
