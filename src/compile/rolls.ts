// A program with its loops: what is done in which order, and where what a loop makes can be read.

import { isNumber, type Node, type Step } from "./graph.js";
import { asked, type Stretch } from "./plan.js";
import type { End } from "./paths.js";
import { Roll, placeIn, type Ends, type Places, type Run } from "./roll.js";
import { asRun, Kinds, Rolling, type Homes } from "./rolling.js";

/** A step, or a loop of many. */
export type Item = Step | Roll;

/** So many outputs of one step of a loop are handed out by a loop. */
const fewestOutputs = 8;

/** Outputs number start + stride · i that are in these places of the memory. */
export interface Listed {
  readonly count: number;
  readonly at: Run;
  readonly places: () => Run;
}

/** How an end hands out its outputs: some in loops, and the others, by their numbers, one by one. */
export interface Outputs {
  readonly listed: readonly Listed[];
  readonly single: readonly number[];
  /** Whether any is handed out in a loop. */
  readonly isListed: boolean;
}

/** The loops of a tree of ways. */
export class Rolls implements Homes {
  readonly all: Roll[] = [];
  private readonly ends = new Map<Roll, Ends>();
  /** Places in memory of values that are read one by one. */
  readonly places = new Map<Node, number>();
  /** How many numbers the loops keep in memory, from place 0 on. */
  size = 0;
  private readonly items = new Map<Stretch, readonly Item[]>();
  private readonly outputs = new Map<End, Outputs>();
  private readonly loops: (Roll | undefined)[];
  private readonly offsets: Int32Array;
  private readonly kinds: Kinds;
  /** What is to be done when all is known that is kept. */
  private readonly pending: (() => void)[] = [];

  constructor(
    readonly stretch: Stretch,
    loose: ReadonlySet<Node>,
    /** Whether loops may hand out outputs: of the body of another loop each is asked for by itself. */
    private readonly handsOut = true,
  ) {
    this.kinds = new Kinds(loose);
    const ids = idsOf(stretch);
    this.loops = new Array<undefined>(ids).fill(undefined);
    this.offsets = new Int32Array(ids);
    this.visit(stretch);
    for (const roll of this.all) {
      roll.base = this.size;
      this.size += roll.kept;
    }
    for (const settle of this.pending) settle();
    for (const roll of this.all) this.ends.set(roll, roll.ends());
  }

  /** What a stretch does, in order. */
  itemsOf(stretch: Stretch): readonly Item[] {
    return this.items.get(stretch) ?? stretch.steps;
  }

  /** What of a loop is read one by one afterwards. */
  endsOf(roll: Roll): Ends {
    return this.ends.get(roll) ?? { places: [], lasts: [] };
  }

  outputsOf(end: End): Outputs {
    return this.outputs.get(end) ?? { listed: [], single: end.outputs.map((_, k) => k), isListed: false };
  }

  /** How many steps have text of their own on the longest way. */
  get length(): number {
    return this.lengthOf(this.stretch);
  }

  private lengthOf(stretch: Stretch): number {
    const { then } = stretch;
    const own = this.itemsOf(stretch).reduce((sum, item) => sum + weightOf(item), 0);
    return own + ("fork" in then ? Math.max(...then.branches.map((branch) => this.lengthOf(branch))) : 0);
  }

  private visit(stretch: Stretch): void {
    const items = new Rolling(stretch.steps, this.kinds, this).items();
    const own = items.filter((item) => item instanceof Roll);
    this.items.set(stretch, items);
    for (const item of items) if (!(item instanceof Roll)) item.inputs.forEach(this.want);
    const { then } = stretch;
    if ("fork" in then) {
      asked(then.fork).forEach(this.want);
      for (const branch of then.branches) this.visit(branch);
    } else if (this.handsOut) this.outputs.set(then, this.given(then, own));
    else then.outputs.forEach(this.want);
    // On the other ways the same values are made elsewhere.
    for (const roll of own)
      for (let i = 0; i < roll.size; i++) this.loops[stretch.steps[roll.start + i]!.id] = undefined;
  }

  readonly loopOf = ({ id }: Node): Roll | undefined => this.loops[id];
  readonly offsetOf = ({ id }: Node): number => this.offsets[id] ?? 0;

  readonly settle = (roll: Roll, steps: readonly Step[]): void => {
    this.all.push(roll);
    for (let i = 0; i < roll.size; i++) {
      const { id } = steps[roll.start + i]!;
      this.loops[id] = roll;
      this.offsets[id] = i;
    }
  };

  readonly want = (node: Node): void => {
    const loop = this.loopOf(node);
    if (loop !== undefined) loop.want(node as Step, this.offsetOf(node));
  };

  readonly kept = (roll: Roll, nodes: readonly Node[]): (() => Places) => {
    const known = this.keptInOne(roll, nodes) ?? this.keptApart(roll, nodes);
    let places: Places = new Int32Array(0);
    this.pending.push(() => (places = asRun(known())));
    return () => places;
  };

