// The Fourier transform by its sum, with 64 digits; orders by counting.
import t from "tap";
import { argsort, fft, searchsorted } from "../../index.js";
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

t.test("equal elements keep their order, ascending and descending, along each axis", async (t) => {
  const x = [
    [3, 1, 3, 2],
    [0, 1, 5, 1],
  ];
  const order = (axis: number, descending: boolean): number[] =>
    Array.from(values(entryOf(argsort), [array(x)], { axis, descending }) ?? []);
  t.same(order(1, false), [1, 3, 0, 2, 0, 1, 3, 2]);
  t.same(order(1, true), [0, 2, 3, 1, 2, 1, 3, 0]);
  t.same(order(0, false), [1, 0, 0, 1, 0, 1, 1, 0]);
});

t.test("what stands before a number is counted, on its left or its right side", async (t) => {
  const count = (right: boolean): number[] =>
    Array.from(values(entryOf(searchsorted), [array([1, 2, 2, 4]), array([2, 0, 9, 3])], { right }) ?? []);
  t.same(count(false), [1, 0, 4, 3]);
  t.same(count(true), [3, 0, 4, 3]);
});
