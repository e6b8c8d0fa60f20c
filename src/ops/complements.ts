// What values near 1 leave of 1, to its last digits: for the rules of functions that come near it. They are no ops for others,
// since each takes a value together with what it is a value of.

import { mul } from "./arithmetic.js";
import { binary, type Binary } from "./publish.js";

/**
 * 1 − y where y = σ(x): up to ¾ from y, further out from x, which has the digits that y lost. Its derivative is that in y
 * alone, since along σ both say the same.
 */
export const sigmoidRest: Binary = /* @__PURE__ */ binary({
  name: "sigmoidRest",
  doc: "1 − y where y = σ(x), to its last digits",
  f: (y, x) => (y <= 0.75 ? 1 - y : y * Math.exp(-x)),
  d: [() => -1, () => 0],
});

/**
 * 1 − y² where y = tanh x: up to ¾ from y, further out from x, which has the digits that y lost. Its derivative is that in y
 * alone, since along tanh both say the same.
 */
export const tanhRest: Binary = /* @__PURE__ */ binary({
  name: "tanhRest",
  doc: "1 − y² where y = tanh x, to its last digits",
  f: (y, x) =>
    Math.abs(y) <= 0.75 ? (1 - y) * (1 + y) : (2 / (1 + Math.exp(2 * Math.abs(x)))) * (1 + Math.abs(y)),
  d: [(_r, y) => mul(-2, y), () => 0],
});
