// Where a program that is divided among functions keeps what one of them hands to another.

import type { Plain } from "../ndarray/index.js";
import { isNumber, type Node, type Step } from "./graph.js";
import type { Stretch } from "./plan.js";
import { Roll } from "./roll.js";
import { weightOf, type Item, type Rolls } from "./rolls.js";
import type { Users } from "./users.js";

/** Steps and loops that have a function, and its number. */
export interface Part {
  readonly at: number;
  readonly items: readonly Item[];
  readonly members: ReadonlySet<Node>;
}

/** A program that is handed its memory, if it has any: numbers in m, arrays in h. */
export type Ways = (x: readonly Plain[], m: Float64Array, h: unknown[]) => unknown;

/** Which values leave the function that computes them, and their places. */
export class Memory {
  private readonly places = new Map<Node, number>();
  /** Of the way that is being written: places of what its loops have made. */
  private readonly looped = new Map<Node, number>();
  private readonly parts = new Map<Stretch, readonly Part[]>();
  private count = 0;
  private numbers = 0;
  private objects = 0;

  constructor(
    private readonly most: number,
    private readonly users: Users,
    private readonly rolls: Rolls,
  ) {
    this.numbers = rolls.size;
    for (const [node, place] of rolls.places) this.places.set(node, place);
  }

  /** The functions of a stretch. */
  partsOf(stretch: Stretch): readonly Part[] {
    let parts = this.parts.get(stretch);
    if (parts === undefined) {
      parts = divided(this.rolls.itemsOf(stretch), this.most).map((items) => ({
        at: this.count++,
        items,
        members: new Set<Node>(items.flatMap((item) => (item instanceof Roll ? item.steps : [item]))),
      }));
      this.parts.set(stretch, parts);
    }
    return parts;
  }

  /** The values that have a name in its function. */
  namedBy({ items }: Part): readonly Step[] {
    return items.flatMap((item) =>
      item instanceof Roll ? this.rolls.endsOf(item).lasts.map(({ step }) => step) : [item],
    );
  }

  /** From here on, the values that are read one by one of what loops of these items make are in memory. */
  put(items: readonly Item[]): void {
    for (const [node, place] of this.loopedOf(items)) this.looped.set(node, place);
  }

  /** On other ways they are not: there the same values are made elsewhere. */
  drop(items: readonly Item[]): void {
    for (const [node] of this.loopedOf(items)) this.looped.delete(node);
  }

  private loopedOf(items: readonly Item[]): readonly (readonly [Node, number])[] {
    return items.flatMap((item) => (item instanceof Roll ? this.rolls.endsOf(item).places : []));
  }

  /** Whether others than the function that computes it use the value. */
  leaves(node: Node, { members }: Part): boolean {
    return !this.users.isOnlyFor(members, node);
  }

  /** The place of a value: an element of m if it is a number, and else of h. */
  placeOf(node: Node): number {
    let place = this.looped.get(node) ?? this.places.get(node);
    if (place === undefined) {
      place = isNumber(node) ? this.numbers++ : this.objects++;
      this.places.set(node, place);
    }
    return place;
  }

  /** The first of so many places of numbers. */
  reserve(count: number): number {
    this.numbers += count;
    return this.numbers - count;
  }

  /** How many numbers are kept. */
  get size(): number {
    return this.numbers;
  }

  textOf(node: Node): string {
    return `${isNumber(node) ? "m" : "h"}[${String(this.placeOf(node))}]`;
  }

  /** `ways` with a memory of its own for each call that is under way. */
  lent(ways: Ways): (x: readonly Plain[]) => unknown {
    const [numbers, objects] = [this.numbers, this.objects];
    let free: Float64Array | undefined;
    return (x) => {
      const m = free ?? new Float64Array(numbers);
      free = undefined;
      // After an error the next call makes another.
      const y = ways(x, m, objects === 0 ? nothing : new Array<unknown>(objects));
      free = m;
      return y;
    };
  }
}

const nothing: unknown[] = [];

/** Items in parts of about one length, of at most `most` steps of text if none has more. */
function divided(items: readonly Item[], most: number): readonly (readonly Item[])[] {
  const total = items.reduce((sum, item) => sum + weightOf(item), 0);
  const size = Math.ceil(total / Math.ceil(total / most));
  const parts: Item[][] = [];
  let weight = size;
  for (const item of items) {
    if (weight + weightOf(item) > size) {
      parts.push([]);
      weight = 0;
    }
    parts.at(-1)!.push(item);
    weight += weightOf(item);
  }
  return parts;
}
