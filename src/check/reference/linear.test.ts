// A linear op over any number system does to each number what its evaluation does to real ones.
import t from "tap";
import type { Inputs, Op } from "../../core/op.js";
import { cumsum, matmul, reshape, sum } from "../../index.js";
import { reals } from "../fixtures/reals.js";
import { complexField } from "./complex-field.js";
import { complex, type Complex } from "./complex.js";
import type { Cells } from "./cells.js";
import { plainOf, numbersOf } from "./cells.js";
import { bilinearly, linearly, type Call } from "./linear.js";

/** The op that a test gives by its evaluation. */
function call<T>(
  f: (x: readonly (readonly number[])[]) => readonly number[],
  ...inputs: Cells<T>[]
): Call<T> {
  const run = (x: Inputs) => {
    const y = f(x.map((plain) => numbersOf(plain as ReturnType<typeof plainOf>)));
    return plainOf(y, [y.length]);
  };
  return { op: { eval: run } as unknown as Op<Inputs, unknown>, params: undefined, inputs };
}

const vector = <T>(...cells: T[]): Cells<T> => ({ shape: [cells.length], cells });

/** (x, y) ↦ (2x₀ − y₀, x₁ + 3y₀) */
const mixed = ([x = [], y = []]: readonly (readonly number[])[]): readonly number[] => [
  2 * (x[0] ?? NaN) - (y[0] ?? NaN),
  (x[1] ?? NaN) + 3 * (y[0] ?? NaN),
];

/** (x, y) ↦ (x₀ y₀ + 2 x₁ y₁, x₁ y₀) */
const products = ([x = [], y = []]: readonly (readonly number[])[]): readonly number[] => [
  (x[0] ?? NaN) * (y[0] ?? NaN) + 2 * (x[1] ?? NaN) * (y[1] ?? NaN),
  (x[1] ?? NaN) * (y[0] ?? NaN),
];

t.test("a linear op of real numbers is read off as a matrix", async (t) => {
  t.same(linearly(reals, call(mixed, vector(5, 7), vector(11))), [-1, 40]);
});

t.test("over the complex numbers it is applied to each part", async (t) => {
  const y = linearly(complexField, call(mixed, vector(complex(5, 1), complex(7, 2)), vector(complex(11, 3))));
  t.same(y, [complex(-1, -1), complex(40, 11)]);
});

t.test("a bilinear op is linear in its second input for each part of the first", async (t) => {
  t.same(bilinearly(reals, call(products, vector(2, 3), vector(5, 7))), [10 + 42, 15]);
  const [a, b] = [vector(complex(2, 1), complex(0, 3)), vector(complex(5, -1), complex(1, 1))];
  // (2 + i)(5 − i) + 2 · 3i (1 + i), 3i (5 − i)
  t.same(bilinearly(complexField, call(products, a, b)), [complex(5, 9), complex(3, 15)]);
});

t.test("the matrix is read off at every place, the entries that are 0 among them", async (t) => {
  const x = vector(1, 10, 100, 1000);
  const opCall = (op: unknown, params: unknown, ...inputs: Cells<number>[]): Call<number> => ({
    op: op as Op<Inputs, unknown>,
    params,
    inputs,
  });
  t.same(linearly(reals, opCall(cumsum.op, { axis: 0 }, x)), [1, 11, 111, 1111]);
  t.same(linearly(reals, opCall(reshape.op, { shape: [2, 2] }, x)), x.cells);
  t.same(linearly(reals, opCall(sum.op, { axes: [0] }, x)), [1111]);
});

t.test("inputs of no elements have the result of zeros", async (t) => {
  const nothing: Cells<number> = { shape: [2, 0], cells: [] };
  const matrix: Cells<number> = { shape: [0, 1], cells: [] };
  const of = (inputs: Cells<number>[]): Call<number> => ({
    op: matmul.op as unknown as Op<Inputs, unknown>,
    params: undefined,
    inputs,
  });
  t.same(bilinearly(reals, of([nothing, matrix])), [0, 0]);
});

t.test("a matrix of more than some millions of entries is not read off", async (t) => {
  let runs = 0;
  const many = (n: number): Cells<number> => ({ shape: [n], cells: Array.from({ length: n }, () => 1) });
  const counted = ([x = []]: readonly (readonly number[])[]): readonly number[] => {
    runs += 1;
    return x;
  };
  t.equal(linearly(reals, call(counted, many(2001))), undefined);
  t.equal(runs, 1, "one evaluation has told its size");
  t.equal(
    bilinearly(
      reals,
      call(() => [1], many(41), many(320)),
    ),
    undefined,
    "41 · 320 · 320 numbers",
  );
  t.same(
    bilinearly(
      reals,
      call(() => [0], many(2), many(320)),
    ),
    [0],
    "2 · 320 · 320 are few enough",
  );
  const wide = (n: number): readonly number[] => Array.from({ length: n }, () => 0);
  t.equal(
    linearly(
      reals,
      call(() => wide(4e5 + 1), many(10)),
    ),
    undefined,
    "a long output counts, too",
  );
  const plane = linearly(
    complexField,
    call<Complex>((x) => x[0] ?? [], { shape: [2001], cells: many(2001).cells.map((re) => complex(re)) }),
  );
  t.equal(plane?.length, 2001, "a plane needs no matrix");
});
