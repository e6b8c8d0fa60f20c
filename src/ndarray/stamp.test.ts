// Stamping: copies of a function that behave alike, also where the host forbids making them.
import { execFileSync } from "node:child_process";
import t from "tap";
import * as nd from "./index.js";

/** Something of every loop in the array floor. It is also run as text: it must be closed. */
function sample(lib: typeof nd): unknown {
  const x = lib.array([
    [3, 1, 2],
    [6, 5, 4],
  ]);
  const f = (a: number, b: number): number => a - b / 2;
  const results = [
    lib.map1("f", (a) => a * a)(x),
    lib.map2("f", f)(x, x),
    lib.map2("f", f)(x, 1),
    lib.map2("f", f)(2, x),
    lib.map2("f", f)(x, lib.arange(3)),
    lib.map3("f", (a, b, c) => a + b * c)(x, 2, lib.arange(3)),
    lib.sum(x, [0, 1], false),
    lib.sum(x, [0], false),
    lib.prod(x, [1], false),
    lib.max(x, [0], true),
    lib.min(x, [1], false),
    lib.cumsum(x, 1),
    lib.argmax(x, 0),
    lib.argmin(x, undefined),
    lib.transpose(x, [1, 0]),
    lib.flip(x, [0]),
    lib.concatenate([x, x], 1),
  ];
  return results.map((y) => (typeof y === "number" ? y : y.toArray()));
}

t.test("a stamped function does what its template does", async (t) => {
  const template = (f: (x: number) => number) => (x: number) => f(x) + 1;
  const stamped = nd.stamp("increment", template);
  t.equal(stamped(Math.sqrt)(9), 4);
  t.not(stamped, template, "but is another function");
});

t.test("any text may be a name", async (t) => {
  for (const name of [`"`, "*/", "\n", "`${x}`", "\u2028", "'); throw 1; ('"]) {
    t.equal(nd.stamp(name, () => 1)(), 1);
  }
});

t.test("a kernel is made once for each combination of types", async (t) => {
  const made: string[] = [];
  const kernels = nd.stampsByType((types) => {
    made.push(types.join());
    return types;
  });
  const f64 = nd.zeros(1);
  const f32 = nd.zeros(1, { dtype: "float32" });
  t.equal(kernels([f64, 1]), kernels([f64, 2]));
  kernels([1, f64]);
  kernels([f32, f64]);
  kernels([f32, f64.data]);
  t.strictSame(made, ["float64,number", "number,float64", "float32,float64"]);
});

t.test("where code from text is forbidden, everything works all the same", async (t) => {
  const script = `
    import * as lib from ${JSON.stringify(new URL("./index.js", import.meta.url))};
    console.log(JSON.stringify([lib.canStamp(), (${sample.toString()})(lib)]));`;
  const flags = ["--disallow-code-generation-from-strings", "--input-type=module", "--eval", script];
  const [able, results] = JSON.parse(
    execFileSync(process.execPath, flags, { encoding: "utf8" }),
  ) as unknown[];
  t.equal(able, false, "the flag works");
  t.equal(nd.canStamp(), true);
  t.strictSame(results, sample(nd));
});
