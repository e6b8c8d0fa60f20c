// The text of a function while it is written, and the values that have a name where it now is.

import type { Bindings } from "./bindings.js";
import { literal } from "./formula.js";
import type { Node } from "./graph.js";
import type { Memory } from "./memory.js";

/** The lines of a function, and what has a name in them. */
export class Text {
  lines: string[] = [];
  /** The values that have a name where the text now is. */
  here = new Set<Node>();
  /** What functions or loops hand to each other, if they do. */
  memory: Memory | undefined;

  constructor(
    readonly bindings: Bindings,
    /** Of the body of a loop: what its inputs are called. */
    private readonly inputName: ((at: number) => string) | undefined,
  ) {}

  /** The name of what comes from outside the text. */
  readonly nameOf = (kind: string, x: unknown): string => this.bindings.nameOf(kind, x);

  line(indent: string, name: string, text: string): void {
    this.lines.push(`${indent}const ${name} = ${text};`);
  }

  push(indent: string, lines: readonly string[]): void {
    for (const line of lines) this.lines.push(indent + line);
  }

  /** The lines that `write` writes, which are a function of their own. */
  apart(write: () => void): readonly string[] {
    const { lines, here } = this;
    [this.lines, this.here] = [[], new Set()];
    write();
    const own = this.lines;
    [this.lines, this.here] = [lines, here];
    return own;
  }

  /** Writes a block, after which what was named in it has no name. */
  block(write: () => void): void {
    const { here } = this;
    this.here = new Set(here);
    write();
    this.here = here;
  }

  /** Gives an input its name, where the text now is. */
  fetch(node: Node, indent: string): void {
    if (node.kind !== "input" || this.here.has(node) || this.inputName !== undefined) return;
    this.line(indent, variable(node), `x[${String(node.at)}]`);
    this.here.add(node);
  }

  /** The same for any value: what is read in each round of a loop is to be read once. */
  hold(node: Node, indent: string): void {
    this.fetch(node, indent);
    if (node.kind !== "step" || this.here.has(node)) return;
    this.line(indent, variable(node), this.textOf(node));
    this.here.add(node);
  }

  readonly textOf = (node: Node): string => {
    if (node.kind === "step" && !this.here.has(node) && this.memory !== undefined)
      return this.memory.textOf(node);
    if (node.kind === "input" && this.inputName !== undefined) return this.inputName(node.at);
    if (node.kind !== "constant") return variable(node);
    return typeof node.value === "number" ? literal(node.value) : this.nameOf("array", node.value);
  };
}

/** What a value is called. */
export function variable({ id }: Node): string {
  return `v${String(id)}`;
}
