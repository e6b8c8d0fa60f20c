// Floor 3, forward mode: dual numbers with one tangent or several.

export { Dual, Forward, ScalarDual } from "./dual.js";
export { ForwardLanes, Lanes, ScalarLanes, lanes } from "./lanes.js";
export { push, pushMany, type Program, type Pushed, type PushedMany } from "./push.js";
