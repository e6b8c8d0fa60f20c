// Special functions.

export { erf, erfc, erfcx, erfinv } from "./error-function.js";
export { gelu, logNdtr, ndtr, ndtri } from "./normal.js";
