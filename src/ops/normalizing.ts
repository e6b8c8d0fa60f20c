// Normalizations: values brought to mean 0 and variance 1, then scaled and shifted.

import * as nd from "../ndarray/index.js";
import { badArgument, badOption, outOfRange } from "../core/errors.js";
import { shapeOf, value, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { add, div, mul, square, sub } from "./arithmetic.js";
import { deviations } from "./deviations.js";
import { sqrt } from "./exponential.js";
import { lift, type Like } from "./lift.js";
import { count } from "./reducing.js";
import { mean } from "./reductions.js";
import { reshape } from "./shape.js";

/** How what is normalized is scaled and shifted. */
export interface NormalizationOptions {
  /** The factor, 1 by default. */
  readonly weight?: Like;
  /** What is added, 0 by default. */
  readonly bias?: Like;
  /** What is added to the variance, 1e-5 by default. */
  readonly eps?: number;
}

/**
 * (x − x̄) / √(σ² + ε) · w + b over the last axes, those of `shape`, in which the weight and the bias are given too (Ba et
 * al. 2016). The variance σ² is that of the elements, divided by n.
 *
 * @example
 * layerNorm([[1, 3], [5, 5]], 2, { eps: 0.25, weight: [2, 2] }); // [[-1.78…, 1.78…], [0, 0]]
 */
export function layerNorm(x: Like, shape: number | nd.Shape, options: NormalizationOptions = {}): Value {
  const { weight, bias, eps = 1e-5 } = known("layerNorm", options, ["weight", "bias", "eps"]);
  const v = lift("layerNorm", x);
  const normalized = nd.checkShape("layerNorm", shape);
  const skipped = shapeOf(v).length - normalized.length;
  if (normalized.length === 0 || skipped < 0 || !nd.sameShape(shapeOf(v).slice(skipped), normalized))
    throw badArgument("layerNorm", "shape", `the last axes of ${nd.formatShape(shapeOf(v))}`, normalized);
  const axes = normalized.map((_, k) => skipped + k);
  const y = normalizedOver("layerNorm", v, axes, eps);
  return affine("layerNorm", y, weight, bias, normalized, normalized);
}

/** (x − x̄) / √(σ² + ε) */
function normalizedOver(name: string, v: Value, axes: readonly number[], eps: number): Value {
  checkEps(name, eps);
  const centred = deviations(v, axes);
  const variance = mean(square(centred), { axis: axes, keepDims: true });
  return div(centred, sqrt(add(variance, eps)));
}

function checkEps(name: string, eps: number): void {
  if (!(eps >= 0)) throw badOption(name, "eps", "a number of 0 or more", eps);
}

/** y · w + b, with parameters that are given in one shape and broadcast from another. */
function affine(
  name: string,
  y: Value,
  weight: Like | undefined,
  bias: Like | undefined,
  given: nd.Shape,
  spread: nd.Shape,
): Value {
  const scaled = weight === undefined ? y : mul(y, parameter(name, "weight", weight, given, spread));
  return bias === undefined ? scaled : add(scaled, parameter(name, "bias", bias, given, spread));
}

function parameter(name: string, what: string, p: Like, given: nd.Shape, spread: nd.Shape): Value {
  const v = lift(name, p, what);
  if (!nd.sameShape(shapeOf(v), given))
    throw outOfRange(name, what, `of shape ${nd.formatShape(given)}`, value(v));
  return reshape(v, spread);
}

/** Of `batchNorm`. */
export interface BatchNormOptions extends NormalizationOptions {
  /** The mean of each channel to take off, instead of that of the batch. */
  readonly runningMean?: Like;
  /** The variance of each channel to divide by, instead of that of the batch. */
  readonly runningVar?: Like;
}

/**
 * (x − x̄) / √(σ² + ε) · w + b for each channel, the index of axis 1, over all other axes (Ioffe and Szegedy 2015). The
 * mean and the variance, divided by n, are those of the batch, or those that are given; weight, bias and both of these
 * have one element for each channel. Nothing is updated.
 *
 * @example
 * batchNorm([[1, 5], [3, 9]], { eps: 0, bias: [1, 2] }); // [[0, 1], [2, 3]]
 */
export function batchNorm(x: Like, options: BatchNormOptions = {}): Value {
  const names = ["weight", "bias", "eps", "runningMean", "runningVar"] as const;
  const { weight, bias, eps = 1e-5, runningMean, runningVar } = known("batchNorm", options, names);
  const v = lift("batchNorm", x);
  const shape = shapeOf(v);
  if (shape.length < 2)
    throw badArgument("batchNorm", "its input", "of rank 2 or more, with channels along axis 1", value(v));
  if ((runningMean === undefined) !== (runningVar === undefined))
    throw badOption(
      "batchNorm",
      "runningMean and runningVar",
      "given together, or neither",
      runningMean ?? runningVar,
    );
  const channels = [shape[1] ?? 0];
  const spread = shape.map((n, k) => (k === 1 ? n : 1));
  const y =
    runningMean === undefined || runningVar === undefined
      ? normalizedByBatch(v, eps)
      : div(
          sub(v, parameter("batchNorm", "runningMean", runningMean, channels, spread)),
          sqrt(add(parameter("batchNorm", "runningVar", runningVar, channels, spread), eps)),
        );
  return affine("batchNorm", y, weight, bias, channels, spread);
}

function normalizedByBatch(v: Value, eps: number): Value {
  const axes = shapeOf(v).flatMap((_, k) => (k === 1 ? [] : [k]));
  if (count(shapeOf(v), axes) < 2) {
    const want = "of more than one element for each channel, or with runningMean and runningVar";
    throw outOfRange("batchNorm", "its input", want, value(v));
  }
  return normalizedOver("batchNorm", v, axes, eps);
}
