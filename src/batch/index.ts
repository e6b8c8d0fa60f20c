// Floor 3, many inputs at once: values with an axis along which those of all inputs lie.

export { Batch, Batched, Divergence } from "./batch.js";
export { repeated, runMany, type Answers } from "./run.js";
