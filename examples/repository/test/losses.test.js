// Every loss has the gradient that its values have, in both modes, and huber on both of its branches.

import test from "node:test";
import { array } from "dualtape";
import { assertGrads } from "dualtape/check";
import { huber, ridge, squared } from "../src/losses.js";

test("the squared error, with respect to the model", () => {
  const [x, y] = [array([1, 2, 3]), array([1, 3, 2])];
  assertGrads((model) => squared(model, x, y), [{ w: 0.5, b: -1 }]);
});

test("huber, near zero and far from it", () => {
  for (const error of [0.3, -2, 5]) assertGrads(huber, [error], { order: 2 });
});

test("ridge, at second order too", () => {
  assertGrads(ridge, [array([1, -2, 0])], { order: 2 });
});
