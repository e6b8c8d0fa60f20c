// How far a long run has come: a bar on a terminal, nothing where nobody watches.

import { SingleBar } from "cli-progress";

/**
 * Runs `each` on all items in turn, with a bar on standard error that names the item at work; the bar is silent
 * where that is no terminal.
 */
export function along<T, R>(items: readonly T[], nameOf: (item: T) => string, each: (item: T) => R): R[] {
  const bar = new SingleBar({
    format: "{bar} {percentage} %  {value} of {total}  {name}",
    barsize: 24,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(items.length, 0, { name: "" });
  try {
    return items.map((item, k) => {
      bar.update(k, { name: nameOf(item) });
      const result = each(item);
      bar.update(k + 1);
      return result;
    });
  } finally {
    bar.stop();
  }
}
