// Pushing tangents through a program of many inputs and many outputs.

import { NDArray } from "../ndarray/index.js";
import type { Value } from "../core/op.js";
import { materialize } from "../core/space.js";
import { Forward } from "./dual.js";
import { ForwardLanes } from "./lanes.js";

/** A program with its inputs and outputs in flat lists; transforms make one from a function of trees. */
export type Program = (x: readonly Value[]) => readonly Value[];

/** The outputs of a program and their tangents. */
export interface Pushed {
  readonly y: readonly Value[];
  readonly dy: readonly Value[];
}

/** y = f(x) and ẏ = f′(x) ẋ. A zero tangent, the number 0, is not watched. */
export function push(f: Program, x: readonly Value[], dx: readonly Value[]): Pushed {
  const trace = new Forward();
  try {
    const inputs = new Array<Value>(x.length);
    for (let i = 0; i < x.length; i++) inputs[i] = trace.box(x[i] as Value, dx[i] as Value);
    const out = f(inputs);
    const [y, dy] = [out.slice(), out.slice()];
    for (const [i, box] of out.entries()) {
      const primal = (y[i] = trace.primalOf(box));
      dy[i] = handedOut(trace.tangentOf(box), primal);
    }
    return { y, dy };
  } finally {
    trace.close();
  }
}

/**
 * A tangent of `y` that shares its memory with nothing: an op may have passed one of its inputs' on as it
 * was.
 */
function handedOut(dy: Value, y: Value): Value {
  return dy instanceof NDArray ? new NDArray(dy.data.slice(), dy.shape) : materialize(dy, y);
}

/** The outputs of a program and k tangents of each. */
export interface PushedMany {
  readonly y: readonly Value[];
  readonly dys: readonly (readonly Value[])[];
}

/** y = f(x) and, for each of k directions, ẏ = f′(x) ẋ; `f` runs once. `dxs[lane][i]` belongs to `x[i]`. */
export function pushMany(f: Program, x: readonly Value[], dxs: readonly (readonly Value[])[]): PushedMany {
  const trace = new ForwardLanes(dxs.length);
  try {
    const out = f(
      x.map((v, i) =>
        trace.box(
          v,
          dxs.map((dx) => dx[i] ?? 0),
        ),
      ),
    );
    const y = out.map((v) => trace.primalOf(v));
    const tangents = out.map((v) => trace.tangentsOf(v));
    return { y, dys: dxs.map((_, lane) => y.map((v, i) => materialize(tangents[i]?.[lane] ?? 0, v))) };
  } finally {
    trace.close();
  }
}
