// What the proof finds: figures and the gates they are held to, in sections with tables and plots.

/** A gate: the figure must be at least, or at most, so large. */
export type Gate = { readonly atLeast: number } | { readonly atMost: number };

/** One number, and what is asked of it. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** How it is written: as a share of 1, or as a number. */
  readonly as: "share" | "number";
  /** How many cases it is of. */
  readonly of: number;
  readonly gate?: Gate;
  /** True where there is no gate. */
  readonly met: boolean;
}

/** A table of the report; the first line is the heading. */
export interface Rows {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A part of the report. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** What was done, in a few sentences. */
  readonly text: string;
  readonly figures: readonly Figure[];
  readonly tables: readonly Rows[];
  /** Inline SVG. */
  readonly plots: readonly string[];
  /** Seconds that it took. */
  readonly seconds?: number;
}

/** How much a run of the proof tries. */
export interface Effort {
  readonly short: boolean;
  /** Picks the shorter or the longer. */
  readonly pick: <T>(short: T, long: T) => T;
}

/** A figure, held to its gate; of no cases at all, nothing is shown, and no gate is met. */
export function figure({ name, value, as, of, gate }: Omit<Figure, "met">): Figure {
  const held = gate === undefined || (of > 0 && holds(value, gate));
  return { name, value, as, of, ...(gate === undefined ? {} : { gate }), met: held };
}

function holds(value: number, gate: Gate): boolean {
  return "atLeast" in gate ? value >= gate.atLeast : value <= gate.atMost;
}

/** The share of the cases that hold, as a figure. */
export function share(name: string, cases: readonly boolean[], gate?: Gate): Figure {
  const value = cases.length === 0 ? NaN : cases.filter(Boolean).length / cases.length;
  return figure({ name, value, as: "share", of: cases.length, ...(gate === undefined ? {} : { gate }) });
}

/** The exit code of a proof: 1 if a gate is missed. */
export function exitCode(sections: readonly Pick<Section, "figures">[]): 0 | 1 {
  return sections.every(({ figures }) => figures.every(({ met }) => met)) ? 0 : 1;
}

/** A figure as text: 99.93 %, or a number. */
export function written({ value, as }: Pick<Figure, "value" | "as">): string {
  if (Number.isNaN(value)) return "none";
  // Rounded down, so that nothing but all is called 100 %.
  return as === "share" ? `${String(Math.floor(value * 1e4) / 100)} %` : String(Number(value.toPrecision(3)));
}

/** A gate as text. */
export function asked({ gate, as }: Pick<Figure, "gate" | "as">): string {
  if (gate === undefined) return "";
  return "atLeast" in gate
    ? `≥ ${written({ value: gate.atLeast, as })}`
    : `≤ ${written({ value: gate.atMost, as })}`;
}
