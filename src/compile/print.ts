// A staged program as people and tools read it: text, JSON, and a graph for Graphviz.

import { NDArray } from "../ndarray/index.js";
import type { Input, Node } from "./graph.js";
import { needed } from "./paths.js";
import {
  dotLines,
  dotName,
  formatted,
  lineOf,
  nameOf,
  plainly,
  referred,
  stepLines,
  typeOf,
  type Line,
  type Scope,
} from "./print-values.js";
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

/** The way through a program that gives these answers. */
export function irOf(inputs: readonly Input[], guards: readonly Guard[], outputs: readonly Node[]): IR {
  const nodes = needed([...inputs, ...guards.map(({ node }) => node), ...outputs]);
  const scope = { nodes, prefix: "" };
  const program = {
    values: nodes.map((node) => lineOf(node, scope)),
    guards: guards.map(({ node, question, answer }) => ({
      value: node.id,
      asked: question === undefined ? "value" : questionText(question),
      answer: plainly(answer),
    })),
    outputs: outputs.map(({ id }) => id),
  };
  return Object.defineProperties(program, {
    toString: { value: () => textOf(inputs, scope, guards, outputs) },
    toDot: { value: () => dotOf(scope, guards, outputs) },
  }) as unknown as IR;
}

function textOf(
  inputs: readonly Input[],
  scope: Scope,
  guards: readonly Guard[],
  outputs: readonly Node[],
): string {
  const open = guards.slice();
  const lines: string[] = [];
  for (const node of scope.nodes) {
    if (node.kind === "step") lines.push(...stepLines(node, scope));
    // A guard stands as soon as what it asks about is there, in the order of the questions.
    while (open.length > 0 && open[0]!.node.id <= node.id)
      lines.push(`guard ${guardText(open.shift()!, scope)}`);
  }
  const head = inputs.map((node) => `${nameOf(node, scope)}: ${typeOf(node)}`).join(", ");
  for (const guard of open) lines.push(`guard ${guardText(guard, scope)}`);
  lines.push(`return ${outputs.map((node) => referred(node, scope)).join(", ")}`);
  return `program(${head}) {\n${lines.map((line) => `  ${line}`).join("\n")}\n}`;
}

function guardText({ node, question, answer }: Guard, scope: Scope): string {
  const name = nameOf(node, scope);
  const asked = question === undefined ? name : `${questionText(question)}(${name})`;
  return `${asked} is ${answer instanceof NDArray ? formatted(answer) : String(answer)}`;
}

function questionText(question: (elements: never) => unknown): string {
  return question.name === "" ? "question" : question.name;
}

function dotOf(scope: Scope, guards: readonly Guard[], outputs: readonly Node[]): string {
  const lines = ["digraph program {", "  node [shape=box, fontname=monospace];"];
  for (const node of scope.nodes) lines.push(...dotLines(node, scope).map((line) => `  ${line}`));
  for (const [k, guard] of guards.entries())
    lines.push(
      `  guard${String(k)} [shape=diamond, label=${JSON.stringify(guardText(guard, scope))}];`,
      `  ${dotName(guard.node, scope)} -> guard${String(k)};`,
    );
  for (const [k, node] of outputs.entries())
    lines.push(
      `  output${String(k)} [shape=ellipse, label="output ${String(k)}"];`,
      `  ${dotName(node, scope)} -> output${String(k)};`,
    );
  return [...lines, "}"].join("\n");
}
