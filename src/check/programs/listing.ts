// Programs as text: the point, a line for each op, and what comes out.

import { NDArray, type Plain } from "../../ndarray/index.js";
import { isReference, type Operand, type WengertList } from "../wengert.js";

/**
 * A program line by line.
 *
 * @example
 * listing(wengertList(([x = 0]) => [sin(x)], [2])); // "x = 2\nv1 = sin(x)\nreturn v1"
 */
export function listing(list: WengertList): string {
  const names = namesOf(list);
  const text = (v: Operand): string => (isReference(v) ? (names[v.at] ?? "?") : literal(v));
  const inputs = list.inputs.map((x, i) => `${names[i] ?? "?"} = ${literal(x)}`);
  const lines = list.lines.map(({ op, operands, params }, k) => {
    const given = [...operands.map(text), ...(params === undefined ? [] : [parameters(params)])];
    return `${names[list.inputs.length + k] ?? "?"} = ${op.name}(${given.join(", ")})`;
  });
  return [...inputs, ...lines, `return ${list.outputs.map(text).join(", ")}`].join("\n");
}

/** Names for the inputs, x or x0, x1, …, as the checks call them, and for the lines, v1, v2, … */
export function namesOf({ inputs, lines }: WengertList): readonly string[] {
  const ofInputs = inputs.map((_, i) => (inputs.length === 1 ? "x" : `x${String(i)}`));
  return [...ofInputs, ...lines.map((_, k) => `v${String(k + 1)}`)];
}

/** A plain value in full precision: 1.5, [[1, 2], [3, 4]]. */
export function literal(value: Plain): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  return nested(value.toArray());
}

function nested(x: unknown): string {
  if (Array.isArray(x)) return `[${x.map(nested).join(", ")}]`;
  return Object.is(x, -0) ? "-0" : String(Number(x));
}

/** { axes: [0], keepDims: false } */
function parameters(params: unknown): string {
  if (params instanceof NDArray) return literal(params);
  if (Array.isArray(params)) return `[${params.map(parameters).join(", ")}]`;
  if (typeof params !== "object" || params === null) return String(params);
  const entries = Object.entries(params).filter(([, value]) => value !== undefined);
  return `{ ${entries.map(([key, value]) => `${key}: ${parameters(value)}`).join(", ")} }`;
}
