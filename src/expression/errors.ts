// Complaints about a text that show the place: the line, and a caret under what is wrong with it.

import type { Place } from "./tokens.js";

/** A formula, or a point, that cannot be read. `place` is the offending part of `source`. */
export class ExpressionError extends SyntaxError {
  override readonly name = "ExpressionError";

  readonly place: Place;

  constructor(
    complaint: string,
    readonly source: string,
    { start, end }: Place,
    /** What could stand there instead. */
    readonly accepted: readonly string[] = [],
  ) {
    super(`${complaint}\n${picture(source, { start, end })}${listed(accepted)}`);
    this.place = { start, end };
  }
}

/** The words in lines of a readable length. */
function listed(accepted: readonly string[]): string {
  if (accepted.length === 0) return "";
  return `\naccepted: ${accepted.join(", ")}`.replace(/(.{1,96})(?: |$)/g, "$1\n  ").trimEnd();
}

/** The same error with the place in the formula where it came up; one of a class of its own as it is. */
export function placed(error: unknown, source: string, place: Place | undefined): unknown {
  if (place === undefined || !(error instanceof Error) || error.message.includes("\n")) return error;
  const Class = [TypeError, RangeError].find(({ prototype }) => Object.getPrototypeOf(error) === prototype);
  if (Class === undefined) return error;
  return new Class(`${error.message}\n${picture(source, place)}`, { cause: error });
}

/** How many characters of a long line are shown on either side of the place. */
const margin = 60;

/** The line of `source` that holds the start of `place`, and carets below the place. */
export function picture(source: string, { start, end }: Place): string {
  const lineStart = source.lastIndexOf("\n", start - 1) + 1;
  const newline = source.indexOf("\n", start);
  const lineEnd = newline < 0 ? source.length : newline;
  const [from, to] = [Math.max(lineStart, start - margin), Math.min(lineEnd, start + margin)];
  const [cutLeft, cutRight] = [from > lineStart ? "…" : "", to < lineEnd ? "…" : ""];
  const indent = `${cutLeft}${source.slice(from, start)}`.replace(/[^\t]/gu, " ");
  const carets = "^".repeat(Math.max(1, Math.min(end, to) - start));
  return `  ${cutLeft}${source.slice(from, to)}${cutRight}\n  ${indent}${carets}`;
}

/** The candidate nearest to `word`, of equals the one that begins most like it; none if all are far. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = word.length === 1 ? 0.5 : Math.max(1, Math.floor(word.length / 3)) + 0.5;
  for (const candidate of candidates) {
    const [a, b] = [word.toLowerCase(), candidate.toLowerCase()];
    const distance = editDistance(a, b) - commonStart(a, b) / 1000;
    if (distance >= least) continue;
    best = candidate;
    least = distance;
  }
  return best;
}

function commonStart(a: string, b: string): number {
  let n = 0;
  while (n < 100 && n < a.length && a[n] === b[n]) n++;
  return n;
}

/** How many characters to insert, delete, replace, or swap with their neighbours, to make `b` of `a`. */
function editDistance(a: string, b: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(beforeLast, j - 2) + 1 : Infinity;
      row.push(Math.min(replaced, swapped, at(last, j) + 1, at(row, j - 1) + 1));
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, b.length);
}

function at(row: readonly number[], j: number): number {
  return row[j] ?? Infinity;
}
