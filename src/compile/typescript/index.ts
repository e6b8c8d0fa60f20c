// Modules of TypeScript that need nothing, with a function and its gradient.

export { moduleOf, type Exported } from "./module.js";
