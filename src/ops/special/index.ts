// Special functions.

export { beta, betaln } from "./beta.js";
export { erf, erfc, erfcx, erfinv } from "./error-function.js";
export { digamma, gamma, lgamma, polygamma, trigamma, type Polygamma } from "./gamma.js";
export { gelu, logNdtr, ndtr, ndtri } from "./normal.js";
