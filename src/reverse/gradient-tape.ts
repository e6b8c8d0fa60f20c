// GradientTape: a tape to hold in one's hands, as in TensorFlow.

import { NDArray, array, ones } from "../ndarray/index.js";
import { badArgument, badOption, tapeReleased, unconnected, unwatched } from "../core/errors.js";
import { type Box, dtypeOf, shapeOf, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { flatten, leavesLike, type Flat } from "../core/tree.js";
import { fitted } from "./pull.js";
import { pullBack, reached } from "./sweep.js";
import { Tape } from "./tape.js";

/** What to answer for a source on which the target does not depend. */
export type Unconnected = "zero" | "null" | "error";

/** The options of `GradientTape.gradient`. */
export interface GradientOptions {
  /**
   * Weights of the target's elements, of its structure and shapes; ones by default, which is the gradient of
   * the sum.
   */
  readonly outputGradients?: unknown;
  /** "zero" by default. */
  readonly unconnected?: Unconnected;
}

type OrNull = GradientOptions & { readonly unconnected: "null" };

/** A tree with a box in the place of each leaf, or with what else may stand there. */
export type Watched<T, Or = never> = T extends number | NDArray | Float64Array | Float32Array | Box
  ? Value | Or
  : T extends object
    ? { [K in keyof T]: Watched<T[K], Or> }
    : T;

/**
 * Records what is done with the values that it watches, for gradients of anything with respect to anything.
 * It gives one gradient and is released, or, if `persistent`, as many as are asked for.
 *
 * @example
 * const tape = new GradientTape();
 * const x = tape.watch(3);
 * tape.gradient(mul(x, x), x); // 6
 */
export class GradientTape {
  private readonly persistent: boolean;
  private tape: Tape | undefined = new Tape();

  constructor(options: { readonly persistent?: boolean } = {}) {
    const { persistent = false } = known("GradientTape", options, ["persistent"]);
    if (typeof persistent !== "boolean")
      throw badOption("GradientTape", "persistent", "true or false", persistent);
    this.persistent = persistent;
  }

  /** The same tree with its leaves watched; what is computed with them is recorded. Arrays are copied. */
  watch<T>(tree: T): Watched<T> {
    const tape = this.recording("watch");
    const { leaves, fill } = flatten("GradientTape.watch", tree, "its argument");
    return fill(leaves.map((leaf) => tape.watch(leaf instanceof NDArray ? array(leaf) : leaf))) as Watched<T>;
  }

  /**
   * The gradient of `target`, summed or weighted if it is not a scalar, with respect to `sources`: in their
   * structure.
   *
   * @throws TapeReleasedError on a second call, unless the tape is persistent.
   */
  gradient<S>(target: unknown, sources: S, options: OrNull): Watched<S, null>;
  gradient<S>(target: unknown, sources: S, options?: GradientOptions): Watched<S>;
  gradient(target: unknown, sources: unknown, options: GradientOptions = {}): unknown {
    const tape = this.recording("gradient");
    const name = "GradientTape.gradient";
    const policy = policyOf(name, options);
    const to = flatten(name, target, "the target");
    const from = flatten(name, sources, "the sources");
    const places = from.leaves.map((source) => placeOf(name, tape, source));
    const targets = to.leaves.map((leaf) => tape.placeOf(leaf));
    const bars = pullBack(tape, targets, weightsOf(name, target, to, options), places);
    const hit = policy === "zero" ? undefined : reached(tape, targets);
    const answers = bars.map((bar, i) => {
      if (hit !== undefined && hit[places[i] ?? 0] !== 1) return absent(name, policy, i);
      return fitted(bar, from.leaves[i] ?? 0);
    });
    if (!this.persistent) this.release();
    return from.fill(answers as Value[]);
  }

  /** Runs `f` without recording: what it computes is constant to this tape. `f` must not be async. */
  stopRecording<T>(f: () => T): T {
    if (typeof f !== "function")
      throw badArgument("GradientTape.stopRecording", "its argument", "a function", f);
    const result = this.recording("stopRecording").pause(f);
    if (result instanceof Promise) {
      throw badArgument("GradientTape.stopRecording", "its argument", "a synchronous function", result);
    }
    return result;
  }

  /** Forgets all that was recorded and starts anew; what is to be watched must be watched again. */
  reset(): void {
    this.release();
    this.tape = new Tape();
  }

  private release(): void {
    this.tape?.release();
    this.tape = undefined;
  }

  private recording(method: string): Tape {
    if (this.tape === undefined) throw tapeReleased(method);
    return this.tape;
  }
}

const policies: readonly unknown[] = ["zero", "null", "error"];

function policyOf(name: string, options: GradientOptions): Unconnected {
  const { unconnected: policy = "zero" } = known(name, options, ["outputGradients", "unconnected"]);
  if (!policies.includes(policy)) throw badOption(name, "unconnected", '"zero", "null" or "error"', policy);
  return policy;
}

function placeOf(name: string, tape: Tape, source: Value): number {
  const place = tape.placeOf(source);
  if (place === 0) throw unwatched(name, source);
  return place;
}

function weightsOf(
  name: string,
  target: unknown,
  to: Flat,
  { outputGradients }: GradientOptions,
): readonly Value[] {
  if (outputGradients !== undefined) return leavesLike(name, "outputGradients", outputGradients, target);
  return to.leaves.map((leaf) => onesLike(leaf));
}

/** The cotangent that sums: a one for each element. */
export function onesLike(x: Value): Value {
  const shape = shapeOf(x);
  return shape.length === 0 ? 1 : ones(shape, { dtype: dtypeOf(x) === "float32" ? "float32" : "float64" });
}

function absent(name: string, policy: Unconnected, i: number): null {
  if (policy === "error") throw unconnected(name, i);
  return null;
}
