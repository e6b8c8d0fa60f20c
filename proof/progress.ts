// How far the proof has come: a bar on a terminal, nothing where nobody watches.

import { SingleBar } from "cli-progress";

/** Runs `each` on all items in turn, with a bar on stderr if that is a terminal. */
export function along<T, R>(title: string, items: readonly T[], each: (item: T, k: number) => R): R[] {
  if (!process.stderr.isTTY) return items.map(each);
  const bar = new SingleBar({
    format: `{bar} {percentage} %  ${title}  {value} of {total}`,
    barsize: 24,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(items.length, 0);
  const results = items.map((item, k) => {
    const result = each(item, k);
    bar.update(k + 1);
    return result;
  });
  bar.stop();
  return results;
}
