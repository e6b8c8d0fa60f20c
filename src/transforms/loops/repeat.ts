// The rounds of a body compared with the first: what differs in plain values alone is a list of these, and what reads other
// elements of the same array has a list of their places.

import {
  allocate,
  dataOf,
  NDArray,
  sameShape,
  sizeOf,
  type DType,
  type Plain,
  type Shape,
} from "../../ndarray/index.js";
import { dtypeOf, shapeOf, type Op } from "../../core/op.js";
import { reshapeOp } from "../../core/space.js";
import { gatherOp } from "../../ops/gathering.js";
import { take } from "../../ops/indexing.js";
import { sliceOp } from "../../ops/slicing.js";
import { sameData, sameRef, Unkept, type BodyStep, type Ref } from "./body.js";
import type { Given, Recorded } from "./recording.js";

/** Ops that do nothing but say which elements of their input they hand out. */
const reading: ReadonlySet<unknown> = new Set([sliceOp, gatherOp, take.op]);

/** What a step reads, if its places differ from round to round. */
export interface Reads {
  /** An array that is the same in all rounds: a state or a value from around. */
  readonly source: Ref;
  /** The step that has it in another shape; undefined if it is read as it is. */
  readonly via: number | undefined;
  /** Places in its row-major data, round by round; -1 is nowhere, where 0 is read. */
  readonly places: NDArray;
}

/** A longer list of what differs is not made. */
const mostElements = 2 ** 25;

/** A body as it was written down before, and what differs in other rounds. */
export class Repeat {
  /** Lists of constants, by step and input. */
  readonly columns = new Map<string, NDArray>();
  /** By steps. */
  readonly reads = new Map<number, Reads>();
  round = 0;
  private readonly numbered = new Map<Ref, Plain>();

  constructor(
    readonly first: Recorded,
    private readonly given: Given,
    /** How many rounds there are, or 0 if nothing may differ. */
    private readonly rounds: number,
  ) {}

  /** Whether the next step is the same as step `at` was, but for what is kept by rounds. */
  isSame(at: number, op: Op, inputs: readonly Ref[], params: unknown): boolean {
    const step = this.first.steps[at];
    if (step?.op !== op || step.inputs.length !== inputs.length) return false;
    if (!inputs.every((input, k) => sameRef(step.inputs[k], input) || this.differs(at, k, input)))
      return false;
    return sameData(step.params, params) || this.readsElsewhere(at, step, params);
  }

  private differs(at: number, k: number, input: Ref): boolean {
    const first = this.first.steps[at]?.inputs[k];
    if (this.rounds === 0 || first?.kind !== "constant" || input.kind !== "constant") return false;
    const [a, b] = [first.value, input.value];
    if (typeof a !== typeof b || !sameShape(shapeOf(a), shapeOf(b)) || dtypeOf(a) !== dtypeOf(b))
      return false;
    const key = `${String(at)} ${String(k)}`;
    const column = this.columns.get(key) ?? this.listOf(dataOf(a), shapeOf(a), dtypeOf(a));
    this.columns.set(key, column);
    this.set(column, dataOf(b));
    return true;
  }

  private readsElsewhere(at: number, step: BodyStep, params: unknown): boolean {
    if (this.rounds === 0 || !reading.has(step.op)) return false;
    const known = this.reads.get(at) ?? this.firstReads(step);
    if (known === undefined) return false;
    const places = this.placesOf(step, params);
    if (!sameShape(shapeOf(places), shapeOf(step.y))) return false;
    this.reads.set(at, known);
    this.set(known.places, placed(places));
    return true;
  }

  private firstReads(step: BodyStep): Reads | undefined {
    const [input] = step.inputs;
    const source = input && this.sourceOf(input);
    if (input === undefined || source === undefined) return undefined;
    const places = this.listOf(placed(this.placesOf(step, step.params)), shapeOf(step.y), "int32");
    return { source, via: input.kind === "step" ? input.at : undefined, places };
  }

  /** The state or the value from around whose elements these are in all rounds, if they are. */
  private sourceOf(ref: Ref): Ref | undefined {
    if (ref.kind === "shared") return ref;
    if (ref.kind === "carry") {
      const next = this.first.outputs[ref.at];
      return next !== undefined && sameRef(next, ref) ? ref : undefined;
    }
    const step = ref.kind === "step" ? this.first.steps[ref.at] : undefined;
    return step?.op === (reshapeOp as unknown as Op) ? this.sourceOf(step.inputs[0] as Ref) : undefined;
  }

  /** The places that a step reads, each plus 1, so that nowhere is 0. */
  private placesOf({ op, inputs }: BodyStep, params: unknown): Plain {
    const input = inputs[0] as Ref;
    let all = this.numbered.get(input);
    if (all === undefined) {
      const shape = this.shapeIn(input);
      all = new NDArray(
        Float64Array.from({ length: sizeOf(shape) }, (_, place) => place + 1),
        shape,
      );
      this.numbered.set(input, all);
    }
    return (op as unknown as Op<readonly [Plain], unknown>).eval([all], params);
  }

  private shapeIn(ref: Ref): Shape {
    if (ref.kind === "shared") return shapeOf(this.first.captured[ref.at] ?? 0);
    if (ref.kind === "step") return shapeOf(this.first.steps[ref.at]?.y ?? 0);
    return ref.kind === "carry" ? shapeOf(this.given.carries[ref.at] ?? 0) : [];
  }

  /** A list of what is the same in all rounds so far. */
  private listOf(data: ArrayLike<number>, shape: Shape, dtype: DType): NDArray {
    const size = this.rounds * data.length;
    if (size > mostElements) throw new Unkept("what differs from round to round is too much");
    const all = allocate(dtype, size);
    if (data.length === 1) all.fill(data[0] ?? 0);
    else for (let at = 0; at < size; at += data.length) all.set(data, at);
    return new NDArray(all, [this.rounds, ...shape]);
  }

  private set({ data, size }: NDArray, now: ArrayLike<number>): void {
    if (now.length === 1) data[this.round] = now[0] ?? 0;
    else data.set(now, (this.round * size) / this.rounds);
  }
}

function placed(places: Plain): Int32Array {
  return Int32Array.from(dataOf(places), (place) => place - 1);
}
