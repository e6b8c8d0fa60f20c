// Programs as formulas, and as the commands that check them.

import { shapeOf } from "../../core/op.js";
import { isReference, valuesOf, type Operand, type WengertList } from "../wengert.js";
import { pruned } from "./edit.js";
import { formulaOf, withoutBrackets, type Term } from "./formula.js";
import { listing, literal, namesOf } from "./listing.js";

/** What is longer than this is read more easily line by line. */
const longest = 2000;

/**
 * A program as a formula for `dualtape check --expr`; undefined where there is none, or only a long one.
 *
 * @example
 * expressionOf(wengertList(([x = 0, y = 0]) => [mul(sin(x), y)], [2, 3])); // "sin(x0) * x1"
 */
export function expressionOf(list: WengertList): string | undefined {
  const needed = pruned(list);
  const [output, ...others] = needed.outputs;
  if (output === undefined || others.length > 0 || needed.inputs.length === 0) return undefined;
  const [names, values] = [namesOf(needed), valuesOf(needed)];
  const terms: (Term | undefined)[] = needed.inputs.map((x, i) => ({
    text: names[i] ?? "",
    shape: shapeOf(x),
  }));
  for (const line of needed.lines) {
    const operands = line.operands.map((v) => termOf(v, terms));
    const shape = shapeOf(values[terms.length] ?? 0);
    const text = operands.every((term) => term !== undefined) ? formulaOf(line, operands, shape) : undefined;
    terms.push(text === undefined || text.length > longest ? undefined : { text, shape });
  }
  const text = termOf(output, terms)?.text;
  return text === undefined ? undefined : withoutBrackets(text);
}

function termOf(v: Operand, terms: readonly (Term | undefined)[]): Term | undefined {
  if (isReference(v)) return terms[v.at];
  const text = literal(v);
  return { text: text.startsWith("-") ? `(${text})` : text, shape: shapeOf(v) };
}

/** The point of a program as `dualtape check --at` takes it: "x0=2, x1=[1, 2]". */
export function pointOf(list: WengertList): string {
  const needed = pruned(list);
  const names = namesOf(needed);
  return needed.inputs.map((x, i) => `${names[i] ?? ""}=${literal(x)}`).join(", ");
}

/** The command that checks a program where it was written down, or its listing where no formula says it. */
export function replay(list: WengertList): string {
  const expression = expressionOf(list);
  if (expression === undefined) return listing(list);
  return `dualtape check --expr ${quoted(expression)} --at ${quoted(pointOf(list))}`;
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
