// The ops that only derivatives are made of keep every law too, though the registry does not name them.
import t from "tap";
import { sweep } from "../../check/sweep/index.js";
import type { Op } from "../../core/op.js";
import { besselI, besselJ, scaledSlopes } from "./bessel.js";
import { rise } from "./beta.js";
import { slopesOfE, slopesOfK } from "./elliptic.js";
import { complementSlopes } from "./error-function.js";
import { onePlusW } from "./lambert.js";
import { gaussian, normalDensity } from "./squares.js";
import { zetaOf } from "./zeta.js";

t.setTimeout(240_000);

t.test("what derivatives of special functions are made of passes the sweep", async (t) => {
  const families = [
    complementSlopes,
    besselI,
    besselJ,
    scaledSlopes,
    slopesOfK,
    slopesOfE,
  ] as unknown as readonly Op[];
  const functions = [gaussian, normalDensity, rise(0), rise(1), onePlusW, zetaOf(1)].map(({ op }) => op);
  for (const report of sweep([...families, ...functions])) t.equal(report.verdict, "pass", String(report));
});
