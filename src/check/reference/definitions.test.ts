// The Fourier transform by its sum, with 64 digits.
import t from "tap";
import { fft } from "../../index.js";
import { array } from "../../ndarray/index.js";
import { entryOf } from "../fixtures/subjects.js";
import { loadBigValues } from "./big-values.js";

const values = await loadBigValues();
const rounded = (x: number): number => Math.round(x * 1e15) / 1e15 + 0;
const transform = (x: unknown, axis: number, sign: number, scale = 1): number[] =>
  Array.from(values(entryOf(fft), [array(x as number[][])], { axis, sign, scale }) ?? [], rounded);

t.test("a unit vector becomes the roots of unity, forward clockwise", async (t) => {
  const one = [0, 1, 0, 0].map((re) => [re, 0]);
  t.same(transform(one, 0, -1), [1, 0, 0, -1, -1, 0, 0, 1]);
  t.same(transform(one, 0, 1), [1, 0, 0, 1, -1, 0, 0, -1]);
  const turned = [0, 1, 0, 0].map((im) => [0, im]);
  t.same(transform(turned, 0, -1), [0, 1, 1, 0, 0, -1, -1, 0]);
});

t.test("it goes along its axis, and is scaled", async (t) => {
  const x = [
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 8],
    ],
  ];
  t.same(transform(x, 0, -1), [6, 8, 10, 12, -4, -4, -4, -4]);
  t.same(transform(x, 1, -1, 0.5), [2, 3, -1, -1, 6, 7, -1, -1]);
});
