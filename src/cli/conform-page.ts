// A reports run as a terminal shows it: a table of engines and modes, what is wrong, and the sum.

import { reports, type ConformCell, type ConformResult } from "../../suites/index.js";
import { nothing } from "../check/numerals.js";
import { styled, table, wrapped, type Column } from "./terminal.js";

const { absent, failures, headline, isGreen, meanings, modes, statuses, tallies } = reports;

/** How many failures are shown: the reports have them all. */
const shown = 20;

/** The page. */
export function page(result: ConformResult): string {
  const wrong = failures(result);
  const rest = wrong.length - shown;
  const gone = absent(result).map(({ name, absent: why = "" }) => {
    return wrapped(`${styled("yellow", "did not run")}  ${name}: ${why}`, "  ");
  });
  return [
    ...(result.cells.length > 0 ? [matrix(result), legend(result)] : []),
    ...(gone.length > 0 ? [gone.join("\n")] : []),
    ...wrong.slice(0, shown).map(failure),
    ...(rest > 0 ? [`${String(rest)} more: --report has them all`] : []),
    styled(isGreen(result) ? "green" : "red", headline(result)),
  ].join("\n\n");
}

/** A row for each engine, and in each mode how many cells are right, of how many that could be asked. */
function matrix(result: ConformResult): string {
  const all = tallies(result);
  const used = modes.filter((mode) => all.some((one) => one.mode === mode));
  const columns: Column[] = [
    { head: "engine", align: "left" },
    ...used.map((head): Column => ({ head, align: "right" })),
  ];
  const engines = [...new Set(all.map(({ engine }) => engine))];
  const rows = engines.map((engine) => [
    engine,
    ...used.map((mode) => {
      const own = all.find((one) => one.engine === engine && one.mode === mode);
      return own === undefined ? nothing : score(own);
    }),
  ]);
  return table(columns, rows);
}

function score({ cells, counts }: reports.Tally): string {
  const asked = cells - counts.unsupported;
  const wrong = statuses.some((status) => meanings[status].outcome === "wrong" && counts[status] > 0);
  const text = counts.pass === asked ? `✓ ${String(asked)}` : `${String(counts.pass)}/${String(asked)}`;
  if (asked === 0) return nothing;
  return styled(wrong ? "red" : counts.pass === asked ? "green" : "yellow", wrong ? `✗ ${text}` : text);
}

/** What the counts are of, and how many cells have each of the other statuses. */
function legend({ cells }: ConformResult): string {
  const counts = statuses.flatMap((status) => {
    const own = cells.filter((cell) => cell.status === status).length;
    return own === 0 ? [] : [`${String(own)} ${status}`];
  });
  return wrapped(
    `Cells that are right, of those that the engine could be asked. ${counts.reverse().join(", ")}.`,
  );
}

function failure({ engine, mode, id, status, reason, replay, expected, got }: ConformCell): string {
  const head = `${styled("red", `${meanings[status].sign} ${status}`)}  ${styled("bold", id)}, ${engine}, ${mode}`;
  const why = reason === "" ? meanings[status].says : reason;
  const told = [
    why,
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(got === undefined ? [] : [`came ${reports.answerText(got)}`]),
  ];
  // The command stays in one piece, so that it can be copied.
  const lines = told.map((line) => `  ${wrapped(line.replaceAll("\n", " "), "    ")}`);
  return [head, ...lines, `  ${replay}`].join("\n");
}
