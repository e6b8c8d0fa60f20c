// The functions of Math that have a kernel of their own, two elements at once, each within 2 ulp of the true value.

import type { Lanes, Vector } from "../lanes.js";
import { cos, sin } from "./circular.js";
import { exp, expm1, tanh } from "./exponential.js";
import { log, log1p } from "./logarithm.js";

/** A function of one vector. */
export type Kernel = (v: Lanes, x: Vector) => Vector;

export const kernels: Readonly<Record<string, Kernel>> = { exp, expm1, tanh, log, log1p, sin, cos };
