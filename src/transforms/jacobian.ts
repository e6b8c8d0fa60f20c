// jacobian, hessian and hvp: derivatives of functions with many outputs, and of gradients.

import type { Shape } from "../ndarray/index.js";
import { dtypeOf, shapeOf, type Value } from "../core/op.js";
import { cast } from "../core/space.js";
import { leavesLike } from "../core/tree.js";
import { lanes, push } from "../forward/index.js";
import { moveAxis } from "../ops/arranging.js";
import { reshape } from "../ops/shape.js";
import { record, type Recording } from "../reverse/index.js";
import { agreed } from "./agreement.js";
import { Call, sizeOfLeaves, type Fn } from "./call.js";
import { gradientOf } from "./gradient.js";
import {
  checkFunction,
  forMatrices,
  justMode,
  modeOf,
  type Argnums,
  type MatrixOptions,
  type Options,
} from "./options.js";
import { pullBasis, pushBasis, sectionsOf, type PushedBasis } from "./seeds.js";
import { isSparse, sparseHessian, sparseJacobian } from "./sparse.js";
import type { SparseMatrix } from "../sparse/index.js";
import type { Arguments, FilledAt, Filled, Gradient, Output } from "./types.js";

/** ∂y/∂x for each pair of an output leaf and an input leaf, of shape out ⊕ in. */
type Blocks = readonly (readonly Value[])[];

const ways = {
  forward: (call: Call): Blocks => blocksOf(pushBasis(call.program, call.x), call.x),
  reverse: (call: Call): Blocks => recorded(call, (recording) => rowBlocks(recording, call.x)),
  auto(call: Call): Blocks {
    if (call.size <= lanes) return ways.forward(call);
    return recorded(call, (recording) =>
      sizeOfLeaves(recording.y) <= call.size
        ? rowBlocks(recording, call.x)
        : blocksOf(pushBasis(call.program, call.x, !recording.isOfNumbers), call.x),
    );
  },
  both(call: Call): Blocks {
    const blocks = ways.reverse(call);
    agreed(call.name, ways.forward(call).flat(), blocks.flat());
    return blocks;
  },
};

function recorded<T>(call: Call, use: (recording: Recording) => T): T {
  const recording = record(call.program, call.x, false);
  try {
    return use(recording);
  } finally {
    recording.release();
  }
}

/** The rows of the Jacobian as blocks. */
function rowBlocks(recording: Recording, x: readonly Value[]): Blocks {
  const along = pullBasis(recording, x);
  return sectionsOf(recording.y).map(([from, to], k) =>
    x.map((leaf, i) => {
      const out = shapeOf(recording.y[k] ?? 0);
      const rows = out.length === 0 ? along.one(i, from) : along.some(i, from, to);
      return blockOf(rows, out, leaf);
    }),
  );
}

/** The columns of the Jacobian as blocks. */
function blocksOf({ y, along }: PushedBasis, x: readonly Value[]): Blocks {
  const sections = sectionsOf(x);
  return y.map((out, k) =>
    sections.map(([from, to], i) => {
      const leaf = x[i] ?? 0;
      if (shapeOf(leaf).length === 0) return blockOf(along.one(k, from), shapeOf(out), leaf);
      const columns = along.some(k, from, to);
      return blockOf(shapeOf(out).length === 0 ? columns : moveAxis(columns, 0, -1), shapeOf(out), leaf);
    }),
  );
}

/** ∂out/∂x of shape out ⊕ in and of the element type of `x`, as a gradient is. */
function blockOf(numbers: Value, out: Shape, x: Value): Value {
  if (typeof numbers === "number" && typeof x === "number" && out.length === 0) return numbers;
  return cast(reshape(numbers, [...out, ...shapeOf(x)]), dtypeOf(x));
}

type Sparse = { readonly sparse: true };
type Dense = { readonly sparse?: false };

/**
 * The Jacobian of `f`, of shape out ⊕ in; for trees, the structure of the argument within that of the output.
 *
 * `auto` takes reverse mode where there are at least as many inputs as outputs, forward mode otherwise.
 *
 * With `sparse`, it is a `SparseMatrix` of the entries that can be other than zero. `f` is traced for what depends on
 * what, and columns that have no row in common (in reverse mode, rows without a common column) are taken in one sweep.
 * Its rows are the elements of the output, and its columns those of the arguments, leaf by leaf.
 *
 * @example
 * jacobian((x: Value) => mul(x, x))(arange(2)); // [[0, 0], [0, 2]]
 * jacobian((x: Value) => mul(x, x), { sparse: true })(arange(3)).colors; // 1
 */
