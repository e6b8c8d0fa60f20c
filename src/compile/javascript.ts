// The back end that every host has: a program as JavaScript, one constant for each value.

import { NDArray, array, dataOf, sameShape, scratch, sizeOf, type Shape } from "../ndarray/index.js";
import { literal, spelled } from "./formula.js";
import { missed, resultText, type Program } from "./program.js";
import { Memory, type Part, type Ways } from "./memory.js";
import { fused, isSpread, type Loop } from "./fuse.js";
import { Users } from "./users.js";
import { isNumber, type Node, type Step } from "./graph.js";
import { sameAnswer, type End, type Fork, type Way } from "./paths.js";
import { inKind, type Kind } from "./signature.js";
import {
  asked,
  bodyOfStep,
  comparisonOf,
  functionOf,
  inOrder,
  isExhausted,
  loose,
  type Junction,
  type Stretch,
} from "./plan.js";

/** More steps than this are divided among functions, since V8 does not optimise what is longer. */
const mostInOne = 1000;

/** The names of what comes from outside the text. */
class Bindings {
  private readonly names = new Map<unknown, string>();

  nameOf(kind: string, x: unknown): string {
    let name = this.names.get(x);
    if (name === undefined) {
      // An op may have any name.
      name = `${kind.replaceAll(/\W/g, "_")}${String(this.names.size)}`;
      this.names.set(x, name);
    }
    return name;
  }

  /** The function that a text gives in which the things have those names. */
  function(source: string): Ways {
    const make = new Function(...this.names.values(), source) as (...x: readonly unknown[]) => Ways;
    return make(...this.names.keys());
  }
}

/**
 * The ways of a tree as one function. In all products of the chain rule 0 · ∞ is 0; with `otherwise` that is left to it
 * where the result shows whether it matters: then it is called.
 */
export function compiled(way: Way, stretch: Stretch, otherwise?: Program["run"]): Program {
  const plain = otherwise === undefined ? new Set<Node>() : loose(way);
  return new Writer(new Users(stretch), plain, otherwise).program(stretch);
}

/** Whether the program is to be divided: then V8 takes long until it is fast. */
export function isLong({ length }: Stretch): boolean {
  return length > mostInOne;
}

class Writer {
  private readonly bindings = new Bindings();
  private lines: string[] = [];
  /** The values that have a name where the text now is. */
  private here = new Set<Node>();
  private readonly functions: string[] = [];
  /** Of a program that is divided among functions: what they hand to each other. */
  private memory: Memory | undefined;

  constructor(
    private readonly users: Users,
    private readonly loose: ReadonlySet<Node>,
    private readonly otherwise: Program["run"] | undefined,
  ) {}

  program(stretch: Stretch): Program {
    const memory = stretch.length > mostInOne ? new Memory(mostInOne, this.users, stretch) : undefined;
    this.memory = memory;
    this.write(stretch, "  ");
    const given = memory === undefined ? "x" : "x, m, h";
    const body = `function program(${given}) {\n${this.lines.join("\n")}\n}`;
    const source = ['"use strict";', ...this.functions, `return ${body};`].join("\n");
    const ways = this.bindings.function(source);
    return { source, run: memory === undefined ? (ways as Program["run"]) : memory.lent(ways) };
  }

  private write(stretch: Stretch, indent: string): void {
    const { steps, then } = stretch;
    if (this.memory === undefined) this.steps(steps, indent);
    else for (const part of this.memory.partsOf(stretch)) this.apart(part, this.memory, indent);
    if ("fork" in then) this.junction(then, indent);
    else this.end(then, indent);
  }

  /** Steps in a function of their own, which is called in their place. */
  private apart(part: Part, memory: Memory, indent: string): void {
    const { at, steps } = part;
    const [lines, here] = [this.lines, this.here];
    [this.lines, this.here] = [[], new Set()];
    this.steps(steps, "  ");
    for (const step of steps)
      if (memory.leaves(step, part)) this.lines.push(`  ${memory.textOf(step)} = ${nameOf(step)};`);
    this.functions.push(`function part${String(at)}(x, m, h) {\n${this.lines.join("\n")}\n}`);
    [this.lines, this.here] = [lines, here];
    this.lines.push(`${indent}part${String(at)}(x, m, h);`);
  }

