// What is known to fail on an engine: strictly, so that the list is wrong as soon as one of its lines is.

import { matches } from "../../src/check/pattern.js";
import type { Cell, Status } from "./result.js";

/** One line of an engine's list: cells that fail, how, and why that is known. */
export interface Expectation {
  /** Patterns of `case@mode`, in which * stands for anything. */
  readonly cells: string | readonly string[];
  /** What they are instead of "pass". */
  readonly status: Status;
  readonly reason: string;
  readonly link?: string;
}

/** The cell as the list has it: a known failure, or a pass that was not to be. */
export function expected(cell: Cell, list: readonly Expectation[]): Cell {
  const own = list.filter(({ cells }) =>
    [cells].flat().some((pattern) => matches(`${cell.id}@${cell.mode}`, pattern)),
  );
  const known = own.find(({ status }) => status === cell.status) ?? own[0];
  if (known === undefined || cell.status === "unsupported") return cell;
  const link = known.link === undefined ? {} : { link: known.link };
  if (cell.status === "pass") {
    return {
      ...cell,
      ...link,
      status: "unexpected-pass",
      reason: `passes, and is listed as ${known.status}: ${known.reason}`,
    };
  }
  if (known.status !== cell.status) {
    return { ...cell, ...link, reason: `${cell.reason}; listed as ${known.status}: ${known.reason}` };
  }
  return {
    ...cell,
    ...link,
    status: "known",
    underlying: cell.status,
    reason: `${known.reason}: ${cell.reason}`,
  };
}

/** The lines of a list that no cell of a whole run fits: they are out of date. */
export function stale(list: readonly Expectation[], cells: readonly Cell[]): readonly Expectation[] {
  const names = cells.map(({ id, mode }) => `${id}@${mode}`);
  return list.filter(
    (line) => ![line.cells].flat().some((pattern) => names.some((name) => matches(name, pattern))),
  );
}
