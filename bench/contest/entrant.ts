// An engine in the contest: what it is, and the gradient of a task as something that runs.

import type { Task } from "./tasks.js";

/** One run, which ends when the numbers are there. */
export type Run = () => ArrayLike<number> | Promise<ArrayLike<number>>;

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

/** The numbers of several parts, one after the other. */
export function joined(parts: readonly ArrayLike<number>[]): ArrayLike<number> {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : parts.flatMap((part) => Array.from(part));
}
