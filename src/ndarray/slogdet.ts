// Determinants as a sign and a logarithm, which neither overflow nor underflow.
import { squareLength } from "./batch.js";
import { lu } from "./lu.js";
import { type Plain, shapeOf } from "./ndarray.js";
import { eachMatrix } from "./packed.js";

/** The sign of the determinant of every matrix of a, and the logarithm of its size: [..., 2]. */
export function slogdet(a: Plain): Plain {
  const n = squareLength("slogdet", shapeOf(a));
  return eachMatrix(a, 2, (matrix, out) => {
    const { matrix: factors, sign } = lu(matrix, n);
    let [product, exponent]: [number, number] = [sign, 0];
    for (let i = 0; i < n; i++) {
      const [factor, power] = split(factors[i * n + i]!);
      const [next, carry] = split(product * factor);
      product = next;
      exponent += power + carry;
    }
    out[0] = Math.sign(product);
    out[1] = logarithm(Math.abs(product), exponent);
  });
}

/** x as a product of a number from 1 to 2 and 2 to some power. */
function split(x: number): [number, number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  const power = Math.max(-1022, Math.floor(Math.log2(Math.abs(x))));
  return [x / 2 ** power, power];
}

/** ln(x 2ᵏ), where that is a double its own logarithm: two that nearly cancel would leave few digits. */
function logarithm(x: number, k: number): number {
  return Math.abs(k) < 1000 ? Math.log(x * 2 ** k) : Math.log(x) + k * Math.LN2;
}
