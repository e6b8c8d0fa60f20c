// Floor 4: the derivative transforms, each of which picks a mode.

export { associativeScan, type AssociativeScanOptions } from "./associative-scan.js";
export { checkpoint } from "./checkpoint.js";
export { cond, foriLoop, switchCase, whileLoop, type LoopOptions, type Predicate } from "./control.js";
export { custom, type Rules } from "./custom-rules.js";
export { grad, valueAndGrad, type Explanation } from "./gradient.js";
export { hessian, hvp, jacobian } from "./jacobian.js";
export { fixedPoint, linearSolve, root, type SolverOptions } from "./implicit.js";
export { jvp, linearize, vjp } from "./maps.js";
export { odeint, type OdeOptions } from "./odeint.js";
export { scan, type ScanOptions } from "./scan.js";
export { vmap, type VmapOptions } from "./vmap.js";
export type { Axes } from "./axes.js";
export type { Argnums, GradOptions, MatrixOptions, Mode, Options } from "./options.js";
export type { Arguments, Filled, FilledAt, Given, Gradient, GradientAt, Output } from "./types.js";
