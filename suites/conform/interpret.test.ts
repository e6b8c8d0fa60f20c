// Running programs: functions within them, gradients within them, and what an engine does not have.
import t from "tap";
import type { Answer, Mode } from "./adapter.js";
import type { Program, Step } from "./format.js";
import { dualtape, dualtapeJit, dualtapeParts } from "./engines/dualtape.js";
import { engineOf, opsOf } from "./interpret.js";
import { numbersOf, tensorOf } from "./numerals.js";

const of = (steps: readonly Step[], functions: Program["functions"] = {}): Program => ({
  inputs: ["x"],
  steps,
  output: steps.at(-1)?.[0] ?? "x",
  functions,
});

/** The only numbers of an answer about x. */
function numbers(answer: Answer): readonly number[] | string {
  if (answer.is === "value") return numbersOf(answer.value);
  if (answer.is === "gradient") return numbersOf(answer.gradient["x"] ?? { data: [] });
  return answer.is === "error" ? answer.message : answer.why;
}

const ask = async (program: Program, x: number, asked: "value" | Mode, engine = dualtape) =>
  numbers(await engine.answer({ program, at: { x: tensorOf(x) }, ask: asked }));

const cube = of([
  ["a", "mul", ["x", "x"]],
  ["y", "mul", ["a", "x"]],
]);

t.test("a program has a value, a gradient, and a second derivative in four nestings", async (t) => {
  for (const engine of [dualtape, dualtapeJit]) {
    t.strictSame(await ask(cube, 2, "value", engine), [8]);
    for (const mode of ["forward", "reverse"] as const) t.strictSame(await ask(cube, 2, mode, engine), [12]);
    for (const mode of ["ff", "fr", "rf", "rr"] as const)
      t.strictSame(await ask(cube, 2, mode, engine), [12]);
  }
});

t.test(
  "functions see what is around their call, and gradients within programs are not confused",
  async (t) => {
    // D(x -> x · D(y -> x y)(1))(4) = 2x
    const inner = { inputs: ["y"], steps: [["p", "mul", ["x", "y"]]] as const, output: "p" };
    for (const mode of ["forward", "reverse"]) {
      const program = of(
        [
          ["g", "grad", ["f", 1], { mode }],
          ["z", "mul", ["x", "g"]],
        ],
        { f: inner },
      );
      for (const outer of ["forward", "reverse"] as const) t.strictSame(await ask(program, 4, outer), [8]);
    }
  },
);

t.test("jvp, call, vmap, cond and while are steps", async (t) => {
  const functions = {
    square: { inputs: ["a"], steps: [["b", "mul", ["a", "a"]]] as const, output: "b" },
    small: { inputs: ["a"], steps: [["b", "less", ["a", 100]]] as const, output: "b" },
  };
  const one = async (step: Step, asked: "value" | Mode) => ask(of([step], functions), 3, asked);
  t.strictSame(await one(["y", "call", ["square", "x"]], "reverse"), [6]);
  t.strictSame(await one(["y", "jvp", ["square", "x", 5]], "reverse"), [10]);
  t.strictSame(await one(["y", "while", ["small", "square", "x"]], "value"), [6561]);
  t.strictSame(await one(["y", "while", ["small", "square", "x"]], "forward"), [8 * 3 ** 7]);
  t.strictSame(await one(["y", "cond", ["square", "small", 1, "x"]], "value"), [9]);
  const rows = of(
    [
      ["v", "stack", ["x", 2]],
      ["y", "vmap", ["square", "v"]],
    ],
    functions,
  );
  t.strictSame(await ask(rows, 3, "value"), [9, 4]);
});

t.test("an engine says what it does not have before it tries", async (t) => {
  const { sin: _, ...ops } = dualtapeParts.ops;
  const { jvp: __, ...parts } = dualtapeParts;
  const poor = engineOf({ ...parts, name: "poor", ops, modes: ["reverse"] });
  t.equal(await ask(of([["y", "sin", ["x"]]]), 1, "value", poor), "poor has no sin");
  t.equal(await ask(cube, 1, "forward", poor), "poor has no mode forward");
  const within = of([["y", "jvp", ["f", "x", 1]]], { f: { inputs: ["a"], steps: [], output: "a" } });
  t.equal(await ask(within, 1, "value", poor), "poor has no jvp");
  t.strictSame(opsOf(within), ["jvp"]);
});

t.test("an error of the engine is an answer, and so is a program that makes no sense", async (t) => {
  t.match(await ask(of([["y", "reshape", ["x"], { shape: [2] }]]), 1, "value"), /reshape/);
  t.match(await ask(of([["y", "sin", ["z"]]]), 1, "value"), /"z" before it has a value/);
});

t.test("an engine's ops are those of the vocabulary, sum, mul and add among them", (t) => {
  const { sum, mul, ...others } = dualtapeParts.ops;
  t.throws(() => engineOf({ ...dualtapeParts, ops: others }), {
    message: /dualtape: ops needs sum, mul, by which/,
  });
  const ops = { ...dualtapeParts.ops, multiply: mul!, total: sum! };
  t.throws(() => engineOf({ ...dualtapeParts, ops }), {
    name: "TypeError",
    message: /ops has multiply, total/,
  });
  t.end();
});
