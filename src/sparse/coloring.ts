// Colours for the columns of a sparse matrix, such that those of one colour can be told apart where they are summed
// (Gebremedhin, Manne and Pothen, "What color is your Jacobian?", 2005).

import { longest, transposed, type Rows } from "./rows.js";

/** A colour for each column. */
export interface Coloring {
  readonly colors: Int32Array;
  readonly count: number;
}

/** Columns of one colour have no row in common: greedy, in their order, which is best for bands. */
export function columnColoring(rows: Rows, columns: number): Coloring {
  if (longest(rows) === columns)
    return { colors: Int32Array.from({ length: columns }, (_, j) => j), count: columns };
  const taken = rows.map((): number[] => []);
  const colors = new Int32Array(columns);
  let count = 0;
  transposed(rows, columns).forEach((rowsOfColumn, j) => {
    const color = (colors[j] = free(rowsOfColumn.map((i) => taken[i] ?? [])));
    for (const i of rowsOfColumn) take(taken[i] ?? [], color);
    count = Math.max(count, color + 1);
  });
  return { colors, count };
}

/** The first colour that is in none of the sets, which are bits of words. */
function free(sets: readonly (readonly number[])[]): number {
  for (let word = 0; ; word++) {
    const bits = sets.reduce((all, set) => all | (set[word] ?? 0), 0);
    if (bits !== -1) return 32 * word + 31 - Math.clz32(~bits & -~bits);
  }
}

function take(set: number[], color: number): void {
  for (let word = set.length; word <= color >> 5; word++) set.push(0);
  set[color >> 5] = (set[color >> 5] ?? 0) | (1 << (color & 31));
}

/** How many steps a star colouring may take before it is left. */
const mostSteps = 2 ** 24;

/**
 * Colours for the columns of a symmetric matrix, of which one of hᵢⱼ and hⱼᵢ is told apart: no neighbours have the
 * same, nor are there two alone on a path of four. Greedy, those with most neighbours first. Undefined if it would take
 * too long.
 */
export function starColoring(rows: Rows): Coloring | undefined {
  const neighbours = rows.map((row, i) => row.filter((j) => j !== i));
  const order = neighbours.map((_, i) => i).sort((a, b) => degree(b) - degree(a));
  function degree(i: number): number {
    return neighbours[i]?.length ?? 0;
  }
  const steps = neighbours.reduce((sum, row) => sum + row.reduce((n, j) => n + degree(j), 0), 0);
  if (steps > mostSteps) return undefined;
  const colors = new Int32Array(rows.length).fill(-1);
  const forbidden: number[] = [];
  let count = 0;
  for (const v of order) {
    forbid(v, neighbours, colors, forbidden);
    let color = 0;
    while (forbidden[color] === v) color += 1;
    colors[v] = color;
    count = Math.max(count, color + 1);
  }
  return { colors, count };
}

/** Writes v at each colour that it may not have. */
function forbid(v: number, neighbours: Rows, colors: Int32Array, forbidden: number[]): void {
  const colorOf = (x: number): number => colors[x] ?? -1;
  const near = neighbours[v] ?? [];
  for (const w of near) if (colorOf(w) >= 0) forbidden[colorOf(w)] = v;
  for (const w of near)
    for (const x of neighbours[w] ?? []) {
      const color = colorOf(x);
      if (x === v || color < 0 || forbidden[color] === v) continue;
      // On v – w – x with w uncoloured, or on v – w – x – y with y like w, x and v must differ.
      const isOpen = colorOf(w) < 0;
      if (isOpen || (neighbours[x] ?? []).some((y) => y !== w && colorOf(y) === colorOf(w)))
        forbidden[color] = v;
    }
}
