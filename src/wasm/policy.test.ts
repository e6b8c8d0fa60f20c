// A host whose policy forbids WebAssembly: products of matrices, which need no code from text either, are JavaScript.
import t from "tap";

const host = globalThis as unknown as { WebAssembly: { Module: unknown } };
host.WebAssembly.Module = function (): never {
  throw new Error("unsafe-eval is not an allowed source of script");
};
const { arange, matmul, mul, ones, reshape, sum } = await import("../index.js");
const { hasVectors } = await import("./host.js");

t.test("large products are done there as well", async (t) => {
  t.notOk(hasVectors());
  const x = reshape(arange(64 * 64), [64, 64]);
  t.strictSame(matmul(x, ones([64, 64])), mul(ones([64, 64]), sum(x, { axis: 1, keepDims: true })));
});
