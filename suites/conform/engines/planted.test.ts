// The suite on engines with a planted fault: exactly the cases fail that must, and derived cases find what others cannot.
import t from "tap";
import { chosen } from "../cell.js";
import { dualtape } from "./dualtape.js";
import { loadCases } from "../files/load.js";
import type { Adapter } from "../adapter.js";
import type { Case, Expected, ExpectedGradient } from "../format.js";
import { complaint } from "../judge.js";
import { multiplied, transforms } from "../metamorphic/index.js";
import { numberOf } from "../numerals.js";
import { planted, twelveBits } from "./planted.js";
import { runConform, type RunOptions } from "../run.js";

const cases = loadCases();
const derived = multiplied(cases);

const engineCalled = (name: string): Adapter => {
  const engine = planted[name];
  if (engine === undefined) throw new Error(`no fault is called ${name}`);
  return engine;
};

async function failing(
  engine: Adapter,
  of: readonly Case[],
  options: RunOptions = {},
): Promise<readonly string[]> {
  const { cells } = await runConform([engine], of, options);
  return [...new Set(cells.filter(({ status }) => status !== "pass").map(({ id }) => id))];
}

const ids = (some: readonly Case[]): readonly string[] => some.map(({ id }) => id);

/** Whether a case fails an engine that gives these numbers for each of its gradients. */
function fails(one: Case, numbers: (want: Expected, length: number) => readonly number[]): boolean {
  const { gradient = {}, second = {}, profiles = {}, at, ulps = 8, scale = 0 } = one;
  const how = { unit: 2 ** -52, ulps, scale, least: 2 ** -1022 };
  const wrong = (wants: ExpectedGradient): boolean =>
    Object.entries(wants).some(([names, want]) => {
      const length = names.split(",").reduce((sum, name) => sum + (at[name]?.data.length ?? 0), 0);
      return complaint(numbers(want, length), want, how) !== undefined;
    });
  return wrong(chosen(gradient, profiles["dualtape"])) || wrong(second);
}

for (const [name, x] of [
  ["zero", 0],
  ["nan", NaN],
] as const) {
  t.test(`${name}: all cases fail but those that allow them`, async (t) => {
    const must = cases.filter((one) => fails(one, (_, length) => Array.from({ length }, () => x)));
    t.strictSame(await failing(engineCalled(name), cases), ids(must));
    t.ok(must.length > 380, String(must.length));
  });
}

t.test("twelve-bits: all cases fail whose numbers have more", async (t) => {
  const rounded = (want: Expected, length: number): readonly number[] =>
    want.kind === "exact" ? want.data.map((x) => twelveBits(numberOf(x))) : Array.from({ length }, () => 0);
  const must = cases.filter((one) => one.level !== "subgradient" && fails(one, rounded));
  const of = cases.filter(({ level, gradient = {} }) => level !== "subgradient" && allExact(gradient));
  t.strictSame(await failing(engineCalled("twelve-bits"), of), ids(must.filter((one) => of.includes(one))));
  t.ok(must.length > 100, String(must.length));
});

const allExact = (gradient: ExpectedGradient): boolean =>
  Object.values(gradient).every(({ kind }) => kind === "exact");

/** Which cases a fault fails; for one that fails nearly all, which it does not. */
const symptoms: Readonly<Record<string, { readonly fails: string } | { readonly spares: string }>> = {
  differences: {
    spares:
      "floor ceil round trunc sign floor-divide quotient-cancels difference-cancels constant-output " +
      "int-cast floordiv-5.5 add-shapes matmul-shapes dot-lengths reshape-size concatenate-shapes " +
      "stack-shapes sum-axis-range transpose-twice broadcast-to-smaller det-oblong solve-shapes " +
      "squeeze-two split-uneven cross-lengths abs-0 abs-minus-0 max0-0 min0-0 clip-out selu-0 " +
      "copysign-0 abs-difference relu-sum-kink norm2-0 norm-distance-0 hypot-0 var-const eigvals-i " +
      "exp-minus-infinite neg-0 nan-in sqrt-sq-0 where-sqrt-neg pow-0-0 pow-0-1 pow-0-2 pow-const-0 " +
      "pow-const-1 d2-x2-0 xlogy-0-0 xlogy-0-1 xlogy-0-2 log-neg sqrt-neg nan-max tanh-1000 " +
      "tanh-minus-1000 sigmoid-minus-1000 sigmoid-1000 softplus-minus-1000 log-sigmoid-1000 " +
      "silu-minus-1000 mish-minus-1000 elu-minus-1000 gelu-minus-1000 erf-1000 atan-1e200 " +
      "lse-minus-infinite lse-all-minus-infinite prod-2z cumprod-2z tiny-product mean-of-nothing " +
      "sum-of-nothing prod-of-nothing sin-of-nothing sum-empty-axis matmul-empty zero-cotangent " +
      "det-zero eigvec-i det-1-0",
  },
  "order-of-names": {
    fails:
      "bc-where bc-bias logistic-loss mlp clip where scatter scatter-add triangular-solve d2-matmul " +
      "jvp-vector jvp-of-grad vmap-closure einsum-three conv-1d conv-2d conv-stride-pad",
  },
  "wrong-sign": {
    fails:
      "graph-at-1 graph-at-2 deep-chain sin logic-masks exp-2 unused-input large-cotangent " +
      "third-order-sin call-closure vmap-closure cond-false",
  },
  "passing-stop": { fails: "stopped sg-1 sg-2 sg-3 sg-straight-through sg-all" },
  "whole-ties": { fails: "max-red-tie max-red-tie-axis max-all-tied" },
  "lost-path": { fails: "" },
  "lost-second": { fails: "exp exp-2 exp-minus-infinite exp-overflow d2-exp" },
  transposed: { fails: "qr-product matmul matmul-same" },
};

