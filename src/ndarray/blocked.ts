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
  const raw = (apart: number): Rows => ({ data: memory, from: places.raw, apart });
  for (let p = 0; p < k; p += block.depth) {
    const depth = Math.min(block.depth, k - p);
    for (let j = 0; j < n; j += block.columns) {
      const columns = Math.min(block.columns, n - j);
      putRight({ data: b.data, from: b.offset + p * n + j, apart: n }, depth, columns, raw(columns));
      const most = mostRows(depth, columns);
      for (let i = 0; i < m; i += most) {
        const rows = Math.min(most, m - i);
        const tiles = Math.ceil(rows / 4);
        copyRows({ data: a.data, from: a.offset + i * k + p, apart: k }, raw(depth), rows, depth);
        packRows(tiles, depth);
        product(tiles, Math.ceil(columns / 4), depth, columns);
        const made = { data: memory, from: places.product, apart: columns };
        const move = p === 0 ? copyRows : addRows;
        move(made, { data: y.data, from: y.offset + i * n + j, apart: n }, rows, columns);
      }
    }
  }
}

/** Puts a block on the right in the memory, as many of its rows at a time as there is room for. */
function putRight(right: Rows, depth: number, columns: number, raw: Rows): void {
  const most = Math.floor((block.rows * block.depth) / columns);
  for (let first = 0; first < depth; first += most) {
    const rows = Math.min(most, depth - first);
    copyRows({ ...right, from: right.from + first * right.apart }, raw, rows, columns);
    gemmKernels().packColumns(Math.ceil(columns / 4), rows, first, depth, columns);
  }
}

/** Where some storage has rows, and how far it is from one to the next. */
interface Rows {
  readonly data: Float64Array;
  readonly from: number;
  readonly apart: number;
}

/** Rows of fewer elements are copied one by one. */
const shortRow = 32;

/** Copies so many rows of so many elements from x to y. */
function copyRows(x: Rows, y: Rows, rows: number, columns: number): void {
  if (x.apart === columns && y.apart === columns)
    y.data.set(x.data.subarray(x.from, x.from + rows * columns), y.from);
  else if (columns < shortRow)
    for (let r = 0, from = x.from, to = y.from; r < rows; r++, from += x.apart, to += y.apart)
      for (let c = 0; c < columns; c++) y.data[to + c] = x.data[from + c]!;
  else
    for (let r = 0, from = x.from, to = y.from; r < rows; r++, from += x.apart, to += y.apart)
      y.data.set(x.data.subarray(from, from + columns), to);
}

/** Adds rows of x to those of y. */
function addRows(x: Rows, y: Rows, rows: number, columns: number): void {
  for (let r = 0, from = x.from, to = y.from; r < rows; r++, from += x.apart, to += y.apart)
    for (let c = 0; c < columns; c++) y.data[to + c]! += x.data[from + c]!;
}