  private steps(steps: readonly Step[], indent: string): void {
    for (const item of fused(steps, this.users)) {
      if ("results" in item) this.loop(item, indent);
      else this.step(item, indent);
    }
  }

  /** Elementwise steps in one loop: `e3` is an element of `v3`, whose elements are in `d3`. */
  private loop({ steps, results, shape }: Loop, indent: string): void {
    const size = String(sizeOf(shape));
    const head: string[] = [];
    const body: string[] = [];
    const elements = new Map<Node, string>();
    for (const step of steps) {
      const args = step.inputs.map((input) => {
        let text = elements.get(input);
        if (text === undefined) {
          this.fetch(input, indent);
          text = this.element(input, shape, head, body);
          elements.set(input, text);
        }
        return text;
      });
      const name = `e${String(step.id)}`;
      elements.set(step, name);
      body.push(...(isSpread(step) ? [`const ${name} = ${args[0]!};`] : this.formula(step, name, args)));
    }
    for (const { id } of results) {
      const shapeName = this.bindings.nameOf("shape", shape);
      this.line(indent, `v${String(id)}`, `${this.bindings.nameOf("empty", empty)}(${shapeName})`);
      head.push(`const d${String(id)} = v${String(id)}.data;`);
      body.push(`d${String(id)}[i] = e${String(id)};`);
    }
    const loop = [...head, `for (let i = 0; i < ${size}; i++) {`, ...body.map((line) => `  ${line}`), "}"];
    this.lines.push(`${indent}{`, ...loop.map((line) => `${indent}  ${line}`), `${indent}}`);
    for (const step of steps) this.here.add(step);
  }

  /** An element of what a loop reads: `head` is before the loop, `body` in it. */
  private element(node: Node, shape: Shape, head: string[], body: string[]): string {
    if (isNumber(node)) return this.textOf(node);
    if (node.kind === "constant" && node.uniform !== undefined) return literal(node.uniform);
    const [data, name] = [`d${String(node.id)}`, `e${String(node.id)}`];
    head.push(`const ${data} = ${this.textOf(node)}.data;`);
    // One number, repeated, is read but once.
    if (sameShape(node.shape, shape)) body.push(`const ${name} = ${data}[i];`);
    else head.push(`const ${name} = ${data}[0];`);
    return name;
  }

  /** The lines that compute a step on numbers. */
  private formula(step: Step, name: string, args: readonly string[]): string[] {
    const truth = (text: string): string => (step.op.predicate === undefined ? text : `${text} ? 1 : 0`);
    const body = bodyOfStep(step, this.loose);
    if (body === undefined) {
      const f = this.bindings.nameOf(`${step.op.name}_`, functionOf(step));
      return [`const ${name} = ${truth(`${f}(${args.join(", ")})`)};`];
    }
    const locals = body.locals.map((_, k) => `${name}_${String(k)}`);
    const lines = body.locals.map((local, k) => `const ${locals[k]!} = ${spelled(local, args, locals)};`);
    return [...lines, `const ${name} = ${truth(spelled(body.result, args, locals))};`];
  }

  private step(step: Step, indent: string): void {
    for (const input of step.inputs) this.fetch(input, indent);
    const args = step.inputs.map((input) => this.textOf(input));
    const isScalar = step.inputs.every(isNumber) && functionOf(step) !== undefined;
    if (isScalar) for (const line of this.formula(step, nameOf(step), args)) this.lines.push(indent + line);
    else this.line(indent, nameOf(step), this.call(step, args));
    this.here.add(step);
  }

  private line(indent: string, name: string, text: string): void {
    this.lines.push(`${indent}const ${name} = ${text};`);
  }

