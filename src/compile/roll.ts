// A loop that was found in a program: steps that repeat, and where each round has from what it is made of.

import type { Node, Step } from "./graph.js";

/** What round t reads: element start + stride · t of something, or what element t of a list says. */
export type Places = Run | Int32Array;

export interface Run {
  readonly start: number;
  readonly stride: number;
}

/** What a step of a loop is made of, round by round. */
export type Read =
  /** One value, in all rounds. */
  | { readonly kind: "value"; readonly node: Node }
  /** What a step of this round has made. */
  | { readonly kind: "own"; readonly slot: number }
  /** What a step of the round so many rounds ago has made, or in the first ones what is there at the beginning. */
  | { readonly kind: "carried"; readonly chain: Chain; readonly ago: number }
  /** Constants. */
  | { readonly kind: "constants"; readonly values: Float64Array }
  /** Inputs, by their numbers. */
  | { readonly kind: "inputs"; readonly places: Places }
  /** Values that are kept, by their places in the memory. */
  | { readonly kind: "kept"; readonly places: () => Places };

/** What one step made in the last rounds, the last one first. */
export interface Chain {
  readonly slot: number;
  /** What stands for that before the first round, for as many rounds as anybody looks back. */
  readonly first: (Node | undefined)[];
}

/** Elements of the result that a step of a loop makes: `at` in each round. */
export interface Output {
  readonly slot: number;
  readonly at: Run;
}

/** How many rounds a loop carries a value on, at most; what is read later is kept in memory. */
export const mostCarried = 4;

/** A loop. */
export class Roll {
  readonly body: readonly Step[];
  reads: readonly (readonly Read[])[] = [];
  readonly chains: Chain[] = [];
  /** Elements of the result, where they need be nowhere else. */
  readonly outputs: Output[] = [];
  /** The steps of a round whose values are kept for all rounds, and which number of those each is. */
  readonly columns = new Map<number, number>();
  /** Values that are to be copied to the memory before, and their places. */
  readonly copies = new Map<number, Node>();
  /** Its values that others read one by one, and their places in the loop. */
  readonly wanted = new Map<Step, number>();
  /** Where it keeps values, in the memory. */
  base = 0;
  /** What others read as if there were rounds before the first and after the last: by slot, and by round. */
  private readonly margins = new Map<string, Node>();
  private before = 0;
  private after = 0;

  /** The loop over `rounds` · `period` of the steps of a list, from place `start` on. */
  constructor(
    private readonly list: readonly Step[],
    readonly start: number,
    readonly period: number,
    readonly rounds: number,
  ) {
    this.body = list.slice(start, start + period);
  }

  get size(): number {
    return this.period * this.rounds;
  }

  /** The steps of all rounds. */
  get steps(): readonly Step[] {
    return this.list.slice(this.start, this.start + this.size);
  }

  keep(slot: number): void {
    if (!this.columns.has(slot)) this.columns.set(slot, this.columns.size);
  }

  /** Says that where a step would be in a round that there is not, another value is; false if that is taken. */
  margin(slot: number, round: number, node: Node): boolean {
    const [key, distance] = [`${String(slot)} ${String(round)}`, Math.max(-round, round + 1 - this.rounds)];
    const known = this.margins.get(key);
    if (distance > Math.max(mostCarried, this.rounds) || (known !== undefined && known !== node))
      return false;
    this.margins.set(key, node);
    if (round < 0) this.before = Math.max(this.before, distance);
    else this.after = Math.max(this.after, distance);
    return true;
  }

  /** How many numbers it keeps. */
  get kept(): number {
    return this.columns.size * (this.before + this.rounds + this.after);
  }

  /** Where what the step makes is kept, round by round. */
  placesOf(slot: number): Run {
    const stride = this.columns.size;
    return { start: this.base + this.before * stride + (this.columns.get(slot) ?? 0), stride };
  }

  /** Somebody outside reads what step `offset` makes, counted over all rounds. */
  want(step: Step, offset: number): void {
    this.wanted.set(step, offset);
    if (this.rounds - Math.floor(offset / this.period) > mostCarried) this.keep(offset % this.period);
  }

  /** A chain of what a step makes that begins with such values; undefined is any. */
  chain(slot: number, first: readonly (Node | undefined)[]): Chain {
    const fits = (chain: Chain): boolean =>
      chain.slot === slot &&
      first.every((node, i) => node === undefined || chain.first[i] === undefined || chain.first[i] === node);
    let chain = this.chains.find(fits);
    if (chain === undefined) this.chains.push((chain = { slot, first: [] }));
    for (const [i, node] of first.entries()) chain.first[i] ??= node;
    return chain;
  }

  /** Of what others read one by one: what is in memory, with its place, and what is the last of a chain. */
  ends(): Ends {
    const [places, lasts]: [(readonly [Step, number])[], Last[]] = [[], []];
    for (const [step, offset] of this.wanted) {
      const [slot, round] = [offset % this.period, Math.floor(offset / this.period)];
      if (this.columns.has(slot)) places.push([step, placeIn(this.placesOf(slot), round)]);
      else {
        const ago = this.rounds - round;
        lasts.push({ step, chain: this.chain(slot, new Array<undefined>(ago).fill(undefined)), ago });
      }
    }
    return { places, lasts };
  }
}

/** What others read one by one. */
export interface Ends {
  readonly places: readonly (readonly [Step, number])[];
  readonly lasts: readonly Last[];
}

/** What a step of the loop made, so many rounds before its end. */
export interface Last {
  readonly step: Step;
  readonly chain: Chain;
  readonly ago: number;
}

/** What a run reads in round t. */
export function placeIn({ start, stride }: Run, t: number): number {
  return start + stride * t;
}

/** The same that many numbers further on. */
export function shifted(places: Run, by: number): Run;
export function shifted(places: Places, by: number): Places;
export function shifted(places: Places, by: number): Places {
  return places instanceof Int32Array
    ? places.map((place) => place + by)
    : { start: places.start + by, stride: places.stride };
}

/** What is read in so many rounds, one after the other. */
export function placesIn(places: Places, rounds: number): readonly number[] {
  if (places instanceof Int32Array) return Array.from(places);
  return Array.from({ length: rounds }, (_, t) => placeIn(places, t));
}
