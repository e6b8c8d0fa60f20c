// The cases, a row each with a button for each cell; rows are made when they are about to be seen.

import { statusAt, type Packed, type PackedCase } from "../packed.js";
import { meanings } from "../statuses.js";
import { byId, element } from "./dom.js";
import { panelOf } from "./panel.js";

const chunk = 60;

/** The list of cases. */
export class CaseList {
  private readonly list = byId("cases");
  private readonly more = byId("more");
  private cases: readonly number[] = [];
  private columns: readonly number[] = [];
  private open: HTMLElement | undefined;
  private readonly watch = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.grow();
    },
    { rootMargin: "800px" },
  );

  constructor(private readonly run: Packed) {
    this.more.addEventListener("click", () => this.grow());
    this.list.addEventListener("click", (event) => this.clicked(event.target as HTMLElement));
    this.list.addEventListener("keydown", (event) => this.pressed(event));
  }

  /** Shows these cases in these columns. */
  show(cases: readonly number[], columns: readonly number[]): void {
    [this.cases, this.columns, this.open] = [cases, columns, undefined];
    this.list.replaceChildren();
    this.grow();
    const first = this.list.querySelector<HTMLElement>("button.cell");
    if (first !== null) first.tabIndex = 0;
  }

  private grow(): void {
    const from = this.list.querySelectorAll(":scope > li").length;
    const next = this.cases.slice(from, from + chunk);
    this.list.append(...next.map((k) => this.rowOf(k)));
    const rest = this.cases.length - from - next.length;
    this.more.hidden = rest <= 0;
    this.more.textContent = `${String(rest)} more cases`;
    // Watching anew asks again: the end may be as near as it was.
    this.watch.disconnect();
    if (rest > 0) this.watch.observe(this.more);
  }

  private rowOf(k: number): HTMLElement {
    const one = this.run.cases[k] as PackedCase;
    const [id, title] = one;
    const name = element("div", { class: "name" }, element("b", {}, id), " ", this.run.texts[title] ?? "");
    return element("li", { "data-case": k }, name, ...this.groupsOf(one));
  }

  /** The cells of each engine. */
  private groupsOf(one: PackedCase): HTMLElement[] {
    return this.run.engines.flatMap(({ name }, engine) => {
      const own = this.columns.filter((column) => this.run.columns[column]?.engine === engine);
      if (own.length === 0) return [];
      const cells = own.map((column) => this.cellOf(one, column, name));
      const isEmpty = cells.every(({ classList }) => classList.contains("none"));
      const what = { class: isEmpty ? "group empty" : "group", role: "group", "aria-label": name };
      return [element("div", what, element("span", { class: "label" }, name), ...cells)];
    });
  }

  private cellOf([id, , , , , , , , row]: PackedCase, column: number, engine: string): HTMLElement {
    const status = statusAt(row, column);
    const mode = this.run.columns[column]?.mode ?? "value";
    if (status === undefined) return element("span", { class: "cell none" });
    const what = { "data-column": column, "data-mode": shortMode(mode), title: `${mode}: ${status}` };
    const label = `${id}, ${engine}, ${mode}: ${status}`;
    const state = { type: "button", tabindex: -1, "aria-expanded": "false", "aria-label": label };
    return element("button", { class: `cell is-${status}`, ...what, ...state }, meanings[status].sign);
  }

  private clicked(target: HTMLElement): void {
    const cell = target.closest<HTMLElement>("button.cell");
    if (cell === null) return;
    this.reach(cell);
    if (cell === this.open) this.close();
    else this.openAt(cell);
  }

  private openAt(cell: HTMLElement): void {
    this.close();
    const row = cell.closest("li") as HTMLElement;
    const one = this.run.cases[Number(row.dataset["case"])] as PackedCase;
    row.append(panelOf(this.run, one, Number(cell.dataset["column"])));
    cell.setAttribute("aria-expanded", "true");
    this.open = cell;
  }

  private close(): void {
    this.open?.setAttribute("aria-expanded", "false");
    this.open?.closest("li")?.querySelector(".panel")?.remove();
    this.open = undefined;
  }

  /** Of all cells the tabulator stops at one; the arrows go on from there. */
  private reach(cell: HTMLElement): void {
    for (const other of this.list.querySelectorAll<HTMLElement>('button.cell[tabindex="0"]'))
      other.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
  }

  private pressed(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.key === "Escape" && this.open !== undefined) {
      const cell = this.open;
      this.close();
      this.reach(cell);
    }
    if (!target.matches("button.cell")) return;
    const next = this.nextOf(target, event.key);
    if (next === undefined) return;
    event.preventDefault();
    this.reach(next);
  }

  private nextOf(cell: HTMLElement, key: string): HTMLElement | undefined {
    const row = cell.closest("li") as HTMLElement;
    const own = cellsOf(row);
    const at = own.indexOf(cell);
    if (key === "ArrowRight") return own[at + 1];
    if (key === "ArrowLeft") return own[at - 1];
    if (key === "Home") return own[0];
    if (key === "End") return own.at(-1);
    if (key !== "ArrowDown" && key !== "ArrowUp") return undefined;
    if (key === "ArrowDown" && row.nextElementSibling === null) this.grow();
    const other = key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    if (other === null) return undefined;
    const there = cellsOf(other);
    return there.find(({ dataset }) => dataset["column"] === cell.dataset["column"]) ?? there[0];
  }
}

function cellsOf(row: Element): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>("button.cell")];
}

/** The mode in a letter or two. */
export function shortMode(mode: string): string {
  return mode.length === 2 ? mode : mode.charAt(0);
}
