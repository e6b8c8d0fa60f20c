// y = a·b for row-major matrices of float64, by 4 × 4 tiles of y and with columns of b packed side by side.

import { isForBlocks, multiplyBlocks, type Factor, type Placed } from "./blocked.js";
import { middleOf } from "./summation.js";

/** Depth of a block of the inner axis: a packed strip of b (8 kB) stays in the first-level cache. */
const DEPTH = 256;

/** Products with fewer multiplications than this are not worth packing. */
const SMALL = 256;

/** Writes the product of a (m × k) and b (k × n) to y (m × n), which is all zeros. */
export function multiplyInto(a: Factor, b: Factor, y: Placed, m: number, k: number, n: number): void {
  if (isForBlocks(m, k, n)) multiplyBlocks(a, b, y, m, k, n);
  else inJavaScript(laidOut(a, m, k), laidOut(b, k, n), y, m, k, n);
}

function inJavaScript(a: Placed, b: Placed, y: Placed, m: number, k: number, n: number): void {
  if (n === 1) timesColumn(a, b, y, m, k);
  else if (m * k * n < SMALL) plainly(a, b, y, m, k, n);
  else if (m === 1) rowTimes(a, b, y, k, n);
  else tiled(a, b, y, m, k, n);
}

/** A factor as it is meant. */
function laidOut({ data, offset, isTransposed }: Factor, rows: number, columns: number): Placed {
  if (isTransposed !== true) return { data, offset };
  const copy = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) copy[i * columns + j] = data[offset + j * rows + i]!;
  return { data: copy, offset: 0 };
}

function timesColumn(a: Placed, b: Placed, y: Placed, m: number, k: number): void {
  for (let i = 0; i < m; i++) {
    y.data[y.offset + i]! += dotRange(a.data, a.offset + i * k, b.data, b.offset, k);
  }
}

/** Runs up to this long are added one by one; longer ones are halved. */
const RUN = 128;

/** Σ x[i]·y[i] over `length` elements from two places on, added pairwise. */
export function dotRange(
  x: Float64Array,
  startX: number,
  y: Float64Array,
  startY: number,
  length: number,
): number {
  if (length > RUN) {
    const half = middleOf(0, length);
    return dotRange(x, startX, y, startY, half) + dotRange(x, startX + half, y, startY + half, length - half);
  }
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    a += x[startX + i]! * y[startY + i]!;
    b += x[startX + i + 1]! * y[startY + i + 1]!;
    c += x[startX + i + 2]! * y[startY + i + 2]!;
    d += x[startX + i + 3]! * y[startY + i + 3]!;
  }
  for (; i < length; i++) a += x[startX + i]! * y[startY + i]!;
  return a + b + (c + d);
}

function plainly(a: Placed, b: Placed, y: Placed, m: number, k: number, n: number): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum += a.data[a.offset + i * k + p]! * b.data[b.offset + p * n + j]!;
      y.data[y.offset + i * n + j]! += sum;
    }
  }
}

/** Row by row of b; the partial sums of every DEPTH rows are added apart, to keep rounding small. */
function rowTimes(a: Placed, b: Placed, y: Placed, k: number, n: number): void {
  const sums = new Float64Array(n);
  const rows = b.data;
  for (let first = 0; first < k; first += DEPTH) {
    sums.fill(0);
    for (let p = first; p < Math.min(k, first + DEPTH); p++) {
      const factor = a.data[a.offset + p]!;
      const row = b.offset + p * n;
      for (let j = 0; j < n; j++) sums[j]! += factor * rows[row + j]!;
    }
    for (let j = 0; j < n; j++) y.data[y.offset + j]! += sums[j]!;
  }
}

/** In JavaScript alone. */
export function tiled(a: Placed, b: Placed, y: Placed, m: number, k: number, n: number): void {
  const strip = new Float64Array(4 * Math.min(k, DEPTH));
  const tile = new Float64Array(16);
  for (let first = 0; first < k; first += DEPTH) {
    const depth = Math.min(DEPTH, k - first);
    for (let j = 0; j < n; j += 4) {
      const columns = Math.min(4, n - j);
      pack(b.data, b.offset + first * n + j, n, depth, columns, strip);
      for (let i = 0; i < m; i += 4) {
        const rows = Math.min(4, m - i);
        multiplyTile(a.data, a.offset + i * k + first, k, rows, strip, depth, tile);
        for (let r = 0, corner = y.offset + i * n + j; r < rows; r++, corner += n) {
          for (let c = 0; c < columns; c++) y.data[corner + c]! += tile[4 * r + c]!;
        }
      }
    }
  }
}

/** Lays four columns of b side by side; those beyond its last are zero. */
function pack(
  b: Float64Array,
  start: number,
  width: number,
  depth: number,
  columns: number,
  strip: Float64Array,
): void {
  for (let p = 0; p < depth; p++) {
    for (let c = 0; c < 4; c++) strip[4 * p + c] = c < columns ? b[start + p * width + c]! : 0;
  }
}

/** The product of four rows of a (the last one again for those beyond it) and the packed columns. */
function multiplyTile(
  a: Float64Array,
  start: number,
  width: number,
  rows: number,
  strip: Float64Array,
  depth: number,
  tile: Float64Array,
): void {
  const row = (r: number): number => start + Math.min(r, rows - 1) * width;
  const [r0, r1, r2, r3] = [row(0), row(1), row(2), row(3)];
  let c00 = 0;
  let c01 = 0;
  let c02 = 0;
  let c03 = 0;
  let c10 = 0;
  let c11 = 0;
  let c12 = 0;
  let c13 = 0;
  let c20 = 0;
  let c21 = 0;
  let c22 = 0;
  let c23 = 0;
  let c30 = 0;
  let c31 = 0;
  let c32 = 0;
  let c33 = 0;
  for (let p = 0; p < depth; p++) {
    const b0 = strip[4 * p]!;
    const b1 = strip[4 * p + 1]!;
    const b2 = strip[4 * p + 2]!;
    const b3 = strip[4 * p + 3]!;
    const a0 = a[r0 + p]!;
    const a1 = a[r1 + p]!;
    const a2 = a[r2 + p]!;
    const a3 = a[r3 + p]!;
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3;
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3;
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3;
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3;
  }
  tile[0] = c00;
  tile[1] = c01;
  tile[2] = c02;
  tile[3] = c03;
  tile[4] = c10;
  tile[5] = c11;
  tile[6] = c12;
  tile[7] = c13;
  tile[8] = c20;
  tile[9] = c21;
  tile[10] = c22;
  tile[11] = c23;
  tile[12] = c30;
  tile[13] = c31;
  tile[14] = c32;
  tile[15] = c33;
}
