// By hand: products of matrices, a network of two layers with its gradient, and single operations on arrays.

/** A matrix in some storage: how far it is from one row to the next, and from one column to the next. */
interface Strided {
  readonly data: Float64Array;
  readonly row: number;
  readonly column: number;
}

/** The product of a (m × k) and b (k × n), row-major. */
export function multiplied(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array {
  return tiled({ data: a, row: k, column: 1 }, { data: b, row: n, column: 1 }, m, k, n);
}

/** The product of matrices, by tiles of 4 × 4 that are kept in registers. */
function tiled(a: Strided, b: Strided, m: number, k: number, n: number): Float64Array {
  const y = new Float64Array(m * n);
  const [rows, columns] = [m - (m % 4), n - (n % 4)];
  for (let i = 0; i < rows; i += 4) for (let j = 0; j < columns; j += 4) tile(a, b, k, n, i, j, y);
  for (let i = 0; i < m; i++)
    for (let j = i < rows ? columns : 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++)
        sum += a.data[i * a.row + p * a.column]! * b.data[p * b.row + j * b.column]!;
      y[i * n + j] = sum;
    }
  return y;
}

function tile(a: Strided, b: Strided, k: number, n: number, i: number, j: number, y: Float64Array): void {
  const [u, v] = [a.data, b.data];
  const [ar, ac, br, bc] = [a.row, a.column, b.row, b.column];
  let [c00, c01, c02, c03, c10, c11, c12, c13] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [c20, c21, c22, c23, c30, c31, c32, c33] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let p = 0, s = i * ar, t = j * bc; p < k; p++, s += ac, t += br) {
    const [b0, b1, b2, b3] = [v[t]!, v[t + bc]!, v[t + 2 * bc]!, v[t + 3 * bc]!];
    const a0 = u[s]!;
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3;
    const a1 = u[s + ar]!;
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3;
    const a2 = u[s + 2 * ar]!;
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3;
    const a3 = u[s + 3 * ar]!;
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3;
  }
  const at = i * n + j;
  y.set([c00, c01, c02, c03], at);
  y.set([c10, c11, c12, c13], at + n);
  y.set([c20, c21, c22, c23], at + 2 * n);
  y.set([c30, c31, c32, c33], at + 3 * n);
}

/** The sizes of a network: so many inputs, hidden values, classes, examples. */
export interface Sizes {
  readonly inputs: number;
  readonly hidden: number;
  readonly classes: number;
  readonly batch: number;
}

/** The weights and the biases of both layers. */
export type Weights = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

/** The mean cross-entropy of relu(x w₁ + b₁) w₂ + b₂ with the labels, and its gradient. */
export function network(
  x: Float64Array,
  labels: Int32Array,
  [w1, b1, w2, b2]: Weights,
  { inputs, hidden, classes, batch }: Sizes,
): { value: number; w1: Float64Array; b1: Float64Array; w2: Float64Array; b2: Float64Array } {
  const h = biased(multiplied(x, w1, batch, inputs, hidden), b1);
  for (let i = 0; i < h.length; i++) if (!(h[i]! > 0)) h[i] = 0;
  const z = biased(multiplied(h, w2, batch, hidden, classes), b2);
  const value = softened(z, labels, classes);
  const rows = (data: Float64Array, row: number): Strided => ({ data, row, column: 1 });
  const columns = (data: Float64Array, column: number): Strided => ({ data, row: 1, column });
  const dh = tiled(rows(z, classes), columns(w2, classes), batch, classes, hidden);
  for (let i = 0; i < h.length; i++) if (h[i] === 0) dh[i] = 0;
  return {
    value,
    w1: tiled(columns(x, inputs), rows(dh, hidden), inputs, batch, hidden),
    b1: columnSums(dh, hidden),
    w2: tiled(columns(h, hidden), rows(z, classes), hidden, batch, classes),
    b2: columnSums(z, classes),
  };
}

/** The mean cross-entropy of logits, which are overwritten by its derivative. */
function softened(z: Float64Array, labels: Int32Array, classes: number): number {
  const batch = labels.length;
  let total = 0;
  for (let i = 0; i < batch; i++) {
    const row = z.subarray(i * classes, (i + 1) * classes);
    const label = labels[i]!;
    let largest = -Infinity;
    for (let j = 0; j < classes; j++) largest = Math.max(largest, row[j]!);
    const logit = row[label]! - largest;
    let sum = 0;
    for (let j = 0; j < classes; j++) sum += row[j] = Math.exp(row[j]! - largest);
    total += Math.log(sum) - logit;
    for (let j = 0; j < classes; j++) row[j] = (row[j]! / sum - (j === label ? 1 : 0)) / batch;
  }
  return total / batch;
}

function biased(x: Float64Array, bias: Float64Array): Float64Array {
  for (let i = 0; i < x.length; i++) x[i]! += bias[i % bias.length]!;
  return x;
}

function columnSums(x: Float64Array, columns: number): Float64Array {
  const y = new Float64Array(columns);
  for (let i = 0; i < x.length; i++) y[i % columns]! += x[i]!;
  return y;
}

/** y = eˣ, element by element. */
export function eachExp(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.exp(x[i]!);
}

/** y = x², element by element. */
export function eachSquare(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i] = x[i]! * x[i]!;
}
