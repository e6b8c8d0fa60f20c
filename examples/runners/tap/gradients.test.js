// Inside tap: a gradient is asserted, a wrong one is refused, and an engine conforms.
import t from "tap";
import { assertGrads } from "dualtape/check";
import { conform, conformance } from "dualtape/suites";
import { softplus, wrong } from "../functions.js";

t.test("softplus has the gradient that its values have", async (t) => {
  t.doesNotThrow(() => assertGrads(softplus, [0.5]));
});

t.test("a wrong gradient is refused, by name", async (t) => {
  t.throws(() => assertGrads(wrong, [0.5]), { name: "GradientCheckError", message: /∂y\/∂x/ });
});

t.test("dualtape conforms", async (t) => {
  const { cells } = await conform(conformance.dualtape, { only: "sin*" });
  t.ok(cells.length > 0);
});
