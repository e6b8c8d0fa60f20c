// Sums along an axis of elements that come one after the other, for loops that sum on the way: added in the order of
// `sumLanes`, so that the bits are the same.
import { halfOf, longestRun } from "./summation.js";

/** Rows that are added two by two, and how many sums of runs are added to the one before them afterwards. */
interface RunOfRows {
  readonly length: number;
  readonly added: number;
}

function runsOfRows(length: number): readonly RunOfRows[] {
  if (length <= longestRun) return [{ length, added: 0 }];
  const half = halfOf(length);
  const [first, second] = [runsOfRows(half), runsOfRows(length - half)];
  const { length: own, added } = second.at(-1)!;
  return [...first, ...second.slice(0, -1), { length: own, added: added + 1 }];
}

/** The middle axis of [outer, length, inner] elements: what is summed along it, and how many are beside each other. */
export interface Lanes {
  readonly length: number;
  readonly inner: number;
}

/** Adds up what comes. */
export class LaneSums {
  private readonly inner: number;
  private readonly runs: readonly RunOfRows[];
  /** A row that waits for the next one. */
  private readonly waiting: Float64Array;
  /** Sums of runs, of which only the last one is not complete. */
  private readonly sums: Float64Array[] = [];
  private y: Float64Array = new Float64Array();
  /** How many results are complete, and how many sums; which run of rows, row of it and element of that comes next. */
  private done = 0;
  private depth = 0;
  private run = 0;
  private row = 0;
  private column = 0;

  constructor({ length, inner }: Lanes) {
    this.inner = inner;
    this.runs = runsOfRows(length);
    this.waiting = new Float64Array(inner);
  }

  /** What comes from now on is summed into y. */
  begin(y: Float64Array): void {
    this.y = y;
    this.done = this.depth = this.run = this.row = this.column = 0;
    this.beginRun();
  }

  /** The next `count` elements are those of x from `from` on. */
  add(x: Float64Array, from: number, count: number): void {
    const end = from + count;
    while (from < end) {
      if (this.isPair(end - from)) {
        this.addPair(x, from);
        from += 2 * this.inner;
        continue;
      }
      const n = Math.min(this.inner - this.column, end - from);
      this.addToRow(x, from, n);
      from += n;
      this.column += n;
      if (this.column === this.inner) this.endRows(1);
    }
  }

  /** Whether two rows that are added to each other are among the next `count` elements. */
  private isPair(count: number): boolean {
    const { column, row, inner, runs, run } = this;
    return column === 0 && row % 2 === 0 && count >= 2 * inner && row + 1 < runs[run]!.length;
  }

  private addPair(x: Float64Array, from: number): void {
    const { inner } = this;
    const sum = this.sums[this.depth]!;
    for (let j = 0; j < inner; j++) sum[j]! += x[from + j]! + x[from + inner + j]!;
    this.endRows(2);
  }

  private addToRow(x: Float64Array, from: number, n: number): void {
    const { column, waiting } = this;
    const sum = this.sums[this.depth]!;
    if (this.row % 2 === 1)
      for (let j = 0; j < n; j++) sum[column + j]! += waiting[column + j]! + x[from + j]!;
    else if (this.row + 1 === this.runs[this.run]!.length)
      for (let j = 0; j < n; j++) sum[column + j]! += x[from + j]!;
    else for (let j = 0; j < n; j++) waiting[column + j] = x[from + j]!;
  }

  private endRows(count: 1 | 2): void {
    const { runs, sums, inner } = this;
    const { length, added } = runs[this.run]!;
    this.column = 0;
    this.row += count;
    if (this.row < length) return;
    for (let k = 0; k < added; k++) {
      const second = sums[this.depth]!;
      const first = sums[--this.depth]!;
      for (let j = 0; j < inner; j++) first[j]! += second[j]!;
    }
    this.run += 1;
    if (this.run < runs.length) this.depth += 1;
    else {
      this.y.set(sums[0]!, this.done);
      this.done += inner;
      this.run = 0;
    }
    this.row = 0;
    this.beginRun();
  }

  private beginRun(): void {
    (this.sums[this.depth] ??= new Float64Array(this.inner)).fill(0);
  }
}
