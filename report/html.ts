// What the pages of reports share: one page of HTML that needs nothing else, neither script nor font nor network.

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

/** What a page says. */
export interface Page {
  readonly title: string;
  /** When, where and with what it was made. */
  readonly about: string;
  /** HTML. */
  readonly body: string;
}

/** The page. */
export function document({ title, about, body }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>dualtape: ${escaped(title.toLowerCase())}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p class="soft">${escaped(about)}</p>
${body}
</body>
</html>
`;
}

/** ✓ or ✗, and what it is about. */
export function mark(met: boolean, text = ""): string {
  return `<span class="${met ? "good" : "bad"}">${met ? "✓" : "✗"}</span> ${escaped(text)}`;
}

/** A table whose lines are HTML. */
export function tableOf(head: readonly string[], lines: readonly string[]): string {
  const heading = head.map((cell) => `<th class="short">${escaped(cell)}</th>`).join("");
  return `<div class="scroll"><table><thead><tr>${heading}</tr></thead><tbody>${lines.join("\n")}</tbody></table></div>`;
}

/** A text in HTML. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
