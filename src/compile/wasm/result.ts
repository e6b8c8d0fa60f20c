// What a program in WebAssembly returns, read from its memory.

import type { Plain } from "../../ndarray/index.js";
import { listText } from "../outputs.js";
import type { End } from "../paths.js";
import { resultText, type Program } from "../program.js";
import { inKind } from "../signature.js";

/** Reads a result from the memory, m; if a number of it is NaN it is that of `otherwise` at the inputs, x. */
export type Result = (m: Float64Array, x: readonly Plain[], otherwise: Program["run"] | undefined) => unknown;

/** In place of the place of a constant. */
export const noPlace = -1;

/** The result of a way that ends so, with its outputs in these places. */
export function resultOf(end: End, places: Int32Array): Result {
  const constants = end.outputs.map((node) => (node.kind === "constant" ? (node.value as number) : 0));
  const put = putting(end);
  return (m, x, otherwise) => {
    const y = new Array<number>(places.length);
    let check = 0;
    for (let k = 0; k < y.length; k++) {
      const place = places[k]!;
      const value = place === noPlace ? constants[k]! : m[place]!;
      y[k] = value;
      check += value;
    }
    return check !== check && otherwise !== undefined ? otherwise(x) : put(y);
  };
}

/** Puts outputs in their places of a result. */
function putting(end: End): (y: readonly number[]) => unknown {
  const makers: unknown[] = [inKind];
  const text = resultText(
    end.result,
    ({ at, kind }) =>
      kind === "value" ? `y[${String(at)}]` : `make[0](${JSON.stringify(kind)}, y[${String(at)}])`,
    (make) => `make[${String(makers.push(make) - 1)}]`,
    listText(end),
  );
  const put = new Function("make", "y", `"use strict"; return ${text};`) as (...x: unknown[]) => unknown;
  return (y) => put(makers, y);
}
