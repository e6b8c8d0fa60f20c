// A host whose policy forbids WebAssembly: products of matrices, which need no code from text either, are JavaScript, and so
// are loops over points.
import t from "tap";
import type { Value } from "../index.js";

const host = globalThis as unknown as { WebAssembly: { Module: unknown } };
host.WebAssembly.Module = function (): never {
  throw new Error("unsafe-eval is not an allowed source of script");
};
const { arange, grad, jit, matmul, mul, ones, reshape, sin, sum, vmap } = await import("../index.js");
const { hasVectors } = await import("./host.js");

t.test("large products are done there as well", async (t) => {
  t.notOk(hasVectors());
  const x = reshape(arange(64 * 64), [64, 64]);
  t.strictSame(matmul(x, ones([64, 64])), mul(ones([64, 64]), sum(x, { axis: 1, keepDims: true })));
});

t.test("many points are, even if WebAssembly is asked for", async (t) => {
  const f = grad((x: Value) => mul(sin(x), sin(x)));
  const many = jit(vmap(f), { backEnd: "webassembly" });
  t.strictSame(many(arange(1000)), jit(vmap(f), { backEnd: "javascript" })(arange(1000)));
  t.match(jit.explain(many).sources[0], /^"use strict";/);
});
