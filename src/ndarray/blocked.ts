// Products of large matrices by a kernel of WebAssembly: block after block is copied into its memory. The elements are
// added in the order of the kernel in JavaScript, so that the bits are the same.
import { block, gemmKernels, mostRows, numbers, places } from "../wasm/gemm.js";
import { hasVectors, sharedMemory } from "../wasm/host.js";

/** Where in some storage a row-major matrix begins. */
export interface Placed {
  readonly data: Float64Array;
  readonly offset: number;
}

/** A factor of a product, which lies there as it is meant, or transposed. */
export interface Factor extends Placed {
  readonly isTransposed?: boolean;
}

/** Products with fewer multiplications than this are not worth to be moved. */
const worthwhile = 2 ** 9;

/** Whether a product of m × k and k × n is to be done here. */
export function isForBlocks(m: number, k: number, n: number): boolean {
  return m > 1 && n > 1 && m * k * n >= worthwhile && hasVectors();
}

/** Writes the product of a (m × k) and b (k × n) to y (m × n), which is all zeros. */
export function multiplyBlocks(a: Factor, b: Factor, y: Placed, m: number, k: number, n: number): void {
  const memory = new Float64Array(sharedMemory().buffer);
  const left = sideOf(a, a.isTransposed !== true, a.isTransposed === true ? m : k, places.left);
  const right = sideOf(b, b.isTransposed === true, b.isTransposed === true ? k : n, places.right);
  for (let p = 0; p < k; p += block.depth) {
    const depth = Math.min(block.depth, k - p);
    for (let j = 0; j < n; j += block.columns) {
      const columns = Math.min(block.columns, n - j);
      layOut(right, j, columns, p, depth, memory);
      const most = mostRows(depth, columns);
      for (let i = 0; i < m; i += most) {
        const rows = Math.min(most, m - i);
        layOut(left, i, rows, p, depth, memory);
        gemmKernels().product(Math.ceil(rows / 4), Math.ceil(columns / 4), depth, columns);
        const made = { data: memory, from: places.product, apart: columns };
        const move = p === 0 ? copyRows : addRows;
        move(made, { data: y.data, from: y.offset + i * n + j, apart: n }, rows, columns);
      }
    }
  }
}

/** A factor as what the kernel takes from it, four by four: its rows on the left, its columns on the right. */
interface Side extends Rows {
  /** Whether these are the rows of the storage, and not its columns. */
  readonly areRows: boolean;
  /** Where in the memory they go. */
  readonly place: number;
}

function sideOf({ data, offset }: Placed, areRows: boolean, apart: number, place: number): Side {
  return { data, from: offset, apart, areRows, place };
}

/** Lays `count` of a side in the memory, from the first on, and of each `depth` numbers from p on, in as many parts as there is room for. */
function layOut(
  side: Side,
  first: number,
  count: number,
  p: number,
  depth: number,
  memory: Float64Array,
): void {
  const { data, apart, areRows, place } = side;
  const [rows, columns] = areRows ? [count, depth] : [depth, count];
  const from = side.from + (areRows ? first * apart + p : p * apart + first);
  const raw = { data: memory, from: places.raw, apart: columns };
  const most = 4 * Math.floor(numbers / columns / 4);
  for (let done = 0; done < rows; done += most) {
    const part = Math.min(most, rows - done);
    copyRows({ data, from: from + done * apart, apart }, raw, part, columns);
    if (areRows) gemmKernels().packRows(Math.ceil(part / 4), depth, place + done * depth);
    else gemmKernels().packColumns(Math.ceil(count / 4), part, place + 4 * done, depth, count);
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
