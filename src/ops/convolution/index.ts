// Convolutions, pools, and arrays of other sizes.

export { conv, convTranspose, type ConvOptions, type ConvTransposeOptions } from "./convolution.js";
export * from "./pooling.js";
export * from "./resize.js";
export * from "./sequences.js";
export type { Padding, PerAxis, WindowOptions } from "./windows.js";
