// Elements whose places differ from round to round, as sequences that are cut out of their array before the loop.

import { sizeOf, type NDArray } from "../../ndarray/index.js";
import { bind, Box, shapeOf, type Value } from "../../core/op.js";
import { gatherOp } from "../../ops/gathering.js";
import { reshape } from "../../ops/shape.js";
import { sliceOp } from "../../ops/slicing.js";
import { Unkept } from "./body.js";
import { isOnTape } from "./pieces.js";
import { BodyBox } from "./recording.js";
import type { Reads } from "./repeat.js";

/** What a step reads in all rounds. */
export interface Read extends Pick<Reads, "via" | "places"> {
  readonly of: Value;
}

/**
 * What each step reads, one round below the other.
 *
 * @throws Unkept if cotangents of an element would be added up in another order than that of a tape.
 */
export function cutOut(reads: readonly Read[]): readonly Value[] {
  const cuts = new Array<Value>(reads.length);
  for (const of of new Set(reads.map((read) => read.of))) {
    const own = [...reads.keys()].filter((k) => reads[k]?.of === of);
    const some = own.map((k) => reads[k] as Read);
    const order = hasOrder(of) ? inOrder(some, sizeOf(shapeOf(of))) : own.keys();
    for (const k of order) cuts[own[k] ?? 0] = cut(of, (some[k] as Read).places);
  }
  return cuts;
}

/** Whether sums of cotangents of the value have an order: a tape watches it, or the loop of whose body it is a value. */
export function hasOrder(x: Value): boolean {
  if (x instanceof BodyBox) return x.trace.isOnTape;
  return x instanceof Box && (isOnTape(x) || hasOrder(x.value));
}

/**
 * An order of the reads of one array of `size` elements in which each element is read as it is round by round: the cotangents
 * of what was cut out are added up from the last to the first.
 */
function inOrder(reads: readonly Read[], size: number): readonly number[] {
  const last = new Int32Array(size).fill(-1);
  const before = reads.map(() => new Set<number>());
  const [rounds = 0] = reads[0]?.places.shape ?? [];
  const refuse = (): never => {
    throw new Unkept("an element is read in several rounds");
  };
  for (let round = 0; round < rounds; round++)
    for (const [k, { places, via }] of reads.entries()) {
      const width = places.size / rounds;
      for (let at = round * width; at < (round + 1) * width; at++) {
        const place = places.data[at] ?? 0;
        if (place < 0) continue;
        const other = last[place] ?? -1;
        // What is read of one value of a round is added up by itself.
        if (via !== undefined && reads[other]?.via === via) refuse();
        if (other >= 0) before[k]?.add(other);
        last[place] = k;
      }
    }
  const order: number[] = [];
  const open = new Set(reads.keys());
  while (open.size > 0) {
    const next = [...open].find((k) => [...(before[k] ?? [])].every((other) => !open.has(other))) ?? refuse();
    open.delete(next);
    order.push(next);
  }
  return order;
}

/** The elements of x at `places`: a slice if they are rows of x that follow each other at equal distances. */
function cut(x: Value, places: NDArray): Value {
  const [, ...shape] = places.shape;
  const [size, width] = [sizeOf(shapeOf(x)), sizeOf(shape)];
  const range = rangeOf(places, width);
  if (range === undefined || size % width > 0) return bind(gatherOp, [x], { places });
  const rows = reshape(x, [size / width, ...shape]);
  const ranges = [range, ...shape.map((n) => ({ start: 0, stop: n, step: 1 }))];
  return bind(sliceOp, [rows], { ranges, shape: places.shape });
}

/** The rows of `width` elements, as a range, if the places are whole ones at equal distances. */
function rangeOf(
  { data, shape: [rounds = 0] }: NDArray,
  width: number,
): { readonly start: number; readonly stop: number; readonly step: number } | undefined {
  const first = data[0] ?? -1;
  const distance = (data[width] ?? first) - first;
  if (first < 0 || distance === 0 || first % width > 0 || distance % width > 0) return undefined;
  for (let round = 0, at = 0; round < rounds; round++)
    for (let k = 0; k < width; k++, at++) if (data[at] !== first + round * distance + k) return undefined;
  const [start, step] = [first / width, distance / width];
  return { start, stop: Math.max(-1, start + rounds * step), step };
}
