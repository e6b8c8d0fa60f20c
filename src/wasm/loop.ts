// Loops over arrays of doubles: their parts, one after the other, or divided among threads.

import { i32, Imports, moduleOf as encoded, type Imported } from "./encoder.js";
import { instantiated, sharedMemory, sharedPages } from "./host.js";
import { codeOfPart, mostRuns, numbersAt, placesOf, sumsAt, told, type LoopSpec } from "./part.js";
import { divided, type Job } from "./workers/crew.js";
import { asItLies, type Put } from "./repeated.js";
import { jobOfKernels, type Kernel } from "./workers/kernel.js";
import type { Slot } from "./workers/slot.js";

/** Elements from `start` on that are done in one go, in runs whose sums are added apart. */
export interface Part {
  readonly start: number;
  readonly size: number;
  /** How many runs there are before. */
  readonly runs: number;
  /** Where its runs end, from `start` on. */
  readonly ends: Int32Array;
}

/** Takes from the memory, from `place` on, what was made of `size` elements from `start` on. */
export type Take = (
  memory: Float64Array,
  place: number,
  y: Float64Array,
  start: number,
  size: number,
) => void;

/** A loop that runs; it gives a part in which a question was answered as nobody expects, if there is one. */
export type Loop = (
  arrays: readonly Float64Array[],
  numbers: readonly number[],
  results: readonly Float64Array[],
  parts: readonly Part[],
  sums: readonly Float64Array[],
) => Part | undefined;

/** Does the parts of a loop here and elsewhere. */
export interface Crew {
  /** What is to be done elsewhere. */
  job: Job;
  /** How many threads there are, the caller's among them. */
  readonly workers: number;
  /** How many parts workers have done. */
  elsewhere: number;
}

/**
 * Compiles a loop; the function that takes care, when there is need of it. What is made of a part is the same in each
 * thread. `puts` say how the arrays are read that do not lie as the loop goes, by their numbers, and `takes` what becomes of
 * results that are not to lie so; these are taken in order if there is no crew.
 */
export function loopOf(
  spec: LoopSpec,
  crew?: Crew,
  puts: readonly (Put | undefined)[] = [],
  takes: readonly (Take | undefined)[] = [],
): Loop {
  const own = viewsOf(sharedMemory().buffer);
  const plain = partOf(spec, false);
  let careful: Exports["part"] | undefined;
  return (arrays, numbers, results, parts, sums) => {
    const carrier = new Carrier(spec, puts, takes, { arrays, numbers, results, sums });
    let unexpected: Part | undefined;
    const done = (part: Part, views: Views, answer: number): void => {
      carrier.take(part, views);
      if ((answer & told.unexpected) !== 0) unexpected = part;
    };
    const here = (k: number): void => {
      const part = parts[k]!;
      carrier.put(part, own);
      let answer = plain(part.ends.length);
      if (answer !== 0) answer = (careful ??= partOf(spec, true))(part.ends.length);
      done(part, own, answer);
    };
    const put = (k: number, to: Views): number => carrier.put(parts[k]!, to);
    const take = (k: number, from: Slot): void => done(parts[k]!, from, from.answer);
    const count = parts.length;
    if (crew === undefined) for (let k = 0; k < count && unexpected === undefined; k++) here(k);
    else crew.elsewhere += divided({ count, here, put, take, job: crew.job }, crew.workers);
    return unexpected;
  };
}

/** What a worker does with a part of a loop; undefined if it calls functions that are not to be had in a worker. */
export function jobOf(spec: LoopSpec): Job | undefined {
  const shared = { sharedPages };
  return jobOfKernels(moduleOf(spec, false, shared), moduleOf(spec, true, shared));
}

interface Exports {
  /** Does so many runs; of what it tells no bit is set if all is well. */
  readonly part: (runs: number) => number;
}

function partOf(spec: LoopSpec, careful: boolean): Exports["part"] {
  const { bytes, imports } = moduleOf(spec, careful);
  return instantiated<Exports>(bytes, { f: imports.given, m: { m: sharedMemory() } }).part;
}

function moduleOf(spec: LoopSpec, careful: boolean, from: Imported = {}): Kernel {
  const imports = new Imports();
  const code = codeOfPart(spec, imports, careful);
  return { bytes: encoded(imports.list, [{ code, returns: i32, name: "part" }], from), imports };
}

/** A memory, seen as what is in it. */
interface Views {
  readonly numbers: Float64Array;
  readonly integers: Int32Array;
}

function viewsOf(buffer: ArrayBuffer): Views {
  return { numbers: new Float64Array(buffer), integers: new Int32Array(buffer) };
}

/** What a loop is called with. */
interface Given {
  readonly arrays: readonly Float64Array[];
  readonly numbers: readonly number[];
  readonly results: readonly Float64Array[];
  readonly sums: readonly Float64Array[];
}

const asMade: Take = (m, place, y, start, size) => {
  y.set(m.subarray(place, place + size), start);
};

/** Carries parts of arrays into a memory and out of it. */
class Carrier {
  private readonly places: readonly number[];

  constructor(
    spec: LoopSpec,
    private readonly puts: readonly (Put | undefined)[],
    private readonly takes: readonly (Take | undefined)[],
    private readonly given: Given,
  ) {
    this.places = placesOf(spec);
  }

  /** Writes what is read; gives how many runs there are. */
  put({ start, size, ends }: Part, { numbers: m, integers }: Views): number {
    const { arrays, numbers } = this.given;
    integers.set(ends);
    m.set(numbers, numbersAt);
    for (let k = 0; k < arrays.length; k++)
      (this.puts[k] ?? asItLies)(m, this.places[k]!, arrays[k]!, start, size);
    return ends.length;
  }

  /** Reads what was written. */
  take({ start, size, runs, ends }: Part, { numbers: m }: Views): void {
    const { arrays, results, sums } = this.given;
    for (let k = 0; k < results.length; k++) {
      const place = this.places[arrays.length + k]!;
      (this.takes[k] ?? asMade)(m, place, results[k]!, start, size);
    }
    for (let k = 0; k < sums.length; k++) {
      const place = sumsAt + mostRuns * k;
      sums[k]!.set(m.subarray(place, place + ends.length), runs);
    }
  }
}
