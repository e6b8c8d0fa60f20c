// The first state of a loop, which is a value of its own: on a tape, what the rounds say of it is added up before that is
// added to what else is said of the value, so that a loop kept as one has the same sums.

import { bind, type Op, type Value } from "../../core/op.js";
import { real } from "../../core/space.js";
import { mapBoxes } from "../../core/tree.js";

/** The same value in a place of its own. */
export const copyOp: Op<readonly [Value], undefined> = {
  name: "copy",
  doc: "x",
  eval: ([x]) => x,
  shape: ([x]) => x,
  jvp: (_i, dx) => dx,
  vjp: (_i, dy) => dy,
  scalar: { f: (x) => x, partials: [() => 1] },
  core: [0],
  keepsResults: true,
  linearity: "linear",
  domain: [real],
  examples: [{ shapes: [[]], params: undefined }],
};

/** The state with copies of the values in it that are watched. */
export function startOf<S>(name: string, init: S): S {
  return mapBoxes(name, "the first state", init, (box) => bind(copyOp, [box], undefined)) as S;
}
