// Engines by name: that each computes, in every mode that it says it has, and says what it does not have.
import t from "tap";
import { fileURLToPath } from "node:url";
import type { Adapter, Answer, Mode } from "../adapter.js";
import type { Program, Step } from "../format.js";
import { numbersOf, tensorOf } from "../numerals.js";
import { adapterOf, engineNames } from "./index.js";
import { peer } from "./peer.js";
import { planted } from "./planted.js";

const of = (steps: readonly Step[], functions: Program["functions"] = {}): Program => ({
  inputs: ["x"],
  steps,
  output: steps.at(-1)?.[0] ?? "x",
  functions,
});

function numbers(answer: Answer): readonly number[] | string {
  if (answer.is === "value") return numbersOf(answer.value);
  if (answer.is === "gradient") return numbersOf(answer.gradient["x"] ?? { data: [] });
  return answer.is === "error" ? answer.message : answer.why;
}

async function ask({ answer }: Adapter, program: Program, x: number | number[], ask: "value" | Mode) {
  return numbers(await answer({ program, at: { x: tensorOf(x) }, ask }));
}

/** y = x³ − 2x, y′ = 3x² − 2, y″ = 6x, with the x³ through a function. */
const cubic = of(
  [
    ["c", "call", ["cube", "x"]],
    ["d", "mul", [2, "x"]],
    ["y", "sub", ["c", "d"]],
  ],
  {
    cube: {
      inputs: ["a"],
      steps: [
        ["b", "mul", ["a", "a"]],
        ["c", "mul", ["b", "a"]],
      ],
      output: "c",
    },
  },
);

/** D(x -> x · D(y -> x y)(1))(4) = 2x, and x² within. */
const nested = of(
  [
    ["g", "grad", ["f", 1]],
    ["z", "mul", ["x", "g"]],
  ],
  { f: { inputs: ["y"], steps: [["p", "mul", ["x", "y"]]], output: "p" } },
);

const unsupported: Readonly<Record<string, string>> = {
  tfjs: "tfjs has no mode fr",
  mathjs: "mathjs has no mode fr",
};

for (const name of ["dualtape", "dualtape-jit", "tfjs", "jax-js", "mathjs"]) {
  const engine = await adapterOf(name);
  t.test(`${name} differentiates in each of its modes`, async (t) => {
    if ("absent" in engine) {
      // The packages of peers/ are installed by npm run conform alone.
      t.match(engine.absent, /^@\S+ is not installed here: npm install @\S+@\d+\.\d+\.\d+$/);
      return;
    }
    t.strictSame(await ask(engine, cubic, 3, "value"), [21]);
    for (const mode of engine.modes) {
      t.strictSame(await ask(engine, cubic, 3, mode), mode.length === 2 ? [18] : [25], mode);
      t.strictSame(
        await ask(engine, nested, 4, mode),
        mode.length === 2 ? [2] : [8],
        `${mode} of a derivative`,
      );
    }
    t.strictSame(await ask(engine, of([["y", "sort", ["x"]]]), [2, 1], "fr"), unsupported[name] ?? [0, 0]);
  });
}

t.test("a fault that is planted shows where it is, and nowhere else", async (t) => {
  const sine = of([["y", "sin", ["x"]]]);
  const slope = Math.cos(1);
  const at = async (name: string, mode: Mode) => ask(planted[name] as Adapter, sine, 1, mode);
  t.strictSame(await at("zero", "reverse"), [0]);
  t.strictSame(await at("nan", "reverse"), [NaN]);
  t.strictSame(await at("forward-off", "forward"), [(1 + 1e-6) * slope]);
  t.strictSame(await at("forward-off", "reverse"), [slope]);
  t.strictSame(await at("wrong-sign", "reverse"), [-slope]);
  const tie = of([["y", "maximum", ["x", 1]]]);
  t.strictSame(await ask(planted["double-tie"] as Adapter, tie, 1, "forward"), [1]);
  t.strictSame(await ask(planted["double-tie"] as Adapter, tie, 2, "forward"), [1]);
  const stopped = of([["y", "stopGradient", ["x"]]]);
  t.strictSame(await ask(planted["passing-stop"] as Adapter, stopped, 2, "forward"), [1]);
  for (const engine of Object.values(planted))
    t.strictSame(await ask(engine, sine, 1, "value"), [Math.sin(1)]);
});

t.test("an engine may be a command, or a module that exports an adapter", async (t) => {
  const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}.js`, import.meta.url));
  const moody = await adapterOf(`cmd: "${process.execPath}" "${fixture("moody")}"`);
  if ("absent" in moody) throw new Error(moody.absent);
  t.equal(moody.name, "moody");
  await moody.close?.();
  const spec = fixture("exported");
  t.match(
    await adapterOf(spec),
    { name: "exported", modes: ["reverse"], spec },
    "and knows how it was asked for",
  );
  await t.rejects(adapterOf(fixture("moody-not-there")), /there is no file .*moody-not-there\.js/);
  await t.rejects(adapterOf(fileURLToPath(new URL("index.js", import.meta.url))), /exports no `adapter`/);
  await t.rejects(adapterOf("tensorflow"), /there is no engine tensorflow; there are dualtape, .*"cmd: …"/);
  t.ok(engineNames.includes("planted-zero"));
});

t.test("a package that is not there is absent, with what to install", async (t) => {
  t.strictSame(peer("none", "@no/such-package", "1.2.3"), {
    name: "none",
    absent: "@no/such-package is not installed here: npm install @no/such-package@1.2.3",
  });
  t.match(peer("tap", "fast-check", "4.10.2"), { version: "4.10.2", module: { sample: Function } });
});
