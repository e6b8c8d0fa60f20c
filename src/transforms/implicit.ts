// Functions that are defined by an equation: the solution x of F(x, θ) = 0, whatever way it was found, has the derivative
// dx/dθ = −(∂F/∂x)⁻¹ ∂F/∂θ (implicit function theorem).

import { badOption, noConvergence, outOfRange } from "../core/errors.js";
import { dtypeOf, shapeOf, value, type Value } from "../core/op.js";
import { flatten, leavesLike } from "../core/tree.js";
import { push } from "../forward/index.js";
import { known } from "../ndarray/options.js";
import { add, mul, neg, sub } from "../ops/arithmetic.js";
import { solve } from "../ops/linalg.js";
import { norm } from "../ops/norm.js";
import { packLike, unpack } from "../ops/packing.js";
import { transpose } from "../ops/shape.js";
import { jacobian } from "./jacobian.js";
import { pulledBack } from "./checkpoint.js";
import { Call } from "./call.js";
import { checkFunction } from "./options.js";
import { applied } from "./whole.js";

type Values = readonly Value[];

/** How far and how long a solver goes. */
export interface SolverOptions {
  /** The largest change of x, beside its size, at which it is accepted. */
  readonly tolerance?: number;
  /** After so many steps it gives up. */
  readonly maxSteps?: number;
}

/**
 * The x at which f(x, ...args) = 0, by Newton's method from `guess`, with shorter steps where a whole one leads away. x is
 * a tree of numbers and arrays, and f(x) one of the same structure. Differentiable in `args`, in both modes and at any
 * order, without the steps; not in the guess.
 *
 * @throws RangeError if it does not converge: `maxSteps` is 100 by default, and `tolerance` 1e-14, or 1e-6 in float32.
 * @example
 * const squareRoot = (a: Value) => root((x: Value, a: Value) => sub(mul(x, x), a), 1, [a]);
 * grad(squareRoot)(4); // 0.25
 */
export function root<X, A extends unknown[]>(
  f: (x: X, ...args: A) => X,
  guess: X,
  args: A = [] as unknown as A,
  options: SolverOptions = {},
): X {
  checkFunction("root", f);
  const { tolerance, maxSteps } = checked("root", options, guess, 100);
  return solution("root", f, guess, args, (equation, x) => newton(equation, x, tolerance, maxSteps));
}

/**
 * The x with x = f(x, ...args), by putting x into f again and again from `guess`. Structure and derivatives as for `root`.
 *
 * @throws RangeError if it does not converge: `maxSteps` is 10000 by default, `tolerance` as for `root`.
 * @example
 * const f = (a: Value) => fixedPoint((x: Value, a: Value) => cos(mul(a, x)), 1, [a]);
 * f(1); // 0.7390851332151…
 */
export function fixedPoint<X, A extends unknown[]>(
  f: (x: X, ...args: A) => X,
  guess: X,
  args: A = [] as unknown as A,
  options: SolverOptions = {},
): X {
  checkFunction("fixedPoint", f);
  const { tolerance, maxSteps } = checked("fixedPoint", options, guess, 10_000);
  const residual = (x: X, ...rest: A): X => difference("fixedPoint", f(x, ...rest), x);
  return solution("fixedPoint", residual, guess, args, (equation, x) => {
    let at = x;
    for (let step = 0; step < maxSteps; step++) {
      const change = equation(at);
      at = add(at, change);
      if (sizeOfAll(change) <= tolerance * (1 + sizeOfAll(at))) return at;
    }
    throw noConvergence("fixedPoint", maxSteps, sizeOfAll(equation(at)));
  });
}

/**
 * The x with matvec(x, ...args) = b, where `matvec` is linear in x and as many numbers come out as go in. Its matrix is
 * computed column by column. Differentiable in b and `args`, in both modes and at any order.
 *
 * @example
 * linearSolve((x: Value) => mul([2, 4], x), array([2, 2])); // [1, 0.5]
 */
export function linearSolve<X, A extends unknown[]>(
  matvec: (x: X, ...args: A) => X,
  b: X,
  args: A = [] as unknown as A,
): X {
  checkFunction("linearSolve", matvec);
  const residual = (x: X, right: X, ...rest: A): X => difference("linearSolve", matvec(x, ...rest), right);
  return solution<X, [X, ...A]>("linearSolve", residual, b, [b, ...args], (equation, x) => {
    const zero = mul(0, x);
    return neg(solve(jacobianOf(equation, zero), equation(zero)));
  });
}

