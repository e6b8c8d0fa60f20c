// What is to be written as JavaScript.

import type { Bindings } from "./bindings.js";
import type { Node } from "./graph.js";
import type { LoopSize, Target } from "./program.js";
import type { Rolls } from "./rolls.js";
import type { Places } from "./round-places.js";
import type { Threads } from "./threads.js";

/** More steps than this are divided among functions, since V8 does not optimise what is longer. */
export const mostInOne = 1000;

/** Whether a program with so many steps of text is to be divided: then V8 takes long until it is fast. */
export function isLong(length: number): boolean {
  return length > mostInOne;
}

/** What is written, and how. */
export interface Task {
  readonly rolls: Rolls;
  readonly loose: ReadonlySet<Node>;
  readonly target: Target;
  /** Of the body of a loop: the text that it is a part of, and what its inputs are called there. */
  readonly within?: {
    readonly bindings: Bindings;
    readonly functions: string[];
    readonly sizes: LoopSize[];
    readonly threads: Threads;
    readonly nameOf: (at: number) => string;
    readonly places: Places | undefined;
  };
}
