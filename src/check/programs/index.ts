// Random programs over the registry, and failing programs made small.

export { randomProgram, type ProgramOptions } from "./generate.js";
