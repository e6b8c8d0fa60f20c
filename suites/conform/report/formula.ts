// A program of steps as the formulas that people read: sin(x) · x, and a line for whatever is used more than once.

import type { Program, Step, Subprogram } from "../format.js";
import { numeralText } from "./tensors.js";

/** A formula, and how tightly what it was last made of holds together: comparisons, sums, products, powers, the rest. */
interface Formula {
  readonly text: string;
  readonly holds: 0 | 1 | 2 | 3 | 4;
}

/** What is written between its operands: the sign, how tightly it holds, and how tightly each operand must. */
const infix: Readonly<
  Record<string, readonly [sign: string, holds: 0 | 1 | 2 | 3, left: number, right: number]>
> = {
  add: [" + ", 1, 1, 2],
  sub: [" − ", 1, 1, 2],
  mul: [" · ", 2, 2, 3],
  div: [" / ", 2, 2, 3],
  pow: ["^", 3, 4, 4],
  matmul: [" @ ", 2, 3, 3],
  less: [" < ", 0, 1, 1],
  lessEqual: [" ≤ ", 0, 1, 1],
  greater: [" > ", 0, 1, 1],
  greaterEqual: [" ≥ ", 0, 1, 1],
  equal: [" = ", 0, 1, 1],
  notEqual: [" ≠ ", 0, 1, 1],
};

/** How long a formula may be that stands where its name would. */
const longest = 60;

/** A program as lines: its functions, what it gives, and the names that it uses for parts of that. */
export function formulas({ functions = {}, ...main }: Program): string {
  const inner = Object.values(functions);
  const shared = new Set(inner.flatMap((one) => namesIn(one)));
  const lines = Object.entries({ ...functions, f: main }).flatMap(([name, one]) =>
    linesOf(name, one, shared),
  );
  return lines.join("\n");
}

/** All names that a function mentions, as often as it does. */
function namesIn({ steps, output }: Subprogram): string[] {
  const mentioned = steps.flatMap(([, , args]) => args.filter((arg) => typeof arg === "string"));
  return [...mentioned, output];
}

function linesOf(name: string, program: Subprogram, shared: ReadonlySet<string>): string[] {
  const known = new Map<string, Formula>();
  const named: string[] = [];
  const mentions = namesIn(program);
  for (const step of program.steps) {
    const [result] = step;
    const made = formulaOf(step, known);
    const isUsedOnce = mentions.filter((mention) => mention === result).length === 1 && !shared.has(result);
    if (result === program.output || (isUsedOnce && made.text.length <= longest)) known.set(result, made);
    else named.push(`${result} = ${made.text}`);
  }
  const { text } = known.get(program.output) ?? { text: program.output };
  const where = named.map((line, i) => `${i === 0 ? "  where " : "        "}${line}`);
  return [`${name}(${program.inputs.join(", ")}) = ${text}`, ...where];
}

function formulaOf([, op, args, params = {}]: Step, known: ReadonlyMap<string, Formula>): Formula {
  const parts = args.map((arg): Formula => {
    if (typeof arg === "string") return known.get(arg) ?? { text: arg, holds: 4 };
    return { text: numeralText(arg), holds: arg < 0 ? 1 : 4 };
  });
  const settings = Object.entries(params).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  const [a, b] = parts;
  const between = infix[op];
  if (between !== undefined && a !== undefined && b !== undefined && settings.length + parts.length === 2) {
    const [sign, holds, left, right] = between;
    return { text: `${enclosed(a, left)}${sign}${enclosed(b, right)}`, holds };
  }
  if (op === "neg" && a !== undefined) return { text: `−${enclosed(a, 3)}`, holds: 1 };
  return { text: `${op}(${[...parts.map(({ text }) => text), ...settings].join(", ")})`, holds: 4 };
}

function enclosed({ text, holds }: Formula, least: number): string {
  return holds < least ? `(${text})` : text;
}
