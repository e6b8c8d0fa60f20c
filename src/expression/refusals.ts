// What a formula may not contain, and what to write instead.

import type { Node, Operation } from "./syntax.js";

/** Words of the language and members that every object has: none may be a variable. */
export function isReserved(name: string): boolean {
  return words.has(name) || name in Object.prototype;
}

const words: ReadonlySet<string> = new Set(
  "end i mod to in and or xor not true false null undefined NaN Infinity".split(" "),
);

/** Why `node` is refused. */
export function notAccepted(node: Node): string {
  if (node.type === "SymbolNode") return reservedName(node.name);
  if (node.type === "ConstantNode") return wrongConstant(node.value);
  if (node.type === "OperatorNode") return unknownOperator(node);
  return reasons[node.type] ?? `${node.type} is not accepted`;
}

const reasons: Readonly<Partial<Record<Node["type"], string>>> = {
  RangeNode: "a range stands only in an index, x[1:3]",
  BlockNode: "a formula is one expression; begin no second one",
  AssignmentNode: "a formula assigns nothing; to compare write ==",
  FunctionAssignmentNode: "a formula defines no functions; write the expression alone",
  ObjectNode: "objects are not accepted; an array is written [1, 2]",
};

function wrongConstant(value: unknown): string {
  return value === undefined ? "the formula is empty" : `only numbers are constants, not ${kindOf(value)}`;
}

function kindOf(value: unknown): string {
  if (typeof value !== "string") return value === null ? "null" : `a ${typeof value}`;
  return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
}

function reservedName(name: string): string {
  if (name === "i") return "i is the imaginary unit, and values are real; declare it to have a variable i";
  if (name === "end") return '"end" stands only in an index, x[end]';
  return `${name} cannot be a variable; choose another name`;
}

const accepted = "+ - * / ^ % ' .* ./ .^ == != < <= > >= ? : and or xor not";

function unknownOperator({ op }: Operation): string {
  return `there is no operator "${op}"${instead.get(op) ?? ""}; there are ${accepted}`;
}

const instead: ReadonlyMap<string, string> = new Map([
  ["!", " (to negate write not)"],
  ["&", " (write and)"],
  ["|", " (write or)"],
  ["to", " (values have no units)"],
  ["in", " (values have no units)"],
]);

/** The complaint about a call with `count` arguments. */
export function wrongArity(name: string, least: number, most: number, count: number): string {
  const several = most === Infinity ? `${String(least)} or more` : `${String(least)} to ${String(most)}`;
  const range = least === most ? String(least) : several;
  return `${name} takes ${range} argument${range === "1" ? "" : "s"}, not ${String(count)}`;
}
