// Random programs over the registry: each op where its entry says that it may be sampled, on values computed
// before where they fit.

import { badOption } from "../../core/errors.js";
import type { Op } from "../../core/op.js";
import { known } from "../../ndarray/options.js";
import { registry } from "../../ops/index.js";
import type { WengertList } from "../wengert.js";
import { Dice } from "./dice.js";
import { Growth } from "./growth.js";

/** The options of `randomProgram`. */
export interface ProgramOptions {
  /** How many ops there are, if so many fit; from 1 to 8, at random, unless given. */
  readonly length?: number;
  /** What to choose from; the registry unless given. */
  readonly ops?: readonly Op[];
}

/**
 * The random program of a seed: scalars and small arrays, values up to 10⁶, and no op at or near a kink. Its
 * output is its last value, or the sum of that, which is not counted in its length. Ops that may be sampled
 * nowhere, such as stopGradient, are left out.
 *
 * @throws RangeError if none of the ops can be sampled.
 * @example
 * const list = randomProgram(7);
 * checkGrads((...x: Value[]) => programOf(list)(x), list.inputs).verdict; // "pass"
 */
export function randomProgram(seed: number, options: ProgramOptions = {}): WengertList {
  const { length, ops = registry() } = known("randomProgram", options, ["length", "ops"]);
  if (!Number.isSafeInteger(seed)) throw badOption("randomProgram", "its seed", "an integer", seed);
  if (length !== undefined && !(Number.isInteger(length) && length >= 1))
    throw badOption("randomProgram", "length", "an integer of 1 or more", length);
  const dice = new Dice(seed);
  const list = new Growth(dice, ops, length ?? dice.from(1, 8)).program();
  if (list !== undefined) return list;
  throw new RangeError(
    `randomProgram: none of the ${String(ops.length)} ops could be applied; give ops that may be sampled ` +
      "somewhere and whose derivative is not zero everywhere",
  );
}
