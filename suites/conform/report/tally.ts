// How many cells of a run have which status, by engine and mode.

import type { Mode } from "../adapter.js";
import type { Cell, ConformResult, EngineResult, Status } from "../result.js";
import { isFine, modes, statuses } from "./statuses.js";

/** The cells of one engine in one mode, or of all of its modes. */
export interface Tally {
  readonly engine: string;
  readonly mode: "value" | Mode | "all";
  readonly cells: number;
  readonly counts: Readonly<Record<Status, number>>;
}

/** A tally for each mode in which each engine was asked. */
export function tallies({ engines, cells }: ConformResult): readonly Tally[] {
  return engines.flatMap(({ name }) => {
    const own = cells.filter(({ engine }) => engine === name);
    return modes.flatMap((mode) => {
      const some = own.filter((cell) => cell.mode === mode);
      return some.length === 0 ? [] : [{ engine: name, mode, ...counted(some) }];
    });
  });
}

/** A tally for each engine that ran. */
export function totals({ engines, cells }: ConformResult): readonly Tally[] {
  return engines
    .filter(({ absent }) => absent === undefined)
    .map(({ name }) => ({
      engine: name,
      mode: "all",
      ...counted(cells.filter(({ engine }) => engine === name)),
    }));
}

function counted(cells: readonly Cell[]): Pick<Tally, "cells" | "counts"> {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<Status, number>;
  for (const { status } of cells) counts[status] += 1;
  return { cells: cells.length, counts };
}

/** The cells that are not as they should be. */
export function failures({ cells }: ConformResult): readonly Cell[] {
  return cells.filter(({ status }) => !isFine(status));
}

/** The engines that were asked for and did not run. */
export function absent({ engines }: ConformResult): readonly EngineResult[] {
  return engines.filter((engine) => engine.absent !== undefined);
}

/** Whether a run proves something and has nothing against it: every engine ran, and every cell is as it should be. */
export function isGreen(result: ConformResult): boolean {
  return result.cells.length > 0 && absent(result).length === 0 && failures(result).length === 0;
}
