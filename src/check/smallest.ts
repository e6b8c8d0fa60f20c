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
  const least = shrink(found.list, stillFails(found.culprit, manner), { budget });
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
  return (list) => {
    if (!list.lines.some((line) => line.op.name === op)) return false;
    const f = programOf(list);
    const y = f(list.inputs);
    if (!flat(y).every(Number.isFinite)) return false;
    const inputs = list.inputs.flatMap((x, i) => labels(`x${String(i)}`, x));
    const outputs = y.flatMap((v, k) => labels(`y${String(k)}`, v));
    return isConvicted(() => convictions({ f, x: list.inputs, y, inputs, outputs }, manner));
  };
}

/** Parameters that do not fit the smaller operands any more may let a rule throw; that is not what failed. */
function isConvicted(convict: () => readonly unknown[]): boolean {
  try {
    return convict().length > 0;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return false;
    throw error;
  }
}
