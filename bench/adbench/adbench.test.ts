// The workloads of ADBench have the derivatives that its own hand-written adjoints have.

import t from "tap";
import { grad, jacobian, jit, type NDArray, type Value } from "../../src/index.js";
import { blockSize, residual } from "./ba.js";
import { expectedOf } from "./data.js";
import { likelihood, problemOf, type Mixture } from "./gmm.js";
import { blockOf } from "./workloads.js";

/** The largest distance, relative to the entry, or to 1 where that is more. */
function distance(found: readonly number[], want: readonly number[]): number {
  if (found.length !== want.length) return Infinity;
  return Math.max(
    ...found.map((v, i) => Math.abs(v - (want[i] ?? NaN)) / Math.max(1, Math.abs(want[i] ?? 0))),
  );
}

t.test("bundle adjustment: the Jacobian of the first block", (t) => {
  const { x, measured } = blockOf("ba1.txt");
  const f = (v: readonly Value[]): readonly Value[] => residual(v, measured);
  const columnByColumn = expectedOf("ba1_block0.json").jacobian ?? [];
  const want = [0, 1].flatMap((row) =>
    Array.from({ length: blockSize }, (_, k) => columnByColumn[2 * k + row] ?? NaN),
  );
  for (const mode of ["forward", "reverse"] as const)
    for (const J of [jacobian(f, { mode }), jit(jacobian(f, { mode }))])
      t.ok(distance((J(x) as unknown as number[][]).flat(), want) < 1e-12, mode);
  t.end();
});

t.test("the Gaussian mixture: its gradient, by arrays, compiled and not", (t) => {
  const problem = problemOf("gmm_d10_K25.txt");
  const want = expectedOf("gmm_d10_K25.json").gradient ?? [];
  const g = grad((mixture: Mixture) => likelihood(mixture, problem));
  for (const gradient of [g, jit(g)]) {
    const { alphas, means, factors } = gradient(problem.start) as unknown as Record<string, NDArray>;
    const found = [alphas, means, factors].flatMap((part) => Array.from(part?.data ?? []));
    t.ok(distance(found, want) < 1e-9, String(distance(found, want)));
  }
  t.end();
});
