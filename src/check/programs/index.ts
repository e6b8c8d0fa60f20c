// Random programs over the registry, and failing programs made small.

export { randomProgram, type ProgramOptions } from "./generate.js";
export { listing } from "./listing.js";
export { expressionOf, pointOf, replay } from "./print.js";
export { shrink, type ShrinkOptions } from "./shrink.js";
