// Elements whose places differ from round to round, as sequences that are cut out of their array before the loop.

import { NDArray, sizeOf } from "../../ndarray/index.js";
import { bind, Box, shapeOf, type Value } from "../../core/op.js";
import { gatherOp } from "../../ops/gathering.js";
import { stackAll } from "../../ops/lift.js";
import { reshape } from "../../ops/shape.js";
import { sliceOp } from "../../ops/slicing.js";
import { Unkept } from "./body.js";
import { isOnTape } from "./pieces.js";
import { BodyBox } from "./recording.js";

/** What a step reads in all rounds. */
export interface Read {
  readonly of: Value;
  /** The value of a round whose cotangents are added up by themselves before those of what it is of. */
  readonly group: number;
  /** Places in its row-major data, round by round; -1 is nowhere. */
  readonly places: NDArray;
}

/**
 * What each step reads, one round below the other.
 *
 * @throws Unkept if cotangents of an element would be added up in another order than that of a tape.
 */
export function cutOut(reads: readonly Read[]): readonly Value[] {
  const cuts = new Map<Read, Value>();
  for (const of of new Set(reads.map((read) => read.of))) {
    const own = reads.filter((read) => read.of === of);
    if (hasOrder(of)) cutInOrder(own, cuts);
    else for (const read of own) cuts.set(read, cut(read));
  }
  return reads.map((read) => cuts.get(read) ?? 0);
}

/** Cuts what steps read out of one array, in pieces where rounds have elements in common. */
function cutInOrder(reads: readonly Read[], cuts: Map<Read, Value>): void {
  const of = reads[0]?.of ?? 0;
  const size = sizeOf(shapeOf(of));
  const piecesOf = new Map(reads.map((read) => [read, comesAgain(read, size) ? apart(read) : [read]]));
  const pieces = new Map<Read, Value>();
  for (const piece of inOrder([...piecesOf.values()].flat(), size)) pieces.set(piece, cut(piece));
  for (const [read, own] of piecesOf) {
    const values = own.map((piece) => pieces.get(piece) ?? 0);
    cuts.set(read, own[0] === read ? (values[0] ?? 0) : stackAll("loop", values, 1));
  }
}

/** Whether an element is read twice. */
function comesAgain({ places: { data } }: Read, size: number): boolean {
  const seen = new Uint8Array(size);
  return data.some((place) => {
    if (place < 0) return false;
    const is = seen[place] === 1;
    seen[place] = 1;
    return is;
  });
}

/** In more pieces nothing is cut. */
const mostPieces = 16;

/** A read as one of each of its items, so that a window that moves on by one reads an element once in each. */
function apart(read: Read): readonly Read[] {
  const { data, shape } = read.places;
  const [rounds = 0, items = 0, ...rest] = shape;
  if (shape.length < 2 || items > mostPieces) throw new Unkept("an element is read in several rounds");
  const width = sizeOf(rest);
  return Array.from({ length: items }, (_, item): Read => {
    const own = new Int32Array(rounds * width);
    for (let round = 0; round < rounds; round++) {
      const from = (round * items + item) * width;
      own.set(data.subarray(from, from + width), round * width);
    }
    return { ...read, places: new NDArray(own, [rounds, ...rest]) };
  });
}

/** Whether sums of cotangents of the value have an order: a tape watches it, or the loop of whose body it is a value. */
export function hasOrder(x: Value): boolean {
  if (x instanceof BodyBox) return x.trace.isOnTape;
  return x instanceof Box && (isOnTape(x) || hasOrder(x.value));
}

/**
 * The reads of one array of `size` elements in an order in which each element is read as it is round by round: the cotangents
 * of what was cut out are added up from the last to the first.
 */
function inOrder(reads: readonly Read[], size: number): readonly Read[] {
  const [last, lastRound] = [new Int32Array(size).fill(-1), new Int32Array(size)];
  const before = reads.map(() => new Set<number>());
  const [rounds = 0] = reads[0]?.places.shape ?? [];
  const refuse = (): never => {
    throw new Unkept("an element is read in several rounds");
  };
  for (let round = 0; round < rounds; round++)
    for (const [k, { places, group }] of reads.entries()) {
      const width = places.size / rounds;
      for (let at = round * width; at < (round + 1) * width; at++) {
        const place = places.data[at] ?? 0;
        if (place < 0) continue;
        const other = last[place] ?? -1;
        if (other >= 0 && lastRound[place] === round && reads[other]?.group === group) refuse();
        if (other >= 0) before[k]?.add(other);
        [last[place], lastRound[place]] = [k, round];
      }
    }
  const order: Read[] = [];
  const open = new Set(reads.keys());
  while (open.size > 0) {
    const next = [...open].find((k) => [...(before[k] ?? [])].every((other) => !open.has(other))) ?? refuse();
    open.delete(next);
    order.push(reads[next] as Read);
  }
  return order;
}

/** The elements of x at `places`: a slice if they are rows of x that follow each other at equal distances. */
function cut({ of: x, places }: Read): Value {
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
