// A table as a page of HTML that needs nothing else, and a share as a badge.

/** A cell: its text, what is told of it when asked, and whether it is as it should be. */
export interface PageCell {
  readonly text: string;
  readonly title?: string;
  readonly state?: "good" | "bad";
}

/** A table with a heading and some sentences above it. */
export interface TablePage {
  readonly title: string;
  readonly lead: readonly string[];
  readonly heads: readonly string[];
  readonly rows: readonly (readonly PageCell[])[];
}

const style = `
:root { color-scheme: light dark; --ink: #1c1f24; --soft: #59616d; --line: #d9dee4; --paper: #fff; --good: #14743f;
  --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #9aa4b1; --line: #343b45; --paper: #14171b;
  --good: #7ddba6; --bad: #ff9a92; } }
body { margin: 0 auto; padding: 1rem; max-width: 80rem; color: var(--ink); background: var(--paper);
  font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; } p { margin: .3rem 0; color: var(--soft); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .875rem; margin-top: 1rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); } .good { color: var(--good); } .bad { color: var(--bad); font-weight: 700; }
`;

/** The page. */
export function tablePage({ title, lead, heads, rows }: TablePage): string {
  const head = heads.map((text) => `<th scope="col">${escaped(text)}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map(cellOf).join("")}</tr>`).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${lead.map((text) => `<p>${escaped(text)}</p>`).join("\n")}
<div class="scroll" tabindex="0" role="region" aria-label="${escaped(title)}"><table>
<thead><tr>${head}</tr></thead>
<tbody>${body}</tbody>
</table></div>
</body>
</html>
`;
}

function cellOf({ text, title, state }: PageCell): string {
  const told = title === undefined ? "" : ` title="${escaped(title)}"`;
  return `<td${state === undefined ? "" : ` class="${state}"`}${told}>${escaped(text)}</td>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** A share, from 0 to 1, as what the endpoint of shields.io draws a badge from. */
export function badge(label: string, share: number): string {
  const color = share === 1 ? "brightgreen" : share >= 0.8 ? "yellow" : "red";
  // What is not all is never rounded up to it.
  const message = `${String(Math.floor(100 * share))} %`;
  return `${JSON.stringify({ schemaVersion: 1, label, message, color })}\n`;
}
