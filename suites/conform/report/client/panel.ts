// What is said of one cell when it is opened: what was due, what came, the program, and how to see it again.

import { statusAt, type Packed, type PackedCase } from "../packed.js";
import { meanings, statuses } from "../statuses.js";
import { element } from "./dom.js";

/** The panel of a cell. */
export function panelOf(run: Packed, one: PackedCase, column: number): HTMLElement {
  const [id, title, source, level, ops, features, formulas, point, row, details] = one;
  const text = (place: number): string => run.texts[place] ?? "";
  const words = (places: readonly number[]): string => places.map(text).join(", ");
  const { engine = 0, mode = "value" } = run.columns[column] ?? {};
  const [, reason = -1, expected = -1, got = -1, replay = -1, link = -1, underlying = -1] =
    details.find(([own]) => own === column) ?? [];
  const status = statusAt(row, column) ?? "pass";
  const { sign, says } = meanings[status];
  const below = statuses[underlying];
  const verdict = `${sign} ${status}: ${says}${below === undefined ? "" : ` (${below})`}`;
  const lines: [string, Node | string][] = [
    ["status", element("strong", { class: `is-${status}` }, verdict)],
    ["why", text(reason)],
    ["expected", code(text(expected))],
    ["came", code(text(got))],
    ["program", element("pre", {}, text(formulas))],
    ["at", code(text(point))],
    ["again", command(text(replay))],
    ["see", anchor(text(link))],
    ["source", text(source)],
    ["about", [level, words(features), words(ops)].filter(Boolean).join(" · ")],
  ];
  const told = lines.filter(([, value]) => (typeof value === "string" ? value : value.textContent) !== "");
  const name = `${run.engines[engine]?.name ?? ""}, ${mode}`;
  return element(
    "section",
    { class: "panel", "aria-label": `${id}: ${name}` },
    element("h3", {}, `${name}: ${text(title)}`),
    element(
      "dl",
      {},
      ...told.flatMap(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]),
    ),
  );
}

function code(text: string): HTMLElement {
  return element("code", {}, text);
}

function command(text: string): HTMLElement {
  if (text === "") return element("span");
  const copy = element("button", { type: "button", class: "copy" }, "copy");
  // A page that was opened as a file may have no clipboard: then the text is selected.
  const shown = code(text);
  copy.addEventListener("click", () => {
    getSelection()?.selectAllChildren(shown);
    void (navigator.clipboard as Clipboard | undefined)
      ?.writeText(text)
      .then(() => (copy.textContent = "copied"));
  });
  return element("span", {}, shown, " ", copy);
}

/** A link only to where links go: the text comes out of a file. */
function anchor(text: string): HTMLElement {
  return /^https?:\/\//.test(text)
    ? element("a", { href: text, rel: "noreferrer" }, text)
    : element("span", {}, text);
}
