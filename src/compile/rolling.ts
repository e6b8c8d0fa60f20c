// Loops found in a stretch of a program: by what its steps do, never by how they were written.

import { isNumber, type Input, type Node, type Step } from "./graph.js";
import { Keys } from "./keys.js";
import { lawOf, type Law, type Region } from "./law.js";
import { placeOf, placesOf } from "./order.js";
import { functionOf } from "./plan.js";
import { fewestRounds, repeatsOf, type Repeat } from "./repeats.js";
import { Roll, type Places, type Read } from "./roll.js";

/** What is known of the values of a program on the way to where one now is. */
export interface Homes {
  /** The loop in which the value is made. */
  readonly loopOf: (node: Node) => Roll | undefined;
  /** At which of its steps, counted over all rounds. */
  readonly offsetOf: (node: Node) => number;
  /** These steps are now made in this loop. */
  readonly settle: (roll: Roll, steps: readonly Step[]) => void;
  /** A function that gives the places of these values in memory, when all loops are known. */
  readonly kept: (roll: Roll, nodes: readonly Node[]) => () => Places;
  /** Says that the value is read by itself. */
  readonly want: (node: Node) => void;
}

/** Rounds that may be left out of a loop at either end, where it goes otherwise. */
const mostTrimmed = 3;
/** In a program that is no longer than this each read of a loop must be regular. */
const short = 1000;

/** Numbers of what steps do; negative where one may not be in a loop. */
export class Kinds {
  private readonly known = new Map<unknown, number>();
  private readonly keys = new Keys();

  constructor(private readonly loose: ReadonlySet<Node>) {}

  of(step: Step): number {
    const { op, params, inputs } = step;
    let kind = this.known.get(op);
    if (kind === undefined)
      this.known.set(op, (kind = functionOf(step) === undefined ? -1 : this.known.size));
    if (kind < 0 || !isNumber(step) || !inputs.every(isNumber)) return -1;
    if (params !== undefined) kind = this.ofKey(`${String(kind)} ${this.keys.of(params)}`);
    return 8 * kind + 2 * inputs.length + (this.loose.has(step) ? 1 : 0);
  }

  private ofKey(key: string): number {
    const kind = this.known.get(key) ?? this.known.size;
    this.known.set(key, kind);
    return kind;
  }
}

/** Steps that may be a loop. */
interface Extent {
  readonly start: number;
  readonly period: number;
  readonly rounds: number;
}

/** For each step of a round, and each of its inputs. */
type Laws = readonly (readonly Law[])[];

/** The loops of one stretch. */
export class Rolling {
  private readonly places: Int32Array;
  private readonly kinds: Int32Array;

  constructor(
    private readonly steps: readonly Step[],
    kinds: Kinds,
    private readonly homes: Homes,
  ) {
    this.places = placesOf(steps);
    this.kinds = Int32Array.from(steps, (step) => kinds.of(step));
  }

  /** The steps in order, with loops in the place of those that they do. */
  items(): readonly (Step | Roll)[] {
    const { steps } = this;
    const items: (Step | Roll)[] = [];
    let done = 0;
    for (const repeat of this.chosen()) {
      const roll = this.rolled(repeat);
      if (roll === undefined) continue;
      for (; done < roll.start; done++) items.push(steps[done]!);
      items.push(roll);
      done += roll.size;
    }
    for (; done < steps.length; done++) items.push(steps[done]!);
    return items;
  }

  /** Repeats that do not overlap, in the order of the steps. */
  private chosen(): readonly Repeat[] {
    const taken = new Uint8Array(this.steps.length);
    const chosen: Repeat[] = [];
    for (const { start, period, length } of repeatsOf(this.steps, this.places, this.kinds)) {
      let [from, to] = [start, start + length];
      while (from < to && taken[from] === 1) from += 1;
      while (to > from && taken[to - 1] === 1) to -= 1;
      if (to - from < fewestRounds * period || taken.subarray(from, to).includes(1)) continue;
      taken.fill(1, from, to);
      chosen.push({ start: from, period, length: to - from });
    }
    return chosen.sort((a, b) => a.start - b.start);
  }

  /** The loop of a repeat; undefined if it is not worth it. */
  private rolled({ start, period, length }: Repeat): Roll | undefined {
    const cut = this.cut(start, period, length);
    const region = { start: start + cut, period, rounds: Math.floor((length - cut) / period) };
    if (region.rounds < fewestRounds) return undefined;
    const wide = this.laws(region);
    const inner = trimmed(region, wide);
    if (inner.rounds < fewestRounds || !this.isExact(inner)) return undefined;
    const laws = inner.rounds === region.rounds ? wide : this.laws(inner);
    if (!this.isWorthIt(inner, laws)) return undefined;
    const roll = new Roll(this.steps, inner.start, period, inner.rounds);
    this.homes.settle(roll, this.steps);
    roll.reads = laws.map((some, slot) => some.map((law, k) => this.read(roll, slot, k, law)));
    return roll;
  }

  /** Whether few enough of its reads are irregular, and few values must be copied for them. */
  private isWorthIt(inner: Extent, laws: Laws): boolean {
    let [irregular, copies] = [0, 0];
    for (const [slot, some] of laws.entries())
      for (const [k, law] of some.entries()) {
        if (isRegular(law, inner.rounds)) continue;
        irregular += 1;
        const nodes = this.nodesOf(inner, slot, k);
        if (new Set(nodes.map(({ kind }) => kind)).size === 1 && nodes[0]!.kind !== "step") continue;
        copies += nodes.filter(
          (node) => this.homes.loopOf(node) === undefined && !this.isIn(inner, node),
        ).length;
      }
    const most = this.steps.length > short ? inner.period / 4 : 0;
    return irregular <= most && 4 * copies <= inner.period * inner.rounds;
  }

