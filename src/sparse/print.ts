// Sparse matrices as text: small ones as they stand, with dots for what is not there, and of large ones some rows.

import { dataOf } from "../ndarray/index.js";
import { formatShape } from "../ndarray/describe.js";
import { shapeOf, value } from "../core/op.js";
import type { SparseMatrix } from "./sparse-matrix.js";

const mostColumns = 12;
const mostRows = 12;
const mostEntries = 6;

/** Its shape, what it took, and its entries. */
export function printed(matrix: SparseMatrix): string {
  const { shape, size, colors } = matrix;
  const many = (n: number, one: string, more: string): string => `${String(n)} ${n === 1 ? one : more}`;
  const head = `${shape.join("×")}, ${many(size, "entry", "entries")}, ${many(colors, "color", "colors")}`;
  const batch = shapeOf(matrix.values).slice(0, -1);
  if (batch.length > 0) return `${formatShape(batch)} of ${head}`;
  const isSmall = shape[0] <= mostRows && shape[1] <= mostColumns;
  return [head, ...(isSmall ? grid(matrix) : listed(matrix))].join("\n");
}

/** Of each row the columns that have entries, and these. */
function rowsOf(
  { shape: [m], rowPointers, columns, values }: SparseMatrix,
  most: number,
): [number, string][][] {
  const data = dataOf(value(values));
  return Array.from({ length: Math.min(m, most) }, (_, i) => {
    const [from = 0, to = 0] = rowPointers.subarray(i, i + 2);
    return Array.from(columns.subarray(from, to), (column, k) => [column, number(data[from + k] ?? NaN)]);
  });
}

function number(x: number): string {
  return Object.is(x, -0) ? "-0" : String(Number(x.toPrecision(6)));
}

function grid(matrix: SparseMatrix): string[] {
  const cells = rowsOf(matrix, mostRows).map((row) => {
    const line = new Array<string>(matrix.shape[1]).fill("·");
    for (const [column, text] of row) line[column] = text;
    return line;
  });
  const width = Math.max(0, ...cells.flat().map((text) => text.length));
  return cells.map((line) => line.map((text) => text.padStart(width)).join("  "));
}

function listed(matrix: SparseMatrix): string[] {
  const rows = rowsOf(matrix, mostRows).map((row, i) => {
    const shown = row.slice(0, mostEntries).map(([column, text]) => `${String(column)}: ${text}`);
    return `row ${String(i)}  ${[...shown, ...(row.length > mostEntries ? ["…"] : [])].join(", ")}`;
  });
  return matrix.shape[0] > mostRows ? [...rows, "…"] : rows;
}
