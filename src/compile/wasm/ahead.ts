// The steps of a loop that need nothing of its other rounds, and are better done before it, two rounds at once.

import type { Node, Step } from "../graph.js";
import { bodyOfStep } from "../plan.js";
import { placesIn, type Places, type Read, type Roll } from "../roll.js";
import { isTimes } from "./cost.js";
import { together, vectorCost, type VectorCost } from "./vectors.js";

/** What is done ahead of a loop. */
export interface Ahead {
  /** The steps, by their places in a round, in order. */
  readonly slots: readonly number[];
  /** Those that the loop itself need not do. */
  readonly spared: ReadonlySet<number>;
  /** Those of the spared ones whose values the loop needs. */
  readonly results: readonly number[];
  /** What the steps read that is another value in each round, each of these once. */
  readonly columns: readonly Column[];
  /** What they read that is the same in all rounds, and no constant. */
  readonly values: readonly Node[];
  /** What there is for a round of them. */
  readonly cost: VectorCost;
}

/** A value for each round. */
export type Column = Exclude<Read, { readonly kind: "value" | "own" | "carried" }>;

/**
 * What may be done ahead of a loop; undefined if no function with a kernel is among it. Inputs may be read where the
 * program has them in a list.
 */
export function aheadOf(roll: Roll, loose: ReadonlySet<Node>, hasInputs: boolean): Ahead | undefined {
  const costs = roll.body.map((step) => costOfStep(step, loose));
  if (!costs.some(({ kernels }) => kernels > 0)) return undefined;
  return new Choice(roll, costs, hasInputs).ahead();
}

function costOfStep(step: Step, loose: ReadonlySet<Node>): VectorCost {
  const body = bodyOfStep(step, loose);
  if (isTimes(step) || body === undefined)
    return { isVector: body !== undefined, kernels: 0, calls: 0, foreign: 0 };
  return vectorCost(body);
}

/** Whether it is a column. */
export function isColumn(read: Read): read is Column {
  return read.kind === "constants" || read.kind === "inputs" || read.kind === "kept";
}

/** Whether two columns are the same values. */
export function sameColumn(a: Column, b: Column): boolean {
  if (a === b) return true;
  if (a.kind === "constants")
    return b.kind === "constants" && a.values.every((x, t) => Object.is(x, b.values[t]));
  if (b.kind === "constants") return false;
  return a.kind === b.kind && samePlaces(placesOf(a), placesOf(b));
}

function samePlaces(a: Places, b: Places): boolean {
  if (a instanceof Int32Array || b instanceof Int32Array)
    return a instanceof Int32Array && b instanceof Int32Array && a.every((place, t) => place === b[t]);
  return a.start === b.start && a.stride === b.stride;
}

/** Where a column is read. */
export function placesOf(column: Exclude<Column, { readonly kind: "constants" }>): Places {
  return column.kind === "inputs" ? column.places : column.places();
}

/** Chooses what is done ahead of a loop. */
class Choice {
  private readonly slots = new Set<number>();
  /** The steps of the same round that each step reads, and those that read it. */
  private readonly own: readonly (readonly number[])[];
  private readonly users: readonly number[][];
  private readonly columns: Column[] = [];
  /** The numbers of the columns that each step reads. */
  private readonly read: readonly (readonly number[])[];

  constructor(
    private readonly roll: Roll,
    private readonly costs: readonly VectorCost[],
    private readonly hasInputs: boolean,
  ) {
    const ofRound = (read: Read): readonly number[] => (read.kind === "own" ? [read.slot] : []);
    this.own = roll.reads.map((reads) => [...new Set(reads.flatMap(ofRound))]);
    this.users = this.own.map(() => []);
    for (const [slot, own] of this.own.entries()) for (const other of own) this.users[other]!.push(slot);
    this.read = roll.reads.map((reads) => [
      ...new Set(reads.filter(isColumn).map((read) => this.numberOf(read))),
    ]);
  }

  private numberOf(read: Column): number {
    const known = this.columns.findIndex((column) => sameColumn(column, read));
    return known >= 0 ? known : this.columns.push(read) - 1;
  }

  ahead(): Ahead | undefined {
    this.choose();
    this.trim();
    if (this.slots.size === 0) return undefined;
    const { roll, costs, own, columns } = this;
    const slots = [...this.slots].sort((a, b) => a - b);
    const needed = slots.filter((slot) => this.isNeeded(slot));
    // What is made of nothing that is made here is sooner made again than carried.
    const again = new Set(needed.filter((slot) => costs[slot]!.kernels === 0 && own[slot]!.length === 0));
    const read = new Set(slots.flatMap((slot) => this.read[slot]!));
    const values = slots
      .flatMap((slot) => roll.reads[slot]!)
      .flatMap((one) => (one.kind === "value" && one.node.kind !== "constant" ? [one.node] : []));
    return {
      slots,
      spared: new Set(slots.filter((slot) => !again.has(slot))),
      results: needed.filter((slot) => !again.has(slot)),
      columns: columns.filter((_, k) => read.has(k)),
      values: [...new Set(values)],
      cost: together(slots.map((slot) => costs[slot]!)),
    };
  }

  /** Takes functions that have kernels, what is made of them, and what all these are made of. */
  private choose(): void {
    const { roll, costs, own, slots } = this;
    const free = new Set<number>();
    for (const [slot, { isVector, calls, kernels }] of costs.entries()) {
      if (!isVector || calls > 0 || !roll.reads[slot]!.every((read) => this.isFree(read, free))) continue;
      free.add(slot);
      if (kernels > 0 || own[slot]!.some((other) => slots.has(other))) slots.add(slot);
    }
    for (let slot = roll.period - 1; slot >= 0; slot--)
      if (slots.has(slot)) for (const other of own[slot]!) slots.add(other);
  }

  /** Whether it is there before the loop, if what these steps make is. */
  private isFree(read: Read, free: ReadonlySet<number>): boolean {
    if (read.kind === "own") return free.has(read.slot);
    if (read.kind === "kept") return !this.isOfLoop(read.places());
    return read.kind === "inputs" ? this.hasInputs : read.kind !== "carried";
  }

  /** Whether some of these places hold what the loop itself makes. */
  private isOfLoop(places: Places): boolean {
    const { base, kept, rounds } = this.roll;
    return placesIn(places, rounds).some((place) => place >= base && place < base + kept);
  }

  /** Leaves those last steps to the loop without which less is to be carried there and back. */
  private trim(): void {
    const { slots, costs, own, users, read } = this;
    const uses = this.columns.map(() => 0);
    for (const slot of slots) for (const column of read[slot]!) uses[column]! += 1;
    for (const slot of [...slots].sort((a, b) => b - a)) {
      if (costs[slot]!.kernels > 0 || users[slot]!.some((user) => slots.has(user))) continue;
      const exposed = own[slot]!.filter((other) => !this.isNeeded(other)).length;
      const alone = read[slot]!.filter((column) => uses[column] === 1).length;
      if (exposed >= 1 + alone) continue;
      slots.delete(slot);
      for (const column of read[slot]!) uses[column]! -= 1;
    }
  }

  /** Whether anything but the steps that are done ahead needs what a step makes. */
  private isNeeded(slot: number): boolean {
    const { roll, slots, users } = this;
    return (
      roll.columns.has(slot) ||
      roll.outputs.some((output) => output.slot === slot) ||
      roll.chains.some((chain) => chain.slot === slot) ||
      users[slot]!.some((user) => !slots.has(user))
    );
  }
}