export function jacobian<A extends unknown[], const N extends Argnums = 0>(
  f: (...args: A) => unknown,
  options: MatrixOptions<N> & Sparse,
): <B extends Arguments<A>>(...args: B) => SparseMatrix;
export function jacobian<A extends unknown[], Y, const N extends Argnums = 0>(
  f: (...args: A) => Y,
  options?: MatrixOptions<N> & Dense,
): <B extends Arguments<A>>(...args: B) => Filled<Y, FilledAt<B, N, Value>>;
export function jacobian(f: Fn, options: MatrixOptions = {}): (...args: readonly unknown[]) => unknown {
  if (!isSparse("jacobian", f, options)) return jacobianOf("jacobian", f, options);
  return sparseJacobian("jacobian", f, options);
}

/** `jacobian`, as a part of the transform of the given name. */
function jacobianOf(name: string, f: Fn, options: MatrixOptions): (...args: readonly unknown[]) => Value {
  checkFunction(name, f);
  const mode = modeOf(name, options, forMatrices);
  return (...args) => {
    const call = new Call(name, f, args, options.argnums ?? 0);
    const rows = ways[mode](call).map((blocks) => call.fill(blocks));
    return call.output.fill(rows as Value[]) as Value;
  };
}

/**
 * The Hessian of a scalar function, of shape in ⊕ in; for trees, a tree of trees.
 *
 * `auto` pushes tangents through a reverse gradient; "forward" and "reverse" use one mode for both orders.
 *
 * With `sparse`, it is a `SparseMatrix`, as of `jacobian`: of entries hᵢⱼ and hⱼᵢ, which are equal, one is taken.
 *
 * @example
 * hessian((x: Value) => sum(pow(x, 3)))(arange(2)); // [[0, 0], [0, 6]]
 * hessian((x: Value) => sum(pow(x, 3)), { sparse: true })(arange(2)).values; // [0, 6]
 */
export function hessian<A extends unknown[], const N extends Argnums = 0>(
  f: (...args: A) => Output,
  options: MatrixOptions<N> & Sparse,
): <B extends Arguments<A>>(...args: B) => SparseMatrix;
export function hessian<A extends unknown[], const N extends Argnums = 0>(
  f: (...args: A) => Output,
  options?: MatrixOptions<N> & Dense,
): <B extends Arguments<A>>(...args: B) => FilledAt<B, N, FilledAt<B, N, Value>>;
export function hessian(f: Fn, options: MatrixOptions = {}): (...args: readonly unknown[]) => unknown {
  checkFunction("hessian", f);
  const mode = modeOf("hessian", options, forMatrices);
  const argnums = options.argnums ?? 0;
  const gradient = (mode: "forward" | "reverse"): Fn => gradientOf("hessian", f, { mode, argnums });
  if (isSparse("hessian", f, options)) return sparseHessian(gradient, options);
  const of = (inner: "forward" | "reverse", outer: "forward" | "reverse") =>
    jacobianOf("hessian", gradient(inner), { mode: outer, argnums });
  if (mode === "auto") return of("reverse", "forward");
  if (mode !== "both") return of(mode, mode);
  return (...args) => {
    const [forward, reverse] = [of("forward", "forward")(...args), of("reverse", "reverse")(...args)];
    agreed(
      "hessian",
      leavesLike("hessian", "the Hessian", forward, reverse),
      leavesLike("hessian", "the Hessian", reverse, reverse),
    );
    return reverse;
  };
}

/**
 * The product of the Hessian of a scalar function at `x` with `v`, at the cost of a few gradients.
 * `v` has the structure of `x`; further arguments of `f` follow it.
 *
 * @example
 * hvp((x: Value) => sum(pow(x, 3)))(arange(3), [1, 1, 1]); // [0, 6, 12]
 */
export function hvp<X, R extends unknown[]>(
  f: (x: X, ...rest: R) => Output,
  options: Pick<Options, "mode"> = {},
): <B extends Arguments<[X]>[0]>(x: B, v: unknown, ...rest: Arguments<R>) => Gradient<B> {
  checkFunction("hvp", f);
  const mode = modeOf("hvp", options, justMode);
  return (x, v, ...rest) => {
    const callOf = (inner: "forward" | "reverse") =>
      new Call("hvp", gradientOf("hvp", f, { mode: inner }), [x, ...rest], 0);
    const call = callOf(mode === "forward" ? "forward" : "reverse");
    const direction = leavesLike("hvp", "v", v, x);
    const product = mode === "forward" || mode === "auto" ? pushed(call, direction) : pulled(call, direction);
    if (mode === "both") agreed("hvp", pushed(callOf("forward"), direction), product);
    return call.restore(product) as Gradient<typeof x>;
  };
}

function pushed(call: Call, v: readonly Value[]): readonly Value[] {
  return push(call.program, call.x, v).dy;
}

/** Hᵀv, which is Hv, the Hessian being symmetric. */
function pulled(call: Call, v: readonly Value[]): readonly Value[] {
  return recorded(call, (recording) => recording.pull(v));
}
