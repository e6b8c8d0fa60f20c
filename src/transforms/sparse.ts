// Sparse Jacobians and Hessians: where they have entries, which of their columns or rows may be taken together, and
// what a sweep for each such group gives.

import { badOption } from "../core/errors.js";
import { dtypeOf, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { columnColoring, dependencesOf, longest, starColoring, transposed } from "../sparse/index.js";
import { SparseMatrix, type Coloring, type SparseLayout, type Rows } from "../sparse/index.js";
import { agreed } from "./agreement.js";
import { Call, type Fn } from "./call.js";
import { gathered, pulledTogether, pushedTogether, type Places, type Sweeps } from "./compressed.js";
import { checkFunction, forMatrices, modeOf, type MatrixOptions, type Mode } from "./options.js";

/** How a matrix is taken: the sweeps, of which kind, and for each entry the sweep and the place in it. */
interface Plan extends Coloring, Places {
  readonly sweeps: Sweeps;
}

/** Whether the options ask for a sparse matrix. */
export function isSparse(name: string, f: unknown, options: MatrixOptions): boolean {
  checkFunction(name, f);
  const { sparse = false } = known(name, options, forMatrices);
  if (typeof sparse !== "boolean") throw badOption(name, "sparse", "true or false", sparse);
  return sparse;
}

/** The Jacobian of `f` with all elements of its output for rows, and all of its arguments for columns. */
export function sparseJacobian(name: string, f: Fn, options: MatrixOptions) {
  const mode = modeOf(name, options, forMatrices);
  return (...args: readonly unknown[]): SparseMatrix => {
    const call = new Call(name, f, args, options.argnums ?? 0);
    const { rows } = dependencesOf(call.program, call.x);
    return filled(call, rows, plansOf(rows, call.size, mode));
  };
}

/** The Hessian of a function of which `gradient` makes the gradient by either mode. */
export function sparseHessian(gradient: (mode: "forward" | "reverse") => Fn, options: MatrixOptions) {
  const mode = modeOf("hessian", options, forMatrices);
  const byReverse = gradient("reverse");
  const g = mode === "forward" ? gradient("forward") : byReverse;
  return (...args: readonly unknown[]): SparseMatrix => {
    const [call, traced] = [g, byReverse].map((f) => new Call("hessian", f, args, options.argnums ?? 0)) as [
      Call,
      Call,
    ];
    const rows = symmetric(dependencesOf(traced.program, traced.x).rows);
    return filled(call, rows, symmetricPlans(rows, mode));
  };
}

/** With each entry its mirror image: a rule of the user's may show one and not the other. */
function symmetric(rows: Rows): Rows {
  const mirrored = transposed(rows, rows.length);
  return rows.map((row, i) => [...new Set([...row, ...(mirrored[i] ?? [])])].sort((a, b) => a - b));
}

/** One way, or both where they are to be compared. */
function plansOf(rows: Rows, columns: number, mode: Mode): readonly Plan[] {
  const [ofColumns, ofRows] = [() => byColumns(rows, columns), () => byRows(rows, columns)];
  if (mode === "forward") return [ofColumns()];
  if (mode === "reverse") return [ofRows()];
  if (mode === "both") return [ofRows(), ofColumns()];
  // No colouring has fewer colours than a row has entries, or for rows a column.
  const [least, leastOfRows] = [longest(rows), longest(transposed(rows, columns))];
  const first = least <= leastOfRows ? ofColumns() : ofRows();
  if (first.count <= Math.max(least, leastOfRows)) return [first];
  const second = least <= leastOfRows ? ofRows() : ofColumns();
  return [second.count < first.count ? second : first];
}

function byColumns(rows: Rows, columns: number): Plan {
  const coloring = columnColoring(rows, columns);
  const { colors } = coloring;
  return { ...coloring, ...placesOf(rows, (i, j) => [colors[j] ?? 0, i]), sweeps: pushedTogether };
}

function byRows(rows: Rows, columns: number): Plan {
  const coloring = columnColoring(transposed(rows, columns), rows.length);
  const { colors } = coloring;
  return { ...coloring, ...placesOf(rows, (i, j) => [colors[i] ?? 0, j]), sweeps: pulledTogether };
}

/** Of a symmetric matrix rows are columns, and one of two entries is enough. */
function symmetricPlans(rows: Rows, mode: Mode): readonly Plan[] {
  const [distant, star] = [columnColoring(rows, rows.length), starColoring(rows)];
  const isStar = star !== undefined && star.count < distant.count;
  const coloring = isStar ? star : distant;
  const { colors } = coloring;
  const direct = (i: number, j: number): Pair => [colors[j] ?? 0, i];
  const places = placesOf(
    rows,
    isStar ? (i, j) => (isAlone(rows[i] ?? [], j, colors) ? direct(i, j) : direct(j, i)) : direct,
  );
  const plan = (sweeps: Sweeps): Plan => ({ ...coloring, ...places, sweeps });
  if (mode === "both") return [plan(pulledTogether), plan(pushedTogether)];
  return [plan(mode === "reverse" ? pulledTogether : pushedTogether)];
}

/** Whether no other column of the row has the colour of column j. */
function isAlone(row: readonly number[], j: number, colors: Int32Array): boolean {
  return row.every((other) => other === j || colors[other] !== colors[j]);
}

type Pair = readonly [sweep: number, place: number];

function placesOf(rows: Rows, where: (i: number, j: number) => Pair): Places {
  const pairs = rows.flatMap((row, i) => row.map((j) => where(i, j)));
  return {
    sweep: Int32Array.from(pairs, ([sweep]) => sweep),
    place: Int32Array.from(pairs, ([, place]) => place),
  };
}

/** The matrix with these entries; of two plans both, which must agree. */
function filled(call: Call, rows: Rows, [plan, other]: readonly Plan[]): SparseMatrix {
  const columns = Int32Array.from(rows.flat());
  const isEmpty = columns.length === 0;
  const colors = isEmpty ? 0 : (plan?.count ?? 0);
  const layout: SparseLayout = {
    shape: [rows.length, call.size],
    rowPointers: pointersOf(rows),
    columns,
    colors,
  };
  const matrix = (by: Plan | undefined): SparseMatrix =>
    new SparseMatrix(
      layout,
      by === undefined
        ? []
        : gathered(by.sweeps(call, by.colors, isEmpty ? 0 : by.count), by, dtypeOfAll(call.x)),
    );
  const taken = matrix(plan);
  if (other !== undefined) agreed(call.name, [matrix(other).values], [taken.values]);
  return taken;
}

function pointersOf(rows: Rows): Int32Array {
  const pointers = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => (pointers[i + 1] = (pointers[i] ?? 0) + row.length));
  return pointers;
}

function dtypeOfAll(x: readonly Value[]): "float32" | "float64" {
  return x.length > 0 && x.every((leaf) => dtypeOf(leaf) === "float32") ? "float32" : "float64";
}
