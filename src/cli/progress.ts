// How far a long run has come: a bar on a terminal, nothing where nobody watches.

import { SingleBar } from "cli-progress";

/** A bar on standard error; silent where that is no terminal. */
export interface Bar {
  /** Moves on to so many items done, with a note on what is at work, and of how many, if that has changed. */
  readonly at: (done: number, note: string, total?: number) => void;
  readonly stop: () => void;
}

/** A bar for so many items. */
export function barOf(total: number): Bar {
  const bar = new SingleBar({
    format: "{bar} {percentage} %  {value} of {total}  {note}",
    barsize: 24,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0, { note: "" });
  return {
    at: (done, note, all = total) => {
      bar.setTotal(all);
      bar.update(done, { note });
    },
    stop: () => bar.stop(),
  };
}

/** Runs `each` on all items in turn, with a bar that notes what `noteOf` says of the item at work. */
export function along<T, R>(
  items: readonly T[],
  noteOf: (item: T) => string,
  each: (item: T, k: number) => R,
): R[] {
  const bar = barOf(items.length);
  try {
    return items.map((item, k) => {
      const note = noteOf(item);
      bar.at(k, note);
      const result = each(item, k);
      bar.at(k + 1, note);
      return result;
    });
  } finally {
    bar.stop();
  }
}
