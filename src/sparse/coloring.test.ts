// Colourings: columns of one colour can be told apart, and for the patterns that are known best there are few.
import t from "tap";
import fc from "fast-check";
import { columnColoring, starColoring, transposed, type Coloring, type Rows } from "./index.js";

const pattern = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([m, n]) =>
    fc.tuple(
      fc.array(fc.uniqueArray(fc.integer({ min: 0, max: n - 1 })), { minLength: m, maxLength: m }),
      fc.constant(n),
    ),
  )
  .map(([rows, n]) => ({ rows: rows.map((row) => row.sort((a, b) => a - b)), n }));

/** A symmetric pattern with its diagonal. */
function mirrored({ rows, n }: { rows: Rows; n: number }): Rows {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_k, j) => j).filter(
      (j) => i === j || rows[i]?.includes(j) === true || rows[j]?.includes(i) === true,
    ),
  );
}

const colorOf = ({ colors }: Coloring, j: number): number => colors[j] ?? -1;

t.test("columns of one colour have no row in common", (t) => {
  fc.assert(
    fc.property(pattern, ({ rows, n }) => {
      const coloring = columnColoring(rows, n);
      return rows.every((row) => new Set(row.map((j) => colorOf(coloring, j))).size === row.length);
    }),
  );
  t.end();
});

t.test("of each two mirrored entries of a symmetric matrix one stands alone in its colour", (t) => {
  fc.assert(
    fc.property(pattern, (some) => {
      const rows = mirrored(some);
      const coloring = starColoring(rows);
      if (coloring === undefined) return false;
      const isAlone = (i: number, j: number): boolean =>
        rows[i]?.every((k) => k === j || colorOf(coloring, k) !== colorOf(coloring, j)) === true;
      return rows.every((row, i) => row.every((j) => isAlone(i, j) || isAlone(j, i)));
    }),
  );
  t.end();
});

t.test("bands have as many colours as they are wide, and arrows two", (t) => {
  const n = 50;
  const band = (width: number): Rows =>
    Array.from({ length: n }, (_, i) =>
      [i - width, i, i + width].filter((j) => j >= 0 && j < n).sort((a, b) => a - b),
    );
  t.equal(columnColoring(band(1), n).count, 3);
  t.equal(starColoring(band(1))?.count, 3);
  t.equal(
    columnColoring(
      Array.from({ length: n }, (_, i) => [i]),
      n,
    ).count,
    1,
  );
  const all = Array.from({ length: n }, (_, i) => i);
  const arrow = Array.from({ length: n }, (_, i) => (i === n - 1 ? all : [i, n - 1]));
  t.equal(columnColoring(arrow, n).count, n, "a full row keeps all columns apart");
  t.equal(starColoring(arrow)?.count, 2);
  t.equal(
    columnColoring(
      Array.from({ length: 70 }, () => [0, 5, 69]),
      100,
    ).count,
    3,
    "more columns than a word has bits",
  );
  const full = Array.from({ length: 40 }, (_, i) =>
    Array.from({ length: 40 }, (_k, j) => j).filter((j) => j !== i),
  );
  t.equal(columnColoring(full, 40).count, 40);
  t.end();
});

t.test("a star colouring that would take too long is none", (t) => {
  const n = 300;
  t.equal(starColoring(Array.from({ length: n }, () => Array.from({ length: n }, (_, j) => j))), undefined);
  t.end();
});

t.test("transposing twice is the same", (t) => {
  fc.assert(
    fc.property(
      pattern,
      ({ rows, n }) => String(transposed(transposed(rows, n), rows.length)) === String(rows),
    ),
  );
  t.end();
});
