// The vocabulary in dualtape's ops: most have its name and need no more than their arguments.

import * as dt from "../../../src/index.js";
import type { Parameters } from "../format.js";
import { Unsupported, type Ops } from "../interpret.js";
import type { OpName } from "../vocabulary.js";

type V = dt.Value;
type Run = Ops<V>[string];

const unary = (f: (x: V) => V): Run => {
  return ([x = NaN]) => f(x);
};
const binary = (f: (a: V, b: V) => V): Run => {
  return ([a = NaN, b = NaN]) => f(a, b);
};
const ternary = (f: (a: V, b: V, c: V) => V): Run => {
  return ([a = NaN, b = NaN, c = NaN]) => f(a, b, c);
};

/** A parameter as a type that the schema of its op says. */
const read = <T>(params: Parameters, name: string, otherwise: T): T => (params[name] ?? otherwise) as T;

type Axes = { readonly axis?: number | readonly number[]; readonly keepDims?: boolean };

/** An op that takes options which are named as the parameters are; null is as if left out. */
const optioned = <O extends object = Axes>(f: (x: V, options: O) => V): Run => {
  return ([x = NaN], params) => {
    const given = Object.entries(params).filter(([, value]) => value !== null);
    return f(x, Object.fromEntries(given) as O);
  };
};

/** An op with options one of which is an argument of its own in dualtape. */
const led = <T>(name: string, otherwise: T, f: (x: V, own: T, options: { axis: number }) => V): Run => {
  return ([x = NaN], params) =>
    f(
      x,
      read(params, name, otherwise),
      ("axis" in params ? { axis: params["axis"] } : {}) as { axis: number },
    );
};

/** An op with several results, of which `output` says which. */
const several = (f: (x: V) => readonly V[]): Run => {
  return ([x = NaN], params) => {
    const value = f(x)[read(params, "output", 0)];
    if (value === undefined) throw new Unsupported("there is no such output");
    return value;
  };
};

type Indices = readonly (readonly number[])[];
const at = (params: Parameters): dt.Value => dt.array(read<Indices>(params, "indices", []));

