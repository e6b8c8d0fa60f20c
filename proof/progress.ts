// How far the proof has come: a bar on a terminal, nothing where nobody watches.

import { SingleBar } from "cli-progress";

/** A bar that is moved on step by step. */
export interface Bar {
  readonly step: () => void;
  readonly stop: () => void;
}

/** A bar on stderr, or nothing if that is no terminal. */
export function barOf(title: string, total: number): Bar {
  if (!process.stderr.isTTY) return { step: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: `{bar} {percentage} %  ${title}  {value} of {total}`,
    barsize: 24,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0);
  return { step: () => bar.increment(), stop: () => bar.stop() };
}

/** Runs `each` on all items in turn, with a bar. */
export function along<T, R>(title: string, items: readonly T[], each: (item: T, k: number) => R): R[] {
  const bar = barOf(title, items.length);
  const results = items.map((item, k) => {
    const result = each(item, k);
    bar.step();
    return result;
  });
  bar.stop();
  return results;
}
