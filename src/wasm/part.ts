// A part of a loop over arrays of doubles, two elements at once, as a function of WebAssembly: compiled from what is to be done
// with one pair of elements.

import { Code, i32, index, nothing, v128, type Imports } from "./encoder.js";
import { sharedNumbers } from "./host.js";
import { code, simd } from "./instructions.js";
import { Lanes, type Pair, type Vector } from "./lanes.js";

/** What is made of some elements of each array. */
export interface Made {
  /** Elements of the arrays that are written. */
  readonly results: readonly Vector[];
  /** What is summed over all elements. */
  readonly sums: readonly Vector[];
}

/** What determines a loop. */
export interface LoopSpec {
  readonly arrays: number;
  readonly numbers: number;
  readonly results: number;
  readonly sums: number;
  readonly body: (v: Lanes, arrays: readonly Vector[], numbers: readonly Vector[]) => Made;
}

/** Runs in a part at most. */
export const mostRuns = 1024;

/** In the memory: where each run ends, in bytes; then the numbers; then the sums of the runs; then the arrays. */
export const numbersAt = mostRuns / 2;
const mostNumbers = 512;
export const sumsAt = numbersAt + mostNumbers;

/** How many elements a part of a loop may have; 0 if there are too many arrays. */
export function mostElements({ arrays, numbers, results, sums }: LoopSpec): number {
  if (numbers > mostNumbers) return 0;
  const free = sharedNumbers - sumsAt - mostRuns * sums;
  const room = Math.min(free, mostInCache) / Math.max(1, arrays + results);
  return Math.min(most, Math.floor(room / 8) * 8);
}

/** A part fits in the first cache or the second. */
const most = 2048;
/** So many numbers fit in the second. */
const mostInCache = 2 ** 15;

/** Where in the memory the arrays begin, those that are read and then those that are written. */
export function placesOf(spec: LoopSpec): readonly number[] {
  const from = sumsAt + mostRuns * spec.sums;
  return Array.from({ length: spec.arrays + spec.results }, (_, k) => from + k * mostElements(spec));
}

const zero: Pair = [0xfd, simd.const, ...new Array<number>(16).fill(0)];

/** Two doubles after each other. */
const pairBytes = 16;

/** What a part gives besides its elements: whether there is doubt, and whether a question was answered as nobody expects. */
export const told = { doubt: 1, unexpected: 2 } as const;

/** The function that does so many runs of a part, and tells how it went. */
export function codeOfPart(spec: LoopSpec, imports: Imports, careful: boolean): Code {
  return new Writer(spec, imports, careful).code();
}

class Writer {
  private readonly to = new Code([i32]);
  private readonly places: readonly number[];
  private readonly numbers: readonly Pair[];
  private readonly at = this.to.local(i32);
  private readonly run = this.to.local(i32);
  private readonly end = this.to.local(i32);
  /** Has all bits while nothing is in doubt. */
  private readonly sure = this.to.local(v128);
  /** Has all bits while every question is answered as expected. */
  private readonly expected = this.to.local(v128);
  /** Two accumulators for each sum: element k of a run is added to number k mod 4 of theirs. */
  private readonly accumulators: readonly Record<"a" | "b", number>[];

  constructor(
    private readonly spec: LoopSpec,
    private readonly imports: Imports,
    private readonly careful: boolean,
  ) {
    this.places = placesOf(spec);
    const each = Array.from({ length: spec.sums });
    this.accumulators = each.map(() => ({ a: this.to.local(v128), b: this.to.local(v128) }));
    this.numbers = Array.from({ length: spec.numbers }, (_, k) => {
      this.to.integer(0).simdAt(simd.loadSplat, 8 * (numbersAt + k));
      return new Lanes(this.to, imports, 1, false).held();
    });
  }

