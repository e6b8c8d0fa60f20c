// Planting the faults in an op and looking what becomes of each: the work that the kill rates are made of.

import { faults, plant, type Fault } from "../src/check/faults/index.js";
import { registry } from "../src/ops/index.js";
import { isKilled, type Kill } from "./killed.js";

/** A fault in an op, and what became of it. */
export interface Row extends Fault, Kill {
  readonly op: string;
}

/** The sizes of relative faults that a short run tries. */
const fewer: readonly number[] = [1e-2, 1e-4, 1e-6, 1e-12];

/** Every fault that applies to op number `k` of the registry. */
export function trialsOf(k: number, short: boolean): Row[] {
  const op = registry()[k];
  if (op === undefined) return [];
  return faults
    .filter((fault) => !short || isInShortRun(fault, k))
    .flatMap((fault): Row[] => {
      const planted = plant(op, fault);
      return planted === undefined ? [] : [{ op: op.name, ...fault, ...isKilled(planted) }];
    });
}

/** In a short run the faults in one mode take turns: forward in every other op, reverse in the rest. */
function isInShortRun({ mode, magnitude = 1e-2 }: Fault, k: number): boolean {
  if (!fewer.includes(magnitude) || (magnitude === 1e-12 && mode === "both")) return false;
  return mode === "both" || (mode === "forward") === (k % 2 === 0);
}
