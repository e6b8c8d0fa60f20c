// The values of a staged program as people and tools read them: as lines, as JSON, and as nodes for Graphviz. A loop has a
// round within it, whose values are numbered by themselves.

import { NDArray, formatShape, type Plain } from "../ndarray/index.js";
import type { Answer, Op } from "../core/op.js";
import { Rounds } from "../transforms/loops/body.js";
import { partOp } from "../transforms/loops/loop.js";
import type { Part } from "../transforms/loops/parts.js";
import { literal } from "./formula.js";
import { isNumber, type Input, type Node, type Step } from "./graph.js";
import { bodyGraphOf, roleOf, roundPlan } from "./kept.js";
import { needed } from "./paths.js";

/** One value of a program. */
export interface Line {
  readonly id: number;
  /** The op that makes it, or "input" or "constant"; in a round also "state", "item" or "shared". */
  readonly op: string;
  readonly inputs: readonly number[];
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly params?: unknown;
  readonly value?: unknown;
  /** Of a loop. */
  readonly round?: RoundLines;
}

/** What a loop does in each round, as far as the program needs it. */
export interface RoundLines {
  /** Ids here are of these; a state, an item or what is shared comes from the value `from` around the loop. */
  readonly values: readonly (Line & { readonly from?: number })[];
  /** What states are after the round. */
  readonly next: readonly { readonly state: number; readonly value: number }[];
  /** What is asked before the round, if its answer says whether there is one. */
  readonly while?: number;
}

/** Where a value stands: the values of the program or of the round, and what the numbers of all begin with. */
export interface Scope {
  readonly nodes: readonly Node[];
  readonly prefix: string;
}

/** A round: its values, what states are after it, and what each input is. */
interface Round extends Scope {
  readonly next: readonly (readonly [state: Node, value: Node])[];
  readonly roleOf: (input: Input) => { readonly kind: string; readonly from: Node };
  readonly condition: Node | undefined;
}

function roundOf(step: Step, rounds: Rounds, { nodes, prefix }: Scope): Round {
  const isRead = (node: Node): node is Step =>
    node.kind === "step" && isPart(node) && node.inputs[0] === step;
  const plan = roundPlan(
    rounds,
    nodes.filter(isRead).map(({ params }) => params as Part),
  );
  const { graph, condition } = bodyGraphOf(rounds);
  const { inputs } = graph;
  const next = plan.states.map(([at, value]) => [inputs[at]!, value] as const);
  return {
    nodes: needed([...(condition === undefined ? [] : [condition]), ...next.flat(), ...plan.stacks]),
    condition,
    prefix: `${prefix}${String(step.id)}.`,
    next,
    roleOf: ({ at }) => {
      const { kind, of } = roleOf(rounds, at);
      return { kind, from: step.inputs[of]! };
    },
  };
}

/** A value as JSON can say it. */
export function lineOf(node: Node, scope: Scope): Line {
  const { id, shape, dtype } = node;
  if (node.kind === "input") return { id, op: "input", inputs: [], shape, dtype };
  if (node.kind === "constant")
    return { id, op: "constant", inputs: [], shape, dtype, value: plainly(node.value) };
  const { op, inputs, params } = node;
  const line = { id, op: op.name, inputs: inputs.map((x) => x.id), shape, dtype };
  if (params instanceof Rounds) {
    const { count, isReversed } = params;
    return { ...line, params: { count, isReversed }, round: roundLines(roundOf(node, params, scope)) };
  }
  if (isPart(node)) return { ...line, params: { kind: partOf(node).kind, value: partOf(node).value.id } };
  return { ...line, ...(params === undefined ? {} : { params }) };
}

function roundLines(round: Round): RoundLines {
  return {
    values: round.nodes.map((node) => {
      if (node.kind !== "input") return lineOf(node, round);
      const { kind, from } = round.roleOf(node);
      return { ...lineOf(node, round), op: kind, from: from.id };
    }),
    next: round.next.map(([state, value]) => ({ state: state.id, value: value.id })),
    ...(round.condition && { while: round.condition.id }),
  };
}

/** What is read of a loop: a state after the last round, or a value of all rounds. */
function partOf({ inputs, params }: Step): { readonly kind: "last" | "stack"; readonly value: Node } {
  const part = params as Part;
  const { graph, nodeOf } = bodyGraphOf((inputs[0] as Step).params as Rounds);
  if (part.kind === "stack") return { kind: "stack", value: nodeOf(part.ref) };
  return { kind: "last", value: graph.inputs[part.at]! };
}

/** As JSON can say it: what is no finite number as text. */
export function plainly(x: Plain | Answer): unknown {
  if (x instanceof NDArray) return x.toArray();
  return typeof x === "number" && !Number.isFinite(x) ? String(x) : x;
}

