// Products of large matrices by a kernel of WebAssembly: block after block is copied into its memory. The elements are
// added in the order of the kernel in JavaScript, so that the bits are the same.
import { block, gemmKernels, mostRows, places } from "../wasm/gemm.js";
import { hasVectors, sharedMemory } from "../wasm/host.js";

/** Where in some storage a row-major matrix begins. */
export interface Placed {
  readonly data: Float64Array;
  readonly offset: number;
}

/** Products with fewer multiplications than this are not worth to be moved. */
const worthwhile = 2 ** 9;

/** Whether a product of m × k and k × n is to be done here. */
export function isForBlocks(m: number, k: number, n: number): boolean {
  return m > 1 && n > 1 && m * k * n >= worthwhile && hasVectors();
}

/** Writes the product of a (m × k) and b (k × n) to y (m × n), which is all zeros. */
export function multiplyBlocks(a: Placed, b: Placed, y: Placed, m: number, k: number, n: number): void {
  const { product, packRows } = gemmKernels();
  const memory = new Float64Array(sharedMemory().buffer);
  for (let p = 0; p < k; p += block.depth) {
    const depth = Math.min(block.depth, k - p);
    for (let j = 0; j < n; j += block.columns) {
      const columns = Math.min(block.columns, n - j);
      putRight(b, p, j, n, depth, columns, memory);
      const most = mostRows(depth, columns);
      for (let i = 0; i < m; i += most) {
        const rows = Math.min(most, m - i);
        const tiles = Math.ceil(rows / 4);
        copyRows(a.data, a.offset + i * k + p, k, memory, places.raw, depth, rows, depth);
        packRows(tiles, depth);
        product(tiles, Math.ceil(columns / 4), depth, columns);
        const [from, to] = [places.product, y.offset + i * n + j];
        if (p === 0) copyRows(memory, from, columns, y.data, to, n, rows, columns);
        else addRows(memory, from, columns, y.data, to, n, rows, columns);
      }
    }
  }
}

/** Puts a block of b in the memory, as many of its rows at a time as there is room for. */
function putRight(
  b: Placed,
  p: number,
  j: number,
  n: number,
  depth: number,
  columns: number,
  memory: Float64Array,
): void {
  const most = Math.floor((block.rows * block.depth) / columns);
  for (let first = 0; first < depth; first += most) {
    const rows = Math.min(most, depth - first);
    copyRows(b.data, b.offset + (p + first) * n + j, n, memory, places.raw, columns, rows, columns);
    gemmKernels().packColumns(Math.ceil(columns / 4), rows, first, depth, columns);
  }
}

/** Rows of fewer elements are copied one by one. */
const shortRow = 32;

/** Copies so many rows from x, where they are so far apart, to y. */
function copyRows(
  x: Float64Array,
  from: number,
  apart: number,
  y: Float64Array,
  to: number,
  width: number,
  rows: number,
  columns: number,
): void {
  if (apart === columns && width === columns) y.set(x.subarray(from, from + rows * columns), to);
  else if (columns < shortRow)
    for (let r = 0; r < rows; r++, from += apart, to += width)
      for (let c = 0; c < columns; c++) y[to + c] = x[from + c]!;
  else for (let r = 0; r < rows; r++, from += apart, to += width) y.set(x.subarray(from, from + columns), to);
}

/** Adds rows of x to those of y. */
function addRows(
  x: Float64Array,
  from: number,
  apart: number,
  y: Float64Array,
  to: number,
  width: number,
  rows: number,
  columns: number,
): void {
  for (let r = 0; r < rows; r++, from += apart, to += width)
    for (let c = 0; c < columns; c++) y[to + c]! += x[from + c]!;
}
