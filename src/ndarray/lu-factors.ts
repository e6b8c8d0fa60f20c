// The factors of elimination with row exchanges, written out.
import { squareLength } from "./batch.js";
import { lu } from "./lu.js";
import { type Plain, shapeOf } from "./ndarray.js";
import { eachMatrix } from "./packed.js";

/** Of every n × n matrix of a: p, l and u, a = p·l·u, one after the other. */
export function luFactors(a: Plain): Plain {
  const n = squareLength("lu", shapeOf(a));
  return eachMatrix(a, 3 * n * n, (given, out) => {
    const { matrix, rows } = lu(given, n);
    rows.forEach((row, i) => (out[row * n + i] = 1));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) out[(j < i ? 1 : 2) * n * n + i * n + j] = matrix[i * n + j]!;
      out[n * n + i * (n + 1)] = 1;
    }
  });
}
