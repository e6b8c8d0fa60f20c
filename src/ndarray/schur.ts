// The real Schur form of a matrix: Hessenberg's form by reflections, and QR steps with Francis's two shifts (Golub and
// Van Loan, Matrix Computations, §7.4 and §7.5).

/** a = q t qᵀ: t is upper triangular but for 2 × 2 blocks of conjugate eigenvalues on the diagonal, q orthogonal. */
export interface Schur {
  readonly t: Float64Array;
  readonly q: Float64Array;
}

/** The form of an n × n matrix of moderate finite entries, which is overwritten; undefined if the steps do not end. */
export function schur(h: Float64Array, n: number): Schur | undefined {
  const q = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
  for (let k = 0; k < n - 2; k++) {
    const column = Array.from({ length: n - k - 1 }, (_, i) => h[(k + 1 + i) * n + k]!);
    reflect(h, q, n, k + 1, column);
    for (let i = k + 2; i < n; i++) h[i * n + k] = 0;
  }
  return deflated(h, q, n) ? { t: h, q } : undefined;
}

/**
 * Makes rows and columns of a matrix alike in size, d⁻¹ a d with powers of two in d, in which nothing is rounded
 * (Parlett and Reinsch 1969), and answers with d. Without it the small entries of a matrix are lost beside the large.
 */
export function balance(a: Float64Array, n: number): Float64Array {
  const d = new Float64Array(n).fill(1);
  for (let changed = true, round = 0; changed && round < mostRounds; round++) {
    changed = false;
    for (let i = 0; i < n; i++) {
      let [column, row] = [0, 0];
      for (let j = 0; j < n; j++) {
        if (j === i) continue;
        column += Math.abs(a[j * n + i]!);
        row += Math.abs(a[i * n + j]!);
      }
      if (column === 0 || row === 0) continue;
      const exponent = Math.round((Math.log2(row) - Math.log2(column)) / 2);
      const factor = 2 ** Math.max(-500, Math.min(500, exponent));
      if (!(column * factor + row / factor < 0.95 * (column + row))) continue;
      changed = true;
      d[i]! *= factor;
      for (let j = 0; j < n; j++) a[j * n + i]! *= factor;
      for (let j = 0; j < n; j++) a[i * n + j]! /= factor;
    }
  }
  return d;
}

const mostRounds = 20;

/** Turns h and q by the reflection of rows and columns `first` … that takes x to a multiple of (1, 0, …). */
function reflect(h: Float64Array, q: Float64Array, n: number, first: number, x: readonly number[]): void {
  const length = Math.hypot(...x);
  if (length === 0) return;
  // In units of the length, so that no square overflows or vanishes.
  const w = x.map((v, i) => v / length + (i > 0 ? 0 : v < 0 ? -1 : 1));
  const beta = 2 / w.reduce((sum, v) => sum + v * v, 0);
  for (let j = 0; j < n; j++) along(h, first * n + j, n, w, beta);
  for (let i = 0; i < n; i++) along(h, i * n + first, 1, w, beta);
  for (let i = 0; i < n; i++) along(q, i * n + first, 1, w, beta);
}

/** y − β w (wᵀ y) for the elements y at `start`, `start` + `step`, … */
function along(m: Float64Array, start: number, step: number, w: readonly number[], beta: number): void {
  let dot = 0;
  for (let i = 0; i < w.length; i++) dot += w[i]! * m[start + i * step]!;
  dot *= beta;
  for (let i = 0; i < w.length; i++) m[start + i * step]! -= dot * w[i]!;
}

/** Steps without a split after which there will be none. */
const mostSteps = 60;

/** Splits one or two eigenvalues off the end until none is left. */
function deflated(h: Float64Array, q: Float64Array, n: number): boolean {
  let steps = 0;
  for (let end = n - 1; end > 0;) {
    const start = startOf(h, n, end);
    if (start >= end - 1) {
      if (start === end - 1) triangular(h, q, n, start);
      end = start - 1;
      steps = 0;
    } else {
      steps += 1;
      if (steps > mostSteps) return false;
      francis(h, q, n, start, end, steps % 10 === 0);
    }
  }
  return true;
}

/** Where the last part of the matrix begins that does not fall into two; what is below rounding there becomes 0. */
function startOf(h: Float64Array, n: number, end: number): number {
  for (let k = end; k > 0; k--) {
    const beside = Math.abs(h[(k - 1) * (n + 1)]!) + Math.abs(h[k * (n + 1)]!);
    if (Math.abs(h[k * n + k - 1]!) <= (Number.EPSILON / 2) * (beside === 0 ? 1 : beside)) {
      h[k * n + k - 1] = 0;
      return k;
    }
  }
  return 0;
}

/** Makes a 2 × 2 block with real eigenvalues triangular. */
function triangular(h: Float64Array, q: Float64Array, n: number, k: number): void {
  const [a, b] = [h[k * (n + 1)]!, h[k * (n + 1) + 1]!];
  const [c, d] = [h[(k + 1) * n + k]!, h[(k + 1) * (n + 1)]!];
  const half = (a - d) / 2;
  const discriminant = half * half + b * c;
  if (discriminant < 0) return;
  const root = half + (half < 0 ? -1 : 1) * Math.sqrt(discriminant);
  reflect(h, q, n, k, [root, c]);
  h[(k + 1) * n + k] = 0;
  // Nearer than what the reflection leaves there.
  h[k * (n + 1)] = d + root;
  h[(k + 1) * (n + 1)] = root === 0 ? d : d - (b * c) / root;
}

/** One step with the eigenvalues of the last 2 × 2 block for shifts, or with others, to leave a cycle. */
function francis(
  h: Float64Array,
  q: Float64Array,
  n: number,
  start: number,
  end: number,
  isStuck: boolean,
): void {
  const at = (i: number, j: number): number => h[i * n + j]!;
  const size = Math.abs(at(end, end - 1)) + Math.abs(at(end - 1, end - 2));
  const sum = isStuck ? 1.5 * size : at(end - 1, end - 1) + at(end, end);
  const product = isStuck
    ? size * size
    : at(end - 1, end - 1) * at(end, end) - at(end - 1, end) * at(end, end - 1);
  const a = at(start, start);
  const below = at(start + 1, start);
  let x = [
    a * (a - sum) + at(start, start + 1) * below + product,
    below * (a + at(start + 1, start + 1) - sum),
    below * at(start + 2, start + 1),
  ];
  for (let k = start; k < end; k++) {
    reflect(h, q, n, k, x);
    if (k > start) for (let i = k + 1; i < Math.min(k + 3, end + 1); i++) h[i * n + k - 1] = 0;
    x = Array.from({ length: Math.min(3, end - k) }, (_, i) => at(k + 1 + i, k));
  }
}
