// What is done ahead of a loop as WebAssembly, two rounds at once.

import { runsWithin } from "../../ndarray/summation.js";
import { hasVectors } from "../../wasm/host.js";
import type { Lanes, Vector } from "../../wasm/lanes.js";
import { jobOf, loopOf, type Take } from "../../wasm/loop.js";
import { mostElements, type LoopSpec } from "../../wasm/part.js";
import type { Put } from "../../wasm/repeated.js";
import type { Node } from "../graph.js";
import type { Memory } from "../memory.js";
import { shifted, type Places, type Read, type Roll, type Run } from "../roll.js";
import type { Threads } from "../threads.js";
import { aheadOf, isColumn, sameColumn, type Ahead } from "./ahead.js";
import { whyUndivided } from "./cost.js";
import { madeOf, partsOf } from "./elements.js";

/** What is to be saved by all rounds together, in instructions: a call takes about half a microsecond. */
const leastSaved = 2 ** 10;

/**
 * What is saved by a function that has a kernel, and by one that WebAssembly has to call as JavaScript, by a step, and what a
 * column costs that is carried there or back.
 */
const each = { kernel: 3, foreign: 15, step: 1, column: 2.5 };

/** Fewer rounds in a part are not worth to be carried. */
const leastInPart = 64;

/** What the program around a loop offers it. */
export interface Around {
  readonly loose: ReadonlySet<Node>;
  readonly threads: Threads;
  /** Whether the loop itself is WebAssembly. */
  readonly isWasm: boolean;
  /** Where the program keeps numbers; one without such a memory gets one. */
  readonly memory: () => Memory;
  /** How many numbers there are in m before those. */
  readonly before: number;
  /** Where in m inputs are, whose numbers are these; undefined where they are in no list. */
  readonly inputs: ((places: Places) => Places) | undefined;
}

/** What is done ahead of a loop. */
export interface AheadLoop extends Pick<Ahead, "spared" | "values"> {
  /** How many of the steps of a round that is. */
  readonly steps: number;
  /** Where in m what they make is, round by round, if the loop reads or keeps it. */
  readonly places: ReadonlyMap<number, Run>;
  /** Does it, given the memory and the values that are the same in all rounds. */
  readonly run: (m: Float64Array, values: readonly number[]) => void;
}

/**
 * What is done ahead of a loop; undefined where the host has no vectors, or where that does not pay. What it computes has the
 * bits that JavaScript has, but where a function has a kernel of its own.
 */
export function aheadLoop(roll: Roll, around: Around): AheadLoop | undefined {
  if (!hasVectors()) return undefined;
  const { loose, threads, isWasm, before, inputs } = around;
  const ahead = aheadOf(roll, loose, inputs !== undefined);
  if (ahead === undefined || savedBy(ahead, isWasm) * roll.rounds < leastSaved) return undefined;
  const { columns, values, results, slots, spared } = ahead;
  const spec: LoopSpec = {
    arrays: columns.length,
    numbers: values.length,
    results: results.length,
    sums: 0,
    body: bodyOf(roll, ahead, loose),
  };
  const most = mostElements(spec);
  if (most < leastInPart) return undefined;
  const steps = slots.map((slot) => roll.body[slot]!);
  const why = whyUndivided({ shape: [roll.rounds], steps, sums: [] }, spec);
  const crew = threads.crew(why, () => jobOf(spec));
  const parts = partsOf(runsWithin(roll.rounds, most), most);
  const memory = around.memory();
  const from = columns.map((column) => {
    if (column.kind === "constants") return column.values;
    return column.kind === "kept" ? shifted(column.places(), before) : inputs!(column.places);
  });
  // What others read of the loop is put where they read it.
  const to = results.map((slot) =>
    shifted(
      roll.columns.has(slot) ? roll.placesOf(slot) : { start: memory.reserve(roll.rounds), stride: 1 },
      before,
    ),
  );
  const run = loopOf(spec, crew, from.map(putOf), to.map(takeOf));
  return {
    steps: slots.length,
    spared,
    values,
    places: new Map(results.map((slot, k) => [slot, to[k]!])),
    run: (m, numbers) => {
      const arrays = from.map((column) => (column instanceof Float64Array ? column : m));
      run(
        arrays,
        numbers,
        to.map(() => m),
        parts,
        [],
      );
    },
  };
}

/** What is saved in a round, in instructions; less than 0 if it is lost. */
function savedBy({ cost, slots, columns, results }: Ahead, isWasm: boolean): number {
  const functions = each.kernel * cost.kernels + (isWasm ? each.foreign * cost.foreign : 0);
  return functions + each.step * slots.length - each.column * (columns.length + results.length);
}

/** What is done in two rounds. */
function bodyOf(
  roll: Roll,
  { slots, results, columns, values }: Ahead,
  loose: ReadonlySet<Node>,
): LoopSpec["body"] {
  return (v, arrays, numbers) => {
    const made = new Map<number, Vector>();
    const valueOf = (read: Read): Vector => {
      if (isColumn(read)) return arrays[columns.findIndex((column) => sameColumn(column, read))]!;
      if (read.kind === "value") return numberOf(v, read.node, values, numbers);
      return made.get((read as Extract<Read, { kind: "own" }>).slot)!;
    };
    for (const slot of slots)
      made.set(slot, madeOf(v, roll.body[slot]!, roll.reads[slot]!.map(valueOf), loose));
    return { results: results.map((slot) => made.get(slot)!), sums: [] };
  };
}

function numberOf(v: Lanes, node: Node, values: readonly Node[], numbers: readonly Vector[]): Vector {
  return node.kind === "constant" ? v.number(node.value as number) : numbers[values.indexOf(node)]!;
}

/** How a column is read; undefined of one that lies as the loop goes. */
function putOf(column: Float64Array | Places): Put | undefined {
  if (column instanceof Float64Array) return undefined;
  if (column instanceof Int32Array) return listed(column);
  return column.stride === 1 ? dense(column) : spaced(column);
}

function listed(places: Int32Array): Put {
  return (to, place, from, first, size) => {
    for (let i = 0; i < size; i++) to[place + i] = from[places[first + i]!]!;
  };
}

function dense({ start }: Run): Put {
  return (to, place, from, first, size) => {
    to.set(from.subarray(start + first, start + first + size), place);
  };
}

function spaced({ start, stride }: Run): Put {
  return (to, place, from, first, size) => {
    for (let i = 0, at = start + stride * first; i < size; i++, at += stride) to[place + i] = from[at]!;
  };
}

/** How what is made is put where a run says. */
function takeOf({ start, stride }: Run): Take {
  if (stride === 1)
    return (from, place, to, first, size) => {
      to.set(from.subarray(place, place + size), start + first);
    };
  return (from, place, to, first, size) => {
    for (let i = 0, at = start + stride * first; i < size; i++, at += stride) to[at] = from[place + i]!;
  };
}
