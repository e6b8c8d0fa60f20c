// Reverse mode as TensorFlow and PyTorch users know it: a tape that watches, and variables that collect
// gradients.

export { GradientTape, type GradientOptions, type Unconnected, type Watched } from "./gradient-tape.js";
export { backward, variable, Variable } from "./variable.js";
