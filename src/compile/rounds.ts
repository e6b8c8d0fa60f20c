// A loop that a program keeps, as JavaScript: c0 is a state, x1 an item, s2 what is shared, h0 what is handed out.

import { NDArray, sizeOf } from "../ndarray/index.js";
import type { Rounds } from "../transforms/loops/body.js";
import type { Part } from "../transforms/loops/parts.js";
import { isNumber, type Input, type Node } from "./graph.js";
import { roleOf, roundPlan, type RoundPlan } from "./kept.js";
import { empty } from "./elements.js";
import type { Stretch } from "./plan.js";
import type { BackEnd } from "./program.js";
import { arrayOf, countOf } from "./round-counts.js";
import { RoundPlaces, mostInPlace, type Places } from "./round-places.js";

/** The text around a loop. */
export interface Around {
  readonly backEnd: BackEnd;
  /** The name of what comes from outside the text. */
  readonly nameOf: (kind: string, x: unknown) => string;
  /** The lines of a round, how many numbers they keep in m, and how what they make is called. */
  readonly body: (
    stretch: Stretch,
    nameOf: (at: number) => string,
    indent: string,
    places: Places | undefined,
  ) => { readonly lines: readonly string[]; readonly size: number; readonly textOf: (node: Node) => string };
}

/** The parameter and the body of a function that is given the inputs of a loop and returns these parts. */
export function roundsText(
  rounds: Rounds,
  parts: readonly Part[],
  { nameOf, backEnd, body }: Around,
): string {
  const { carries, items } = rounds.body;
  const [n, m] = [carries.length, carries.length + items.length];
  const plan = roundPlan(rounds, parts);
  const name = (at: number): string => `${at < n ? "c" : at < m ? "x" : "s"}${String(at)}`;
  const places = backEnd === "webassembly" ? undefined : new RoundPlaces(plan, n, m);
  const { lines, size, textOf } = body(plan.stretch, name, "    ", places);
  const asked = conditionText(plan, name, body);
  const count = countOf(rounds, plan.stacks, nameOf);
  const place = (at: number): number => roleOf(rounds, at).of;
  const read = plan.inputs.filter(({ at }) => at >= n);
  const ofRounds = read.filter(({ at }) => at < m);
  const head = [
    ...plan.states.map(([at]) => `let c${String(at)} = ${startText(at, places, nameOf)};`),
    ...[...(places?.rooms ?? [])].map(
      (step) => `let ${textOf(step)} = ${nameOf("empty", empty)}(${nameOf("shape", step.shape)});`,
    ),
    ...read
      .filter(({ at }) => at >= m)
      .map((input) => `const ${name(input.at)} = a[${String(place(input.at))}];`),
    ...ofRounds.map((input) => `const q${String(input.at)} = a[${String(place(input.at))}].data;`),
    ...count.before,
    ...memoryLines(Math.max(size, asked.size)),
  ];
  const stackLines = plan.stacks.flatMap((node, k) =>
    places?.written.has(k) === true ? [] : [`    ${stackText(node, k, textOf(node))}`],
  );
  const nexts = plan.states.map(([at, node]) => `    const n${String(at)} = ${textOf(node)};`);
  const moves = plan.states.flatMap(([at]) => {
    const room = places?.swapped.get(at);
    const back = room === undefined ? [] : [`    ${textOf(room)} = c${String(at)};`];
    return [...back, `    c${String(at)} = n${String(at)};`];
  });
  const text = [...lines, ...stackLines, ...nexts].join("\n");
  const itemLines = ofRounds
    .filter((input) => new RegExp(`\\b${name(input.at)}\\b`).test(text))
    .map((input) => `    const ${name(input.at)} = ${itemText(input, nameOf)};`);
  let stack = 0;
  const results = parts.map((part) => {
    if (part.kind === "final") return `c${String(part.at)}`;
    return count.stackOf(plan.stacks[stack]!, stack++);
  });
  return [
    "(a) {",
    ...head.map((line) => `  ${line}`),
    `  ${count.head}`,
    ...[
      ...asked.lines,
      ...count.begin.map((line) => `    ${line}`),
      ...itemLines,
      ...lines,
      ...stackLines,
      ...nexts,
      ...moves,
    ],
    "  }",
    `  return [${results.join(", ")}];`,
    "}",
  ].join("\n");
}

/** What is asked before a round. */
function conditionText(
  { condition }: RoundPlan,
  nameOf: (at: number) => string,
  body: Around["body"],
): { readonly lines: readonly string[]; readonly size: number } {
  if (condition === undefined) return { lines: [], size: 0 };
  const { lines, size, textOf } = body(condition.stretch, nameOf, "      ", undefined);
  return { lines: ["    {", ...lines, `      if (${textOf(condition.node)} == 0) break;`, "    }"], size };
}

function memoryLines(size: number): readonly string[] {
  return size > 0 ? [`const m = new Float64Array(${String(size)});`] : [];
}

/** A first state; one whose memory is to be written to is a copy. */
function startText(at: number, places: RoundPlaces | undefined, nameOf: Around["nameOf"]): string {
  const given = `a[${String(at)}]`;
  return places?.swapped.has(at) === true ? `${nameOf("copyOf", copyOf)}(${given})` : given;
}

function copyOf({ data, shape }: NDArray): NDArray {
  return new NDArray(data.slice(), shape);
}

function itemText(input: Input, nameOf: Around["nameOf"]): string {
  const q = `q${String(input.at)}`;
  if (isNumber(input)) return `${q}[t]`;
  const size = String(sizeOf(input.shape));
  return `${nameOf("arrayOf", arrayOf)}(${q}.subarray(t * ${size}, (t + 1) * ${size}), ${nameOf("shape", input.shape)})`;
}

function stackText(node: Node, k: number, text: string): string {
  if (isNumber(node)) return `h${String(k)}[t] = ${text};`;
  const length = sizeOf(node.shape);
  if (length <= mostInPlace)
    return `for (let i = 0, d = ${text}.data; i < ${String(length)}; i++) h${String(k)}[t * ${String(length)} + i] = d[i];`;
  return `h${String(k)}.set(${text}.data, t * ${String(sizeOf(node.shape))});`;
}