for (const [name, symptom] of Object.entries(symptoms)) {
  t.test(`${name}: exactly the cases fail that it must`, async (t) => {
    const failed = await failing(engineCalled(name), cases);
    const want = ("fails" in symptom ? symptom.fails : symptom.spares).split(" ").filter((id) => id !== "");
    const got = "fails" in symptom ? failed : ids(cases).filter((id) => !failed.includes(id));
    t.strictSame(got, want);
  });
}

t.test(
  "no-weights: all cases with weights fail, and of the derived ones those that add weights",
  async (t) => {
    const engine = engineCalled("no-weights");
    const failed = await failing(engine, cases);
    t.strictSame(failed, ids(cases.filter(({ cotangent }) => cotangent !== undefined)));
    const added = derived.filter(
      ({ from, level, gradient = {}, cotangent }) =>
        from?.by === "weighted" &&
        level === "unique" &&
        allExact(gradient) &&
        cotangent?.data.every((x) => x === -2),
    );
    const must = added.filter(hasSlope);
    t.strictSame(await failing(engine, added, { modes: ["reverse"] }), ids(must));
    t.ok(must.length > 150, String(must.length));
  },
);

const numbersOf = (want: Expected): readonly number[] =>
  want.kind === "exact" ? want.data.map(numberOf) : [NaN];

/** Whether twice the numbers, or their negatives, would be others. */
const hasSlope = ({ gradient = {} }: Case): boolean =>
  Object.values(gradient).some((want) => numbersOf(want).some((x) => Number.isFinite(x) && x !== 0));

t.test("lost-path: no hand-written case shows it, and every one that is used twice", async (t) => {
  const engine = engineCalled("lost-path");
  const twice = derived.filter(({ from, level }) => from?.by === "reuse" && level === "unique");
  const failed = await failing(engine, twice, { modes: ["reverse"] });
  t.strictSame(failed, ids(twice.filter(hasSlope)));
  t.ok(failed.length > 200, String(failed.length));
});

t.test("what a fault fails it fails in another guise too", async (t) => {
  for (const name of ["wrong-sign", "whole-ties", "transposed"]) {
    const symptom = symptoms[name];
    const own = symptom !== undefined && "fails" in symptom ? symptom.fails.split(" ") : [];
    const some = derived.filter(({ from }) => own.includes(from?.id ?? ""));
    const failed = new Set(await failing(engineCalled(name), some, { modes: ["reverse"] }));
    const roots = new Set(some.filter(({ id }) => failed.has(id)).map(({ from }) => from?.id));
    t.strictSame([...roots].sort(), [...own].sort(), name);
  }
});

t.test("every transform has cases, whose ids and titles say what was done", async (t) => {
  t.ok(derived.length > 5000, String(derived.length));
  t.equal(new Set(ids(derived)).size, derived.length);
  for (const { name } of transforms) {
    const own = derived.filter(({ from }) => from?.by === name);
    t.ok(own.length > 50, `${name}: ${own.length}`);
    t.ok(own.every(({ id, from }) => id === `${from?.id}+${name}`));
  }
});

t.test("dualtape meets what every transform derives", { timeout: 600_000 }, async (t) => {
  const modes = ["value", "forward", "reverse", "fr", "rf"] as const;
  t.strictSame(await failing(dualtape, derived, { modes }), []);
});
