// Faults to plant in rules, by which the checks show what they are worth.

export type { Fault, FaultMode } from "./fault.js";
export { faults, magnitudes } from "./kinds.js";
export { plant } from "./plant.js";
