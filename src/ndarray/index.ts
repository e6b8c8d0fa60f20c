// Plain dense arrays, and the arithmetic on them that knows nothing of derivatives.
export * from "./create.js";
export * from "./dtype.js";
export * from "./errors.js";
export * from "./ndarray.js";
export * from "./shape.js";
export * from "./stamp.js";
export * from "./elementwise.js";
export * from "./movement.js";
export * from "./slice.js";
export * from "./take.js";
export * from "./reduction.js";
export * from "./scan.js";