/** A residual as a function of the vector of all numbers of x, the arguments held. */
type Equation = (x: Value) => Value;

/** The tree x with residual(x, ...args) = 0 that `find` finds, and its derivative by the implicit function theorem. */
function solution<X, A extends unknown[]>(
  name: string,
  residual: (x: X, ...args: A) => X,
  guess: X,
  args: A,
  find: (equation: Equation, guess: Value) => Value,
): X {
  const start = flatten(name, guess, "the guess");
  const first = start.leaves.map(value);
  const call = Call.ofAll(name, residual, args);
  const shapes = first.map(shapeOf);
  const pieces = (vector: Value): Values => unpack(vector, shapes);
  const vectorOf = (parts: Values): Value => packLike(parts, first);
  const equationAt =
    (theta: Values): Equation =>
    (vector) => {
      const x = start.fill(pieces(vector)) as X;
      const y = residual(x, ...(call.fill(theta) as A));
      return vectorOf(leavesLike(name, "what f returns", y, x));
    };
  const inTheta =
    (x: Values) =>
    (theta: Values): Values => [equationAt(theta)(vectorOf(x))];
  const found = applied(
    {
      name,
      like: () => first,
      run: (theta) => pieces(find(equationAt(theta), vectorOf(first))),
      push: (dtheta, x, theta) => {
        const { dy } = push(inTheta(x), theta, dtheta);
        return pieces(neg(solve(jacobianOf(equationAt(theta), vectorOf(x)), dy[0] ?? 0)));
      },
      pull: (dx, x, theta, wanted) => {
        const matrix = transpose(jacobianOf(equationAt(theta), vectorOf(x)));
        return pulledBack(inTheta(x), theta, [neg(solve(matrix, vectorOf(dx)))], wanted);
      },
    },
    call.x,
  );
  return start.fill(found) as X;
}

function jacobianOf(equation: Equation, x: Value): Value {
  return (jacobian(equation) as Equation)(x);
}

/** Newton's method, from x to x + change / 2ᵏ with the least k that makes the residual smaller. */
function newton(equation: Equation, guess: Value, tolerance: number, maxSteps: number): Value {
  let [x, rest] = [guess, equation(guess)];
  for (let step = 0; step < maxSteps && sizeOfAll(rest) > 0; step++) {
    const change = neg(solve(jacobianOf(equation, x), rest));
    const isSmall = sizeOfAll(change) <= tolerance * (1 + sizeOfAll(x));
    let [part, next] = [1, add(x, change)];
    let left = equation(next);
    while (!(sizeOfAll(left) < sizeOfAll(rest)) && part > shortest) {
      part /= 2;
      next = add(x, mul(part, change));
      left = equation(next);
    }
    if (part <= shortest) {
      // Where the whole step is no longer than rounding, the residual is nothing else.
      if (sizeOfAll(change) <= Math.max(tolerance, 1e-8) * (1 + sizeOfAll(x))) return x;
      throw noConvergence("root", step, sizeOfAll(rest));
    }
    [x, rest] = [next, left];
    if (isSmall) return x;
  }
  if (sizeOfAll(rest) === 0) return x;
  throw noConvergence("root", maxSteps, sizeOfAll(rest));
}

/** The part of a step below which it is not shortened. */
const shortest = 2 ** -40;

/** The largest size of an element of a vector; NaN if one is. */
function sizeOfAll(x: Value): number {
  return Number(value(norm(x, { ord: Infinity })));
}

/** a − b, leaf by leaf. */
function difference<X>(name: string, a: X, b: X): X {
  const { leaves, fill } = flatten(name, b, "x");
  const left = leavesLike(name, "what f returns", a, b);
  return fill(leaves.map((leaf, k) => sub(left[k] as Value, leaf))) as X;
}

/** The options, with defaults for an x like the guess. */
function checked(
  name: string,
  options: SolverOptions,
  guess: unknown,
  most: number,
): Required<SolverOptions> {
  const { leaves } = flatten(name, guess, "the guess");
  const least = leaves.some((x) => dtypeOf(x) === "float32") ? 1e-6 : 1e-14;
  const { tolerance = least, maxSteps = most } = known(name, options, ["tolerance", "maxSteps"]);
  if (!(typeof tolerance === "number" && tolerance >= 0))
    throw badOption(name, "tolerance", "a number ≥ 0", tolerance);
  if (!Number.isInteger(maxSteps) || maxSteps < 1)
    throw outOfRange(name, "maxSteps", "an integer ≥ 1", maxSteps);
  return { tolerance, maxSteps };
}
