// The heads of the columns, where there is room for all cells of a case in one line.

import type { Packed } from "../packed.js";
import { shortMode } from "./cases.js";
import { byId, element } from "./dom.js";

const [nameWidth, cellWidth, gap] = [300, 26, 14];

/** Writes the heads of these columns, and lays the list out in lines if they fit. */
export function showHeads(run: Packed, columns: readonly number[]): void {
  const engines = run.engines.flatMap(({ name }, engine) => {
    const own = columns.filter((column) => run.columns[column]?.engine === engine);
    return own.length === 0 ? [] : [{ name, own }];
  });
  const groups = engines.map(({ name, own }) =>
    element(
      "div",
      { class: "group" },
      element("b", { style: `max-width: ${String(own.length * cellWidth)}px` }, name),
      ...own.map((column) => element("span", { class: "cell" }, shortMode(run.columns[column]?.mode ?? ""))),
    ),
  );
  byId("heads").replaceChildren(element("div", { class: "name" }, "case"), ...groups);
  const widths = engines.map(({ own }) => `${String(own.length * cellWidth)}px`);
  const matrix = byId("matrix");
  matrix.style.setProperty("--columns", ["minmax(0, 1fr)", ...widths].join(" "));
  needed = nameWidth + columns.length * cellWidth + engines.length * gap;
  fit();
}

let needed = 0;

function fit(): void {
  const matrix = byId("matrix");
  matrix.classList.toggle("wide", matrix.clientWidth >= needed);
}

addEventListener("resize", fit);
