// Covariances and correlations of variables that are observed together.

import { badArgument, notFinite, outOfRange } from "../core/errors.js";
import { cast, eye } from "../ndarray/index.js";
import { shapeOf, value, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { add, div, sub } from "./arithmetic.js";
import { deviations } from "./deviations.js";
import { stopGradient } from "./identity.js";
import { lift, type Like } from "./lift.js";
import { norm } from "./norm.js";
import { matmul, matrixTranspose } from "./products.js";
import { clip, where } from "./select.js";
import { concatenate, reshape } from "./shape.js";

/** Which variables, and how they lie. */
export interface CorrelationOptions {
  /** More variables, observed as often. */
  readonly y?: Like;
  /** Whether each row is a variable, and each column an observation, true by default; else the other way round. */
  readonly rowVar?: boolean;
}

/** Of `cov`. */
export interface CovarianceOptions extends CorrelationOptions {
  /** Whether to divide by the number n of observations, not by n − 1; false by default. */
  readonly bias?: boolean;
  /** What is taken off n before dividing by it; takes the place of `bias`. */
  readonly ddof?: number;
}

/**
 * The covariances of variables, Σ (xᵢ − x̄ᵢ)(xⱼ − x̄ⱼ) / (n − 1) over n observations: a matrix, of a single vector
 * its variance. NaN where n − ddof is 0.
 *
 * @example
 * cov([[1, 2, 3], [1, 0, 2]]); // [[1, 0.5], [0.5, 1]]
 */
export function cov(x: Like, given: CovarianceOptions = {}): Value {
  const {
    bias = false,
    ddof = bias ? 0 : 1,
    ...options
  } = known("cov", given, ["y", "rowVar", "bias", "ddof"]);
  if (!Number.isFinite(ddof)) throw notFinite("cov", "ddof", ddof);
  const rows = variables("cov", x, options);
  const centred = deviations(rows, [1]);
  const divisor = Math.max(0, (shapeOf(rows)[1] ?? 0) - ddof);
  return squareOf(div(matmul(centred, matrixTranspose(centred)), divisor));
}

/**
 * The correlations of variables, their covariances divided by their standard deviations: a matrix of numbers from
 * −1 to 1, of a single vector 1. NaN of a variable that is constant.
 *
 * @example
 * corrcoef([[0, 1, 0, 1], [3, 1, 3, 1]]); // [[1, -1], [-1, 1]]
 */
export function corrcoef(x: Like, options: CorrelationOptions = {}): Value {
  const rows = variables("corrcoef", x, known("corrcoef", options, ["y", "rowVar"]));
  const centred = deviations(rows, [1]);
  const units = div(centred, norm(centred, { axis: 1, keepDims: true }));
  const r = matmul(units, matrixTranspose(units));
  // What rounding took beyond ±1 comes back, the diagonal to 1, and the derivative goes on as if it had not.
  const within = where(cast(eye(shapeOf(r)[0] ?? 0), "bool"), 1, clip(r, -1, 1));
  return squareOf(add(r, stopGradient(sub(within, r))));
}

/** The variables as the rows of a matrix. */
function variables(name: string, x: Like, { y, rowVar = true }: CorrelationOptions): Value {
  const rows = rowsOf(name, lift(name, x), rowVar);
  if (y === undefined) return rows;
  const more = rowsOf(name, lift(name, y, "y"), rowVar);
  const n = String(shapeOf(rows)[1]);
  if (shapeOf(more)[1] !== shapeOf(rows)[1])
    throw outOfRange(name, "y", `observed ${n} times, as its input`, value(more));
  return concatenate([rows, more]);
}

function rowsOf(name: string, v: Value, rowVar: boolean): Value {
  const rank = shapeOf(v).length;
  if (rank > 2) throw badArgument(name, "its input", "a vector or a matrix of variables", value(v));
  if (rank < 2) return reshape(v, [1, -1]);
  return rowVar ? v : matrixTranspose(v);
}

/** A matrix; of one element, that number. */
function squareOf(c: Value): Value {
  return shapeOf(c)[0] === 1 ? reshape(c, []) : c;
}
