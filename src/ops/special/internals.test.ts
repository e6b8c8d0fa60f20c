// The ops that only derivatives are made of keep every law too, though the registry does not name them.
import t from "tap";
import { sweep } from "../../check/sweep/index.js";
import type { Op } from "../../core/op.js";
import { rise } from "./beta.js";
import { complementSlopes } from "./error-function.js";
import { gaussian, normalDensity } from "./squares.js";

t.test("what derivatives of special functions are made of passes the sweep", async (t) => {
  const internal = [gaussian.op, normalDensity.op, rise(0).op, rise(1).op, complementSlopes as unknown as Op];
  for (const report of sweep(internal)) t.equal(report.verdict, "pass", String(report));
});
