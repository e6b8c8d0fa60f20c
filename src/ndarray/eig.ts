// Eigenvalues and eigenvectors of real matrices, which may be complex, by Schur's form and substitution backwards.
import { squareLength } from "./batch.js";
import { type Plain, shapeOf } from "./ndarray.js";
import { eachMatrix, scaleDown } from "./packed.js";
import { balance, schur } from "./schur.js";

/**
 * For every matrix of a: the eigenvalues, pairs of a real and an imaginary part, ascending by the first and then by
 * the second; and after them the matrix of such pairs whose columns are the eigenvectors, of length 1. In each the
 * first of the largest components is real and positive. NaN if an entry is not finite.
 */
export function eig(a: Plain): Plain {
  const n = squareLength("eig", shapeOf(a));
  return eachMatrix(a, 2 * n * (n + 1), (matrix, out) => {
    const before = scaleDown(matrix);
    const d = balance(matrix, n);
    const scale = before * scaleDown(matrix);
    const form = Number.isNaN(scale) ? undefined : schur(matrix, n);
    if (form === undefined) out.fill(NaN);
    else {
      // The columns of d q, in which the vectors are those of the matrix before it was balanced.
      const q = form.q.map((x, k) => x * d[Math.floor(k / n)]!);
      write(sorted(pairsOf(form.t, q, n)), n, scale, out);
    }
  });
}

/** A complex vector, or many. */
interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** An eigenvalue and its vector. */
interface Pair {
  readonly re: number;
  readonly im: number;
  readonly vector: Complex;
}

function sorted(pairs: readonly Pair[]): readonly Pair[] {
  return [...pairs].sort((x, y) => x.re - y.re || x.im - y.im);
}

function write(pairs: readonly Pair[], n: number, scale: number, out: Float64Array): void {
  for (const [j, { re, im, vector }] of pairs.entries()) {
    out[2 * j] = re * scale;
    out[2 * j + 1] = im * scale;
    for (let i = 0; i < n; i++) {
      out[2 * (n + i * n + j)] = vector.re[i]!;
      out[2 * (n + i * n + j) + 1] = vector.im[i]!;
    }
  }
}

/** The eigenvalues in the order of the diagonal, of conjugate ones that with the negative imaginary part first. */
function pairsOf(t: Float64Array, q: Float64Array, n: number): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let k = 0; k < n; k++) {
    const c = k + 1 < n ? t[(k + 1) * n + k]! : 0;
    const [a, d] = [t[k * (n + 1)]!, t[(k + 1) * (n + 1)] ?? 0];
    if (c === 0) {
      const { re } = turned(q, n, substituted(t, n, k, a, 0));
      pairs.push({ re: a, im: 0, vector: { re, im: new Float64Array(n) } });
      continue;
    }
    const half = (a - d) / 2;
    const im = Math.sqrt(-(half * half + t[k * (n + 1) + 1]! * c));
    const re = (a + d) / 2;
    const vector = turned(q, n, substituted(t, n, k, re, im));
    pairs.push({ re, im: -im, vector: { re: vector.re, im: vector.im.map((x) => -x) } }, { re, im, vector });
    k += 1;
  }
  return pairs;
}

/** The x with (t − λ) x = 0 of the eigenvalue λ of the block at k. */
function substituted(t: Float64Array, n: number, k: number, re: number, im: number): Complex {
  const x: Complex = { re: new Float64Array(n), im: new Float64Array(n) };
  if (im === 0) x.re[k] = 1;
  else {
    x.re[k] = t[k * (n + 1) + 1]!;
    x.re[k + 1] = re - t[k * (n + 1)]!;
    x.im[k + 1] = im;
  }
  for (let i = k - 1; i >= 0; i--) {
    if (i > 0 && t[i * n + i - 1] !== 0) solveBlock(t, n, (i -= 1), x, re, im);
    else solveRow(t, n, i, x, re, im);
    scaleBack(x);
  }
  return x;
}

