// Edits of Wengert lists: what nothing reads is dropped, and what is left is numbered anew.

import type { Plain } from "../../ndarray/index.js";
import { isReference, type Operand, type WengertList } from "../wengert.js";

/** The list with each operand, of lines and of outputs, replaced. */
export function mapOperands(list: WengertList, change: (operand: Operand) => Operand): WengertList {
  const lines = list.lines.map((line) => ({ ...line, operands: line.operands.map(change) }));
  return { inputs: list.inputs, lines, outputs: list.outputs.map(change) };
}

/** The list without the lines and the inputs that no output depends on. */
export function pruned(list: WengertList): WengertList {
  const needed = neededBy(list);
  const places = new Map<number, number>();
  for (const [at, isNeeded] of needed.entries()) if (isNeeded) places.set(at, places.size);
  const kept = { ...list, inputs: list.inputs.filter((_, i) => needed[i]) };
  const lines = list.lines.filter((_, k) => needed[list.inputs.length + k]);
  return mapOperands({ ...kept, lines }, (v) => (isReference(v) ? { at: places.get(v.at) ?? 0 } : v));
}

/** For each input and each line, whether an output depends on it. */
function neededBy({ inputs, lines, outputs }: WengertList): boolean[] {
  const needed = Array.from({ length: inputs.length + lines.length }, () => false);
  const mark = (v: Operand): void => {
    if (isReference(v)) needed[v.at] = true;
  };
  outputs.forEach(mark);
  for (let k = lines.length - 1; k >= 0; k--)
    if (needed[inputs.length + k] === true) lines[k]?.operands.forEach(mark);
  return needed;
}

/** The list in which `operand` stands wherever value number `at` was read. */
export function substituted(list: WengertList, at: number, operand: Operand): WengertList {
  return pruned(mapOperands(list, (v) => (isReference(v) && v.at === at ? operand : v)));
}

/** The list in which a new input of the given value stands wherever value number `at` was read. */
export function madeInput(list: WengertList, at: number, value: Plain): WengertList {
  const n = list.inputs.length;
  const moved = mapOperands(list, (v) => (isReference(v) && v.at >= n ? { at: v.at + 1 } : v));
  const shifted = at < n ? at : at + 1;
  return substituted({ ...moved, inputs: [...list.inputs, value] }, shifted, { at: n });
}

/** The list with each plain value in it replaced: the inputs, and the constants of its lines. */
export function mapPlain(list: WengertList, change: (value: Plain) => Plain): WengertList {
  const inputs = list.inputs.map(change);
  return mapOperands({ ...list, inputs }, (v) => (isReference(v) ? v : change(v)));
}