  /** The call of an op that is not of numbers. */
  private call({ op, params }: Step, args: readonly string[]): string {
    const name = this.bindings.nameOf(`${op.name}_`, op.eval);
    return `${name}([${args.join(", ")}], ${params === undefined ? "undefined" : this.bindings.nameOf("params", params)})`;
  }

  /** Gives an input its name, where the text now is. */
  private fetch(node: Node, indent: string): void {
    if (node.kind !== "input" || this.here.has(node)) return;
    this.line(indent, nameOf(node), `x[${String(node.at)}]`);
    this.here.add(node);
  }

  private textOf(node: Node): string {
    if (node.kind === "step" && !this.here.has(node) && this.memory !== undefined)
      return this.memory.textOf(node);
    if (node.kind !== "constant") return nameOf(node);
    return typeof node.value === "number" ? literal(node.value) : this.bindings.nameOf("array", node.value);
  }

  private junction({ fork, branches }: Junction, indent: string): void {
    for (const node of asked(fork)) this.fetch(node, indent);
    const order = inOrder(branches);
    const main = order.pop()!;
    for (const k of order) {
      this.lines.push(`${indent}if (${this.test(fork, k)}) {`);
      const here = this.here;
      this.here = new Set(here);
      this.write(branches[k]!, `${indent}  `);
      this.here = here;
      this.lines.push(`${indent}}`);
    }
    if (!isExhausted(fork))
      this.lines.push(
        `${indent}if (!(${this.test(fork, main)})) return ${this.bindings.nameOf("missed", missed)};`,
      );
    this.write(branches[main]!, indent);
  }

  /** Whether the answer is that of way k. */
  private test(fork: Fork, k: number): string {
    const { answer } = fork.ways[k]!;
    const { node, question } = fork;
    const comparison = comparisonOf(fork);
    if (comparison !== undefined) {
      const args = comparison.inputs.map((input) => this.textOf(input));
      const text = spelled(bodyOfStep(comparison, this.loose)!.result, args, []);
      return answer === 0 ? `!(${text})` : text;
    }
    const value = this.textOf(node);
    if (question !== undefined)
      return `Object.is(${this.bindings.nameOf("question", question)}(${this.bindings.nameOf("dataOf", dataOf)}(${value})), ${String(answer)})`;
    if (answer instanceof NDArray)
      return `${this.bindings.nameOf("same", sameAnswer)}(${value}, ${this.bindings.nameOf("array", answer)})`;
    return answer === 0 || Number.isNaN(answer)
      ? `Object.is(${value}, ${literal(answer as number)})`
      : `${value} === ${String(answer)}`;
  }

  private end({ outputs, result }: End, indent: string): void {
    for (const node of outputs) this.fetch(node, indent);
    const returned = resultText(
      result,
      ({ at, kind }) => this.output(outputs[at]!, kind),
      (make) => this.bindings.nameOf("make", make),
    );
    const shown = outputs
      .filter((node) => node.kind === "step" && isNumber(node))
      .map((node) => this.textOf(node));
    if (this.otherwise !== undefined && this.loose.size > 0 && shown.length > 0) {
      this.line(indent, "check", [...new Set(shown)].join(" + "));
      this.lines.push(
        `${indent}if (check !== check) return ${this.bindings.nameOf("strict", this.otherwise)}(x);`,
      );
    }
    this.lines.push(`${indent}return ${returned};`);
  }

  /** An output in kind; of a constant array a copy, for the caller may write to it. */
  private output(node: Node, kind: Kind): string {
    const text = this.textOf(node);
    if (kind !== "value")
      return `${this.bindings.nameOf("inKind", inKind)}(${JSON.stringify(kind)}, ${text})`;
    return node.kind === "constant" && !isNumber(node)
      ? `${this.bindings.nameOf("copy", array)}(${text})`
      : text;
  }
}

/** An array every element of which is about to be written. */
function empty(shape: Shape): NDArray {
  return new NDArray(scratch("float64", sizeOf(shape)), shape);
}

function nameOf({ id }: Node): string {
  return `v${String(id)}`;
}
