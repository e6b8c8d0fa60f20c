// The vocabulary in the ops of TensorFlow.js. What it would take other ops to write is left out, so that what is
// judged are its own.

import type { Parameters } from "../format.js";
import { Unsupported, type Ops } from "../interpret.js";
import { axesOf, numberAt, wordAt } from "./parameters.js";
import { arranging } from "./tfjs-arranging.js";

/** A tensor of TensorFlow.js. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly dataSync: () => ArrayLike<number>;
}

/** A number is a constant; what is differentiated is a tensor, whatever its shape. */
export type V = number | Tensor;

/** The parts of TensorFlow.js that are functions of tensors. */
export type Functions = Readonly<Record<string, (...args: readonly unknown[]) => Tensor>>;

/** Calls one of them. */
export type Call = (name: string, ...args: readonly unknown[]) => Tensor;

type Run = Ops<V>[string];

/** Ops that need no more than their arguments. */
const plain =
  `add sub mul div neg reciprocal square abs sign pow floor ceil round exp expm1 log log1p sqrt rsqrt
  sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh maximum minimum where less lessEqual greater
  greaterEqual equal notEqual logicalAnd logicalOr logicalNot isNaN erf relu relu6 elu selu softplus sigmoid
  logSigmoid norm dot`.split(/\s+/);

/** The same where they have another name. */
const renamed = {
  ...{
    remainder: "mod",
    floorDivide: "floorDiv",
    outer: "outerProduct",
    matmul: "matMul",
    identity: "clone",
  },
};

const reductions = { sum: "sum", mean: "mean", prod: "prod", max: "max", min: "min", logsumexp: "logSumExp" };

/** Ops along one axis, by default the last one. */
const along = { cumsum: "cumsum", cumprod: "cumprod", argmax: "argMax", flip: "reverse" };

/** What TensorFlow.js does for each op that it has. */
export function opsOf(tf: Functions, linalg: Functions): Ops<V> {
  const call: Call = (name, ...args) => {
    const f = tf[name];
    if (f === undefined) throw new Unsupported(`there is no ${name}`);
    return f(...args);
  };
  const direct = (name: string): Run => {
    return (args) => call(name, ...args);
  };
  const reduction = (name: string): Run => {
    return ([x], params) => call(name, x, ...axesOf(params));
  };
  const axed = (name: string): Run => {
    return ([x], params) => call(name, x, axisOf(x, params));
  };
  const softened = (name: string): Run => {
    return ([x], params) => {
      if (axisOf(x, params) === rankOf(x) - 1) return call(name, x);
      throw new Unsupported(`its ${name} is along the last axis`);
    };
  };
  return {
    ...Object.fromEntries(plain.map((name) => [name, direct(name)])),
    ...tabulated(renamed, direct),
    ...tabulated(reductions, reduction),
    ...tabulated(along, axed),
    ...tabulated({ softmax: "softmax", logSoftmax: "logSoftmax" }, softened),
    ...choosing(call),
    ...triangles(linalg),
    ...arranging(call),
    leakyRelu: ([x], params) => call("leakyRelu", x, numberAt(params, "slope", 0.01)),
    var([x], params) {
      if (numberAt(params, "ddof", 0) !== 0) throw new Unsupported("its moments have no ddof");
      return (call("moments", x, ...axesOf(params)) as unknown as { variance: Tensor }).variance;
    },
    stopGradient: ([x = NaN]) => (typeof x === "number" ? x : stopped(tf, x)),
    matmul([a, b]) {
      if (rankOf(a) > 1 && rankOf(b) > 1) return call("matMul", a, b);
      if (rankOf(a) < 3 && rankOf(b) < 3) return call("dot", a, b);
      throw new Unsupported("its products with a vector are those of matrices");
    },
    einsum(xs, params) {
      const spec = wordAt(params, "spec");
      const repeats = spec.split(/,|->/).some((axes) => new Set(axes).size < axes.length);
      if (repeats || xs.length > 2)
        throw new Unsupported("its einsum is of two arrays, without repeated axes");
      return call("einsum", spec, ...xs);
    },
  };
}

const rankOf = (x: V | undefined): number => (typeof x === "object" ? x.shape.length : 0);

/** Some of its ops count axes from the first only. */
function axisOf(x: V | undefined, params: Parameters): number {
  const axis = numberAt(params, "axis", -1);
  return axis < 0 ? axis + rankOf(x) : axis;
}

function tabulated(names: Readonly<Record<string, string>>, run: (name: string) => Run): Ops<V> {
  return Object.fromEntries(Object.entries(names).map(([name, theirs]) => [name, run(theirs)]));
}

/** Ops that are steps in some way. */
function choosing(call: Call): Ops<V> {
  return {
    clip([x, low, high]) {
      if (typeof low === "number" && typeof high === "number") return call("clipByValue", x, low, high);
      throw new Unsupported("its bounds are constants");
    },
    cast([x], params) {
      if (wordAt(params, "dtype") === "float32") return call("cast", x, "float32");
      throw new Unsupported("it has no float64");
    },
    toInteger: ([x]) => call("cast", call("cast", x, "int32"), "float32"),
  };
}

/** Its bands always hold the diagonal. */
function triangles(linalg: Functions): Ops<V> {
  const band = (x: V | undefined, lower: number, upper: number): V => {
    if (lower < -1 || upper < -1) throw new Unsupported("its bands hold the diagonal");
    return linalg["bandPart"]?.(x, lower, upper) ?? NaN;
  };
  // A width of −1 is one without end.
  const width = (k: number): number => (k < 0 ? -2 : k);
  return {
    tril: ([x], params) => band(x, -1, width(numberAt(params, "k", 0))),
    triu: ([x], params) => band(x, width(-numberAt(params, "k", 0)), -1),
  };
}

/** There is no op for it: a function whose gradient is zero by its own account. */
function stopped(tf: Functions, x: Tensor): V {
  const { clone, zerosLike } = tf;
  const customGrad = tf["customGrad"] as unknown as (f: (x: Tensor) => object) => (x: Tensor) => Tensor;
  return customGrad((x) => ({ value: clone?.(x), gradFunc: zerosLike }))(x);
}