/** Σ tᵢⱼ xⱼ over the j from `from` on. */
function rest(t: Float64Array, n: number, i: number, from: number, x: Complex): readonly [number, number] {
  let [re, im] = [0, 0];
  for (let j = from; j < n; j++) {
    re += t[i * n + j]! * x.re[j]!;
    im += t[i * n + j]! * x.im[j]!;
  }
  return [re, im];
}

/** What stands for 0 beside entries of size 1: equal eigenvalues are as far apart as rounding would have them. */
const least = Number.EPSILON / 2;

/** a / b for complex numbers; a divisor smaller than `floor` counts as that. */
function ratio(a: readonly [number, number], b: readonly [number, number], floor: number): [number, number] {
  const size = Math.hypot(b[0], b[1]);
  if (size < floor) return [a[0] / floor, a[1] / floor];
  const [u, v] = [b[0] / size, b[1] / size];
  return [(a[0] * u + a[1] * v) / size, (a[1] * u - a[0] * v) / size];
}

function solveRow(t: Float64Array, n: number, i: number, x: Complex, re: number, im: number): void {
  const [sr, si] = rest(t, n, i, i + 1, x);
  [x.re[i], x.im[i]] = ratio([-sr, -si], [t[i * (n + 1)]! - re, -im], least);
}

/** Rows i and i + 1, by Cramer's rule. */
function solveBlock(t: Float64Array, n: number, i: number, x: Complex, re: number, im: number): void {
  const [p, q] = [rest(t, n, i, i + 2, x), rest(t, n, i + 1, i + 2, x)];
  const [a, b] = [t[i * (n + 1)]! - re, t[i * (n + 1) + 1]!];
  const [c, d] = [t[(i + 1) * n + i]!, t[(i + 1) * (n + 1)]! - re];
  const determinant = [a * d - im * im - b * c, -im * (a + d)] as const;
  const first = [-(d * p[0] + im * p[1]) + b * q[0], -(d * p[1] - im * p[0]) + b * q[1]] as const;
  const second = [-(a * q[0] + im * q[1]) + c * p[0], -(a * q[1] - im * q[0]) + c * p[1]] as const;
  [x.re[i], x.im[i]] = ratio(first, determinant, least ** 2);
  [x.re[i + 1], x.im[i + 1]] = ratio(second, determinant, least ** 2);
}

/** Keeps the elements of x from overflow. */
function scaleBack(x: Complex): void {
  const largest = Math.max(...x.re.map(Math.abs), ...x.im.map(Math.abs));
  if (!(largest > 1e100)) return;
  for (let i = 0; i < x.re.length; i++) {
    x.re[i]! /= largest;
    x.im[i]! /= largest;
  }
}

/** How much smaller than the largest component one may be and still count as large: ties do not depend on rounding. */
const level = 1 - 2 ** -20;

/** Where the first of the largest of n components is, of which the squares are given. */
export function placeOfLargest(n: number, square: (i: number) => number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, square(i));
  for (let i = 0; i < n; i++) if (square(i) >= level * level * largest) return i;
  return 0;
}

/** q x, of length 1, and its first largest component real and positive. */
function turned(q: Float64Array, n: number, x: Complex): Complex {
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  for (let i = 0; i < n; i++) [re[i], im[i]] = rest(q, n, i, 0, x);
  const length = Math.hypot(...re, ...im);
  const p = placeOfLargest(n, (i) => (re[i]! / length) ** 2 + (im[i]! / length) ** 2);
  const size = Math.hypot(re[p]!, im[p]!);
  const [u, v] = [re[p]! / size / length, im[p]! / size / length];
  for (let i = 0; i < n; i++) [re[i], im[i]] = [re[i]! * u + im[i]! * v, im[i]! * u - re[i]! * v];
  im[p] = 0;
  return { re, im };
}
