// Whether a derivative has the shapes that it must: that of the outputs ahead, that of the inputs back. A wrong
// one may hold the right numbers, or broadcast to them.

import { shapeOf, type Value } from "../core/op.js";
import { push } from "../forward/index.js";
import { formatShape, sameShape } from "../ndarray/index.js";
import { record } from "../reverse/index.js";
import type { CheckMode, Subject } from "./compare.js";
import { flat, unflat } from "./points.js";
import type { Comparison } from "./verdict.js";

/** The comparison of a derivative that has a wrong shape; undefined if none has. */
export function misfit({ f, x, modes }: Pick<Subject, "f" | "x" | "modes">): Comparison | undefined {
  const ones = (like: readonly Value[]): readonly Value[] => unflat(flat(like).fill(1), like);
  const found: Record<CheckMode, () => Comparison | undefined> = {
    forward: () => {
      const { y, dy } = push(f, x, ones(x));
      return mismatch("the tangent of output", "forward", dy, y);
    },
    reverse: () => {
      const recording = record(f, x, true);
      return mismatch("the gradient of input", "reverse", recording.pull(ones(recording.y)), x);
    },
  };
  return modes.map((mode) => found[mode]()).find((one) => one !== undefined);
}

function mismatch(
  what: string,
  mode: CheckMode,
  got: readonly Value[],
  due: readonly Value[],
): Comparison | undefined {
  const at = got.findIndex((dx, i) => !sameShape(shapeOf(dx), shapeOf(due[i] ?? 0)));
  if (at < 0) return undefined;
  const [has, wants] = [got, due].map((each) => formatShape(shapeOf(each[at] ?? 0)));
  const reason = `${mode} mode gives shape ${String(has)} where ${String(wants)} is due`;
  return { entry: `${what} ${String(at)}`, [mode]: NaN, reference: NaN, bound: 0, verdict: "fail", reason };
}
