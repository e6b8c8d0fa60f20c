// Products of large matrices by a kernel of WebAssembly: block after block is packed into its memory. The elements are
// added in the order of the kernel in JavaScript, so that the bits are the same.
import { block, blockProduct, places } from "../wasm/gemm.js";
import { hasVectors, sharedMemory } from "../wasm/host.js";

/** Where some storage has the elements of a matrix. */
export interface Matrix {
  readonly data: Float64Array;
  readonly offset: number;
  /** How far it is from one row to the next, and from one column to the next. */
  readonly row: number;
  readonly column: number;
}

/** Products with fewer multiplications than this are not worth to be moved. */
const worthwhile = 2 ** 15;

/** Whether a product of m × k and k × n is to be done here. */
export function isForBlocks(m: number, k: number, n: number): boolean {
  return m > 1 && n > 1 && m * k * n >= worthwhile && hasVectors();
}

/** Adds the product of a (m × k) and b (k × n) to y (m × n), which is row-major. */
export function multiplyBlocks(
  a: Matrix,
  b: Matrix,
  y: Pick<Matrix, "data" | "offset">,
  m: number,
  k: number,
  n: number,
): void {
  const product = blockProduct();
  const memory = new Float64Array(sharedMemory().buffer);
  for (let p = 0; p < k; p += block.depth) {
    const depth = Math.min(block.depth, k - p);
    for (let j = 0; j < n; j += block.columns) {
      const columns = Math.min(block.columns, n - j);
      const right = b.offset + p * b.row + j * b.column;
      pack(b.data, right, b.column, b.row, columns, depth, memory, places.right);
      for (let i = 0; i < m; i += block.rows) {
        const rows = Math.min(block.rows, m - i);
        const left = a.offset + i * a.row + p * a.column;
        pack(a.data, left, a.row, a.column, rows, depth, memory, places.left);
        product(Math.ceil(rows / 4), Math.ceil(columns / 4), depth);
        unpack(memory, y.data, y.offset + i * n + j, n, rows, columns);
      }
    }
  }
}

/** Lays four lines side by side, and then the next four; lines beyond the last are zero. */
function pack(
  x: Float64Array,
  start: number,
  across: number,
  along: number,
  lines: number,
  depth: number,
  memory: Float64Array,
  place: number,
): void {
  let to = place;
  for (let line = 0; line < lines; line += 4) {
    let from = start + line * across;
    if (line + 4 > lines) {
      for (let p = 0; p < depth; p++, from += along)
        for (let r = 0; r < 4; r++) memory[to++] = line + r < lines ? x[from + r * across]! : 0;
      continue;
    }
    for (let p = 0; p < depth; p++, from += along, to += 4) {
      memory[to] = x[from]!;
      memory[to + 1] = x[from + across]!;
      memory[to + 2] = x[from + 2 * across]!;
      memory[to + 3] = x[from + 3 * across]!;
    }
  }
}

function unpack(
  memory: Float64Array,
  y: Float64Array,
  start: number,
  width: number,
  rows: number,
  columns: number,
): void {
  for (let r = 0; r < rows; r++) {
    const [from, to] = [places.product + r * block.columns, start + r * width];
    for (let c = 0; c < columns; c++) y[to + c]! += memory[from + c]!;
  }
}
