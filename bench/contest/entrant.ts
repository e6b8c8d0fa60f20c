// An engine in the contest: what it is, and the gradient of a task as something that runs.

import type { Parts, Task } from "./tasks.js";

/** One run, which ends when the numbers are there: a gradient, input by input. */
export type Run = () => Parts | Promise<Parts>;

/** An engine, or code written by hand. */
export interface Entrant {
  readonly version: string;
  /** In words, for the page. */
  readonly precision: string;
  /** How far its numbers may be off, relative to the largest. */
  readonly tolerance: number;
  /** A run of the task, inputs and all that an engine prepares once beforehand; undefined if it cannot. */
  readonly run: (task: Task) => Run | undefined;
}
