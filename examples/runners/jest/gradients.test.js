// Inside jest, whose modules are Node's with --experimental-vm-modules: a gradient is asserted, a wrong one is refused,
// and an engine conforms.
import { expect, test } from "@jest/globals";
import { assertGrads } from "dualtape/check";
import { conform, conformance } from "dualtape/suites";
import { softplus, wrong } from "../functions.js";

test("softplus has the gradient that its values have", () => {
  assertGrads(softplus, [0.5]);
});

test("a wrong gradient is refused, by name", () => {
  expect(() => assertGrads(wrong, [0.5])).toThrow(/∂y\/∂x/);
});

test("dualtape conforms", async () => {
  const { cells } = await conform(conformance.dualtape, { only: "sin*" });
  expect(cells.length).toBeGreaterThan(0);
});
