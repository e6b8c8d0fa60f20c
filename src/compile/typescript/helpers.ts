// What emitted modules call besides `Math`: each as text, with what it calls in its turn.

/** The functions that an emitted module may bring along. */
export type Helper = keyof typeof helpers;

/** The texts of those that are used, and of what they use. */
export function helperTexts(used: Iterable<Helper>): string[] {
  const all = new Set<Helper>();
  const add = (name: Helper): void => {
    if (all.has(name)) return;
    all.add(name);
    helpers[name].needs.forEach(add);
  };
  for (const name of used) add(name);
  return Object.entries(helpers).flatMap(([name, { text }]) => (all.has(name as Helper) ? [text] : []));
}

interface Text {
  readonly needs: readonly ("times" | "hasNaN" | "runOf" | "pairwise" | "addRows" | "dot")[];
  readonly text: string;
}

const none: Text["needs"] = [];

const helpers = {
  times: {
    needs: none,
    text: `/** The product of the chain rule, in which 0 · ∞ is 0. */
function times(p: number, dx: number): number {
  const product = p * dx;
  if (product === product) return product;
  return p === 0 || dx === 0 ? 0 : NaN;
}`,
  },
  hasNaN: {
    needs: none,
    text: `/** Whether an element is NaN. */
function hasNaN(x: ArrayLike<number>): boolean {
  for (let i = 0; i < x.length; i++) if (Number.isNaN(x[i])) return true;
  return false;
}`,
  },
  same: {
    needs: none,
    text: `/** Whether two lists hold the same numbers, bit by bit. */
function same(x: ArrayLike<number>, y: ArrayLike<number>): boolean {
  for (let i = 0; i < y.length; i++) if (!Object.is(x[i], y[i])) return false;
  return x.length === y.length;
}`,
  },
  row: {
    needs: none,
    text: `/** Row k of rows of n numbers. */
function row(x: ArrayLike<number>, k: number, n: number): Float64Array {
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) y[i] = x[k * n + i]!;
  return y;
}`,
  },
  grown: {
    needs: none,
    text: `/** The same numbers, with room for twice as many. */
function grown(x: Float64Array): Float64Array {
  const y = new Float64Array(2 * x.length);
  y.set(x);
  return y;
}`,
  },
  runOf: {
    needs: none,
    text: `/** Σ x, four by four. */
function runOf(x: ArrayLike<number>, start: number, end: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = start;
  for (; i + 3 < end; i += 4) {
    a += x[i]!;
    b += x[i + 1]!;
    c += x[i + 2]!;
    d += x[i + 3]!;
  }
  for (; i < end; i++) a += x[i]!;
  return a + b + (c + d);
}`,
  },
  pairwise: {
    needs: ["runOf"],
    text: `/** Σ x from \`start\` to \`end\`, long ones by halves. */
function pairwise(x: ArrayLike<number>, start: number, end: number): number {
  if (end - start <= 128) return runOf(x, start, end);
  const middle = start + Math.floor((end - start) / 16) * 8;
  return pairwise(x, start, middle) + pairwise(x, middle, end);
}`,
  },
  addRows: {
    needs: none,
    text: `/** Adds \`length\` rows of \`inner\` numbers, long ones by halves, to y from \`to\` on. */
function addRows(x: ArrayLike<number>, from: number, length: number, inner: number, y: Float64Array, to: number): void {
  if (length > 128) {
    const half = Math.floor(length / 2);
    const second = new Float64Array(inner);
    addRows(x, from, half, inner, y, to);
    addRows(x, from + half * inner, length - half, inner, second, 0);
    for (let j = 0; j < inner; j++) y[to + j]! += second[j]!;
    return;
  }
  let k = 0;
  let i = from;
  for (; k + 1 < length; k += 2, i += inner) {
    for (let j = 0; j < inner; j++, i++) y[to + j]! += x[i]! + x[i + inner]!;
  }
  for (let j = 0; k < length && j < inner; j++, i++) y[to + j]! += x[i]!;
}`,
  },
  dot: {
    needs: none,
    text: `/** Σ x[i + k] y[j + k] for k up to \`length\`, long ones by halves. */
function dot(x: ArrayLike<number>, i: number, y: ArrayLike<number>, j: number, length: number): number {
  if (length > 128) {
    const half = Math.floor(length / 8) * 4;
    return dot(x, i, y, j, half) + dot(x, i + half, y, j + half, length - half);
  }
  let [a, b, c, d] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < length; k += 4) {
    a += x[i + k]! * y[j + k]!;
    b += x[i + k + 1]! * y[j + k + 1]!;
    c += x[i + k + 2]! * y[j + k + 2]!;
    d += x[i + k + 3]! * y[j + k + 3]!;
  }
  for (; k < length; k++) a += x[i + k]! * y[j + k]!;
  return a + b + (c + d);
}`,
  },
  strongDot: {
    needs: ["times", "pairwise", "dot"],
    text: `/** Σ x[i] y[i], where 0 · ∞ is 0. */
function strongDot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const plain = dot(x, 0, y, 0, x.length);
  if (plain === plain) return plain;
  return pairwise(Float64Array.from(x, (p, i) => times(p, y[i]!)), 0, x.length);
}`,
  },
  strongMatmul: {
    needs: ["times", "hasNaN", "pairwise", "addRows"],
    text: `/** Writes the product of matrices with k columns and k rows, of which some lie transposed, to z, where 0 · ∞ is 0, if a plain one has made NaN. */
function strongMatmul(x: ArrayLike<number>, y: ArrayLike<number>, k: number, z: Float64Array, left = false, right = false): void {
  if (!hasNaN(z)) return;
  const [m, n] = [x.length / k, y.length / k];
  for (let i = 0; i < m; i++) {
    const products = Float64Array.from({ length: k * n }, (_, at) => {
      const [l, j] = [Math.floor(at / n), at % n];
      return times(x[left ? l * m + i : i * k + l]!, y[right ? j * k + l : at]!);
    });
    z.fill(0, i * n, i * n + n);
    if (n === 1) z[i] = pairwise(products, 0, k);
    else addRows(products, 0, k, n, z, i * n);
  }
}`,
  },
} as const satisfies Record<string, Text>;
