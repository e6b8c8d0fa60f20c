// A staged program as people and tools read it: text, JSON, and a graph for Graphviz.

import { NDArray, formatShape, type Plain } from "../ndarray/index.js";
import type { Answer } from "../core/op.js";
import { literal } from "./formula.js";
import { isNumber, type Input, type Node, type Step } from "./graph.js";
import { needed } from "./paths.js";
import type { Guard } from "./staging.js";

/** One way through a program, value by value. */
export interface IR {
  /** What is computed, in order; `inputs` are the ids of other values. */
  readonly values: readonly Line[];
  /** Where the way depends on an answer: for another one it may be another way. */
  readonly guards: readonly { readonly value: number; readonly asked: string; readonly answer: unknown }[];
  readonly outputs: readonly number[];
  /** As text, a line for each value. */
  readonly toString: () => string;
  /** In the language of Graphviz. */
  readonly toDot: () => string;
}

/** One value of a program. */
export interface Line {
  readonly id: number;
  /** The op that makes it, or "input" or "constant". */
  readonly op: string;
  readonly inputs: readonly number[];
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly params?: unknown;
  readonly value?: unknown;
}

/** The way through a program that gives these answers. */
export function irOf(inputs: readonly Input[], guards: readonly Guard[], outputs: readonly Node[]): IR {
  const nodes = needed([...inputs, ...guards.map(({ node }) => node), ...outputs]);
  const program = {
    values: nodes.map(lineOf),
    guards: guards.map(({ node, question, answer }) => ({
      value: node.id,
      asked: question === undefined ? "value" : questionText(question),
      answer: plainly(answer),
    })),
    outputs: outputs.map(({ id }) => id),
  };
  return Object.defineProperties(program, {
    toString: { value: () => textOf(inputs, nodes, guards, outputs) },
    toDot: { value: () => dotOf(nodes, guards, outputs) },
  }) as unknown as IR;
}

function lineOf(node: Node): Line {
  const { id, shape, dtype } = node;
  if (node.kind === "input") return { id, op: "input", inputs: [], shape, dtype };
  if (node.kind === "constant")
    return { id, op: "constant", inputs: [], shape, dtype, value: plainly(node.value) };
  const { op, inputs, params } = node;
  return {
    ...{ id, op: op.name, inputs: inputs.map((x) => x.id), shape, dtype },
    ...(params === undefined ? {} : { params }),
  };
}

/** As JSON can say it: what is no finite number as text. */
function plainly(x: Plain | Answer): unknown {
  if (x instanceof NDArray) return x.toArray();
  return typeof x === "number" && !Number.isFinite(x) ? String(x) : x;
}

function textOf(
  inputs: readonly Input[],
  nodes: readonly Node[],
  guards: readonly Guard[],
  outputs: readonly Node[],
): string {
  const open = guards.slice();
  const lines: string[] = [];
  for (const node of nodes) {
    if (node.kind === "step") lines.push(`  ${nameOf(node)} = ${callOf(node)}: ${typeOf(node)}`);
    // A guard stands as soon as what it asks about is there, in the order of the questions.
    while (open.length > 0 && open[0]!.node.id <= node.id) lines.push(`  guard ${guardText(open.shift()!)}`);
  }
  const head = inputs.map((node) => `${nameOf(node)}: ${typeOf(node)}`).join(", ");
  for (const guard of open) lines.push(`  guard ${guardText(guard)}`);
  lines.push(`  return ${outputs.map(referred).join(", ")}`);
  return `program(${head}) {\n${lines.join("\n")}\n}`;
}

function callOf({ op, inputs, params }: Step): string {
  const args = inputs.map(referred);
  if (params !== undefined) args.push(paramsText(params));
  return `${op.name}(${args.join(", ")})`;
}

function paramsText(params: unknown): string {
  const text = JSON.stringify(params, (_key, item: unknown) =>
    typeof item === "function" ? item.name : item,
  );
  return text.replaceAll('"', "").replaceAll(",", ", ").replaceAll(":", ": ");
}

function guardText({ node, question, answer }: Guard): string {
  const asked = question === undefined ? nameOf(node) : `${questionText(question)}(${nameOf(node)})`;
  return `${asked} is ${answer instanceof NDArray ? formatted(answer) : String(answer)}`;
}

function questionText(question: (elements: never) => unknown): string {
  return question.name === "" ? "question" : question.name;
}

function referred(node: Node): string {
  if (node.kind !== "constant") return nameOf(node);
  return node.value instanceof NDArray ? formatted(node.value) : literal(node.value);
}

const mostShown = 8;

function formatted(x: NDArray): string {
  return x.size <= mostShown ? JSON.stringify(x.toArray()).replaceAll(",", ", ") : typeText(x.dtype, x.shape);
}

function nameOf({ id }: Node): string {
  return `%${String(id)}`;
}

function typeOf(node: Node): string {
  return isNumber(node) ? "number" : typeText(node.dtype, node.shape);
}

function typeText(dtype: string, shape: readonly number[]): string {
  return `${dtype}${formatShape(shape)}`;
}

function dotOf(nodes: readonly Node[], guards: readonly Guard[], outputs: readonly Node[]): string {
  const lines = ["digraph program {", "  node [shape=box, fontname=monospace];"];
  for (const node of nodes) {
    const what = node.kind === "step" ? node.op.name : node.kind === "input" ? "input" : referred(node);
    lines.push(`  ${String(node.id)} [label=${JSON.stringify(`${what}\n${typeOf(node)}`)}];`);
    if (node.kind === "step")
      for (const x of node.inputs) lines.push(`  ${String(x.id)} -> ${String(node.id)};`);
  }
  for (const [k, guard] of guards.entries())
    lines.push(
      `  guard${String(k)} [shape=diamond, label=${JSON.stringify(guardText(guard))}];`,
      `  ${String(guard.node.id)} -> guard${String(k)};`,
    );
  for (const [k, node] of outputs.entries())
    lines.push(
      `  output${String(k)} [shape=ellipse, label="output ${String(k)}"];`,
      `  ${String(node.id)} -> output${String(k)};`,
    );
  return [...lines, "}"].join("\n");
}
