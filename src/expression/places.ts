// Where each part of a formula stands: the tree and the words are read side by side, from left to right.

import { partsOf } from "./syntax.js";
import type { Block, Call, List, Node, Operation, Range } from "./syntax.js";
import { tokensOf, type Place, type Token } from "./tokens.js";

/** The word by which each node of the tree of `source` is known: a name itself, an operation by its sign. */
export function placesOf(source: string, tree: Node): ReadonlyMap<Node, Place> {
  const reader = new Reader(tokensOf(source));
  reader.read(tree);
  return reader.places;
}

class Reader {
  readonly places = new Map<Node, Place>();
  /** The next token. All of those that come before the node to be read have been taken. */
  private next = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  read(node: Node): void {
    // In x + 3% the tree has one and the same node for x, which is written once, in two places.
    if (this.places.has(node)) return;
    const own = this.readers[node.type] as ((node: Node) => void) | undefined;
    if (own === undefined) this.readBetween(node);
    else own(node);
  }

  private readonly readers: { readonly [T in Node["type"]]?: (node: Extract<Node, { type: T }>) => void } = {
    ConstantNode: (node) => this.mark(node, this.tokens[this.next++]),
    SymbolNode: (node) => this.mark(node, this.tokens[this.next++]),
    OperatorNode: (node) => this.readOperation(node),
    FunctionNode: (node) => this.readCall(node),
    ArrayNode: (node) => this.readList(node),
    RangeNode: (node) => this.readRange(node),
    BlockNode: (node) => this.readBlock(node),
  };

  /** A node with signs around its parts; it is known by the first of them. */
  private readBetween(node: Node): void {
    const [opening = [], between = [], closing = []] = signs[node.type] ?? [];
    if (opening.length > 0) this.mark(node, this.take(...opening));
    for (const [i, part] of partsOf(node).entries()) {
      if (i > 0 && between.length > 0) this.mark(node, this.take(...between));
      this.read(part);
    }
    if (closing.length > 0) this.take(...closing);
  }

  private readOperation(node: Operation): void {
    const [first, second] = node.args as readonly [Node, Node?];
    const prefix = second === undefined && prefixes.includes(node.op);
    if (prefix) this.mark(node, this.take(node.op));
    this.read(first);
    if (node.isPercentage) {
      this.mark(node, this.take("%"));
      return;
    }
    if (!prefix && !node.implicit) this.mark(node, this.take(node.op));
    if (second !== undefined) this.read(second);
    if (node.implicit && second !== undefined) this.mark(node, this.places.get(second));
  }

  private readCall(node: Call): void {
    this.read(node.fn);
    this.mark(node, this.places.get(node.fn));
    this.take("(");
    for (const [i, argument] of node.args.entries()) {
      if (i > 0) this.take(",");
      this.read(argument);
    }
    this.take(")");
  }

  /** The rows of [1, 2; 3, 4] are lists without brackets of their own. */
  private readList(node: List): void {
    const bracket = this.at("[");
    this.mark(node, this.tokens[this.next]);
    if (bracket) this.take("[");
    for (const [i, item] of node.items.entries()) {
      if (i > 0) this.take(",", ";");
      this.read(item);
    }
    if (bracket) this.take("]");
  }

  /** A bound that is left out, as in x[2:], is in the tree all the same. */
  private readRange(node: Range): void {
    if (!this.at(":")) this.read(node.start);
    this.mark(node, this.take(":"));
    if (node.step !== null) {
      this.read(node.step);
      this.take(":");
    }
    if (!this.at(",", "]", ")")) this.read(node.end);
  }

  /** What comes after the first statement is not read. */
  private readBlock(node: Block): void {
    const [first] = node.blocks;
    if (first !== undefined) this.read(first.node);
    this.mark(node, this.tokens[this.next] ?? this.tokens.at(-1));
  }

  /** The first place that a node is given stays. */
  private mark(node: Node, place: Place | undefined): void {
    if (place !== undefined && !this.places.has(node)) this.places.set(node, place);
  }

  private at(...texts: readonly string[]): boolean {
    return texts.includes(this.tokens[this.next]?.text ?? "");
  }

  /** The next of these signs, past which the reading goes on. */
  private take(...texts: readonly string[]): Token | undefined {
    for (let i = this.next; i < this.tokens.length; i++) {
      const token = this.tokens[i];
      if (token === undefined || !texts.includes(token.text)) continue;
      this.next = i + 1;
      return token;
    }
    return undefined;
  }
}

const prefixes: readonly string[] = ["-", "+", "~", "not"];
const comparisons = ["<", "<=", ">", ">=", "==", "!="];

type Signs = readonly [opening: readonly string[], between?: readonly string[], closing?: readonly string[]];

/** The signs around and between the parts of a node. */
const signs: Readonly<Partial<Record<Node["type"], Signs>>> = {
  ParenthesisNode: [["("], [], [")"]],
  RelationalNode: [[], comparisons],
  ConditionalNode: [[], ["?", ":"]],
  AccessorNode: [[], ["[", ".", "?."]],
  IndexNode: [[], [","], ["]"]],
  ObjectNode: [["{"]],
  AssignmentNode: [["="]],
  FunctionAssignmentNode: [["="]],
};
