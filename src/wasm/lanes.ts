// Doubles two at once: what is computed of vectors, written down as instructions, one local for each result.

import { index, nothing, v128, type Code, type Import, type Imports } from "./encoder.js";
import { code, simd } from "./instructions.js";

/** Instructions that put two doubles on the stack. */
export type Pair = readonly number[];

/** A vector: one pair or several, which are dealt with alike. */
export type Vector = readonly Pair[];

/** Writes to `code` what it is asked to compute. */
export class Lanes {
  /** Lacks bits where what was computed is not to be used; undefined if that cannot be. */
  sure: Pair | undefined;
  /** Lacks bits where a question is answered as nobody expects; undefined if that cannot be. */
  expected: Pair | undefined;
  private readonly known = new Map<Vector, Map<string, unknown>>();
  private readonly constants = new Set<Vector>();

  constructor(
    readonly code: Code,
    private readonly imports: Imports,
    /** How many pairs a vector is: with two, a constant is brought into a register but once for both. */
    readonly width: number,
    /** Whether what is rare is done, too, and not only noticed. */
    readonly careful: boolean,
  ) {}

  /** The same double everywhere. */
  number(x: number): Vector {
    return this.bits(new BigUint64Array(Float64Array.of(x).buffer)[0] ?? 0n);
  }

  /** The same 64 bits everywhere; where they are kept, in a register or on the stack, is left to the host. */
  bits(x: bigint): Vector {
    const eight = new Uint8Array(BigUint64Array.of(x).buffer);
    const constant = this.same([0xfd, simd.const, ...eight, ...eight]);
    this.constants.add(constant);
    return constant;
  }

  /** The same pair again and again. */
  same(pair: Pair): Vector {
    return new Array<Pair>(this.width).fill(pair);
  }

  /** What an instruction makes of vectors. */
  of(instruction: number, ...x: readonly Vector[]): Vector {
    return this.each(x, (pairs) => {
      for (const pair of pairs) this.code.op(...pair);
      this.code.simd(instruction);
    });
  }

  /** What `put` leaves on the stack, given pairs of each of x. */
  private each(x: readonly Vector[], put: (pairs: readonly Pair[]) => void): Vector {
    const given = this.width > 1 ? x.map((v) => (this.constants.has(v) ? this.inRegister(v) : v)) : x;
    return Array.from({ length: this.width }, (_, k) => {
      put(given.map((v) => v[k]!));
      return this.held();
    });
  }

  private inRegister([pair]: Vector): Vector {
    this.code.op(...pair!);
    return this.same(this.held());
  }

  /** The pair that is on the stack. */
  held(): Pair {
    const { get, set } = this.local();
    this.code.op(...set);
    return get;
  }

  /** A local: how to read it, and how to write what is on the stack to it. */
  private local(): Record<"get" | "set", Pair> {
    const place = index(this.code.local(v128));
    return { get: [code.localGet, ...place], set: [code.localSet, ...place] };
  }

  /** What `make` makes of x, made once. */
  once<T>(name: string, x: Vector, make: () => T): T {
    let made = this.known.get(x);
    if (made === undefined) this.known.set(x, (made = new Map<string, unknown>()));
    if (!made.has(name)) made.set(name, make());
    return made.get(name) as T;
  }

  add = (a: Vector, b: Vector): Vector => this.of(simd.f64Add, a, b);
  sub = (a: Vector, b: Vector): Vector => this.of(simd.f64Sub, a, b);
  mul = (a: Vector, b: Vector): Vector => this.of(simd.f64Mul, a, b);
  div = (a: Vector, b: Vector): Vector => this.of(simd.f64Div, a, b);
  abs = (x: Vector): Vector => this.of(simd.f64Abs, x);
  and = (a: Vector, b: Vector): Vector => this.of(simd.and, a, b);
  or = (a: Vector, b: Vector): Vector => this.of(simd.or, a, b);
  xor = (a: Vector, b: Vector): Vector => this.of(simd.xor, a, b);

  /** The elements of `yes` where `test` has all bits, and else those of `no`. */
  select(test: Vector, yes: Vector, no: Vector): Vector {
    return this.of(simd.select, yes, no, test);
  }

  /** Bits moved by so many places. */
  shift(instruction: number, x: Vector, by: number): Vector {
    return this.each([x], ([pair]) => {
      this.code
        .op(...pair!)
        .integer(by)
        .simd(instruction);
    });
  }

  /** What a function of numbers makes of vectors, element by element. */
  call(f: Import["f"], ...x: readonly Vector[]): Vector {
    const place = this.imports.at(f, x.length);
    return this.each(x, (pairs) => {
      const lane = (k: number): void => {
        for (const pair of pairs) {
          this.code.op(...pair).simd(simd.f64Lane);
          this.code.op(k);
        }
        this.code.at(code.call, place);
      };
      lane(0);
      this.code.simd(simd.f64Splat);
      lane(1);
      this.code.simd(simd.f64Replace).op(1);
    });
  }

  /** Where an element of `test` lacks bits, what is computed is not to be used, if it is not done with care already. */
  trust(test: Vector): void {
    if (!this.careful) this.sure = this.all(test, this.sure);
  }

  /** Where an element of `test` lacks bits, nothing that is computed is to be used. */
  expect(test: Vector): void {
    this.expected = this.all(test, this.expected);
  }

  /** What is in all pairs. */
  private all([first, ...rest]: Vector, before?: Pair): Pair {
    return (before === undefined ? rest : [first!, ...rest]).reduce((one, other) => {
      this.code.op(...one, ...other).simd(simd.and);
      return this.held();
    }, before ?? first!);
  }

  /** What `make` makes, which is to be used only where an element of `test` has bits. */
  where<T>(test: Vector, make: () => T): T {
    const before = this.exchange(undefined);
    const made = make();
    const sure = this.exchange(before);
    if (sure !== undefined) this.trust(this.or(this.of(simd.not, test), this.same(sure)));
    return made;
  }

  private exchange(sure: Pair | undefined): Pair | undefined {
    const before = this.sure;
    this.sure = sure;
    return before;
  }

  /**
   * `usual`, but where an element of `test` lacks bits what `rare` makes of it. A call or a branch would cost
   * the loop its registers, so that it is there only where care is taken.
   */
  provided(test: Vector, usual: () => Vector, rare: () => Vector): Vector {
    this.trust(test);
    if (!this.careful) return usual();
    const made = usual();
    const places = made.map((pair) => {
      const place = this.local();
      this.code.op(...pair, ...place.set);
      return place;
    });
    for (const pair of test) this.code.op(...pair);
    for (let k = 1; k < test.length; k++) this.code.simd(simd.and);
    this.code.simd(simd.not).simd(simd.anyTrue).op(code.if, nothing);
    this.select(test, made, rare()).forEach((pair, k) => this.code.op(...pair, ...places[k]!.set));
    this.code.op(code.end);
    return places.map(({ get }) => get);
  }

  /** c₀ + c₁ x + c₂ x² + … */
  polynomial(x: Vector, coefficients: readonly number[]): Vector {
    const [last = 0, ...rest] = coefficients.toReversed();
    return rest.reduce((sum, c) => this.add(this.number(c), this.mul(x, sum)), this.number(last));
  }
}
