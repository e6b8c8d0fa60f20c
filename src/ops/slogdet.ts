// The determinant as a sign and a logarithm.

import * as nd from "../ndarray/index.js";
import { bind, type Op, shapeOf, type Value } from "../core/op.js";
import { chain, real, zeroOf } from "../core/space.js";
import { graded, gradedAndTurned } from "./graded.js";
import { lift, type Like } from "./lift.js";
import { inv } from "./linalg.js";
import { swapped } from "./multiplying.js";
import { pack, unpack } from "./packing.js";
import { publish } from "./publish.js";
import { sum } from "./reductions.js";

/** As matrices, which keep their element type where numbers have none. */
const parts: readonly nd.Shape[] = [
  [1, 1],
  [1, 1],
];

// Giles 2008, 2.2.3: the derivative of ln |det a| is a⁻ᵀ.
const slogdetOp: Op<readonly [Value], null> = {
  name: "slogdet",
  doc: "the sign of det a, of derivative 0, and ln |det a|, whose gradient is a⁻ᵀ (Giles 2008); −∞ for a singular a",
  eval: ([a]) => nd.slogdet(a),
  shape: ([a]) => [...a.slice(0, -2), 2],
  jvp(_i, dx, y, [a]) {
    const batch = shapeOf(a).slice(0, -2);
    const [sign = 0] = unpack(y, parts);
    return pack([zeroOf(sign), sum(chain(swapped(inv(a)), dx), { axis: [-2, -1], keepDims: true })], batch);
  },
  vjp(_i, dy, _y, [a]) {
    const [, ofLogarithm = 0] = unpack(dy, parts);
    return chain(ofLogarithm, swapped(inv(a)));
  },
  core: [2],
  domain: [real],
  examples: [
    { shapes: [[3, 3]], params: null, arrange: graded },
    { shapes: [[2, 2, 2]], params: null, arrange: gradedAndTurned },
  ],
};

/** What `slogdet` answers with: det a is sign · exp(logabsdet). */
export interface SignAndLogarithm {
  readonly sign: Value;
  readonly logabsdet: Value;
}

/**
 * The sign of the determinant of a matrix [..., n, n] and the logarithm of its size, where the determinant
 * itself may overflow. The sign has derivative 0; that of the logarithm is a⁻ᵀ. A singular matrix has sign 0 and
 * logarithm −∞, and no derivative; an empty one has sign 1 and logarithm 0.
 *
 * @example
 * slogdet([[0, 2], [2, 0]]); // { sign: -1, logabsdet: 1.3862943611198906 }
 */
export const slogdet = /* @__PURE__ */ publish(slogdetOp, (a: Like): SignAndLogarithm => {
  const x = lift("slogdet", a);
  nd.squareLength("slogdet", shapeOf(x));
  const [sign = 0, logabsdet = 0] = unpack(bind(slogdetOp, [x], null), [[], []]);
  return { sign, logabsdet };
});
