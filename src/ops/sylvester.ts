// Sylvester's equation, and the square root of a matrix, whose derivative solves one.

import * as nd from "../ndarray/index.js";
import { outOfRange } from "../core/errors.js";
import { bind, shapeOf, value, type Op, type Value } from "../core/op.js";
import { broadcastTo as stretched, real, sumTo as shrunk } from "../core/space.js";
import { add, mul, neg } from "./arithmetic.js";
import { outweighed } from "./graded.js";
import { lift, type Like } from "./lift.js";
import { solve } from "./linalg.js";
import { matrixProduct, swapped } from "./multiplying.js";
import { publish } from "./publish.js";
import { expandDims, reshape } from "./shape.js";
import { weights } from "./triangles.js";

type Three = readonly [Value, Value, Value];

// Of a x + x b = c: a ẋ + ẋ b = ċ − ȧ x − x ḃ, and with aᵀ w + w bᵀ = x̄:  c̄ = w, ā = −w xᵀ, b̄ = −xᵀ w.
const sylvesterOp: Op<Three, undefined> = {
  name: "sylvester",
  doc: "the solution x of a x + x b = c",
  eval: ([a, b, c]) => bySolving(a, b, c) as nd.Plain,
  shape: ([a, b, c]) => shapeOfSolution(a, b, c),
  jvp(i, dx, y, [a, b]) {
    const side = i === 2 ? dx : neg(i === 0 ? matrixProduct(dx, y) : matrixProduct(y, dx));
    return stretched(bind(sylvesterOp, [a, b, side], undefined), shapeOf(y));
  },
  vjp(i, dy, y, x) {
    const w = bind(sylvesterOp, [swapped(x[0]), swapped(x[1]), dy], undefined);
    const shape = shapeOf(x[i] ?? 0);
    if (i === 2) return shrunk(w, shape);
    return shrunk(neg(i === 0 ? matrixProduct(w, swapped(y)) : matrixProduct(swapped(y), w)), shape);
  },
  core: [2, 2, 2],
  domain: [real, real, real],
  examples: [
    {
      shapes: [
        [2, 2],
        [3, 3],
        [2, 3],
      ],
      params: undefined,
      arrange: apart,
    },
    {
      shapes: [
        [2, 2, 2],
        [1, 1],
        [2, 1],
      ],
      params: undefined,
      arrange: apart,
    },
  ],
};

/**
 * The first two inputs with diagonals that outweigh their rows, so that no eigenvalues of theirs have the sum 0;
 * no entry so large that the solution underflows.
 */
function apart([a, b, c]: readonly nd.Plain[]): readonly nd.Plain[] {
  return [outweighed(a as nd.NDArray, 1e100), outweighed(b as nd.NDArray, 1e100), c as nd.Plain];
}

function shapeOfSolution(a: nd.Shape, b: nd.Shape, c: nd.Shape, third: unknown = c): nd.Shape {
  const [m, n] = [nd.squareLength("sylvester", a), nd.squareLength("sylvester", b)];
  if (c.length < 2 || c.at(-2) !== m || c.at(-1) !== n)
    throw outOfRange("sylvester", "its third input", `of shape [..., ${String(m)}, ${String(n)}]`, third);
  const batches = [a, b, c].map((shape) => shape.slice(0, -2));
  return [...nd.broadcastShapes("sylvester", ...batches), m, n];
}

/** By the linear system (a ⊗ 1 + 1 ⊗ bᵀ) x = c of the elements of x, row by row. */
function bySolving(a: Value, b: Value, c: Value): Value {
  const shape = shapeOfSolution(shapeOf(a), shapeOf(b), shapeOf(c));
  const [m = 0, n = 0] = shape.slice(-2);
  const left = mul(expandDims(expandDims(a, -2), -1), expandDims(identity(a, n), 1));
  const right = mul(
    expandDims(expandDims(identity(b, m), -1), -3),
    expandDims(expandDims(swapped(b), -2), -4),
  );
  const both = add(left, right);
  const system = reshape(both, [...shapeOf(both).slice(0, -4), m * n, m * n]);
  return reshape(solve(system, reshape(c, [...shapeOf(c).slice(0, -2), m * n, 1])), shape);
}

function identity(like: Value, n: number): nd.Plain {
  return weights(like, n, (i, j) => (i === j ? 1 : 0));
}

/**
 * The solution x of Sylvester's equation a x + x b = c, for matrices `a` [..., m, m], `b` [..., n, n] and `c`
 * [..., m, n]. It is found from the linear system of its m n elements, which takes (m n)³ steps. If an eigenvalue
 * of `a` is the negative of one of `b`, it gives infinities and NaN.
 *
 * @example
 * sylvester([[1]], [[3]], [[8]]); // [[2]]
 */
export const sylvester = /* @__PURE__ */ publish(sylvesterOp, (a: Like, b: Like, c: Like): Value => {
  const inputs = [
    lift("sylvester", a, "its first input"),
    lift("sylvester", b, "its second input"),
    lift("sylvester", c, "its third input"),
  ] as const;
  shapeOfSolution(shapeOf(inputs[0]), shapeOf(inputs[1]), shapeOf(inputs[2]), value(inputs[2]));
  return bind(sylvesterOp, inputs, undefined);
});

// Of y y = a: y ẏ + ẏ y = ȧ (Higham, Functions of Matrices, 2008, §6.1).
const sqrtmOp: Op<readonly [Value], undefined> = {
  name: "sqrtm",
  doc: "the principal square root y of a matrix, y y = a; NaN if it has none",
  eval: ([a]) => nd.sqrtm(a),
  shape: ([a]) => a,
  jvp: (_i, dx, y) => bind(sylvesterOp, [y, y, dx], undefined),
  vjp: (_i, dy, y) => bind(sylvesterOp, [swapped(y), swapped(y), dy], undefined),
  core: [2],
  domain: [real],
  examples: [
    { shapes: [[3, 3]], params: undefined, arrange: ([a]) => [outweighed(a as nd.NDArray, 100)] },
    { shapes: [[2, 2, 2]], params: undefined, arrange: ([a]) => [outweighed(a as nd.NDArray, 100)] },
  ],
};

/**
 * The principal square root of a matrix [..., n, n], y with y y = a whose eigenvalues have positive real parts, by
 * the iteration of Denman and Beavers. A matrix that has an eigenvalue 0 or below has none that is found: NaN. Of an
 * ill-conditioned one the digits are lost in proportion. The derivative takes n⁶ steps.
 *
 * @example
 * sqrtm([[4, 0], [0, 9]]); // [[2.00…, 0], [0, 2.99…]]
 */
export const sqrtm = /* @__PURE__ */ publish(sqrtmOp, (a: Like): Value => {
  const x = lift("sqrtm", a);
  nd.squareLength("sqrtm", shapeOf(x));
  return bind(sqrtmOp, [x], undefined);
});