const elementwise: Ops<V> = {
  ...unaries(["neg", "reciprocal", "square", "abs", "sign", "floor", "ceil", "round", "trunc"]),
  ...unaries(["exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "logit", "sqrt", "rsqrt", "cbrt"]),
  ...unaries(["sin", "cos", "tan", "asin", "acos", "atan", "sinc"]),
  ...unaries(["sinh", "cosh", "tanh", "asinh", "acosh", "atanh"]),
  ...unaries(["erf", "erfc", "erfinv", "lgamma", "digamma", "ndtr"]),
  ...unaries(["relu", "relu6", "selu", "elu", "gelu", "silu", "mish", "softplus", "softsign"]),
  ...unaries(["sigmoid", "logSigmoid", "hardTanh", "stopGradient", "identity"]),
  ...binaries(["add", "sub", "mul", "div", "pow", "remainder", "fmod", "floorDivide", "copysign"]),
  ...binaries(["logaddexp", "xlogy", "hypot", "atan2", "maximum", "minimum", "logicalAnd", "logicalOr"]),
  less: binary(dt.less.mask),
  lessEqual: binary(dt.lessEqual.mask),
  greater: binary(dt.greater.mask),
  greaterEqual: binary(dt.greaterEqual.mask),
  equal: binary(dt.equal.mask),
  notEqual: binary(dt.notEqual.mask),
  logicalNot: unary(dt.logicalNot as (x: V) => V),
  isNaN: unary(dt.isNaN as (x: V) => V),
  clip: ternary(dt.clip),
  where: ternary(dt.where),
  nanToNum: unary((x) => dt.nanToNum(x)),
  leakyRelu: ([x = NaN], params) => dt.leakyRelu(x, read(params, "slope", 0.01)),
  cast: ([x = NaN], params) => dt.cast(x, read(params, "dtype", "float64")),
  toInteger: unary((x) => dt.cast(x, "int32")),
};

type UnaryName = { [K in OpName & keyof typeof dt]: (typeof dt)[K] extends (x: V) => V ? K : never }[OpName &
  keyof typeof dt];
type BinaryName = OpName & keyof typeof dt;

function unaries(names: readonly UnaryName[]): Ops<V> {
  return Object.fromEntries(names.map((name) => [name, unary(dt[name] as (x: V) => V)]));
}

function binaries(names: readonly BinaryName[]): Ops<V> {
  return Object.fromEntries(names.map((name) => [name, binary(dt[name] as (a: V, b: V) => V)]));
}

const reductions: Ops<V> = {
  sum: optioned(dt.sum),
  mean: optioned(dt.mean),
  prod: optioned(dt.prod),
  max: optioned(dt.max),
  min: optioned(dt.min),
  var: optioned(dt.variance),
  std: optioned(dt.std),
  logsumexp: optioned(dt.logsumexp),
  norm: unary((x) => dt.norm(x)),
  median: optioned(dt.median),
  argmax: optioned<{ axis: number }>(dt.argmax),
  cumsum: optioned<{ axis: number }>(dt.cumsum),
  cumprod: optioned<{ axis: number }>(dt.cumprod),
  cummax: optioned<{ axis: number }>(dt.cummax),
  softmax: optioned<{ axis: number }>(dt.softmax),
  logSoftmax: optioned<{ axis: number }>(dt.logSoftmax),
  trace: unary((x) => dt.trace(x)),
  diff: optioned<{ axis: number }>(dt.diff),
  sort: optioned<{ axis: number }>(dt.sort),
};

const shapes: Ops<V> = {
  reshape: led<number[]>("shape", [], (x, shape) => dt.reshape(x, shape)),
  ravel: unary(dt.ravel),
  transpose: ([x = NaN], { axes = null }) =>
    axes === null ? dt.transpose(x) : dt.transpose(x, axes as number[]),
  squeeze: optioned<{ axis: number }>(dt.squeeze),
  expandDims: led("axis", 0, (x, axis) => dt.expandDims(x, axis)),
  broadcastTo: led<number[]>("shape", [], (x, shape) => dt.broadcastTo(x, shape)),
  concatenate: (xs, params) => dt.concatenate(xs, { axis: read(params, "axis", 0) }),
  stack: (xs, params) => dt.stack(xs, { axis: read(params, "axis", 0) }),
  split: ([x = NaN], params) =>
    several((x) => dt.split(x, read(params, "sections", 1), { axis: read(params, "axis", 0) }))([x], params),
  tile: led<number[]>("reps", [], (x, reps) => dt.tile(x, reps)),
  repeat: led("repeats", 1, dt.repeat),
  flip: optioned<{ axis: number }>(dt.flip),
  roll: led("shift", 0, dt.roll),
  pad: ([x = NaN], params) =>
    dt.pad(x, read<[number, number][]>(params, "width", []), { mode: read(params, "mode", "constant") }),
  tril: led("k", 0, (x, k) => dt.tril(x, k)),
  triu: led("k", 0, (x, k) => dt.triu(x, k)),
  diag: unary((x) => dt.diag(x)),

  slice: ([x = NaN], params) => dt.slice(x, ...read<[number, number, number][]>(params, "ranges", [])),
  take: led<number[]>("indices", [], dt.take),
  takeAlongAxis: led<number[]>("indices", [], dt.takeAlongAxis),
  gather: ([x = NaN], params) => dt.gather(x, at(params)),
  scatter: ([x = NaN, u = NaN], params) => dt.scatter(x, at(params), u),
  scatterAdd: ([x = NaN, u = NaN], params) => dt.scatterAdd(x, at(params), u),
  segmentSum: ([x = NaN], params) =>
    dt.segmentSum(x, read<number[]>(params, "segmentIds", []), {
      numSegments: read(params, "numSegments", 0),
    }),
  topK: ([x = NaN], params) => dt.topK(x, read(params, "k", 1)).values,
};

const products: Ops<V> = {
  ...binaries(["dot", "outer", "matmul", "kron", "solve"]),
  cross: binary((a, b) => dt.cross(a, b)),
  tensordot: ([a = NaN, b = NaN], params) => dt.tensordot(a, b, { axes: read(params, "axes", 2) }),
  einsum: (xs, params) => dt.einsum(read(params, "spec", ""), ...xs),
  conv: ([x = NaN, w = NaN], params) => dt.conv(x, w, params),
  maxPool: pool(dt.maxPool),
  avgPool: pool(dt.avgPool),
  ...unaries(["det", "inv", "cholesky", "expm", "pinv"]),
  triangularSolve: ([a = NaN, b = NaN], params) =>
    dt.triangularSolve(a, b, { lower: read(params, "lower", true) }),
  slogdet: several((x) => [dt.slogdet(x).sign, dt.slogdet(x).logabsdet]),
  qr: several((x) => [dt.qr(x).q, dt.qr(x).r]),
  eigh: several((x) => [dt.eigh(x).values, dt.eigh(x).vectors]),
  svdvals: unary((x) => dt.svd(x).s),
  matrixPower: led("n", 1, (x, n) => dt.matrixPower(x, n)),
};

function pool(f: typeof dt.maxPool): Run {
  return ([x = NaN], { window, ...options }) => {
    const lengths = (window ?? []) as number[];
    return f(x, lengths, { stride: lengths, ...options });
  };
}

/** What dualtape does for each op of the vocabulary. */
export const ops: Ops<V> = { ...elementwise, ...reductions, ...shapes, ...products };