/** The lines of text of a step. */
export function stepLines(step: Step, scope: Scope): readonly string[] {
  const { op, inputs, params } = step;
  const name = nameOf(step, scope);
  if (params instanceof Rounds) {
    const round = roundOf(step, params, scope);
    return [`${name} = loop(${roundsText(params)}) {`, ...roundText(round, scope).map((x) => `  ${x}`), "}"];
  }
  if (isPart(step)) {
    const { kind, value } = partOf(step);
    return [`${name} = ${kind} ${nameOf(value, within(step.inputs[0]!, scope))}: ${typeOf(step)}`];
  }
  const args = inputs.map((x) => referred(x, scope));
  if (params !== undefined) args.push(paramsText(params));
  return [`${name} = ${op.name}(${args.join(", ")}): ${typeOf(step)}`];
}

function roundText(round: Round, around: Scope): string[] {
  const textOf = (node: Node): readonly string[] => {
    if (node.kind === "constant") return [];
    if (node.kind === "step") return stepLines(node, round);
    const { kind, from } = round.roleOf(node);
    const text = kind === "item" ? `each of ${referred(from, around)}` : referred(from, around);
    return [`${kind} ${nameOf(node, round)} = ${text}: ${typeOf(node)}`];
  };
  const lines = round.nodes.flatMap((node) =>
    node === round.condition ? [...textOf(node), `while ${nameOf(node, round)}`] : textOf(node),
  );
  return [
    ...lines,
    ...round.next.map(([state, value]) => `next ${nameOf(state, round)} = ${referred(value, round)}`),
  ];
}

function roundsText({ count, isReversed }: Rounds): string {
  return `${count === undefined ? "any" : String(count)} rounds${isReversed ? ", from the last" : ""}`;
}

/** Where the values of a round of a loop stand. */
function within(loop: Node, { prefix }: Scope): Pick<Scope, "prefix"> {
  return { prefix: `${prefix}${String(loop.id)}.` };
}

function isPart(node: Node): boolean {
  return node.kind === "step" && node.op === (partOp as unknown as Op);
}

function paramsText(params: unknown): string {
  const text = JSON.stringify(params, (_key, item: unknown) =>
    typeof item === "function" ? item.name : item,
  );
  return text.replaceAll('"', "").replaceAll(",", ", ").replaceAll(":", ": ");
}

/** How a value is called, or what it is if it is a constant. */
export function referred(node: Node, scope: Pick<Scope, "prefix">): string {
  if (node.kind !== "constant") return nameOf(node, scope);
  return node.value instanceof NDArray ? formatted(node.value) : literal(node.value);
}

const mostShown = 8;

/** An array, or if it is a long one what it is. */
export function formatted(x: NDArray): string {
  return x.size <= mostShown ? JSON.stringify(x.toArray()).replaceAll(",", ", ") : typeText(x.dtype, x.shape);
}

/** The name of a value. */
export function nameOf({ id }: Node, { prefix }: Pick<Scope, "prefix">): string {
  return `%${prefix}${String(id)}`;
}

/** The type of a value. */
export function typeOf(node: Node): string {
  return isNumber(node) ? "number" : typeText(node.dtype, node.shape);
}

function typeText(dtype: string, shape: readonly number[]): string {
  return `${dtype}${formatShape(shape)}`;
}

/** The lines for a value in the language of Graphviz: a loop is a cluster of the values of a round. */
export function dotLines(node: Node, scope: Scope): readonly string[] {
  const own = dotName(node, scope);
  if (node.kind !== "step")
    return [boxText(own, node.kind === "input" ? "input" : referred(node, scope), node)];
  if (node.params instanceof Rounds) return clusterLines(node, node.params, scope);
  const isOfLoop = isPart(node);
  const what = isOfLoop ? partOf(node).kind : node.op.name;
  const from = isOfLoop
    ? [dotName(partOf(node).value, within(node.inputs[0]!, scope))]
    : node.inputs.map((x) => dotName(x, scope));
  return [boxText(own, what, node), ...from.map((x) => `${x} -> ${own};`)];
}

function clusterLines(step: Step, rounds: Rounds, scope: Scope): readonly string[] {
  const round = roundOf(step, rounds, scope);
  const inputs = round.nodes.filter((node) => node.kind === "input");
  const inner = round.nodes.flatMap((node) =>
    node.kind === "input"
      ? [boxText(dotName(node, round), round.roleOf(node).kind, node)]
      : dotLines(node, round),
  );
  return [
    `subgraph ${JSON.stringify(`cluster${round.prefix}`)} {`,
    `  label=${JSON.stringify(`loop, ${roundsText(rounds)}`)};`,
    ...inner.map((line) => `  ${line}`),
    "}",
    ...inputs.map((node) => `${dotName(round.roleOf(node).from, scope)} -> ${dotName(node, round)};`),
    ...round.next.map(
      ([state, value]) =>
        `${dotName(value, round)} -> ${dotName(state, round)} [style=dashed, label="next"];`,
    ),
  ];
}

function boxText(name: string, what: string, node: Node): string {
  return `${name} [label=${JSON.stringify(`${what}\n${typeOf(node)}`)}];`;
}

/** The name of a value in the language of Graphviz. */
export function dotName({ id }: Node, { prefix }: Pick<Scope, "prefix">): string {
  return prefix === "" ? String(id) : JSON.stringify(`${prefix}${String(id)}`);
}
