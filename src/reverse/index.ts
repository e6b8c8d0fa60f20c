// Floor 3, reverse mode: the tape, and the styles of using one.

export { fitted, record, Recording, type Program } from "./pull.js";
export { Node, ScalarNode, Tape } from "./tape.js";
