// A host without WebAssembly has all in JavaScript: compiled loops, long programs, large products.
import t from "tap";
import type { Value } from "../index.js";

delete (globalThis as { WebAssembly?: unknown }).WebAssembly;
const { add, arange, exp, jit, matmul, mul, ones, reshape, sin, sum } = await import("../index.js");

t.test("loops are JavaScript there, and have the bits of what is not compiled", async (t) => {
  const f = (x: Value): Value => sum(mul(exp(sin(x)), x));
  for (const backEnd of ["auto", "webassembly"] as const) {
    const g = jit(f, { backEnd });
    g(arange(1000));
    t.equal(g(arange(1000)), f(arange(1000)));
    t.match(jit.explain(g).sources[0], /for \(let i/);
  }
});

t.test("functions in loops of numbers are JavaScript's there, round by round", async (t) => {
  const f = (x: readonly Value[]): Value => x.reduce((y, v) => add(y, exp(sin(v))));
  const x = Array.from({ length: 600 }, (_, i) => Math.cos(i));
  const g = jit(f);
  g(x);
  t.equal(g(x), f(x));
  t.strictSame(jit.explain(g).loops, [{ rounds: 598, steps: 3 }]);
});

t.test("long programs and large products are done there, too", async (t) => {
  const f = (x: Value): Value => {
    let y = x;
    for (let i = 0; i < 3000; i++) y = i % 7 === 0 ? sin(y) : add(y, i);
    return y;
  };
  const g = jit(f);
  g(1);
  t.equal(g(1), f(1));
  const x = reshape(arange(64 * 64), [64, 64]);
  t.strictSame(matmul(x, ones([64, 64])), mul(ones([64, 64]), sum(x, { axis: 1, keepDims: true })));
});
