// Fourier and cosine transforms: against their definitions with 64 digits, their inverses, and their derivatives.
import t from "tap";
import type * as math from "mathjs";
import { acosDependencies, bignumberDependencies, cosDependencies, create, sinDependencies } from "mathjs";
import { checkGrads } from "../../check/index.js";
import { shapeOf, value, type Value } from "../../core/op.js";
import { array, ones, random, zeros, type NDArray } from "../../ndarray/index.js";
import {
  complex,
  complexMul,
  conjugate,
  dct,
  fft,
  fft2,
  idct,
  ifft,
  ifft2,
  imaginaryPart,
  irfft,
  matmul,
  mul,
  realPart,
  rfft,
  slice,
  square,
  sub,
  sum,
} from "../index.js";

const parts = { ...acosDependencies, ...bignumberDependencies, ...cosDependencies, ...sinDependencies };
const { acos, bignumber, cos, sin } = create(parts, {
  number: "BigNumber",
  precision: 64,
}) as unknown as Record<"acos" | "bignumber" | "cos" | "sin", (x: number | math.BigNumber) => math.BigNumber>;
const plain = (x: Value): unknown => (value(x) as NDArray).toArray();
const normal = (seed: number, ...shape: number[]): NDArray => random.normal(random.key(seed), shape);
const size = (x: Value): number => Math.max(0, ...(value(x) as NDArray).data.map(Math.abs));

/** The transform by its definition, rounded from 64 digits. */
function byDefinition(x: NDArray): NDArray {
  const n = x.shape[0] ?? 0;
  const big = (v: number): math.BigNumber => bignumber(v);
  const turn = acos(big(-1)).mul(-2);
  const roots = Array.from({ length: n }, (_, k) => turn.mul(k).div(n)).map(
    (angle) => [cos(angle), sin(angle)] as const,
  );
  const numbers = Array.from(
    { length: n },
    (_, j) => [big(x.data[2 * j] ?? 0), big(x.data[2 * j + 1] ?? 0)] as const,
  );
  const sums = roots.map((_, k) => {
    let [re, im] = [big(0), big(0)];
    for (const [j, [a, b]] of numbers.entries()) {
      const [c, s] = roots[(j * k) % n] ?? [a, b];
      re = re.add(a.mul(c)).sub(b.mul(s));
      im = im.add(a.mul(s)).add(b.mul(c));
    }
    return [re.toNumber(), im.toNumber()];
  });
  return array(sums);
}

t.test("the transform agrees with its definition, whatever the length", (t) => {
  for (const n of [1, 2, 3, 4, 5, 7, 8, 12, 25, 27, 31, 32, 49]) {
    const x = normal(n, n, 2);
    const error = size(sub(fft(x), byDefinition(x)));
    t.ok(error < 3e-16 * Math.sqrt(n) * (4 + Math.log2(n)) * 2, `n = ${String(n)}: ${String(error)}`);
  }
  t.strictSame(
    plain(
      fft([
        [1, 0],
        [2, 0],
        [3, 0],
        [4, 0],
      ]),
    ),
    [
      [10, 0],
      [-2, 2],
      [-2, 0],
      [-2, -2],
    ],
  );
  t.end();
});

t.test("the inverses undo it, along any axis, for real arrays and matrices too", (t) => {
  const x = normal(1, 3, 10, 4, 2);
  for (const axis of [0, 1, 2, -1]) t.ok(size(sub(ifft(fft(x, { axis }), { axis }), x)) < 1e-14);
  t.ok(size(sub(ifft2(fft2(x)), x)) < 1e-14);
  for (const n of [1, 2, 5, 8, 9, 100, 1009]) {
    const real = normal(n, n);
    t.strictSame(shapeOf(rfft(real)), [Math.floor(n / 2) + 1, 2]);
    t.ok(size(sub(irfft(rfft(real), { n }), real)) < 2e-14, `n = ${String(n)}`);
  }
  t.strictSame(plain(rfft([1, 2, 3, 4])), [
    [10, 0],
    [-2, 2],
    [-2, 0],
  ]);
  t.ok(size(sub(irfft(rfft([1, 2, 3, 4])), [1, 2, 3, 4] as never)) < 1e-15);
  t.end();
});

