// A test for the arguments of a call, as code of its own for each signature: most calls have but a few numbers and arrays,
// and to look at them is to take no longer than what is computed from them.

import type { Value } from "../core/op.js";
import { canStamp, NDArray } from "../ndarray/index.js";
import type { Pattern } from "./signature.js";

/** The leaves of arguments that fit; undefined of others. */
export type Leaves = (args: readonly unknown[]) => readonly Value[] | undefined;

/** Such a test for numbers, arrays and vectors; undefined if there is more to the arguments, or no text may be code. */
export function leavesOfFew(patterns: readonly Pattern[]): Leaves | undefined {
  if (patterns.length > most || !canStamp()) return undefined;
  const parts = patterns.map((pattern, k) => partOf(pattern, `x${k}`));
  if (!parts.every((part) => part !== undefined)) return undefined;
  const names = patterns.map((_, k) => `x${k} = args[${k}]`);
  const lines = [
    `if (args.length !== ${parts.length}) return undefined;`,
    ...(names.length === 0 ? [] : [`const ${names.join(", ")};`]),
    ...parts.map(({ misfits }) => `if (${misfits}) return undefined;`),
    `return [${parts.map(({ leaf }) => leaf).join(", ")}];`,
  ];
  const source = `"use strict"; return (args) => {\n${lines.join("\n")}\n};`;
  return (new Function("NDArray", source) as (of: typeof NDArray) => Leaves)(NDArray);
}

const most = 8;

interface Part {
  /** Whether an argument is not what it should be. */
  readonly misfits: string;
  readonly leaf: string;
}

function partOf(pattern: Pattern, x: string): Part | undefined {
  switch (pattern.kind) {
    case "number":
      return { misfits: `typeof ${x} !== "number"`, leaf: x };
    case "array": {
      const { dtype, shape } = pattern;
      const looks = [`dtype !== "${dtype}"`, `shape.length !== ${shape.length}`];
      const lengths = shape.map((length, axis) => `shape[${axis}] !== ${length}`);
      const misfits = [...looks, ...lengths].map((test) => `${x}.${test}`);
      return {
        misfits: [`!(${x} instanceof NDArray)`, ...misfits].join(" || "),
        leaf: shape.length === 0 ? `${x}.item()` : x,
      };
    }
    case "vector": {
      const type = pattern.dtype === "float64" ? "Float64Array" : "Float32Array";
      return {
        misfits: `!(${x} instanceof ${type}) || ${x}.length !== ${pattern.length}`,
        leaf: `new NDArray(${x}, [${pattern.length}])`,
      };
    }
    case "numbers":
    case "list":
    case "record":
    case "box":
    case "static":
      return undefined;
  }
}
