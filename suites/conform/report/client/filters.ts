// The filters above the cases: choices and words, kept in the address so that a view can be sent to somebody.

import type { Packed } from "../packed.js";
import { statusAt } from "../packed.js";
import { meanings, modes, statuses } from "../statuses.js";
import { everything, type Filters } from "../view.js";
import { byId, element } from "./dom.js";

type Choice = readonly [value: string, label: string];
const names = Object.keys(everything) as readonly (keyof Filters)[];

/** The form; `changed` is told what is asked for, at first and whenever that changes. */
export class FilterForm {
  private readonly form = byId("filters") as HTMLFormElement;

  constructor(
    run: Packed,
    private readonly changed: (filters: Filters) => void,
  ) {
    this.form.prepend(...fieldsOf(run));
    this.form.addEventListener("input", () => this.apply());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("reset", () => {
      this.set(everything);
    });
    addEventListener("hashchange", () => this.read());
  }

  /** Takes the filters from the address. */
  read(): void {
    const asked = new URLSearchParams(location.hash.slice(1));
    this.set({ ...everything, ...Object.fromEntries([...asked].filter(([name]) => name in everything)) });
  }

  /** Sets the filters; a choice that there is not asks for nothing. */
  set(filters: Filters): void {
    for (const name of names) {
      const field = this.field(name);
      field.value = filters[name];
      if (field.value !== filters[name]) field.value = "";
    }
    this.apply();
  }

  /** Sets some of the filters, and leaves the others. */
  also(some: Partial<Filters>): void {
    this.set({ ...this.get(), ...some });
  }

  private get(): Filters {
    return Object.fromEntries(names.map((name) => [name, this.field(name).value])) as unknown as Filters;
  }

  private apply(): void {
    const filters = this.get();
    const asked = Object.entries(filters).filter(([, value]) => value !== "") as [string, string][];
    const hash = new URLSearchParams(asked).toString();
    history.replaceState(null, "", hash === "" ? location.pathname + location.search : `#${hash}`);
    this.changed(filters);
  }

  private field(name: string): HTMLSelectElement | HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLSelectElement | HTMLInputElement;
  }
}

function fieldsOf(run: Packed): HTMLElement[] {
  const levels = [...new Set(run.cases.map(([, , , level]) => level))];
  const ops = new Set(run.cases.flatMap(([, , , , ops]) => ops.map((place) => run.texts[place] ?? "")));
  const used = modes.filter((mode) => run.columns.some((column) => column.mode === mode));
  return [
    select(
      "engine",
      run.engines.map(({ name }) => [name, name] as const),
      "all engines",
    ),
    select(
      "mode",
      used.map((mode) => [mode, mode] as const),
      "all modes",
    ),
    select("status", statusChoices(run), "any status"),
    select(
      "level",
      levels.map((level) => [level, level] as const),
      "all levels",
    ),
    select(
      "op",
      [...ops].sort().map((op) => [op, op] as const),
      "all ops",
    ),
    label(
      "text",
      element("input", {
        name: "text",
        type: "search",
        placeholder: "words in the case",
        autocomplete: "off",
      }),
    ),
  ];
}

function statusChoices(run: Packed): Choice[] {
  const counts = new Map(statuses.map((status) => [status, 0]));
  for (const [, , , , , , , , row] of run.cases) {
    for (const column of run.columns.keys()) {
      const status = statusAt(row, column);
      if (status !== undefined) counts.set(status, (counts.get(status) ?? 0) + 1);
    }
  }
  const there = statuses.filter((status) => counts.get(status) !== 0);
  const each = there.map((status): Choice => {
    return [status, `${meanings[status].sign} ${status} (${String(counts.get(status))})`];
  });
  return [["failing", "not as it should be"], ...each];
}

function select(name: string, choices: readonly Choice[], all: string): HTMLElement {
  const options = [["", all] as const, ...choices].map(([value, text]) => element("option", { value }, text));
  return label(name, element("select", { name }, ...options));
}

function label(name: string, field: HTMLElement): HTMLElement {
  return element("label", {}, element("span", {}, name), field);
}
