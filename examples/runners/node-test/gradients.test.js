// Inside node:test: a gradient is asserted, a wrong one is refused, and an engine conforms.
import assert from "node:assert/strict";
import test from "node:test";
import { assertGrads } from "dualtape/check";
import { conform, conformance } from "dualtape/suites";
import { softplus, wrong } from "../functions.js";

test("softplus has the gradient that its values have", () => {
  assertGrads(softplus, [0.5]);
});

test("a wrong gradient is refused, by name", () => {
  assert.throws(() => assertGrads(wrong, [0.5]), { name: "GradientCheckError", message: /∂y\/∂x/ });
});

test("dualtape conforms", async () => {
  const { cells } = await conform(conformance.dualtape, { only: "sin*" });
  assert.ok(cells.length > 0);
});
