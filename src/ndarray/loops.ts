// The loops behind element-by-element functions: closed templates, stamped once per op and types of operands.
import type { Data } from "./dtype.js";

/** What a loop reads along with others: the elements of an array, or one number again and again. */
export type Operand = Data | number;

/**
 * Two nested loops over several operands, the last of them written to: operand k begins at `at[k]`, its next
 * row lies `row[k]` further on and its next column `column[k]`.
 */
export type Kernel = (
  data: readonly Data[],
  at: readonly number[],
  row: readonly number[],
  column: readonly number[],
  rows: number,
  columns: number,
) => void;

export type F1 = (x: number) => number;
export type F2 = (a: number, b: number) => number;
export type F3 = (a: number, b: number, c: number) => number;

/** Over storage from end to end. */
export const flat1 =
  (f: F1) =>
  (a: Data, y: Data): void => {
    for (let i = 0; i < y.length; i++) y[i] = f(a[i]!);
  };

/** Over storage from end to end; a stamped copy sees only one of the three loops. */
export const flat2 =
  (f: F2) =>
  (a: Operand, b: Operand, y: Data): void => {
    const n = y.length;
    if (typeof a === "number") for (let i = 0; i < n; i++) y[i] = f(a, (b as Data)[i]!);
    else if (typeof b === "number") for (let i = 0; i < n; i++) y[i] = f(a[i]!, b);
    else for (let i = 0; i < n; i++) y[i] = f(a[i]!, b[i]!);
  };

/** Over strided operands. */
export const strided1 =
  (f: F1): Kernel =>
  (data, at, row, column, rows, columns) => {
    const a = data[0]!;
    const y = data[1]!;
    const stepA = column[0]!;
    const stepY = column[1]!;
    for (let i = 0; i < rows; i++) {
      let p = at[0]! + i * row[0]!;
      let o = at[1]! + i * row[1]!;
      for (let j = 0; j < columns; j++, p += stepA, o += stepY) y[o] = f(a[p]!);
    }
  };

/** Over strided operands. */
export const strided2 =
  (f: F2): Kernel =>
  (data, at, row, column, rows, columns) => {
    const a = data[0]!;
    const b = data[1]!;
    const y = data[2]!;
    const stepA = column[0]!;
    const stepB = column[1]!;
    const stepY = column[2]!;
    for (let i = 0; i < rows; i++) {
      let p = at[0]! + i * row[0]!;
      let q = at[1]! + i * row[1]!;
      let o = at[2]! + i * row[2]!;
      for (let j = 0; j < columns; j++, p += stepA, q += stepB, o += stepY) y[o] = f(a[p]!, b[q]!);
    }
  };

/** Over strided operands. */
export const strided3 =
  (f: F3): Kernel =>
  (data, at, row, column, rows, columns) => {
    const a = data[0]!;
    const b = data[1]!;
    const c = data[2]!;
    const y = data[3]!;
    const stepA = column[0]!;
    const stepB = column[1]!;
    const stepC = column[2]!;
    const stepY = column[3]!;
    for (let i = 0; i < rows; i++) {
      let p = at[0]! + i * row[0]!;
      let q = at[1]! + i * row[1]!;
      let r = at[2]! + i * row[2]!;
      let o = at[3]! + i * row[3]!;
      for (let j = 0; j < columns; j++, p += stepA, q += stepB, r += stepC, o += stepY) {
        y[o] = f(a[p]!, b[q]!, c[r]!);
      }
    }
  };
