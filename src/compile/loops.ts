// Loops as JavaScript: the values of a round are its constants, what is carried on is a variable, and the rest is read
// from memory.

import type { AheadLines } from "./ahead-lines.js";
import type { Node, Step } from "./graph.js";
import { placesIn, type Last, type Places, type Read, type Roll } from "./roll.js";

/** What the text around a loop offers it. */
export interface Around {
  /** How a value from before the loop is called. */
  readonly textOf: (node: Node) => string;
  /** The lines that compute a step of numbers. */
  readonly formula: (step: Step, name: string, args: readonly string[]) => readonly string[];
  /** The name of a thing from outside the text. */
  readonly nameOf: (kind: string, x: unknown) => string;
  /** Where inputs are not in a list, in the body of another loop: what each is called. */
  readonly inputName: ((at: number) => string) | undefined;
}

/** What must have a name before the loop begins. */
export function neededBy(roll: Roll): readonly Node[] {
  const values = roll.reads.flat().flatMap((read) => (read.kind === "value" ? [read.node] : []));
  const first = roll.chains.flatMap((chain) => chain.first.filter((node) => node !== undefined));
  return [...new Set([...values, ...first])];
}

/** The lines of a loop: x are the inputs, m is the memory, y the result; afterwards its `lasts` have names. */
export function loopLines(
  roll: Roll,
  lasts: readonly Last[],
  around: Around,
  ahead?: AheadLines,
): readonly string[] {
  const round = new Round(roll, around, ahead);
  const body = roll.body.flatMap((_, slot) => round.step(slot));
  const go = round.carryOn();
  const copies = Array.from(roll.copies, ([place, node]) => `m[${String(place)}] = ${around.textOf(node)};`);
  const begin = roll.chains.flatMap(({ first }, k) =>
    first.map(
      (node, i) => `let ${carriedName(roll, k, i)} = ${node === undefined ? "0" : around.textOf(node)};`,
    ),
  );
  const end = lasts.map(
    ({ step, chain, ago }) =>
      `const v${String(step.id)} = ${carriedName(roll, roll.chains.indexOf(chain), ago - 1)};`,
  );
  const before = [...copies, ...(ahead?.lines ?? []), ...begin, ...round.lists];
  return [...before, round.head(), ...[...body, ...go].map((line) => `  ${line}`), "}", ...end];
}

function slotName(roll: Roll, slot: number): string {
  return `v${String(roll.body[slot]!.id)}`;
}

function carriedName(roll: Roll, chain: number, i: number): string {
  return `c${String(roll.body[0]!.id)}_${String(chain)}_${String(i)}`;
}

/** The text of one round. */
class Round {
  /** What counts by each stride. */
  private readonly counters = new Map<number, string>([[1, "t"]]);
  /** What has been read in this round. */
  private readonly known = new Map<string, string>();
  private lines: string[] = [];
  /** The texts of lists of inputs, and their names. */
  private readonly named = new Map<string, string>();

  constructor(
    private readonly roll: Roll,
    private readonly around: Around,
    private readonly ahead: AheadLines | undefined,
  ) {}

  head(): string {
    const others = [...this.counters].filter(([stride]) => stride !== 1);
    const starts = ["t = 0", ...others.map(([, name]) => `${name} = 0`)];
    const steps = ["t++", ...others.map(([stride, name]) => `${name} += ${String(stride)}`)];
    return `for (let ${starts.join(", ")}; t < ${String(this.roll.rounds)}; ${steps.join(", ")}) {`;
  }

  step(slot: number): readonly string[] {
    const { roll, around, ahead } = this;
    this.lines = [];
    const name = slotName(roll, slot);
    if (ahead?.spared.has(slot) !== true) {
      const args = roll.reads[slot]!.map((read) => this.read(read));
      this.lines.push(...around.formula(roll.body[slot]!, name, args));
      if (roll.columns.has(slot)) this.lines.push(`m[${this.index(roll.placesOf(slot))}] = ${name};`);
    }
    for (const output of roll.outputs)
      if (output.slot === slot) {
        const made = this.made(slot);
        this.lines.push(`y[${this.index(output.at)}] = ${made};`);
      }
    return this.lines;
  }

  /** What is carried on moves on by a round. */
  carryOn(): readonly string[] {
    const { roll } = this;
    this.lines = [];
    for (const [k, { slot, first }] of roll.chains.entries()) {
      const made = this.made(slot);
      for (let i = first.length - 1; i >= 0; i--)
        this.lines.push(`${carriedName(roll, k, i)} = ${i === 0 ? made : carriedName(roll, k, i - 1)};`);
    }
    return this.lines;
  }

  /** What a step has made, here or ahead of the loop. */
  private made(slot: number): string {
    const places = this.ahead?.places.get(slot);
    return places === undefined ? slotName(this.roll, slot) : this.element(`m[${this.index(places)}]`);
  }

  private read(read: Read): string {
    switch (read.kind) {
      case "value":
        return this.around.textOf(read.node);
      case "own":
        return this.made(read.slot);
      case "carried":
        return carriedName(this.roll, this.roll.chains.indexOf(read.chain), read.ago - 1);
      case "constants":
        return this.element(`${this.around.nameOf("constants", read.values)}[t]`);
      case "inputs":
        return this.element(this.inputText(read.places));
      case "kept":
        return this.element(`m[${this.index(read.places())}]`);
    }
  }

  /** Lines that put inputs in lists, where they are in none. */
  get lists(): readonly string[] {
    return Array.from(this.named, ([list, name]) => `const ${name} = ${list};`);
  }

  private inputText(places: Places): string {
    const { roll, around } = this;
    const { inputName } = around;
    if (inputName === undefined) return `x[${this.index(places)}]`;
    const list = `[${placesIn(places, roll.rounds).map(inputName).join(", ")}]`;
    const name = this.named.get(list) ?? `l${String(roll.body[0]!.id)}_${String(this.named.size)}`;
    this.named.set(list, name);
    return `${name}[t]`;
  }

  /** An element, which is read once in a round. */
  private element(text: string): string {
    let name = this.known.get(text);
    if (name === undefined) {
      this.known.set(text, (name = `r${String(this.known.size)}`));
      this.lines.push(`const ${name} = ${text};`);
    }
    return name;
  }

  private index(places: Places): string {
    if (places instanceof Int32Array) return `${this.around.nameOf("places", places)}[t]`;
    const { start, stride } = places;
    if (stride === 0) return String(start);
    let counter = this.counters.get(stride);
    if (counter === undefined)
      this.counters.set(stride, (counter = stride < 0 ? `back${String(-stride)}` : `by${String(stride)}`));
    return start === 0 ? counter : `${counter} + ${String(start)}`;
  }
}
