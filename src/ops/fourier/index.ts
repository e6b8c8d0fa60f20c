// Fourier transforms and complex numbers.

export { complex, complexMul, conjugate, imaginaryPart, realPart } from "./complex.js";
export * from "./cosine.js";
export * from "./fourier.js";
