// The cross-entropy of classes.

import * as nd from "../ndarray/index.js";
import { badArgument, badOption, outOfRange } from "../core/errors.js";
import { Box, dtypeOf, shapeOf, value, type Value } from "../core/op.js";
import { cast, chain } from "../core/space.js";
import { known } from "../ndarray/options.js";
import { add, div, mul, neg, sub } from "./arithmetic.js";
import { exp, expm1, log1p } from "./exponential.js";
import { stopGradient } from "./identity.js";
import { lift, type Like } from "./lift.js";
import { reducedLoss, reductionOf, reductions, type LossOptions } from "./loss.js";
import { max, sum } from "./reductions.js";
import { equal, where } from "./select.js";
import { reshape } from "./shape.js";

/** Of `crossEntropy`. */
export interface CrossEntropyOptions extends LossOptions {
  /** The weight of each class. */
  readonly weight?: Like;
  /** The index that stands for no class, whose elements count for nothing; −100 by default. */
  readonly ignoreIndex?: number;
  /** Which share of each target is spread evenly over all classes; 0 by default. */
  readonly labelSmoothing?: number;
}

/** What is known of a call. */
interface Setting {
  readonly classes: number;
  readonly axis: number;
  /** Of each class, broadcast over the other axes. */
  readonly weight: Value;
  readonly smoothing: number;
  readonly ignored: number;
}

/**
 * −ln of the probability that the softmax of the logits x gives to the class that is true. The classes lie along axis 1,
 * of a vector along its only one. The target holds the indices of the classes, in the shape of x without that axis, or
 * in the shape of x their probabilities, in which it can be differentiated; the loss is then −Σ p ln softmax(x). The mean
 * over indices is weighted by the weights of their classes.
 *
 * @example
 * crossEntropy([[0, 0], [1000, 0]], [1, 0]); // 0.3465735902799726…
 * crossEntropy([0, 0], [0.25, 0.75]); // 0.6931471805599453
 */
export function crossEntropy(x: Like, target: Like, options: CrossEntropyOptions = {}): Value {
  const names = ["reduction", "weight", "ignoreIndex", "labelSmoothing"] as const;
  const {
    reduction = "mean",
    weight,
    ignoreIndex = -100,
    labelSmoothing = 0,
  } = known("crossEntropy", options, names);
  reductionOf("crossEntropy", reduction, reductions);
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
    throw badOption("crossEntropy", "labelSmoothing", "from 0 to 1", labelSmoothing);
  const v = lift("crossEntropy", x);
  const rank = shapeOf(v).length;
  if (rank === 0)
    throw badArgument("crossEntropy", "its input", "the logits of classes, of rank 1 or more", value(v));
  const axis = Math.min(1, rank - 1);
  const setting = {
    classes: shapeOf(v)[axis] ?? 0,
    axis,
    weight: weightsOf(v, axis, weight),
    smoothing: labelSmoothing,
    ignored: ignoreIndex,
  };
  const y = lift("crossEntropy", target, "its target");
  if (nd.sameShape(shapeOf(y), shapeOf(v)))
    return reducedLoss(againstProbabilities(v, y, setting), reduction);
  const { losses, weights } = againstIndices(v, y, setting);
  return reduction === "mean" ? div(sum(losses), sum(weights)) : reducedLoss(losses, reduction);
}

/** The weights of the classes along their axis; 1 without. */
function weightsOf(x: Value, axis: number, weight: Like | undefined): Value {
  if (weight === undefined) return 1;
  const w = lift("crossEntropy", weight, "weight");
  const classes = shapeOf(x)[axis] ?? 0;
  if (!nd.sameShape(shapeOf(w), [classes]))
    throw outOfRange("crossEntropy", "weight", `of shape [${String(classes)}], one for each class`, value(w));
  return reshape(
    w,
    shapeOf(x).map((n, k) => (k === axis ? n : 1)),
  );
}

/**
 * ln softmax(x), to the last digit also where it is near 0, as that of a class that is almost certain: the largest
 * exponential, 1, is left out of the sum of which the logarithm is taken.
 */
function logsOf(x: Value, axis: number): Value {
  if (shapeOf(x)[axis] === 0) return x;
  const along = { axis, keepDims: true };
  const away = sub(x, stopGradient(max(x, along)));
  const largest = equal.mask(away, 0);
  const ties = sum(cast(largest, nd.floatTypeOf([{ dtype: dtypeOf(x) }])), along);
  const others = sum(where(largest, expm1(away), exp(away)), along);
  return sub(away, log1p(add(sub(ties, 1), others)));
}

/** −Σ w p ln softmax(x), the probabilities p smoothed. */
function againstProbabilities(x: Value, p: Value, { classes, axis, weight, smoothing }: Setting): Value {
  const smoothed = smoothing === 0 ? p : add(mul(1 - smoothing, p), smoothing / classes);
  // A strong zero: what has no probability counts for nothing, even at a logit of −∞.
  return neg(sum(mul(weight, chain(smoothed, logsOf(x, axis))), { axis }));
}

/** The loss of each element, and its weight: that of its class, and 0 where it is ignored. */
function againstIndices(x: Value, target: Value, setting: Setting): { losses: Value; weights: Value } {
  const { classes, axis, weight, smoothing } = setting;
  const indices = indicesOf(target, shapeOf(x).toSpliced(axis, 1), setting);
  const logs = logsOf(x, axis);
  const chosen = oneHot(shapeOf(x), axis, (place, k) => indices[place] === k);
  const counted = oneHot(shapeOf(x), axis, (place) => indices[place] !== setting.ignored);
  const weighted = chain(weight, logs);
  const sharp = neg(sum(where(chosen, weighted, 0), { axis }));
  const weights = sum(where(chosen, weight, 0), { axis });
  if (smoothing === 0) return { losses: sharp, weights };
  const even = neg(sum(where(counted, weighted, 0), { axis }));
  return { losses: add(chain(1 - smoothing, sharp), mul(smoothing / classes, even)), weights };
}

/** A mask of the shape of the logits, by the place of an element among the others of its class, and its class. */
function oneHot(shape: nd.Shape, axis: number, holds: (place: number, k: number) => boolean): nd.NDArray {
  const inner = nd.sizeOf(shape.slice(axis + 1));
  const classes = shape[axis] ?? 0;
  const mask = nd.allocate("bool", nd.sizeOf(shape)).map((_, i) => {
    const lane = Math.floor(i / inner);
    return Number(holds(Math.floor(lane / classes) * inner + (i % inner), lane % classes));
  });
  return new nd.NDArray(mask, shape);
}

/** The classes, each of which must be there unless it is ignored. */
function indicesOf(target: Value, shape: nd.Shape, { classes, ignored }: Setting): ArrayLike<number> {
  const want = `class indices of shape ${nd.formatShape(shape)}, or probabilities of the shape of its input`;
  if (!nd.sameShape(shapeOf(target), shape))
    throw outOfRange("crossEntropy", "its target", want, value(target));
  if (target instanceof Box)
    throw badArgument("crossEntropy", "its target", "plain class indices, not differentiated", value(target));
  const indices = typeof target === "number" ? [target] : Array.from(target.data);
  const wrong = indices.find((k) => k !== ignored && !(Number.isInteger(k) && k >= 0 && k < classes));
  if (wrong !== undefined) {
    const range = `class indices from 0 to ${String(classes - 1)}, or ignoreIndex (${String(ignored)})`;
    throw outOfRange("crossEntropy", "its target", range, wrong);
  }
  return indices;
}
