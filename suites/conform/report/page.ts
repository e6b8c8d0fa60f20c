// A run as one page of HTML that needs nothing else: its data, its style and its script are in it.

import type { ConformResult } from "../result.js";
import { packed } from "./packed.js";
import { meanings, statuses } from "./statuses.js";
import { style } from "./style.js";
import { headline } from "./text.js";

/** The page; `script` is the one that the build makes of `client`. */
export function page(result: ConformResult, script: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Conformance</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Conformance</h1>
<p>${escaped(headline(result))}</p>
<p class="soft">${escaped(result.date)}</p>
</header>
<main>
<ul id="engines"></ul>
<details id="by-op"><summary>By op</summary><div id="ops" tabindex="0" role="region" aria-label="ops by engine"></div></details>
<h2 id="matrix-title">Cases</h2>
<form id="filters" aria-label="filters"><button type="reset" class="reset">reset</button><output id="count"></output></form>
<details><summary>Signs and keys</summary>
<ul class="key">${statuses.map(keyOf).join("")}</ul>
<p class="soft">The columns are the value (v), the derivative by forward (f) and reverse (r) mode, and second derivatives:
ff is forward over forward, fr forward over reverse. Arrows move among the cells, Enter opens one, Escape closes it.</p>
</details>
<div id="matrix"><div id="heads" aria-hidden="true"></div><ol id="cases"></ol>
<button type="button" id="more" hidden></button></div>
</main>
<noscript>This page shows its cases by a script of its own; results.jsonl beside it has them too.</noscript>
<script type="application/json" id="run">${inScript(JSON.stringify(packed(result)))}</script>
<script>${inScript(script)}</script>
</body>
</html>
`;
}

function keyOf(status: (typeof statuses)[number]): string {
  const { sign, says } = meanings[status];
  return `<li><span class="cell is-${status}">${sign}</span><b>${status}</b> ${escaped(says)}</li>`;
}

/** Text in which nothing ends a script: these words are only in strings, where an escape is as good. */
function inScript(text: string): string {
  return text.replace(/<(?=\/script|script|!--)/gi, "\\u003c");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
