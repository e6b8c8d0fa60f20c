// The lines that do ahead of a loop what is better done two rounds at once.

import type { Node } from "./graph.js";
import type { Places, Roll } from "./roll.js";
import { aheadLoop, type AheadLoop, type Around as Room } from "./wasm/ahead-loop.js";

/** What the text around a loop offers it. */
interface Around extends Pick<Room, "loose" | "threads" | "memory"> {
  readonly textOf: (node: Node) => string;
  readonly nameOf: (kind: string, x: unknown) => string;
  /** Whether the text has its inputs in a list, x. */
  readonly hasInputs: boolean;
}

/** What is done ahead of a loop. */
export interface AheadLines extends AheadLoop {
  readonly lines: readonly string[];
}

/** What is done ahead of a loop; undefined where that does not pay. */
export function aheadLines(roll: Roll, around: Around): AheadLines | undefined {
  const { textOf, nameOf, memory, hasInputs, ...others } = around;
  const gathering: string[] = [];
  const gather = (places: Places): Places => {
    const start = memory().reserve(roll.rounds);
    gathering.push(gatherText(places, start, roll.rounds, nameOf));
    return { start, stride: 1 };
  };
  const inputs = hasInputs ? gather : undefined;
  const loop = aheadLoop(roll, { ...others, isWasm: false, memory, before: 0, inputs });
  if (loop === undefined) return undefined;
  const { values, run } = loop;
  return {
    ...loop,
    lines: [...gathering, `${nameOf("ahead", run)}(m, [${values.map(textOf).join(", ")}]);`],
  };
}

/** A line that puts inputs one behind the other in the memory. */
function gatherText(places: Places, start: number, rounds: number, nameOf: Around["nameOf"]): string {
  const index =
    places instanceof Int32Array
      ? `${nameOf("places", places)}[t]`
      : `${places.stride === 1 ? "t" : `${String(places.stride)} * t`} + ${String(places.start)}`;
  return `for (let t = 0; t < ${String(rounds)}; t++) m[t + ${String(start)}] = x[${index}];`;
}
