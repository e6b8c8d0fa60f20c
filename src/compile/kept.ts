// A loop that a program keeps: what is the same in all rounds is done before it, and its body is a program of its own.

import { broadcastToOp } from "../core/space.js";
import { shapeOf, type Inputs, type Op, type Value } from "../core/op.js";
import { partOp } from "../transforms/loops/loop.js";
import { refsOf } from "../transforms/loops/pieces.js";
import { variesIn } from "../transforms/loops/residuals.js";
import { Rounds, Unkept, type BodyStep, type Ref } from "../transforms/loops/body.js";
import type { Part } from "../transforms/loops/parts.js";
import { Graph, type Input, type Node, type Step } from "./graph.js";
import { needed } from "./paths.js";
import { planned, type Stretch } from "./plan.js";

type Values = readonly Value[];

/** Does one op of a program. */
export type Apply = <X extends Inputs, P>(op: Op<X, P>, inputs: X, params: P) => Value;

/** A loop whose body has but what differs from round to round. */
export interface Hoisted {
  readonly rounds: Rounds;
  readonly inputs: Values;
  /** What a part is: one of the loop, or another value. */
  readonly partOf: (part: Part) => Part | Value;
}

/** The loop, with what is the same in all rounds among what they share. */
export function hoisted(rounds: Rounds, inputs: Values, apply: Apply): Hoisted {
  const { body, count, isReversed, condition } = rounds;
  const [n, m] = [body.carries.length, body.carries.length + body.shared.length];
  const [init, shared, sequences] = [inputs.slice(0, n), inputs.slice(n, m), inputs.slice(m)];
  const varies = variesIn(body);
  const fixed = new Map<number, Value>();
  const outer = (ref: Ref): Value => {
    if (ref.kind === "constant") return ref.value;
    return (ref.kind === "shared" ? shared[ref.at] : fixed.get(ref.at)) as Value;
  };
  for (const [at, { op, inputs, params }] of body.steps.entries())
    if (varies[at] !== true) fixed.set(at, apply(op as Op<Inputs, unknown>, inputs.map(outer), params));
  const steps = [...body.steps.keys()].filter((at) => varies[at]);
  const places = new Map(steps.map((at, place) => [at, place]));
  const taken = new Map<number, number>();
  const renamed = (ref: Ref): Ref => {
    if (ref.kind !== "step") return ref;
    const at = places.get(ref.at);
    if (at !== undefined) return { kind: "step", at };
    if (!taken.has(ref.at)) taken.set(ref.at, body.shared.length + taken.size);
    return { kind: "shared", at: taken.get(ref.at) ?? 0 };
  };
  const own = {
    ...body,
    steps: steps.map((at) => {
      const step = body.steps[at]!;
      return { ...step, inputs: step.inputs.map(renamed) };
    }),
    next: body.next.map(renamed),
  };
  const more = [...taken.keys()];
  const made = { ...own, shared: [...body.shared, ...more.map((at) => body.steps[at]!.y)] };
  const repeated = (x: Value): Value => {
    if (count === undefined) throw new Unkept("what is the same in all rounds is read of each");
    return apply(broadcastToOp, [x], { shape: [count, ...shapeOf(x)] });
  };
  return {
    rounds: new Rounds(made, count, isReversed, condition, rounds.isCheckpointed),
    inputs: [...init, ...shared, ...more.map((at) => fixed.get(at) as Value), ...sequences],
    partOf: (part) => {
      if (part.kind === "final") return part;
      const { ref } = part;
      if (ref.kind === "item") return sequences[ref.at] as Value;
      if (ref.kind === "carry" || (ref.kind === "step" && places.has(ref.at)))
        return { kind: "stack", ref: renamed(ref) };
      return repeated(outer(ref));
    },
  };
}

/** A body as a graph: its inputs are the state, the items and what is shared, in this order. */
export interface BodyGraph {
  readonly graph: Graph;
  readonly next: readonly Node[];
  readonly nodeOf: (ref: Ref) => Node;
  /** The first value of the body that each node is. */
  readonly refs: ReadonlyMap<Node, Ref>;
  /** What is asked before each round. */
  readonly condition: Node | undefined;
}

const graphs = new WeakMap<Rounds, BodyGraph>();

/** The body of a loop as a graph. */
export function bodyGraphOf(rounds: Rounds): BodyGraph {
  let made = graphs.get(rounds);
  if (made === undefined) graphs.set(rounds, (made = graphOf(rounds)));
  return made;
}

