// Which element of an array goes where: worked out by hand, and by indices.
import t from "tap";
import { array } from "../../index.js";
import { numbersOf, plainOf, reducedPlaces, shapeOfPlain, spread } from "./cells.js";

t.test("an array is made of its elements and its shape, and comes apart into them", async (t) => {
  const x = plainOf([1, 2, 3, 4, 5, 6], [2, 3]);
  t.same(shapeOfPlain(x), [2, 3]);
  t.same(numbersOf(x), [1, 2, 3, 4, 5, 6]);
  t.same(numbersOf(array([[7, 8]])), [7, 8]);
  t.same(shapeOfPlain(plainOf([], [0])), [0]);
});

t.test("of shape [] it is a number, which has one element", async (t) => {
  t.equal(plainOf([7], []), 7);
  t.same(numbersOf(7), [7]);
  t.same(shapeOfPlain(7), []);
  t.same(shapeOfPlain(plainOf([7], [1])), [1]);
});

t.test("broadcasting repeats the elements along axes of length 1 and along new ones", async (t) => {
  t.same(spread([2, 3], [2, 3]), [0, 1, 2, 3, 4, 5]);
  t.same(spread([3], [2, 3]), [0, 1, 2, 0, 1, 2]);
  t.same(spread([2, 1], [2, 3]), [0, 0, 0, 1, 1, 1]);
  t.same(spread([], [2, 2]), [0, 0, 0, 0]);
  t.same(spread([2, 1, 2], [2, 3, 2]), [0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3]);
  t.same(spread([], []), [0]);
  t.same(spread([1], [0]), []);
});

t.test("a reduction takes together what differs along its axes alone", async (t) => {
  t.same(reducedPlaces([2, 3], [0]), [0, 1, 2, 0, 1, 2]);
  t.same(reducedPlaces([2, 3], [1]), [0, 0, 0, 1, 1, 1]);
  t.same(reducedPlaces([2, 3], [0, 1]), [0, 0, 0, 0, 0, 0]);
  t.same(reducedPlaces([2, 2, 2], [0, 2]), [0, 0, 1, 1, 0, 0, 1, 1]);
});
