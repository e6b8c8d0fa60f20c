// Kill rates: every fault that applies, planted in every op, and whether the checks find it.

import { allTrials } from "./crew.js";
import { figure, share, type Effort, type Figure, type Gate, type Rows, type Section } from "./figure.js";
import { killPlot } from "./plots.js";
import type { Row } from "./trials.js";

/** The section of the kill rates. */
export async function kills({ short }: Effort): Promise<Section> {
  const rows = await allTrials(short);
  return {
    id: "kills",
    title: "Planted faults found",
    text: `Each kind of fault was planted in each rule of each op that it applies to, ${String(rows.length)} in
      all. A fault is found if the checks convict the op. Those that change no derivative anywhere are left out.`,
    figures: figuresOf(rows),
    tables: [byKind(rows), survivors(rows)],
    plots: [killPlot(rows)],
  };
}

/** The gates of the kill rates. */
export function figuresOf(rows: readonly Row[]): readonly Figure[] {
  const found = (name: string, which: (row: Row) => boolean, gate?: Gate): Figure =>
    share(
      name,
      rows.filter(which).map(({ killed }) => killed),
      gate,
    );
  const inBoth = (size: number) => (row: Row) => row.magnitude === size && row.mode === "both";
  const sizes = [...new Set(rows.flatMap(({ magnitude = [] }) => magnitude))];
  const gates = new Map<number, Gate>([
    [1e-2, { atLeast: 0.999 }],
    [1e-4, { atLeast: 0.999 }],
    [1e-6, { atLeast: 0.95 }],
  ]);
  return [
    found("structural faults", ({ structural }) => structural, { atLeast: 1 }),
    ...sizes
      .filter((size) => rows.some(inBoth(size)))
      .map((size) =>
        found(`relative faults of ${size.toExponential()}, both modes`, inBoth(size), gates.get(size)),
      ),
    found("relative faults in one mode only", (row) => row.magnitude !== undefined && row.mode !== "both", {
      atLeast: 1,
    }),
    figure({
      name: "survivors",
      value: rows.filter(({ killed }) => !killed).length,
      as: "number",
      of: rows.length,
    }),
  ];
}

function byKind(rows: readonly Row[]): Rows {
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  const cell = (some: readonly Row[]): string => {
    const { length } = some;
    return length === 0 ? "" : `${String(some.filter(({ killed }) => killed).length)} of ${String(length)}`;
  };
  return {
    title: "Found, by kind",
    head: ["kind", "both modes", "forward only", "reverse only"],
    rows: kinds.map((kind) => [
      kind,
      ...["both", "forward", "reverse"].map((mode) =>
        cell(rows.filter((row) => row.kind === kind && row.mode === mode)),
      ),
    ]),
  };
}

function survivors(rows: readonly Row[]): Rows {
  const alive = rows.filter(({ killed }) => !killed);
  const groups = [...new Set(alive.map(({ kind, mode }) => `${kind}, ${mode}`))];
  return {
    title: "Survivors",
    head: ["fault", "number", "ops"],
    rows: groups.map((group) => {
      const ops = alive.filter(({ kind, mode }) => `${kind}, ${mode}` === group).map(({ op }) => op);
      return [group, ops.length, ops.join(", ")];
    }),
  };
}
