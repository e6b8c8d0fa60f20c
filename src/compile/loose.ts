// Which products of the chain rule, in which 0 · ∞ is 0, may be done as plain products.

import type { Op } from "../core/op.js";
import { timesOp } from "../core/space.js";
import { Rounds } from "../transforms/loops/body.js";
import type { Part } from "../transforms/loops/parts.js";
import { passesNaN } from "./formula.js";
import { isNumber, type Node, type Step } from "./graph.js";
import { bodyGraphOf } from "./kept.js";
import { needed, routes, type Way } from "./paths.js";
import { bodyOf } from "./reader.js";

/**
 * The products of the chain rule, in which 0 · ∞ is 0, that may be done as plain products: if one of them is NaN then
 * some number that the program returns is, whichever way it goes. So a program that returns no NaN has done right.
 */
export function loose(way: Way): ReadonlySet<Node> {
  const products = new Products();
  for (const { asked, end } of routes(way)) {
    const order = needed([...asked, ...end.outputs]);
    products.visit(order, shownBy(end.outputs, order, products));
    // Given NaN, a loop that asks before each round might never end.
    for (const node of order) {
      if (!asksInRounds(node)) continue;
      if (!isAsking(node)) return new Set();
      products.visit(needed([node]), new Shown([]));
    }
  }
  return products.loose;
}

/** Whether it is a loop that asks before each round. */
function isAsking(node: Node): boolean {
  return node.kind === "step" && node.params instanceof Rounds && node.params.condition !== undefined;
}

/** Whether it is such a loop, or one in whose rounds there is one. */
function asksInRounds(node: Node): boolean {
  if (isAsking(node)) return true;
  if (node.kind !== "step" || !(node.params instanceof Rounds)) return false;
  return bodyGraphOf(node.params).graph.nodes.some(asksInRounds);
}

/** Products that are plain on all ways, and those that are not on one. */
class Products {
  readonly loose = new Set<Node>();
  private readonly bound = new Set<Node>();

  visit(order: readonly Node[], shown: Shown): void {
    for (const node of order) {
      if (!isTimes(node)) continue;
      if (shown.has(node) && !this.bound.has(node)) this.loose.add(node);
      else {
        this.bound.add(node);
        this.loose.delete(node);
      }
    }
  }
}

/** Values that cannot be NaN unless an output is. */
class Shown {
  private readonly marks: Uint8Array;
  /** By loops, the states that cannot be NaN after the last round unless an output is. */
  private readonly finals = new Map<Node, Set<number>>();

  constructor(order: readonly Node[]) {
    this.marks = new Uint8Array((order.at(-1)?.id ?? -1) + 1);
  }

  has({ id }: Node): boolean {
    return this.marks[id] === 1;
  }

  add(node: Node): void {
    if (isNumber(node)) this.marks[node.id] = 1;
  }

  addFinal(loop: Node, at: number): void {
    this.finals.set(loop, (this.finals.get(loop) ?? new Set()).add(at));
  }

  finalsOf(loop: Node): ReadonlySet<number> {
    return this.finals.get(loop) ?? new Set();
  }
}

/** What shows NaN in `outputs`; the products within loops are told to `products`. */
function shownBy(outputs: readonly Node[], order: readonly Node[], products: Products): Shown {
  const shown = new Shown(order);
  for (const node of outputs) shown.add(node);
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!;
    if (node.kind !== "step") continue;
    const { inputs, params } = node;
    if (params instanceof Rounds) {
      for (const k of shownByLoop(params, shown.finalsOf(node), products)) shown.add(inputs[k]!);
      continue;
    }
    if (!shown.has(node)) continue;
    const [whole] = inputs;
    if (whole?.kind === "step" && whole.params instanceof Rounds) {
      const part = params as Part;
      if (part.kind === "final") shown.addFinal(whole, part.at);
      continue;
    }
    for (let k = 0; k < inputs.length; k++) if (showsNaN(node, k)) shown.add(inputs[k]!);
  }
  return shown;
}

/**
 * The inputs of a loop that show NaN in these states after its last round. A state is shown if NaN in it before a round
 * is NaN in one that is shown after the round.
 */
function shownByLoop(rounds: Rounds, finals: ReadonlySet<number>, products: Products): readonly number[] {
  const { graph, next } = bodyGraphOf(rounds);
  if (rounds.condition !== undefined) {
    products.visit(graph.nodes, new Shown([]));
    return [];
  }
  const { carries, items, shared } = rounds.body;
  const states = new Set(finals);
  for (;;) {
    const outputs = [...states].map((k) => next[k]!);
    const order = graph.nodes;
    const trial = new Products();
    const shown = shownBy(outputs, order, trial);
    const hidden = [...states].filter((k) => !isNumber(graph.inputs[k]!) || !shown.has(graph.inputs[k]!));
    for (const k of hidden) states.delete(k);
    if (hidden.length > 0) continue;
    products.visit(order, shownBy(outputs, order, products));
    const common = [...shared.keys()].filter((k) =>
      shown.has(graph.inputs[carries.length + items.length + k]!),
    );
    return [...states, ...common.map((k) => carries.length + k)];
  }
}

function isTimes(node: Node): boolean {
  return node.kind === "step" && node.op === (timesOp as Op) && isNumber(node);
}

/** Whether the number that a step makes is NaN if its input k is; a product that is shown to be NaN is a plain one. */
function showsNaN(node: Step, k: number): boolean {
  if (isTimes(node)) return true;
  let shows = showing.get(node.op);
  if (shows === undefined) {
    const body = node.op.scalar && bodyOf(node.op.scalar.f);
    shows = node.inputs.map((_, i) => body !== undefined && passesNaN(body, i));
    showing.set(node.op, shows);
  }
  return shows[k]!;
}

const showing = new WeakMap<Op, readonly boolean[]>();
