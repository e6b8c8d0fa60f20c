// Loops of a program, as people and tools read them.

import { spawnSync } from "node:child_process";
import t from "tap";
import { add, arange, foriLoop, grad, jit, less, mul, scan, sin, sum, type Value } from "../index.js";

const f = (a: Value, xs: Value): Value => {
  const body = (y: Value, x: Value) => [sin(mul(a, y)), add(y, x)] as const;
  const [y, ys] = scan(body, 0.5, xs, { reverse: true });
  return add(y, sum(ys));
};

t.test("a loop is one value, with what it does in a round", (t) => {
  const ir = jit.ir(f)(2, arange(20));
  t.equal(
    String(ir).split("\n").slice(6, 17).join("\n"),
    `  %8 = loop(19 rounds, from the last) {
    state %8.0 = %5: number
    item %8.1 = each of %7: number
    shared %8.2 = %0: number
    %8.3 = mul(%8.2, %8.0): number
    %8.4 = sin(%8.3): number
    %8.5 = add(%8.0, %8.1): number
    next %8.0 = %8.4
  }
  %9 = stack %8.5: float64[19]
  %10 = last %8.0: number`,
  );
  const [, , , , , , , , loop, stack, last] = ir.values;
  t.same(
    [loop?.op, loop?.inputs, loop?.params],
    ["loop", [5, 0, 7], { count: 19, isReversed: true }],
    "of the first state, what is shared, and the sequence",
  );
  t.same(
    loop?.round?.values.map(({ id, op, inputs, from }) => [id, op, inputs, from]),
    [
      [0, "state", [], 5],
      [1, "item", [], 7],
      [2, "shared", [], 0],
      [3, "mul", [2, 0], undefined],
      [4, "sin", [3], undefined],
      [5, "add", [0, 1], undefined],
    ],
  );
  t.same(loop?.round?.next, [{ state: 0, value: 4 }]);
  t.same(
    [stack?.params, last?.params],
    [
      { kind: "stack", value: 5 },
      { kind: "last", value: 0 },
    ],
  );
  t.same(JSON.parse(JSON.stringify(ir)), { values: ir.values, guards: [], outputs: ir.outputs });
  const dot = ir.toDot();
  t.match(
    dot,
    /subgraph "cluster8\." \{\n {4}label="loop, 19 rounds, from the last";\n {4}"8\.0" \[label="state/,
  );
  for (const edge of ['"8.2" -> "8.3"', '5 -> "8.0"', '7 -> "8.1"', '"8.5" -> 9', '"8.0" -> 10'])
    t.match(dot, `${edge};`);
  t.match(dot, '"8.4" -> "8.0" [style=dashed, label="next"];');
  t.end();
});

t.test("a value of a round that nothing needs is not shown, and a million rounds are no more text", (t) => {
  const slope = String(jit.ir(grad(f, { mode: "reverse" }))(2, arange(20)));
  t.notMatch(slope.slice(0, slope.indexOf("stack")), /item/, "of the sum no derivative needs the values");
  t.match(slope, "item %19.3 = each of float64[19]: number\n    shared %19.4 = %0");
  const g = (x: Value): Value =>
    scan((y: Value) => [sin(mul(y, x)), undefined] as const, x, undefined, { length: 1_000_000 })[0];
  for (const program of [g, grad(g, { mode: "reverse" })]) {
    const text = String(jit.ir(program)(2));
    t.match(text, "loop(999999 rounds) {");
    t.ok(text.split("\n").length < 40);
  }
  t.end();
});

t.test(
  "a loop within a loop is a value of its round, and one that asks is written down round by round",
  (t) => {
    const inner = (x: Value): Value => foriLoop(0, 12, (_i, y: Value) => sin(add(y, x)), x);
    const outer = (x: Value): Value => foriLoop(0, 20, (_i, y: Value) => mul(x, inner(y)), x);
    const ir = jit.ir(outer)(0.5);
    t.match(
      String(ir),
      /\n {4}%(\d+)\.(\d+) = loop\(11 rounds\) \{\n {6}state %\1\.\2\.0 = %\1\.\d+: number\n/,
    );
    t.match(ir.toDot(), /\n {4}subgraph "cluster\d+\.\d+\." \{/);
    const asking = (x: Value): Value =>
      foriLoop(0, 20, (_i, y: Value) => (less(y, 1) ? mul(1.5, y) : mul(0.5, y)), x);
    const text = String(jit.ir(asking)(0.5));
    t.notMatch(text, "loop");
    t.equal(text.match(/guard/g)?.length, 20);
    t.end();
  },
);

t.test("where no text may become code, loops are shown too", (t) => {
  const script = `
    import { foriLoop, jit, sin } from ${JSON.stringify(new URL("../index.js", import.meta.url).href)};
    console.log(String(jit.ir((x) => foriLoop(0, 20, (_i, y) => sin(y), x))(0.5)));`;
  const args = ["--disallow-code-generation-from-strings", "--input-type=module", "-e", script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  t.match(stdout, "loop(19 rounds) {", stderr);
  t.end();
});
