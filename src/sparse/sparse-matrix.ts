// A matrix most of whose entries are zero, of which the others are kept row by row.

import { NDArray } from "../ndarray/index.js";
import { shapeOf, type Value } from "../core/op.js";
import { compound, isNumbers, type Compound, type Parts } from "../core/tree.js";
import { put } from "../ops/indexing.js";
import { stackAll } from "../ops/lift.js";
import { reshape } from "../ops/shape.js";
import { printed } from "./print.js";

/** Where a sparse matrix has entries, and how many derivatives were taken for them. */
export interface SparseLayout {
  readonly shape: readonly [rows: number, columns: number];
  readonly rowPointers: Int32Array;
  readonly columns: Int32Array;
  readonly colors: number;
}

/**
 * A matrix as its entries row by row (CSR): those of row i are `values[k]`, in column `columns[k]`, for k from
 * `rowPointers[i]` up to `rowPointers[i + 1]`. Entries that are not there are zero. It is frozen. `values` is a vector,
 * which may be computed with and differentiated like others. What `vmap` returns is a batch of matrices of one pattern:
 * `values` and `toDense()` have its axis in front.
 *
 * @example
 * const J = jacobian((x: Value) => mul(x, x), { sparse: true })(array([1, 2, 3]));
 * J.values; // [2, 4, 6]
 * J.colors; // 1
 * J.toDense(); // [[2, 0, 0], [0, 4, 0], [0, 0, 6]]
 */
export class SparseMatrix implements SparseLayout, Compound {
  readonly shape: readonly [rows: number, columns: number];
  /** Where the entries of each row begin, and where those of the last end. */
  readonly rowPointers: Int32Array;
  /** The column of each entry, ascending within a row. */
  readonly columns: Int32Array;
  /** How many sweeps the derivative took: one for each group of columns, or of rows, that do not meet. */
  readonly colors: number;

  private readonly entries: Entries;

  /** `entries` are a vector, or a list of numbers, which programs of numbers alone are compiled best with. */
  constructor(layout: SparseLayout, entries: Value | readonly Value[]) {
    this.shape = layout.shape;
    this.rowPointers = layout.rowPointers;
    this.columns = layout.columns;
    this.colors = layout.colors;
    this.entries = new Entries(entries);
    Object.freeze(this);
  }

  /** The entries, row by row. */
  get values(): Value {
    return this.entries.vector();
  }

  /** How many entries there are. */
  get size(): number {
    return this.columns.length;
  }

  /** The whole matrix, zeros and all. */
  toDense(): Value {
    const { shape, columns, values } = this;
    const [m, n] = shape;
    const batch = shapeOf(values).slice(0, -1);
    const places = columns.map((column, k) => this.rowOf(k) * n + column);
    const all = put(values, new NDArray(places, [places.length]), batch.length, [...batch, m * n]);
    return reshape(all, [...batch, ...shape]);
  }

  private rowOf(k: number): number {
    let [low, high] = [0, this.shape[0] - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.rowPointers[middle] ?? 0) <= k) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** As a tree, it is its entries. */
  get [compound](): Parts {
    const { given } = this.entries;
    if (!isList(given))
      return { parts: [given], around: ([values]) => new SparseMatrix(this, values as Value) };
    return { parts: given, around: (parts) => new SparseMatrix(this, parts as readonly Value[]) };
  }

  toString(): string {
    return printed(this);
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `SparseMatrix ${printed(this)}`;
  }

  toJSON(): unknown {
    const { shape, rowPointers, columns, values, colors } = this;
    return { shape, rowPointers: Array.from(rowPointers), columns: Array.from(columns), values, colors };
  }
}

/** The entries as they were given, and as a vector once that is asked for. */
class Entries {
  private whole: Value | undefined;

  constructor(readonly given: Value | readonly Value[]) {}

  vector(): Value {
    const { given } = this;
    if (!isList(given)) return given;
    return (this.whole ??= isNumbers(given) ? vectorOf(given) : stackAll("SparseMatrix", given, -1));
  }
}

function vectorOf(x: readonly number[]): NDArray {
  return new NDArray(new Float64Array(x), [x.length]);
}

function isList(x: Value | readonly Value[]): x is readonly Value[] {
  return Array.isArray(x);
}