  private isIn({ start, period, rounds }: Extent, node: Node): boolean {
    const place = placeOf(this.places, node);
    return place >= start && place < start + period * rounds;
  }

  /** Where a round is to begin: where the fewest values are waiting for later steps. */
  private cut(start: number, period: number, length: number): number {
    const from = start + period * (Math.floor(length / period) >> 1);
    const reach = new Int32Array(period);
    for (let i = from; i < from + period; i++)
      for (const input of this.steps[i]!.inputs) {
        const q = placeOf(this.places, input);
        if (q < start || i - q > 4 * period) continue;
        const slot = (q - start) % period;
        reach[slot] = Math.max(reach[slot]!, i - q);
      }
    const change = new Int32Array(2 * period + 1);
    for (let slot = 0; slot < period; slot++) {
      change[slot + 1]! += 1;
      change[slot + 1 + Math.min(period, reach[slot]!)]! -= 1;
    }
    for (let i = 1; i < change.length; i++) change[i]! += change[i - 1]!;
    const waiting = (place: number): number => change[place]! + change[place + period]!;
    let best = 0;
    for (let place = 1; place < period; place++) if (waiting(place) < waiting(best)) best = place;
    return best;
  }

  /** Whether the rounds do the same indeed: repeats are found by hashes. */
  private isExact({ start, period, rounds }: Extent): boolean {
    const { kinds } = this;
    for (let i = start + period; i < start + period * rounds; i++)
      if (kinds[i] !== kinds[i - period] || kinds[i]! < 0) return false;
    return true;
  }

  private laws(region: Extent): Laws {
    const seen: Region = {
      ...region,
      placeOf: (node) => placeOf(this.places, node),
      loopOf: this.homes.loopOf,
      offsetOf: this.homes.offsetOf,
    };
    const isThere = (node: Node): boolean => seen.placeOf(node) < region.start;
    return Array.from({ length: region.period }, (_, slot) =>
      this.steps[region.start + slot]!.inputs.map((_, k) => {
        const nodes = this.nodesOf(region, slot, k);
        const law = lawOf(nodes, seen);
        // What is carried on, and what is kept beyond the rounds of a loop, must be there when the loop begins.
        const others = law.kind === "kept" ? [...nodes.slice(0, law.from), ...nodes.slice(law.to)] : [];
        if (law.kind === "own") others.push(...nodes.slice(0, law.ago));
        return others.every(isThere) ? law : { ...law, from: law.to };
      }),
    );
  }

  /** Input k of a step, in each round. */
  private nodesOf(region: Extent, slot: number, k: number): Node[] {
    const { start, period, rounds } = region;
    const nodes = new Array<Node>(rounds);
    for (let t = 0; t < rounds; t++) nodes[t] = this.steps[start + t * period + slot]!.inputs[k]!;
    return nodes;
  }

  private read(roll: Roll, slot: number, k: number, law: Law): Read {
    const isLawful = isRegular(law, roll.rounds);
    if (isLawful && law.kind === "value") {
      const node = roll.body[slot]!.inputs[k]!;
      this.homes.want(node);
      return { kind: "value", node };
    }
    if (isLawful && law.kind === "own") return this.own(roll, slot, k, law.ago);
    const nodes = this.nodesOf(roll, slot, k);
    if (nodes.every(({ kind }) => kind === "constant"))
      return { kind: "constants", values: Float64Array.from(nodes, valueOf) };
    if (nodes.every(({ kind }) => kind === "input"))
      return { kind: "inputs", places: asRun(Int32Array.from(nodes, (node) => (node as Input).at)) };
    return { kind: "kept", places: this.homes.kept(roll, nodes) };
  }

  private own(roll: Roll, slot: number, k: number, ago: number): Read {
    const { start, period } = roll;
    const inRound = (t: number): Node => this.steps[start + t * period + slot]!.inputs[k]!;
    const made = (placeOf(this.places, inRound(ago)) - start) % period;
    if (ago === 0) return { kind: "own", slot: made };
    const first = Array.from({ length: ago }, (_, i) => inRound(ago - 1 - i));
    first.forEach(this.homes.want);
    return { kind: "carried", chain: roll.chain(made, first), ago };
  }
}

/** The region without rounds at its ends that go otherwise than those in the middle. */
function trimmed({ start, period, rounds }: Extent, laws: Laws): Extent {
  let [front, back] = [0, 0];
  for (const some of laws)
    for (const { kind, from, to, ago } of some) {
      const [before, after] = [from - ago, rounds - to];
      if (kind === "kept" || before > mostTrimmed || after > mostTrimmed) continue;
      front = Math.max(front, before);
      back = Math.max(back, after);
    }
  return { start: start + front * period, period, rounds: rounds - front - back };
}

/** Whether a law holds in all rounds but those that read what was there before, or some at the ends. */
function isRegular({ kind, from, to, ago }: Law, rounds: number): boolean {
  if (kind === "kept") return from <= Math.max(ago, mostTrimmed) && to >= rounds - mostTrimmed;
  return kind !== "none" && from <= ago && to === rounds;
}

function valueOf(node: Node): number {
  return node.kind === "constant" ? (node.value as number) : NaN;
}

/** A list of places as a run, if it is one. */
export function asRun(places: Int32Array): Places {
  const [start = 0, next = start] = places;
  const stride = next - start;
  return places.every((place, t) => place === start + stride * t) ? { start, stride } : places;
}
