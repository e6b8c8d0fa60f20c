// What is left of 1 where a function levels off: steps that partials are made of, and no ops that anyone calls. Up to ¾
// it is told by the function's value, further out by its argument, which has the digits that the value lost.
//
// As derivatives they are those of the value alone: along the function both say the same.

import { mul } from "./arithmetic.js";
import { binary, type Binary } from "./publish.js";

/** 1 − y where y = σ(x): sigmoid′ = y (1 − y). */
export const sigmoidRest: Binary = /* @__PURE__ */ binary({
  name: "sigmoidRest",
  doc: "1 − y where y = σ(x), to its last digits",
  f: (y, x) => (y <= 0.75 ? 1 - y : 1 / (1 + Math.exp(x))),
  d: [() => -1, () => 0],
});

/** 1 − y² where y = tanh x: tanh′. */
export const tanhRest: Binary = /* @__PURE__ */ binary({
  name: "tanhRest",
  doc: "1 − y² where y = tanh x, to its last digits",
  f: (y, x) =>
    Math.abs(y) <= 0.75 ? (1 - y) * (1 + y) : (2 / (1 + Math.exp(2 * Math.abs(x)))) * (1 + Math.abs(y)),
  d: [(_r, y) => mul(-2, y), () => 0],
});
