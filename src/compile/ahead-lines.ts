// The lines that do ahead of a loop what is better done two rounds at once.

import type { Memory } from "./memory.js";
import type { Node } from "./graph.js";
import type { Places, Roll } from "./roll.js";
import type { Threads } from "./threads.js";
import { aheadLoop } from "./wasm/ahead-loop.js";

/** What the text around a loop offers it. */
interface Around {
  readonly textOf: (node: Node) => string;
  readonly nameOf: (kind: string, x: unknown) => string;
  /** The memory of the text; a text without one gets one. */
  readonly memory: () => Memory;
  readonly loose: ReadonlySet<Node>;
  readonly threads: Threads;
  /** Whether the text has its inputs in a list, x. */
  readonly hasInputs: boolean;
}

/** What is done ahead of a loop. */
export interface AheadLines {
  readonly lines: readonly string[];
  /** How many of the steps of a round that is. */
  readonly steps: number;
  /** The steps that are left out of the loop, by their places in a round. */
  readonly spared: ReadonlySet<number>;
  /** Of those of them whose values the loop reads, where in the memory m the first is; the others lie behind it. */
  readonly starts: ReadonlyMap<number, number>;
}

/** What is done ahead of a loop; undefined where that does not pay. */
export function aheadLines(roll: Roll, around: Around): AheadLines | undefined {
  const { textOf, nameOf, loose, threads, hasInputs } = around;
  const loop = aheadLoop(roll, loose, threads, hasInputs);
  if (loop === undefined) return undefined;
  const memory = around.memory();
  const { columns, results, slots, spared, values } = loop.ahead;
  const gathering: string[] = [];
  const places = columns.map((column) => {
    if (column.kind === "constants") return column.values;
    if (column.kind === "kept") return column.places();
    const start = memory.reserve(roll.rounds);
    gathering.push(gatherText(column.places, start, roll.rounds, nameOf));
    return { start, stride: 1 };
  });
  const at = memory.reserve(results.length * roll.rounds);
  const call = `${nameOf("ahead", loop.running(places, at))}(m, [${values.map(textOf).join(", ")}]);`;
  const starts = new Map(results.map((slot, k) => [slot, at + k * roll.rounds]));
  return { lines: [...gathering, call], steps: slots.length, spared, starts };
}

/** A line that puts inputs one behind the other in the memory. */
function gatherText(places: Places, start: number, rounds: number, nameOf: Around["nameOf"]): string {
  const index =
    places instanceof Int32Array
      ? `${nameOf("places", places)}[t]`
      : `${places.stride === 1 ? "t" : `${String(places.stride)} * t`} + ${String(places.start)}`;
  return `for (let t = 0; t < ${String(rounds)}; t++) m[t + ${String(start)}] = x[${index}];`;
}
