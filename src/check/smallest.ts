// A wrong derivative made small: the least program that the same op makes fail, and the command that shows it.

import { convictions, search, type Culprit, type Manner, type Search } from "./culprit.js";
import { flat, labels, type Program } from "./points.js";
import { replay, shrink } from "./programs/index.js";
import type { Plain } from "../ndarray/index.js";
import { programOf, type WengertList } from "./wengert.js";

/** A search that has also made the program small. */
export interface SmallSearch extends Search {
  /** The smallest program, at the roundest point, that still fails: a command that checks it, or its listing. */
  readonly smallest?: string;
  /** The same as data. */
  readonly least?: WengertList;
}

/** So many smaller programs are tried. */
const budget = 200;

/** Looks for the op that is to blame, and for the smallest program in which it shows. */
export function searchAndShrink(f: Program, x: readonly Plain[], manner: Manner): SmallSearch {
  const found = search(f, x, manner);
  if (found.culprit === undefined) return found;
  // A second opinion takes its time: many smaller programs are asked for one only if it is all that tells.
  const { opinion: _, ...plainly } = manner;
  const isPlain = stillFails(found.culprit, plainly)(found.list);
  const least = shrink(found.list, stillFails(found.culprit, isPlain ? plainly : manner), { budget });
  const smallest = replay(least);
  return {
    ...found,
    least,
    smallest,
    message: `${found.message}\nthe smallest program that fails: ${smallest}`,
  };
}

/** Whether a smaller program fails by the same op, where its value is finite. */
function stillFails({ op }: Culprit, manner: Manner): (list: WengertList) => boolean {
  return (list) => list.lines.some((line) => line.op.name === op) && unlessRefused(() => fails(list, manner));
}

function fails(list: WengertList, manner: Manner): boolean {
  const f = programOf(list);
  const y = f(list.inputs);
  if (!flat(y).every(Number.isFinite)) return false;
  const inputs = list.inputs.flatMap((x, i) => labels(`x${String(i)}`, x));
  const outputs = y.flatMap((v, k) => labels(`y${String(k)}`, v));
  return convictions({ f, x: list.inputs, y, inputs, outputs }, manner).length > 0;
}

/** What `ask` says; false where a rule refuses what it is given: made smaller, parameters may no longer fit. */
function unlessRefused(ask: () => boolean): boolean {
  try {
    return ask();
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return false;
    throw error;
  }
}
