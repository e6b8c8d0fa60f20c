// Floor 4, the compiler: a function staged to a program, and the program emitted as code.

export { jit, type Compilation, type JitOptions } from "./jit.js";
export type { IR } from "./print.js";
export type { Line, RoundLines } from "./print-values.js";
