// What the emitters of array operations share.

import { sizeOf, type Shape } from "../../ndarray/index.js";
import { isNumber, type Node, type Step } from "../graph.js";
import type { Helper } from "./helpers.js";

/** What an emitter may ask for. */
export interface Scope {
  /** The name or the literal of a value. */
  readonly nameOf: (node: Node) => string;
  readonly helper: (name: Helper) => string;
  /** A name for numbers that are written once, before the functions. */
  readonly table: (numbers: ArrayLike<number>) => string;
}

/** The lines that compute a step, whose result has this name. */
export type Emit = (step: Step, name: string, scope: Scope) => readonly string[];

/** The line that makes an array of zeros. */
export function made(name: string, shape: Shape): string {
  return `const ${name} = new Float64Array(${String(sizeOf(shape))});`;
}

/** An element of a value, by place; of a number, itself. */
export function elementText(node: Node, place: string, scope: Scope): string {
  return isNumber(node) ? scope.nameOf(node) : `${scope.nameOf(node)}[${place}]!`;
}
