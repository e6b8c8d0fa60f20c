// Special functions.

export { i0, i0e, i1, i1e, j0, j1, y0, y1 } from "./bessel.js";
export { beta, betaln } from "./beta.js";
export { erf, erfc, erfcx, erfinv } from "./error-function.js";
export { digamma, gamma, lgamma, polygamma, trigamma, type Polygamma } from "./gamma.js";
export { gelu, logNdtr, ndtr, ndtri } from "./normal.js";
export { lambertw } from "./lambert.js";
export { ellipe, ellipk } from "./elliptic.js";
export { exp1, expi } from "./integrals.js";
export { zeta, type Zeta } from "./zeta.js";
export { gammainc, gammaincc } from "./incomplete-gamma.js";
export { betainc } from "./incomplete-beta.js";
export { ci, si, sici } from "./trigonometric-integrals.js";
