// Losses: how far predictions are from their targets. They are reduced as in PyTorch, to the mean unless told otherwise.

import { badOption } from "../core/errors.js";
import { shapeOf, type Value } from "../core/op.js";
import { chain } from "../core/space.js";
import { broadcastShapes, normalizeAxis } from "../ndarray/index.js";
import { known } from "../ndarray/options.js";
import { softplus } from "./activation.js";
import { abs, add, div, mul, neg, square, sub } from "./arithmetic.js";
import { exp, log } from "./exponential.js";
import { lift, type Like } from "./lift.js";
import { pairOf, reducedLoss, reductionOf, reductions, type LossOptions } from "./loss.js";
import { norm } from "./norm.js";
import { sum } from "./reductions.js";
import { lessEqual, maximum, where } from "./select.js";
import { broadcastTo } from "./shape.js";

export type { LossOptions } from "./loss.js";

/**
 * (x − y)², the squared error.
 *
 * @example
 * mse([1, 2], [1, 4]); // 2
 */
export function mse(x: Like, target: Like, options: LossOptions = {}): Value {
  const { reduction = "mean" } = known("mse", options, ["reduction"]);
  reductionOf("mse", reduction, reductions);
  const [v, y] = pairOf("mse", x, target);
  return reducedLoss(square(sub(v, y)), reduction);
}

/** Of `huber`. */
export interface HuberOptions extends LossOptions {
  /** From where on the loss is linear; 1 by default. */
  readonly delta?: number;
}

/**
 * ½ d² of the distance d = |x − y| up to δ, and δ (d − ½ δ) beyond (Huber 1964).
 *
 * @example
 * huber([0, 0], [1, 3], { reduction: "none" }); // [0.5, 2.5]
 */
export function huber(x: Like, target: Like, options: HuberOptions = {}): Value {
  const { reduction = "mean", delta = 1 } = known("huber", options, ["reduction", "delta"]);
  reductionOf("huber", reduction, reductions);
  if (!(delta > 0)) throw badOption("huber", "delta", "a number > 0", delta);
  const d = sub(...pairOf("huber", x, target));
  const far = abs(d);
  const near = lessEqual.mask(far, delta);
  return reducedLoss(where(near, mul(0.5, square(d)), mul(delta, sub(far, 0.5 * delta))), reduction);
}

/** Of `binaryCrossEntropyWithLogits`. */
export interface BinaryOptions extends LossOptions {
  /** The weight of each element. */
  readonly weight?: Like;
  /** The weight of what is true, beside that of what is false. */
  readonly posWeight?: Like;
}

/**
 * −w (p y ln σ(x) + (1 − y) ln σ(−x)), the cross-entropy of truths y from 0 to 1 under the probabilities σ(x), without
 * overflow or cancellation.
 *
 * @example
 * binaryCrossEntropyWithLogits(0, 1); // 0.6931471805599453
 * binaryCrossEntropyWithLogits([-1000, 1000], [0, 0], { reduction: "none" }); // [0, 1000]
 */
export function binaryCrossEntropyWithLogits(x: Like, target: Like, options: BinaryOptions = {}): Value {
  const name = "binaryCrossEntropyWithLogits";
  const {
    reduction = "mean",
    weight = 1,
    posWeight = 1,
  } = known(name, options, ["reduction", "weight", "posWeight"]);
  reductionOf(name, reduction, reductions);
  const [v, y] = pairOf(name, x, target);
  const ofTrue = mul(lift(name, posWeight, "posWeight"), y);
  // Strong zeros: where the truth is certain, the other term is not there, however large.
  const losses = add(chain(ofTrue, softplus(neg(v))), chain(sub(1, y), softplus(v)));
  return reducedLoss(mul(lift(name, weight, "weight"), losses), reduction);
}

/** Of `klDivergence`. */
export interface DivergenceOptions {
  /** As of all losses, and "batchMean", the sum divided by the length of the first axis. */
  readonly reduction?: LossOptions["reduction"] | "batchMean";
  /** Whether the target holds logarithms of probabilities too; false by default. */
  readonly logTarget?: boolean;
}

/**
 * p (ln p − x), the relative entropy (Kullback and Leibler 1951) of target probabilities p to those whose logarithms are
 * x; 0 where p is. As in PyTorch the mean is over all elements: the divergence of distributions is the "batchMean".
 *
 * @example
 * klDivergence([Math.log(0.5), Math.log(0.5)], [1, 0], { reduction: "sum" }); // 0.6931471805599453
 */
export function klDivergence(x: Like, target: Like, options: DivergenceOptions = {}): Value {
  const { reduction = "mean", logTarget = false } = known("klDivergence", options, [
    "reduction",
    "logTarget",
  ]);
  reductionOf("klDivergence", reduction, [...reductions, "batchMean"]);
  const [v, y] = pairOf("klDivergence", x, target);
  const losses = logTarget ? chain(exp(y), sub(y, v)) : chain(y, sub(log(y), v));
  if (reduction === "batchMean") return div(sum(losses), shapeOf(v)[0] ?? 1);
  return reducedLoss(losses, reduction);
}

/** Of `cosineSimilarity`. */
export interface CosineOptions {
  /** The axis of the vectors, 1 by default; of inputs of rank 1, 0. */
  readonly axis?: number;
  /** The least length that is divided by, 1e-8 by default. */
  readonly eps?: number;
}

/**
 * a · b / (‖a‖ ‖b‖), the cosine of the angle of two vectors, along an axis of two arrays that are broadcast; lengths
 * below `eps` count as `eps`, so that it is 0 for a vector of zeros.
 *
 * @example
 * cosineSimilarity([3, 4], [4, 3]); // 0.96
 */
export function cosineSimilarity(a: Like, b: Like, options: CosineOptions = {}): Value {
  const [x, y] = [
    lift("cosineSimilarity", a, "its first input"),
    lift("cosineSimilarity", b, "its second input"),
  ];
  const { axis, eps = 1e-8 } = known("cosineSimilarity", options, ["axis", "eps"]);
  const shape = broadcastShapes("cosineSimilarity", shapeOf(x), shapeOf(y));
  const at = normalizeAxis("cosineSimilarity", axis ?? (shape.length === 1 ? 0 : 1), shape.length);
  const [p, q] = [broadcastTo(x, shape), broadcastTo(y, shape)];
  const unit = (v: Value): Value => div(v, maximum(norm(v, { axis: at, keepDims: true }), eps));
  return sum(mul(unit(p), unit(q)), { axis: at });
}
