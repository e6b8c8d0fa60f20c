// Where a program that is divided among functions keeps what one of them hands to another.

import type { Plain } from "../ndarray/index.js";
import { isNumber, type Node, type Step } from "./graph.js";
import type { Stretch } from "./plan.js";
import type { Users } from "./users.js";

/** Steps that have a function, and its number. */
export interface Part {
  readonly at: number;
  readonly steps: readonly Step[];
  readonly members: ReadonlySet<Node>;
}

/** A program that is handed its memory, if it has any: numbers in m, arrays in h. */
export type Ways = (x: readonly Plain[], m: Float64Array, h: unknown[]) => unknown;

/** Which values leave the function that computes them, and their places. */
export class Memory {
  private readonly places = new Map<Node, number>();
  private readonly parts = new Map<Stretch, readonly Part[]>();
  private count = 0;
  private numbers = 0;
  private objects = 0;

  constructor(
    private readonly most: number,
    private readonly users: Users,
    stretch: Stretch,
  ) {
    this.visit(stretch);
  }

  private visit(stretch: Stretch): void {
    const { steps, then } = stretch;
    const parts = divided(steps, this.most).map((some) => ({
      at: this.count++,
      steps: some,
      members: new Set<Node>(some),
    }));
    this.parts.set(stretch, parts);
    if ("fork" in then) for (const branch of then.branches) this.visit(branch);
  }

  /** The functions of a stretch. */
  partsOf(stretch: Stretch): readonly Part[] {
    return this.parts.get(stretch) ?? [];
  }

  /** Whether others than the function that computes it use the value. */
  leaves(node: Node, { members }: Part): boolean {
    return !this.users.isOnlyFor(members, node);
  }

  /** The place of a value: an element of m if it is a number, and else of h. */
  placeOf(node: Node): number {
    let place = this.places.get(node);
    if (place === undefined) {
      place = isNumber(node) ? this.numbers++ : this.objects++;
      this.places.set(node, place);
    }
    return place;
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
      try {
        return ways(x, m, new Array<unknown>(objects));
      } finally {
        free = m;
      }
    };
  }
}

/** A list in parts of at most `most`, of about one length. */
function divided<T>(list: readonly T[], most: number): readonly (readonly T[])[] {
  const count = Math.ceil(list.length / most);
  const size = Math.ceil(list.length / count);
  return Array.from({ length: count }, (_, k) => list.slice(k * size, (k + 1) * size));
}