  /** The places of values which one step of a loop makes, but for some that go before or after them. */
  private keptInOne(roll: Roll, nodes: readonly Node[]): (() => Int32Array) | undefined {
    const middle = nodes.length >> 1;
    const loop = this.loopOf(nodes[middle]!);
    if (loop === undefined || this.loopOf(nodes[middle + 1]!) !== loop) return undefined;
    const offset = this.offsetOf(nodes[middle]!);
    const stride = (this.offsetOf(nodes[middle + 1]!) - offset) / loop.period;
    if (!Number.isInteger(stride)) return undefined;
    const [slot, round] = [offset % loop.period, Math.floor(offset / loop.period)];
    const rounds = Int32Array.from(nodes, (_, t) => round + stride * (t - middle));
    const others: (readonly [number, Node])[] = [];
    for (const [t, node] of nodes.entries()) {
      const [k, isInside] = [rounds[t]!, rounds[t]! >= 0 && rounds[t]! < loop.rounds];
      if (isInside && this.loopOf(node) === loop && this.offsetOf(node) === k * loop.period + slot) continue;
      if (isInside || this.loopOf(node) === roll || !loop.margin(slot, k, node)) return undefined;
      this.want(node);
      others.push([k, node]);
    }
    loop.keep(slot);
    return () => {
      const kept = loop.placesOf(slot);
      for (const [k, node] of others) roll.copies.set(placeIn(kept, k), node);
      return rounds.map((k) => placeIn(kept, k));
    };
  }

  /** The places of any values: of those that are of no loop, copies. */
  private keptApart(roll: Roll, nodes: readonly Node[]): () => Int32Array {
    const from = nodes.map(this.loopOf);
    const offsets = nodes.map(this.offsetOf);
    for (const [t, loop] of from.entries()) loop?.keep(offsets[t]! % loop.period);
    const isApart = from.every((loop) => loop === undefined);
    return () =>
      Int32Array.from(nodes, (node, t) => {
        const [loop, offset] = [from[t], offsets[t]!];
        if (loop !== undefined)
          return placeIn(loop.placesOf(offset % loop.period), Math.floor(offset / loop.period));
        const place = isApart ? this.size++ : this.placeOf(node);
        roll.copies.set(place, node);
        return place;
      });
  }

  private placeOf(node: Node): number {
    const place = this.places.get(node) ?? this.size++;
    this.places.set(node, place);
    return place;
  }

  /** What of the outputs is handed out in loops: what the loops of the last stretch make, at once. */
  private given({ outputs }: End, own: readonly Roll[]): Outputs {
    const single: number[] = [];
    const listed: Listed[] = [];
    for (const [loop, some] of this.byStep(outputs)) {
      const rounds = some.map(({ offset }) => Math.floor(offset / (loop?.period ?? 1)));
      const [at, round] = [asRun(Int32Array.from(some, (one) => one.at)), asRun(Int32Array.from(rounds))];
      if (loop === undefined || some.length < fewestOutputs || !isRun(at) || !isRun(round)) {
        for (const one of some) single.push(one.at);
        continue;
      }
      const slot = some[0]!.offset % loop.period;
      if (own.includes(loop) && round.start === 0 && round.stride === 1 && some.length === loop.rounds) {
        loop.outputs.push({ slot, at });
        continue;
      }
      loop.keep(slot);
      const places = (): Run => {
        const { start, stride } = loop.placesOf(slot);
        return { start: start + stride * round.start, stride: stride * round.stride };
      };
      listed.push({ count: some.length, at, places });
    }
    for (const k of single) this.want(outputs[k]!);
    return { listed, single, isListed: single.length < outputs.length };
  }

  /** The outputs of each step of each loop, by their rounds; without a loop those that are of none. */
  private byStep(
    outputs: readonly Node[],
  ): (readonly [Roll | undefined, { at: number; offset: number }[]])[] {
    const groups = new Map<Roll | undefined, Map<number, { at: number; offset: number }[]>>();
    const isOfNumbers = outputs.every(isNumber);
    for (const [at, node] of outputs.entries()) {
      const loop = isOfNumbers ? this.loopOf(node) : undefined;
      const offset = this.offsetOf(node);
      const slots = groups.get(loop) ?? new Map<number, { at: number; offset: number }[]>();
      groups.set(loop, slots);
      const slot = loop === undefined ? 0 : offset % loop.period;
      const some = slots.get(slot) ?? [];
      slots.set(slot, some);
      some.push({ at, offset });
    }
    return [...groups].flatMap(([loop, slots]) =>
      [...slots.values()].map(
        (some) => [loop, some.sort((a, b) => a.offset - b.offset || a.at - b.at)] as const,
      ),
    );
  }
}

/** A number above all ids of steps. */
function idsOf({ steps, then }: Stretch): number {
  const own = steps.reduce((most, { id }) => Math.max(most, id + 1), 0);
  return "fork" in then ? Math.max(own, ...then.branches.map(idsOf)) : own;
}

/** How many steps of text. */
export function weightOf(item: Item): number {
  return item instanceof Roll ? item.period : 1;
}

function isRun(places: Places): places is Run {
  return !(places instanceof Int32Array);
}
