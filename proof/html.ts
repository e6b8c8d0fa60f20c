// The report as a page.

import { asked, written, type Figure, type Rows, type Section } from "./figure.js";
import type { Findings } from "./index.js";
import { document, escaped, mark, tableOf } from "../report/html.js";

/** The page. */
export function page({ version, date, short, seconds, node, sections }: Findings): string {
  const missed = sections.flatMap(({ figures }) => figures).filter(({ met }) => !met).length;
  const sum =
    missed === 0 ? mark(true, "every gate is met") : mark(false, `${String(missed)} gates are missed`);
  const about = `dualtape ${version}, ${date}, Node ${node}, the ${short ? "short" : "long"} form in ${seconds.toFixed(0)} s`;
  return document({
    title: "What the checks are worth",
    about,
    body: `<p>${sum}</p>\n${summary(sections)}\n${sections.map(sectionOf).join("\n")}`,
  });
}

function summary(sections: readonly Section[]): string {
  const lines = sections.flatMap(({ id, figures }) =>
    figures.filter(({ gate }) => gate !== undefined).map((figure) => lineOf(figure, id)),
  );
  return lines.length === 0 ? "" : tableOf(["figure", "is", "must be", ""], lines);
}

function lineOf(figure: Figure, id?: string): string {
  const name = id === undefined ? escaped(figure.name) : `<a href="#${id}">${escaped(figure.name)}</a>`;
  const cells = [name, written(figure), asked(figure), figure.gate === undefined ? "" : mark(figure.met)];
  return `<tr>${cells.map((cell, k) => (k === 0 ? `<td>${cell}</td>` : `<td class="short">${cell}</td>`)).join("")}</tr>`;
}

function sectionOf({ id, title, text, figures, tables, plots }: Section): string {
  return `<section id="${id}">
<h2>${escaped(title)}</h2>
<p>${escaped(text)}</p>
${tableOf(
  ["figure", "is", "must be", ""],
  figures.map((figure) => lineOf(figure)),
)}
<div class="plots">${plots.map((plot) => `<div>${plot}</div>`).join("\n")}</div>
${tables
  .filter(({ rows }) => rows.length > 0)
  .map(rowsOf)
  .join("\n")}
</section>`;
}

function rowsOf({ title, head, rows }: Rows): string {
  const lines = rows.map((row) => `<tr>${row.map(cellOf).join("")}</tr>`);
  return `<h3>${escaped(title)}</h3>\n${tableOf(head, lines)}`;
}

/** A cell; numbers and single words are not broken. */
function cellOf(cell: string | number): string {
  const text = String(cell);
  return `<td${text.length <= 14 ? ' class="short"' : ""}>${escaped(text)}</td>`;
}
