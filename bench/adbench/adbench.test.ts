// The workloads of ADBench have the derivatives that its own hand-written adjoints have.

import t from "tap";
import { grad, jacobian, jit, type NDArray, type Value } from "../../src/index.js";
import { blockSize, residual } from "./ba.js";
import { expectedOf } from "./data.js";
import { likelihood, problemOf, type Mixture } from "./gmm.js";
import * as byHand from "../limits/lstm.js";
import { loss, textOf, type Network } from "./lstm.js";
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

t.test("the recurrent network: its gradient by a scan, compiled and not, and by hand", (t) => {
  const text = textOf("lstm_l2_c1024.txt");
  const { start, state, characters } = text;
  const want = expectedOf("lstm_l2_c1024.json").gradient ?? [];
  const g = grad((network: Network) => loss(network, text));
  const compiled = jit(g);
  compiled(start);
  const given = {
    state: state.data as Float64Array,
    characters: characters.data as Float64Array,
    b: characters.shape[1] ?? 0,
  };
  const numbers = { main: start.main.data as Float64Array, extra: start.extra.data as Float64Array };
  const ours = [g, compiled].map((gradient) => {
    const { main, extra } = gradient(start) as unknown as { main: NDArray; extra: NDArray };
    return [...main.data, ...extra.data];
  });
  const own = byHand.gradient(numbers, given);
  for (const found of [...ours, [...own.main, ...own.extra]])
    t.ok(distance(found, want) < 1e-13, String(distance(found, want)));
  t.same(ours[1], ours[0], "bit by bit");
  t.equal(jit.explain(compiled).loops.length, 2);
  t.end();
});
