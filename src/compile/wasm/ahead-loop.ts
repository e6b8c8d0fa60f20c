// What is done ahead of a loop as WebAssembly, two rounds at once.

import { runsWithin } from "../../ndarray/summation.js";
import { hasVectors } from "../../wasm/host.js";
import type { Lanes, Vector } from "../../wasm/lanes.js";
import { jobOf, loopOf } from "../../wasm/loop.js";
import { mostElements, type LoopSpec } from "../../wasm/part.js";
import type { Put } from "../../wasm/repeated.js";
import type { Node } from "../graph.js";
import type { Places, Read, Roll, Run } from "../roll.js";
import type { Threads } from "../threads.js";
import { aheadOf, isColumn, sameColumn, type Ahead } from "./ahead.js";
import { whyUndivided } from "./cost.js";
import { madeOf, partsOf } from "./elements.js";

/** What is to be saved by all rounds together, in instructions: a call takes about half a microsecond. */
const leastSaved = 2 ** 10;

/** What is saved by a function that has a kernel, by a step, and what a column costs that is carried there or back. */
const each = { kernel: 3, step: 1, column: 2.5 };

/** Fewer rounds in a part are not worth to be carried. */
const leastInPart = 64;

/** What is done ahead of a loop, and its parts. */
export interface AheadLoop {
  readonly ahead: Ahead;
  /**
   * The function that does it: columns are read from a list of numbers or from places in the memory m, and the results are
   * put one below the other from place `at` of it on.
   */
  readonly running: (columns: readonly (Float64Array | Places)[], at: number) => AheadRun;
}

/** Does what is done ahead of a loop, given the memory and the values that are the same in all rounds. */
export type AheadRun = (m: Float64Array, values: readonly number[]) => void;

/**
 * What is done ahead of a loop; undefined where the host has no vectors, or where that does not pay. What it computes has the
 * bits that JavaScript has, but where a function has a kernel of its own.
 */
export function aheadLoop(
  roll: Roll,
  loose: ReadonlySet<Node>,
  threads: Threads,
  hasInputs: boolean,
): AheadLoop | undefined {
  if (!hasVectors()) return undefined;
  const ahead = aheadOf(roll, loose, hasInputs);
  if (ahead === undefined || savedBy(ahead) * roll.rounds < leastSaved) return undefined;
  const { columns, values, results, slots } = ahead;
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
  return {
    ahead,
    running: (from, at) => {
      const run = loopOf(spec, crew, from.map(putOf));
      const end = (k: number): number => at + k * roll.rounds;
      return (m, numbers) => {
        const arrays = from.map((column) => (column instanceof Float64Array ? column : m));
        const made = results.map((_, k) => m.subarray(end(k), end(k + 1)));
        run(arrays, numbers, made, parts, []);
      };
    },
  };
}

/** What is saved in a round, in instructions; less than 0 if it is lost. */
function savedBy({ kernels, slots, columns, results }: Ahead): number {
  return each.kernel * kernels + each.step * slots.length - each.column * (columns.length + results.length);
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
  return column instanceof Int32Array
    ? listed(column)
    : column.stride === 1
      ? shifted(column)
      : spaced(column);
}

function listed(places: Int32Array): Put {
  return (to, place, from, first, size) => {
    for (let i = 0; i < size; i++) to[place + i] = from[places[first + i]!]!;
  };
}

function shifted({ start }: Run): Put {
  return (to, place, from, first, size) => {
    to.set(from.subarray(start + first, start + first + size), place);
  };
}

function spaced({ start, stride }: Run): Put {
  return (to, place, from, first, size) => {
    for (let i = 0, at = start + stride * first; i < size; i++, at += stride) to[place + i] = from[at]!;
  };
}
