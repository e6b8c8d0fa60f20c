// What stands above the cases: how each engine fares in each mode, and on each op; a click asks for those cases.

import { statusAt, type Packed } from "../packed.js";
import { isFine } from "../statuses.js";
import { everything, opMatrix, type Fare, type Filters } from "../view.js";
import { byId, element } from "./dom.js";

type Ask = (filters: Filters) => void;

/** Writes, for each engine, what came of each mode. */
export function showEngines(run: Packed, ask: Ask): void {
  byId("engines").replaceChildren(
    ...run.engines.map(({ name, version, precision, absent }, engine) => {
      const head = element(
        "div",
        { class: "head" },
        element("b", {}, name),
        ` ${version} `,
        element("span", {}, precision),
      );
      if (absent !== undefined) return element("li", {}, head, element("p", {}, `did not run: ${absent}`));
      const boxes = run.columns.flatMap((column, k) =>
        column.engine === engine ? [boxOf(run, k, name, ask)] : [],
      );
      return element("li", {}, head, element("div", { class: "boxes" }, ...boxes));
    }),
  );
}

function boxOf(run: Packed, column: number, engine: string, ask: Ask): HTMLElement {
  const mode = run.columns[column]?.mode ?? "value";
  const found = run.cases.flatMap(([, , , , , , , , row]) => statusAt(row, column) ?? []);
  const failing = found.filter((status) => !isFine(status)).length;
  const right = found.filter((status) => status === "pass").length;
  const asked = found.filter((status) => status !== "unsupported").length;
  const says =
    failing > 0
      ? `✗ ${String(failing)}`
      : asked === 0
        ? "–"
        : right === asked
          ? "✓"
          : `k ${String(asked - right)}`;
  const state = failing > 0 ? "bad" : asked === 0 ? "soft" : right === asked ? "good" : "open";
  const label = `${engine}, ${mode}: ${String(right)} of ${String(asked)} right, ${String(failing)} failing`;
  const box = element(
    "button",
    { type: "button", class: `box ${state}`, "aria-label": label },
    element("span", {}, mode),
    element("b", {}, says),
    element("small", {}, `${String(right)} / ${String(asked)}`),
  );
  box.addEventListener("click", () =>
    ask({ ...everything, engine, mode, status: failing > 0 ? "failing" : "" }),
  );
  return box;
}

/** Writes how each op fares on each engine, of some cases in some columns. */
export function showOps(run: Packed, cases: readonly number[], columns: readonly number[], ask: Ask): void {
  const shown = run.engines.flatMap((_, k) => (columns.some((c) => run.columns[c]?.engine === k) ? [k] : []));
  const heads = ["op", ...shown.map((k) => run.engines[k]?.name ?? "")];
  const rows = Array.from(opMatrix(run, cases, columns), ([op, fares]) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, op),
      ...shown.map((k) => element("td", {}, fareOf(op, run.engines[k]?.name ?? "", fares[k], ask))),
    ),
  );
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
  byId("ops").replaceChildren(
    element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)),
  );
}

function fareOf(op: string, engine: string, fare: Fare | undefined, ask: Ask): HTMLElement | string {
  const { right = 0, wrong = 0, known = 0, unsupported = 0 } = fare ?? {};
  if (right + wrong + known === 0) return unsupported > 0 ? "–" : "";
  const [says, state] =
    wrong > 0 ? [`✗ ${String(wrong)}`, "bad"] : known > 0 ? [`k ${String(known)}`, "open"] : ["✓", "good"];
  const label = `${op} on ${engine}: ${String(right)} right, ${String(wrong)} failing, ${String(known)} known`;
  const button = element("button", { type: "button", class: state, "aria-label": label, title: label }, says);
  button.addEventListener("click", () =>
    ask({ ...everything, engine, op, status: wrong > 0 ? "failing" : "" }),
  );
  return button;
}
