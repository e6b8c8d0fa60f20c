// Loops as WebAssembly: the values of a round are locals, and so is what is carried on; the rest is read from memory.

import type { Step } from "../graph.js";
import { neededBy } from "../loops.js";
import { shifted, type Last, type Places, type Read, type Roll, type Run } from "../roll.js";
import type { AheadLoop } from "./ahead-loop.js";
import type { Push, Steps } from "./steps.js";
import { i32, nothing, type Code } from "../../wasm/encoder.js";
import { code } from "../../wasm/instructions.js";

/** What the code around a loop offers it. */
export interface Around {
  readonly steps: Steps;
  /** How many numbers are in memory before those that the program keeps: the inputs. */
  readonly inputs: number;
  /** How many before the results that loops hand out. */
  readonly results: number;
  /** Where in memory a list is put, in bytes: of numbers, or of addresses. */
  readonly table: (list: Float64Array | Int32Array) => number;
}

/** Writes a loop, and gives the locals of its `lasts`. */
export function writeLoop(
  roll: Roll,
  lasts: readonly Last[],
  to: Code,
  around: Around,
  ahead: AheadLoop | undefined,
): ReadonlyMap<Step, number> {
  for (const [place, node] of roll.copies) {
    to.integer(0);
    around.steps.push(node);
    to.memory(code.f64Store, around.inputs + place);
  }
  for (const node of neededBy(roll)) around.steps.pusher(node);
  if (ahead !== undefined) around.steps.ahead(ahead);
  const round = new Round(roll, to, around, ahead);
  round.begin();
  const again = round.counted(() => {
    for (let slot = 0; slot < roll.period; slot++) round.step(slot);
    round.carryOn();
  });
  again();
  return new Map(lasts.map((last) => [last.step, round.carried(last.chain, last.ago)]));
}

class Round {
  private readonly slots: number[];
  private readonly chains: readonly (readonly number[])[];
  /** The locals that count bytes, by how many in a round. */
  private readonly counters = new Map<number, number>();
  /** What has been read in this round, by what it is. */
  private readonly known = new Map<string, number>();

  constructor(
    private readonly roll: Roll,
    private readonly to: Code,
    private readonly around: Around,
    private readonly ahead: AheadLoop | undefined,
  ) {
    this.slots = roll.body.map(() => to.local());
    this.chains = roll.chains.map(({ first }) => first.map(() => to.local()));
  }

  /** What is there before the first round. */
  begin(): void {
    for (const [k, { first }] of this.roll.chains.entries())
      for (const [i, node] of first.entries()) {
        if (node === undefined) this.to.number(0);
        else this.around.steps.pusher(node)();
        this.to.at(code.localSet, this.chains[k]![i]!);
      }
  }

  /** The loop around what `write` writes, which has to be known before its counters are. */
  counted(write: () => void): () => void {
    const { to, roll } = this;
    const begun = to.bytes.length;
    write();
    const body = to.bytes.splice(begun);
    return () => {
      for (const [stride, counter] of this.counters)
        to.integer(stride < 0 ? -stride * (roll.rounds - 1) : 0).at(code.localSet, counter);
      const left = to.local(i32);
      to.integer(roll.rounds).at(code.localSet, left).op(code.loop, nothing);
      for (const byte of body) to.bytes.push(byte);
      for (const [stride, counter] of this.counters)
        to.at(code.localGet, counter).integer(stride).op(code.i32Add).at(code.localSet, counter);
      to.at(code.localGet, left).integer(-1).op(code.i32Add).at(code.localTee, left);
      to.at(code.branchIf, 0).op(code.end);
    };
  }

  step(slot: number): void {
    const { roll, to, around, ahead } = this;
    if (ahead?.spared.has(slot) !== true) {
      const args = roll.reads[slot]!.map((read) => this.pusher(read));
      around.steps.value(roll.body[slot]!, args);
      to.at(code.localSet, this.slots[slot]!);
      if (roll.columns.has(slot)) this.store(slot, roll.placesOf(slot), around.inputs);
    }
    for (const output of roll.outputs) if (output.slot === slot) this.store(slot, output.at, around.results);
  }

  private store(slot: number, places: Run, before: number): void {
    const made = this.made(slot);
    const offset = this.address(places, before);
    this.to.at(code.localGet, made).memoryAt(code.f64Store, offset);
  }

  /** What a step has made, here or ahead of the loop. */
  private made(slot: number): number {
    const places = this.ahead?.places.get(slot);
    return places === undefined ? this.slots[slot]! : this.element(places);
  }

  /** What is carried on moves on by a round. */
  carryOn(): void {
    for (const [k, { slot }] of this.roll.chains.entries()) {
      const [chain, made] = [this.chains[k]!, this.made(slot)];
      for (let i = chain.length - 1; i >= 0; i--)
        this.to.at(code.localGet, chain[i - 1] ?? made).at(code.localSet, chain[i]!);
    }
  }

  carried(chain: Last["chain"], ago: number): number {
    return this.chains[this.roll.chains.indexOf(chain)]![ago - 1]!;
  }

  private pusher(read: Read): Push {
    if (read.kind === "value") return this.around.steps.pusher(read.node);
    const local = this.localOf(read);
    return () => void this.to.at(code.localGet, local);
  }

  private localOf(read: Exclude<Read, { kind: "value" }>): number {
    switch (read.kind) {
      case "own":
        return this.made(read.slot);
      case "carried":
        return this.carried(read.chain, read.ago);
      case "constants":
        return this.element({ start: this.around.table(read.values) / 8, stride: 1 });
      case "inputs":
        return this.element(shifted(read.places, 0));
      case "kept":
        return this.element(shifted(read.places(), this.around.inputs));
    }
  }

  /** An element of the memory, which is read once in a round. */
  private element(places: Places): number {
    const name =
      places instanceof Int32Array ? places.join() : `${String(places.start)} ${String(places.stride)}`;
    let local = this.known.get(name);
    if (local === undefined) {
      local = this.to.local();
      this.known.set(name, local);
      if (places instanceof Int32Array) {
        const table = this.around.table(places.map((place) => 8 * place));
        this.to.at(code.localGet, this.counter(4)).memoryAt(code.i32Load, table);
        this.to.memoryAt(code.f64Load, 0);
      } else this.to.memoryAt(code.f64Load, this.address(places, 0));
      this.to.at(code.localSet, local);
    }
    return local;
  }

  /** Puts the part of an address that changes on the stack, and gives the other one. */
  private address({ start, stride }: Run, before: number): number {
    const bytes = 8 * stride;
    if (stride === 0) this.to.integer(0);
    else this.to.at(code.localGet, this.counter(bytes));
    return 8 * (before + start) + Math.min(0, bytes * (this.roll.rounds - 1));
  }

  private counter(bytes: number): number {
    let counter = this.counters.get(bytes);
    if (counter === undefined) this.counters.set(bytes, (counter = this.to.local(i32)));
    return counter;
  }
}
