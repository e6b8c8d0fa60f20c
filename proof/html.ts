// The report as one page of HTML that needs nothing else: no script, no font, no network.

import { asked, written, type Figure, type Rows, type Section } from "./figure.js";
import type { Findings } from "./index.js";

const style = `
:root { color-scheme: light; --ink: #1c1f24; --soft: #5c6470; --line: #dde1e6; --good: #1b7f4b; --bad: #b3261e; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.25rem; max-width: 60rem; color: var(--ink); background: #fff;
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .25rem; } h2 { margin: 2.5rem 0 .5rem; font-size: 1.25rem; } 
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .4rem 0; max-width: 44rem; } .soft { color: var(--soft); }
a { color: inherit; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid var(--line); }
.short { white-space: nowrap; }
th { color: var(--soft); font-weight: 600; }
.good { color: var(--good); } .bad { color: var(--bad); } .good, .bad { font-weight: 700; }
.plots { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin: .75rem 0; }
.plots > div { max-width: 100%; overflow-x: auto; }
.plots svg { max-width: 100%; height: auto; } figure { margin: 0; }
`;

/** The page. */
export function page({ version, date, short, seconds, node, sections }: Findings): string {
  const missed = sections.flatMap(({ figures }) => figures).filter(({ met }) => !met).length;
  const sum =
    missed === 0 ? mark(true, "every gate is met") : mark(false, `${String(missed)} gates are missed`);
  const about = `dualtape ${version}, ${date}, Node ${node}, the ${short ? "short" : "long"} form in ${seconds.toFixed(0)} s`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>dualtape: what the checks are worth</title>
<style>${style}</style>
</head>
<body>
<h1>What the checks are worth</h1>
<p class="soft">${escaped(about)}</p>
<p>${sum}</p>
${summary(sections)}
${sections.map(sectionOf).join("\n")}
</body>
</html>
`;
}

function mark(met: boolean, text = ""): string {
  return `<span class="${met ? "good" : "bad"}">${met ? "✓" : "✗"}</span> ${escaped(text)}`;
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

function tableOf(head: readonly string[], lines: readonly string[]): string {
  const heading = head.map((cell) => `<th class="short">${escaped(cell)}</th>`).join("");
  return `<div class="scroll"><table><thead><tr>${heading}</tr></thead><tbody>${lines.join("\n")}</tbody></table></div>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
