// A loop that a program keeps, as JavaScript: c0 is a state, x1 an item, s2 what is shared, h0 what is handed out.

import { NDArray, scratch, sizeOf, type DType, type Shape } from "../ndarray/index.js";
import type { Rounds } from "../transforms/loops/body.js";
import type { Part } from "../transforms/loops/parts.js";
import { isNumber, type Input, type Node } from "./graph.js";
import { bodyGraphOf, roleOf, roundPlan } from "./kept.js";
import { empty } from "./elements.js";
import type { Stretch } from "./plan.js";
import type { BackEnd } from "./program.js";
import { RoundPlaces, mostInPlace, type Places } from "./round-places.js";

/** The text around a loop. */
export interface Around {
  readonly backEnd: BackEnd;
  /** The name of what comes from outside the text. */
  readonly nameOf: (kind: string, x: unknown) => string;
  /** The lines of a round, how many numbers they keep in m, and how what they make is called. */
  readonly body: (
    stretch: Stretch,
    nameOf: (input: Input) => string,
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
  const { count, isReversed } = rounds;
  const { carries, items } = rounds.body;
  const [n, m] = [carries.length, carries.length + items.length];
  const { nodeOf } = bodyGraphOf(rounds);
  const plan = roundPlan(rounds, parts);
  const name = ({ at }: Input): string => `${at < n ? "c" : at < m ? "x" : "s"}${String(at)}`;
  const places = backEnd === "webassembly" ? undefined : new RoundPlaces(plan, n, m);
  const { lines, size, textOf } = body(plan.stretch, name, "    ", places);
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
      .map((input) => `const ${name(input)} = a[${String(place(input.at))}];`),
    ...ofRounds.map((input) => `const q${String(input.at)} = a[${String(place(input.at))}].data;`),
    ...plan.stacks.map(
      (node, k) =>
        `const h${String(k)} = ${nameOf("room", room)}("${node.dtype}", ${String(count * sizeOf(node.shape))});`,
    ),
    ...(size > 0 ? [`const m = new Float64Array(${String(size)});`] : []),
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
    .filter((input) => new RegExp(`\\b${name(input)}\\b`).test(text))
    .map((input) => `    const ${name(input)} = ${itemText(input, nameOf)};`);
  const last = String(count - 1);
  const loop = isReversed
    ? `for (let t = ${last}; t >= 0; t--) {`
    : `for (let t = 0; t < ${String(count)}; t++) {`;
  let stack = 0;
  const results = parts.map((part) => {
    if (part.kind === "final") return `c${String(part.at)}`;
    const shape = nameOf("shape", [count, ...nodeOf(part.ref).shape]);
    return `${nameOf("arrayOf", arrayOf)}(h${String(stack++)}, ${shape})`;
  });
  return [
    "(a) {",
    ...head.map((line) => `  ${line}`),
    `  ${loop}`,
    ...[...itemLines, ...lines, ...stackLines, ...nexts, ...moves],
    "  }",
    `  return [${results.join(", ")}];`,
    "}",
  ].join("\n");
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

function room(dtype: DType, size: number): NDArray["data"] {
  return scratch(dtype, size);
}

function arrayOf(data: NDArray["data"], shape: Shape): NDArray {
  return new NDArray(data, shape);
}