function graphOf({ body, condition }: Rounds): BodyGraph {
  const { carries, items, shared, steps, next } = body;
  const graph = new Graph();
  const nodes = {
    carry: carries.map((x) => graph.input(x)),
    item: items.map((x) => graph.input(x)),
    shared: shared.map((x) => graph.input(x)),
  };
  /** Writes steps down; what stands for values of theirs. */
  const written = (list: readonly BodyStep[]): ((ref: Ref) => Node) => {
    const own = { ...nodes, step: [] as Node[] };
    const of = (ref: Ref): Node =>
      ref.kind === "constant" ? graph.constant(ref.value) : (own[ref.kind][ref.at] as Node);
    for (const { op, inputs, params, y } of list) {
      const x = inputs.map(of);
      own.step.push(graph.step(op, x, paramsOf(op, x, graph.ownRounds(params)), y));
    }
    return of;
  };
  const asks = condition && written(condition.steps)(condition.holds);
  const nodeOf = written(steps);
  const refs = new Map<Node, Ref>();
  for (const ref of refsOf(body)) if (!refs.has(nodeOf(ref))) refs.set(nodeOf(ref), ref);
  return { graph, next: next.map(nodeOf), nodeOf, refs, condition: asks };
}

/** The parameters of a step; of one that reads values of a loop that are the same, they are the same. */
function paramsOf(op: Op, [whole]: readonly Node[], params: unknown): unknown {
  const isPartOfLoop = op === (partOp as unknown as Op) && whole?.kind === "step";
  return isPartOfLoop ? firstPart(whole.params as Rounds, params as Part) : params;
}

/** The first part of a loop that is the same value. */
export function firstPart(rounds: Rounds, part: Part): Part {
  if (part.kind === "final") return part;
  const { nodeOf, refs } = bodyGraphOf(rounds);
  return { kind: "stack", ref: refs.get(nodeOf(part.ref)) ?? part.ref };
}

/** What input `at` of a body is, and which input of the loop it is or is an item of: what is shared comes before sequences. */
export function roleOf(
  { body: { carries, items, shared } }: Rounds,
  at: number,
): { readonly kind: "state" | "item" | "shared"; readonly of: number } {
  const [n, m] = [carries.length, carries.length + items.length];
  if (at < n) return { kind: "state", of: at };
  return at < m ? { kind: "item", of: at + shared.length } : { kind: "shared", of: at - items.length };
}

/** What a loop does in each round for some of its parts. */
export interface RoundPlan {
  readonly stretch: Stretch;
  /** The states that are carried on, by their numbers, and what they are after the round. */
  readonly states: readonly (readonly [at: number, next: Node])[];
  readonly stacks: readonly Node[];
  /** The inputs that are read. */
  readonly inputs: readonly Input[];
  /** What is asked before the round, and the steps that answer it. */
  readonly condition: { readonly node: Node; readonly stretch: Stretch } | undefined;
}

/** The steps of a round that the parts need. */
export function roundPlan(rounds: Rounds, parts: readonly Part[]): RoundPlan {
  const { next, nodeOf, condition } = bodyGraphOf(rounds);
  const stacks = parts.flatMap((part) => (part.kind === "stack" ? [nodeOf(part.ref)] : []));
  const carried = new Set(parts.flatMap((part) => (part.kind === "final" ? [part.at] : [])));
  for (;;) {
    const states = [...carried].sort((a, b) => a - b).map((at) => [at, next[at]!] as const);
    const outputs = [...stacks, ...states.map(([, node]) => node)];
    const asked = condition === undefined ? [] : [condition];
    const inputs = needed([...asked, ...outputs]).filter((node) => node.kind === "input");
    const before = carried.size;
    for (const { at } of inputs) if (at < next.length) carried.add(at);
    if (carried.size > before) continue;
    const steps = (some: readonly Node[]): Stretch => planned({ outputs: some, result: undefined });
    return {
      ...{ stretch: steps(outputs), states, stacks, inputs },
      condition: condition && { node: condition, stretch: steps(asked) },
    };
  }
}

/** The parts of loops that a program reads, by the steps that are these loops. */
export function partsIn(stretch: Stretch): ReadonlyMap<Node, readonly Step[]> {
  const parts = new Map<Node, Step[]>();
  const visit = ({ steps, then }: Stretch): void => {
    for (const step of steps) {
      if (!isPart(step)) continue;
      const known = parts.get(step.inputs[0]!) ?? [];
      if (!known.includes(step)) known.push(step);
      parts.set(step.inputs[0]!, known);
    }
    if ("fork" in then) then.branches.forEach(visit);
  };
  visit(stretch);
  return parts;
}

/** Whether a step reads a part of a loop. */
export function isPart({ op }: Step): boolean {
  return op === (partOp as unknown as Op);
}