t.test("an axis is cut, or filled up with zeros", (t) => {
  const x = normal(2, 5, 2);
  t.strictSame(plain(fft(x, { n: 3 })), plain(fft(slice(x, [0, 3]))));
  t.strictSame(plain(fft(ones([1, 2]), { n: 2 })), [
    [1, 1],
    [1, 1],
  ]);
  t.strictSame(plain(rfft([1, 2], { n: 4 })), plain(rfft([1, 2, 0, 0])));
  t.strictSame(shapeOf(irfft(rfft([1, 2, 3]), { n: 3 })), [3]);
  t.end();
});

t.test("Parseval: the sum of squares is that of the transform over n", (t) => {
  const x = normal(3, 1000, 2);
  const [a, b] = [sum(square(x)), sum(square(fft(x)))].map((v) => Number(value(v)));
  t.ok(Math.abs((b ?? 0) / 1000 - (a ?? 0)) < 1e-12 * (a ?? 0));
  t.end();
});

t.test("complex numbers are pairs", (t) => {
  t.strictSame(plain(complex([1, 2], 0)), [
    [1, 0],
    [2, 0],
  ]);
  t.strictSame(plain(conjugate([1, 2])), [1, -2]);
  t.strictSame(plain(complexMul([1, 2], [3, 4])), [-5, 10]);
  t.strictSame([value(realPart([1, 2])), value(imaginaryPart([1, 2]))], [1, 2]);
  t.throws(() => fft([1, 2, 3]), { name: "RangeError", message: /length 2 along its last axis/ });
  t.throws(() => fft(zeros([0, 2])), { name: "RangeError" });
  t.throws(() => fft([[1, 0]], { n: 0 }), { name: "TypeError" });
  t.end();
});

t.test("a convolution is a product of transforms, and is differentiated through them", (t) => {
  const [x, w] = [normal(4, 6), normal(5, 6)];
  const circular = (a: Value, b: Value): Value => irfft(complexMul(rfft(a), rfft(b)));
  const f = (a: Value, b: Value): Value => sum(square(circular(a, b)));
  t.equal(checkGrads(f, [x, w], { order: 2 }).verdict, "pass");
  t.equal(
    checkGrads((z: Value) => sum(square(realPart(fft(z)))), [normal(6, 7, 2)], { order: 2 }).verdict,
    "pass",
  );
  t.end();
});

t.test("cosine transforms, their inverses and their matrices", (t) => {
  for (const n of [1, 2, 3, 8, 13]) {
    const x = normal(n, 2, n);
    const cosines = (k: number, j: number): number => Math.cos((Math.PI * k * (2 * j + 1)) / (2 * n));
    const matrix = (f: (k: number, j: number) => number): NDArray =>
      array(Array.from({ length: n }, (_, j) => Array.from({ length: n }, (_k, k) => f(k, j))));
    const second = matmul(
      x,
      matrix((k, j) => 2 * cosines(k, j)),
    );
    t.ok(size(sub(dct(x), second)) < 1e-13);
    const third = matmul(
      x,
      matrix((j, k) => (k === 0 ? 1 : 2 * cosines(k, j))),
    );
    t.ok(size(sub(dct(x, { type: 3 }), third)) < 1e-13);
    for (const type of [2, 3] as const) {
      for (const norm of [undefined, "ortho"] as const) {
        const options = norm === undefined ? { type } : { type, norm };
        t.ok(size(sub(idct(dct(x, options), options), x)) < 1e-14);
        t.ok(size(sub(idct(dct(x, { ...options, axis: 0 }), { ...options, axis: 0 }), x)) < 1e-14);
      }
    }
    const before = Number(value(sum(square(x))));
    const after = Number(value(sum(square(dct(x, { norm: "ortho" })))));
    t.ok(Math.abs(after - before) < 1e-13 * before, "orthogonal");
  }
  t.equal(
    checkGrads((x: Value) => sum(mul(x, square(dct(x)))), [normal(9, 5)], { order: 2 }).verdict,
    "pass",
  );
  t.throws(() => dct([1], { type: 4 as never }), { name: "TypeError" });
  t.throws(() => dct([1], { norm: "forward" as never }), { name: "TypeError" });
  t.end();
});
