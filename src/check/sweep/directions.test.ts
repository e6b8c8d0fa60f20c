// The directions of the laws of slopes: single elements, and those that may be tied.
import t from "tap";
import { array, mul, sum, where } from "../../index.js";
import { entryOf, subjectAt } from "../fixtures/subjects.js";
import { directionsFrom } from "./directions.js";

const vectors = (...given: Parameters<typeof subjectAt>): number[][] =>
  directionsFrom(subjectAt(...given)).map(({ v }) => [...v]);

t.test("of numbers each is a direction, and each two or more of them", async (t) => {
  t.same(vectors(entryOf(mul), [2, 3]), [
    [1, 0],
    [0, 1],
    [1, 1],
  ]);
  const three = vectors(entryOf(where), [1, 2, 3]).map(String);
  t.same(three, ["1,0,0", "0,1,0", "0,0,1", "1,1,0", "1,0,1", "0,1,1", "1,1,1"]);
});

t.test("of arrays each element is a direction, and all of them together", async (t) => {
  t.same(vectors(entryOf(mul), [array([2, 5]), 3]), [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [1, 1, 1],
  ]);
  const params = { axes: [0], keepDims: false };
  t.same(vectors(entryOf(sum), [array([2])], { params }), [[1]], "one alone is no group");
});

t.test("an input that is held does not move", async (t) => {
  t.same(vectors(entryOf(where), [1, 2, 3], { held: [0] }), [
    [0, 1, 0],
    [0, 0, 1],
    [0, 1, 1],
  ]);
});

t.test("each comes with its argument and its derivative", async (t) => {
  const all = directionsFrom(subjectAt(entryOf(mul), [array([2, 5]), 3]));
  t.same(
    all.map(({ argument }) => argument),
    [0, 0, 1, 0],
  );
  t.same(
    all.map(({ derivative }) => [...derivative()]),
    [
      [3, 0],
      [0, 3],
      [2, 5],
      [5, 8],
    ],
  );
  const held = directionsFrom(subjectAt(entryOf(where), [1, 2, 3], { held: [0] }));
  t.equal(held.at(-1)?.argument, 1, "of several, that of the first that moves");
});
