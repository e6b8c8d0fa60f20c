// How a program in JavaScript ends: what it returns, or if a number of that is NaN what another program does.

import { array } from "../ndarray/index.js";
import { isNumber, type Node } from "./graph.js";
import type { Around } from "./loops.js";
import type { Place, End } from "./paths.js";
import { resultText, type Program } from "./program.js";
import type { Run } from "./roll.js";
import type { Outputs } from "./rolls.js";
import { inKind, type Kind } from "./signature.js";

type Text = Pick<Around, "textOf" | "nameOf">;

/**
 * The last lines. If loops make many of the outputs they have put them in y; the others have names. If NaN shows,
 * `otherwise` is called.
 */
export function endLines(
  end: End,
  outputs: Outputs,
  otherwise: Program["run"] | undefined,
  text: Text,
): readonly string[] {
  return (outputs.isListed ? listLines : spelledLines)(end, outputs, otherwise, text);
}

function listLines(
  end: End,
  { listed, single }: Outputs,
  otherwise: Program["run"] | undefined,
  { textOf, nameOf }: Text,
): readonly string[] {
  const lines = [
    ...listed.map(({ count, at, places }) => copyText(count, at, places())),
    ...single.map((k) => `y[${String(k)}] = ${textOf(end.outputs[k]!)};`),
  ];
  if (otherwise !== undefined)
    lines.push(`if (${nameOf("holdsNaN", holdsNaN)}(y)) return ${nameOf("strict", otherwise)}(x);`);
  const output = ({ at, kind }: Place): string => inKindText(kind, `y[${String(at)}]`, nameOf);
  return [
    ...lines,
    `return ${resultText(end.result, output, (make) => nameOf("make", make), listText(end))};`,
  ];
}

function spelledLines(
  { outputs, result }: End,
  _outputs: Outputs,
  otherwise: Program["run"] | undefined,
  text: Text,
): readonly string[] {
  const returned = resultText(
    result,
    ({ at, kind }) => outputText(outputs[at]!, kind, text),
    (make) => text.nameOf("make", make),
  );
  const shown = outputs.filter((node) => node.kind === "step" && isNumber(node)).map(text.textOf);
  if (otherwise === undefined || shown.length === 0) return [`return ${returned};`];
  return [
    `const check = ${sumText([...new Set(shown)])};`,
    `if (check !== check) return ${text.nameOf("strict", otherwise)}(x);`,
    `return ${returned};`,
  ];
}

/** The sum of many, of halves of halves, so that no addition waits for many others. */
function sumText(terms: readonly string[]): string {
  const half = 2 ** Math.ceil(Math.log2(terms.length) - 1);
  const [first, second] = [terms.slice(0, half), terms.slice(half)];
  if (terms.length <= 2) return terms.join(" + ");
  return `${sumText(first)} + ${second.length === 1 ? second[0]! : `(${sumText(second)})`}`;
}

/** An output in kind; of a constant array a copy, for the caller may write to it. */
function outputText(node: Node, kind: Kind, { textOf, nameOf }: Text): string {
  const text = textOf(node);
  if (kind === "value" && node.kind === "constant" && !isNumber(node))
    return `${nameOf("copy", array)}(${text})`;
  return inKindText(kind, text, nameOf);
}

function inKindText(kind: Kind, text: string, nameOf: Text["nameOf"]): string {
  return kind === "value" ? text : `${nameOf("inKind", inKind)}(${JSON.stringify(kind)}, ${text})`;
}

/** A line that copies so many numbers from the memory, m, to these places of the result. */
function copyText(count: number, at: Run, places: Run): string {
  const index = ({ start, stride }: Run): string =>
    `${stride === 1 ? "" : `${String(stride)} * `}i + ${String(start)}`;
  return `for (let i = 0; i < ${String(count)}; i++) y[${index(at)}] = m[${index(places)}];`;
}

/** Whether one of many numbers is NaN, or the sum of them is. */
function holdsNaN(y: readonly number[]): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = y.length & -4;
  for (let i = 0; i < whole; i += 4) {
    a += y[i]!;
    b += y[i + 1]!;
    c += y[i + 2]!;
    d += y[i + 3]!;
  }
  for (let i = whole; i < y.length; i++) a += y[i]!;
  const sum = a + b + (c + d);
  return sum !== sum;
}

/**
 * The text of a list that all outputs are put in. Numbers go into the copy of a list of numbers without gaps, of which V8
 * reads and writes the elements as they are: to look for NaN in a list with gaps takes half as long as such a gradient.
 */
export function listOf({ outputs }: End, nameOf: Text["nameOf"]): string {
  const { length } = outputs;
  if (!outputs.every(isNumber)) return `new Array(${String(length)})`;
  return `${nameOf(
    "numbers",
    Array.from({ length }, () => 0.5),
  )}.slice()`;
}

/** The text of a list of some of all outputs, which are in y; it is y itself if it is that of all. */
export function listText({
  outputs: { length },
}: Pick<End, "outputs">): (from: number, to: number) => string {
  return (from, to) => (to - from === length ? "y" : `y.slice(${String(from)}, ${String(to)})`);
}
