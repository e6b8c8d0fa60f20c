// What a program leaves on the tape: how many ops, and how many bytes for each.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { bytesPerPlace } from "../src/reverse/columns.js";
import { Tape } from "../src/reverse/index.js";
import { grad, type Value } from "../src/index.js";

/** The number of ops that `f` records when it runs at `x`. */
export function countOps(f: (x: readonly Value[]) => Value, x: readonly number[]): number {
  const tape = new Tape();
  f(x.map((v) => tape.watch(v)));
  const ops = tape.length - 1 - x.length;
  tape.release();
  return ops;
}

/** Bytes of tape for each op: by the layout of a place, and by the memory that is in use. */
export interface TapeBytes {
  readonly place: number;
  readonly measured: number;
}

/**
 * Bytes of tape for each of the `ops` ops of `f`. What is measured is all memory of typed arrays when `f` has
 * run, with the room to grow; so this is to be asked first, before other tapes leave theirs for the next.
 */
export function bytesPerOp(f: (x: Value) => Value, x: number, ops: number): TapeBytes {
  const before = arrayBytes();
  let after = before;
  const slope = grad(
    (v: Value) => {
      const y = f(v);
      after = arrayBytes();
      return y;
    },
    { mode: "reverse" },
  );
  slope(x);
  return { place: bytesPerPlace, measured: (after - before) / ops };
}

/** Bytes of typed arrays that are in use. */
function arrayBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  // Memory of dead arrays is freed in the background; the second collection waits for the first.
  collect();
  collect();
  return process.memoryUsage().arrayBuffers;
}