  code(): Code {
    const { to, run, end, at } = this;
    for (const local of [this.sure, this.expected])
      to.op(...zero)
        .simd(simd.not)
        .at(code.localSet, local);
    to.op(code.loop, nothing);
    for (const { a, b } of this.accumulators) for (const sum of [a, b]) to.op(...zero).at(code.localSet, sum);
    // Fours of elements, from where the run begins, and then its last ones one by one.
    this.readEnd();
    to.at(code.localGet, at).op(code.i32Sub);
    to.integer(-2 * pairBytes)
      .op(code.i32And)
      .at(code.localGet, at)
      .op(code.i32Add)
      .at(code.localSet, end);
    this.whileBefore(2 * pairBytes, () => this.four());
    this.readEnd();
    to.at(code.localSet, end);
    this.whileBefore(8, () => this.single());
    this.accumulators.forEach((sum, k) => this.total(sum, 8 * (sumsAt + mostRuns * k)));
    to.at(code.localGet, run).integer(1).op(code.i32Add).at(code.localTee, run);
    to.at(code.localGet, 0).op(code.i32LtU).at(code.branchIf, 0).op(code.end);
    to.at(code.localGet, this.sure).simd(simd.not).simd(simd.anyTrue);
    to.at(code.localGet, this.expected).simd(simd.not).simd(simd.anyTrue);
    return to.integer(told.unexpected).op(code.i32Mul, code.i32Or);
  }

  /** Where the run ends, in bytes, on the stack. */
  private readEnd(): void {
    this.to.at(code.localGet, this.run).integer(4).op(code.i32Mul, code.i32Load, 2, 0);
  }

  private whileBefore(step: number, body: () => void): void {
    const { to, at, end } = this;
    const isBefore = (): void => void to.at(code.localGet, end).op(code.i32LtU);
    to.at(code.localGet, at);
    isBefore();
    to.op(code.if, nothing, code.loop, nothing);
    body();
    to.at(code.localGet, at).integer(step).op(code.i32Add).at(code.localTee, at);
    isBefore();
    to.at(code.branchIf, 0).op(code.end, code.end);
  }

  private four(): void {
    const { to } = this;
    const { results, sums } = this.made(2, simd.load);
    results.forEach((pairs, k) => {
      pairs.forEach((pair, j) =>
        to
          .at(code.localGet, this.at)
          .op(...pair)
          .simdAt(simd.store, this.offset(k) + pairBytes * j),
      );
    });
    sums.forEach((pairs, k) => {
      const { a, b } = this.accumulators[k]!;
      [a, b].forEach((sum, j) =>
        to
          .at(code.localGet, sum)
          .op(...pairs[j]!)
          .simd(simd.f64Add)
          .at(code.localSet, sum),
      );
    });
  }

  private single(): void {
    const { to } = this;
    const { results, sums } = this.made(1, simd.loadSplat);
    results.forEach(([pair], k) =>
      to
        .at(code.localGet, this.at)
        .op(...pair!)
        .simdAt(simd.storeLane, this.offset(k))
        .op(0),
    );
    sums.forEach(([pair], k) => {
      const { a } = this.accumulators[k]!;
      to.at(code.localGet, a)
        .op(...pair!)
        .number(-0)
        .simd(simd.f64Replace)
        .op(1);
      to.simd(simd.f64Add).at(code.localSet, a);
    });
  }

  /** What is made of so many pairs of elements, which are read by `load`. */
  private made(width: number, load: number): Made {
    const v = new Lanes(this.to, this.imports, width, this.careful);
    const arrays = this.places.slice(0, this.spec.arrays).map((place) =>
      Array.from({ length: width }, (_, k) => {
        this.to.at(code.localGet, this.at).simdAt(load, 8 * place + pairBytes * k);
        return v.held();
      }),
    );
    const numbers = this.numbers.map((number) => v.same(number));
    const made = this.spec.body(v, arrays, numbers);
    this.keep(this.sure, v.sure);
    this.keep(this.expected, v.expected);
    return made;
  }

  /** Takes from a local the bits that are not in a pair. */
  private keep(local: number, pair: Pair | undefined): void {
    if (pair === undefined) return;
    this.to
      .at(code.localGet, local)
      .op(...pair)
      .simd(simd.and)
      .at(code.localSet, local);
  }

  private offset(result: number): number {
    return 8 * this.places[this.spec.arrays + result]!;
  }

  /** The sum of a run, to its place. */
  private total({ a, b }: Record<"a" | "b", number>, place: number): void {
    const { to } = this;
    const lane = (sum: number, k: number): Code => to.at(code.localGet, sum).simd(simd.f64Lane).op(k);
    to.at(code.localGet, this.run).integer(8).op(code.i32Mul);
    lane(a, 0);
    lane(a, 1).op(code.f64Add);
    lane(b, 0);
    lane(b, 1)
      .op(code.f64Add, code.f64Add, code.f64Store, 3)
      .op(...index(place));
  }
}
