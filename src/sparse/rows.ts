// Sets of inputs, one for each element of a value: the rows of a sparsity pattern.

/** The numbers of the inputs that an element depends on, ascending. Equal sets are shared, not copied. */
export type Row = readonly number[];

/** A set for each element. */
export type Rows = readonly Row[];

/** No inputs. */
export const none: Row = [];

/** All that are in one of the rows. */
export function union(rows: Iterable<Row>): Row {
  const distinct = new Set(rows);
  const [first = none, second = none, ...others] = distinct;
  return others.length === 0 ? joined(first, second) : collected(distinct);
}

/** All that are in one of two rows; one of them itself where it holds the other. */
export function joined(a: Row, b: Row): Row {
  if (a === b || b.length === 0) return a;
  if (a.length === 0) return b;
  const all: number[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [u, v] = [a[i] ?? Infinity, b[j] ?? Infinity];
    all.push(Math.min(u, v));
    if (u <= v) i += 1;
    if (v <= u) j += 1;
  }
  if (all.length === a.length) return a;
  return all.length === b.length ? b : all;
}

function collected(rows: Iterable<Row>): Row {
  const all = new Set<number>();
  for (const row of rows) for (const i of row) all.add(i);
  return Array.from(Int32Array.from(all).sort());
}

/** The rows of the transposed pattern, which has `count` of them. */
export function transposed(rows: Rows, count: number): Rows {
  const columns = Array.from({ length: count }, (): number[] => []);
  rows.forEach((row, i) => {
    for (const j of row) columns[j]?.push(i);
  });
  return columns;
}

/** The length of the longest row. */
export function longest(rows: Rows): number {
  return rows.reduce((most, row) => Math.max(most, row.length), 0);
}
