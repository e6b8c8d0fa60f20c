// The vocabulary in the ops of jax-js, whose names are NumPy's in camelCase. What it would take other ops to write is
// left out, so that what is judged are its own.

import type { Parameters } from "../format.js";
import { Unsupported, type Ops } from "../interpret.js";
import { axesOf, listAt, nestedAt, numberAt, wordAt, type Range } from "./parameters.js";

/** An array of jax-js. An op consumes its arguments; `ref` is the same array, to be used once more. */
export interface V {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly ref: V;
  readonly data: () => Promise<ArrayLike<number>>;
  readonly astype: (dtype: string) => V;
  readonly reshape: (shape: readonly number[]) => V;
  readonly slice: (...ranges: readonly unknown[]) => V;
}

/** A part of jax-js that is functions of arrays. */
export type Functions = Readonly<Record<string, (...args: readonly unknown[]) => V>>;

/** The parts of jax-js that hold ops. */
export interface Namespaces {
  readonly numpy: Functions & { readonly linalg: Functions };
  readonly nn: Functions;
  readonly lax: Functions & { readonly linalg: Functions };
  readonly scipySpecial: Functions;
}

type Run = Ops<V>[string];

/** Ops of `numpy` that need no more than their arguments. */
const plain =
  `add reciprocal square abs sign pow remainder fmod floorDivide copysign floor ceil round trunc exp exp2
  expm1 log log2 log10 log1p logaddexp sqrt cbrt hypot sin cos tan asin acos atan atan2 sinc sinh cosh tanh asinh
  acosh atanh maximum minimum clip where nanToNum less lessEqual greater greaterEqual equal notEqual logicalAnd
  logicalOr logicalNot ravel dot outer matmul cross trace diag`.split(/\s+/);

/** The same where they have another name. */
const renamed = { sub: "subtract", mul: "multiply", div: "divide", neg: "negative", isNaN: "isnan" };

const activations = `relu relu6 elu selu silu mish softplus sigmoid logSigmoid hardTanh`.split(/\s+/);
const matrices = `det inv solve cholesky svdvals norm`.split(/\s+/);

/** Ops over axes, by default all. */
const reductions = {
  sum: "sum",
  mean: "mean",
  prod: "prod",
  max: "max",
  min: "min",
  var: "var_",
  std: "std",
};

/** Ops along one axis, by default the last one. */
const along = { cumsum: "cumsum", cumprod: "cumprod", sort: "sort", flip: "flip", argmax: "argmax" };

/** What jax-js does for each op that it has, in the type `dtype`. */
export function opsOf({ numpy: np, nn, lax, scipySpecial }: Namespaces, dtype: string): Ops<V> {
  const from = (functions: Functions, names: readonly string[]): Ops<V> =>
    tabled(names.map((name) => [name, named(functions, name)]));
  const integers = (params: Parameters, name: string): V => {
    const { shape, data } = nestedAt(params, name);
    return called(np, "array", data, { shape, dtype: "int32" });
  };
  return {
    ...from(np, plain),
    ...tabled(Object.entries(renamed).map(([name, theirs]) => [name, named(np, theirs)])),
    ...from(nn, activations),
    ...from(np.linalg, matrices),
    ...from(lax, ["erf", "erfc", "stopGradient"]),
    ...tabled(Object.entries(reductions).map(([name, theirs]) => [name, reduction(np, theirs)])),
    ...tabled(Object.entries(along).map(([name, theirs]) => [name, axed(np, theirs)])),
    ...{
      softmax: axed(nn, "softmax"),
      logSoftmax: axed(nn, "logSoftmax"),
      logsumexp: reduction(nn, "logsumexp"),
    },
    ...{ softsign: named(nn, "softSign"), logit: named(scipySpecial, "logit") },
    identity: ([x]) => known(x),
    gelu: ([x]) => called(nn, "gelu", x, { approximate: false }),
    leakyRelu: ([x], params) => called(nn, "leakyRelu", x, numberAt(params, "slope", 0.01)),
    cast: ([x], params) => known(x).astype(wordAt(params, "dtype", dtype)),
    toInteger: ([x]) => known(x).astype("int32").astype(dtype),
    diff: ([x], params) => called(np, "diff", x, 1, numberAt(params, "axis", -1)),
    ...arranging(np),
    ...indexing(np, lax, integers),
    ...products(np, lax),
  };
}

function known(x: V | undefined): V {
  if (x === undefined) throw new TypeError("an argument is missing");
  return x;
}

function called(functions: Functions, name: string, ...args: readonly unknown[]): V {
  const f = functions[name];
  if (f === undefined) throw new Unsupported(`there is no ${name}`);
  return f(...args);
}

function tabled(entries: readonly (readonly [string, Run])[]): Ops<V> {
  return Object.fromEntries(entries);
}

function named(functions: Functions, name: string): Run {
  return (args) => called(functions, name, ...args);
}

