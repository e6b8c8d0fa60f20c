// Floor 1: the seam between programs and traces, the vector space that both compute in, trees, and messages.

export * from "./errors.js";
export * from "./op.js";
export * from "./space.js";
export * from "./tree.js";