function reduction(functions: Functions, name: string): Run {
  return ([x], params) => {
    const [axis, keepdims] = axesOf(params);
    return called(functions, name, x, axis ?? null, { keepdims, correction: numberAt(params, "ddof", 0) });
  };
}

function axed(functions: Functions, name: string): Run {
  return ([x], params) => called(functions, name, x, numberAt(params, "axis", -1));
}

/** One of several results. */
function chosen(results: unknown, params: Parameters): V {
  return known((results as readonly V[])[numberAt(params, "output", 0)]);
}

function arranging(np: Functions): Ops<V> {
  return {
    reshape: ([x], params) => known(x).reshape(listAt(params, "shape")),
    transpose: ([x], { axes }) => called(np, "transpose", x, axes ?? undefined),
    squeeze: ([x], { axis }) => called(np, "squeeze", x, axis ?? undefined),
    expandDims: ([x], params) => called(np, "expandDims", x, numberAt(params, "axis", 0)),
    broadcastTo: ([x], params) => called(np, "broadcastTo", x, listAt(params, "shape")),
    concatenate: (xs, params) => called(np, "concatenate", xs, numberAt(params, "axis", 0)),
    stack: (xs, params) => called(np, "stack", xs, numberAt(params, "axis", 0)),
    split: ([x], params) =>
      chosen(called(np, "split", x, numberAt(params, "sections", 1), numberAt(params, "axis", 0)), params),
    tile: ([x], params) => called(np, "tile", x, listAt(params, "reps")),
    repeat: ([x], params) =>
      called(np, "repeat", x, numberAt(params, "repeats", 1), params["axis"] ?? undefined),
    roll: ([x], params) => called(np, "roll", x, numberAt(params, "shift", 0), params["axis"] ?? undefined),
    tril: ([x], params) => called(np, "tril", x, numberAt(params, "k", 0)),
    triu: ([x], params) => called(np, "triu", x, numberAt(params, "k", 0)),
    pad([x], params) {
      if (wordAt(params, "mode", "constant") === "constant")
        return called(np, "pad", x, listAt(params, "width"));
      throw new Unsupported("it pads by zeros alone");
    },
  };
}

function indexing(np: Functions, lax: Functions, integers: (params: Parameters, name: string) => V): Ops<V> {
  return {
    slice: ([x], params) => known(x).slice(...listAt<Range>(params, "ranges").map(rangeOf)),
    take: ([x], params) => called(np, "take", x, integers(params, "indices"), numberAt(params, "axis", 0)),
    takeAlongAxis: ([x], params) =>
      called(np, "takeAlongAxis", x, integers(params, "indices"), numberAt(params, "axis", -1)),
    gather([x], params) {
      const tuples = listAt<readonly number[]>(params, "indices");
      const columns = (tuples[0] ?? []).map((_, i) => tuples.map((tuple) => tuple[i] ?? NaN));
      return known(x).slice(...columns.map((column) => called(np, "array", column, { dtype: "int32" })));
    },
    topK: ([x], params) => chosen(called(lax, "topK", x, numberAt(params, "k", 1)), {}),
  };
}

function rangeOf(range: Range): unknown {
  if (typeof range === "number") return range;
  const [start, stop, step] = range;
  if ((step ?? 1) !== 1) throw new Unsupported("its slices have no steps");
  return stop === null ? (start === null ? [] : [start]) : [start ?? 0, stop];
}

function products(np: Namespaces["numpy"], lax: Namespaces["lax"]): Ops<V> {
  return {
    tensordot: ([a, b], params) => called(np, "tensordot", a, b, params["axes"] ?? 2),
    einsum(xs, params) {
      if ("Iterator" in globalThis) return called(np, "einsum", wordAt(params, "spec"), ...xs);
      throw new Unsupported("its einsum needs methods of iterators, which Node has from version 22 on");
    },
    conv: ([x, w], params) => {
      const each = known(x).shape.slice(2);
      const { stride = 1, padding = 0 } = params;
      const strides = typeof stride === "number" ? each.map(() => stride) : stride;
      const paddings = typeof padding === "number" ? each.map(() => [padding, padding]) : padding;
      return called(lax, "convGeneralDilated", x, w, strides, paddings);
    },
    slogdet: ([x], params) => chosen(called(np.linalg, "slogdet", x), params),
    eigh: ([x], params) => chosen(called(np.linalg, "eigh", x), params),
    matrixPower: ([x], params) => called(np.linalg, "matrixPower", x, numberAt(params, "n", 1)),
    triangularSolve: ([a, b], params) => {
      const lower = params["lower"] !== false;
      if (known(b).shape.length > 1)
        return called(lax.linalg, "triangularSolve", a, b, { leftSide: true, lower });
      const column = called(np, "expandDims", b, -1);
      return called(
        np,
        "squeeze",
        called(lax.linalg, "triangularSolve", a, column, { leftSide: true, lower }),
        -1,
      );
    },
  };
}
