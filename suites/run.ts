// Running cases on an engine: every derivative three ways, every behaviour observed, no error let through.

import type { BehaviourCase, Case, Convention, DerivativeCase, Observation } from "./case.js";
import { differencesOf } from "./differences.js";
import type { Engine, Mode, Program, Value } from "./engine.js";
import { judged, type Verdict } from "./judge.js";
import { flat, shaped, shapeOf, type Numbers } from "./numbers.js";

/** What became of one case; plain data. */
export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly convention: Convention;
  readonly value: Numbers | undefined;
  readonly forward: Numbers | undefined;
  readonly reverse: Numbers | undefined;
  readonly differences: Numbers | undefined;
  /** The largest difference between any two of the three, relative to the largest derivative. */
  readonly disagreement: number | undefined;
  /** How large it may be: the error bar of the finite differences, relative to the same. */
  readonly bound: number | undefined;
  /** What was observed, if the case is one of behaviour. */
  readonly observations: readonly Observation[];
  readonly verdict: Verdict;
  readonly reason: string;
}

/** What became of a suite. */
export interface SuiteResult {
  readonly engine: string;
  readonly results: readonly CaseResult[];
  readonly passed: number;
  readonly failed: number;
  readonly inconclusive: number;
}

/** Runs the cases on an engine; `only` says which. */
export function runSuite(
  engine: Engine,
  cases: readonly Case[],
  { only = () => true }: { readonly only?: (one: Case) => boolean } = {},
): SuiteResult {
  const results = cases.filter(only).map((one) => runCase(engine, one));
  const count = (verdict: Verdict): number => results.filter((result) => result.verdict === verdict).length;
  const [passed, failed, inconclusive] = [count("pass"), count("fail"), count("inconclusive")];
  return { engine: engine.name, results, passed, failed, inconclusive };
}

const nothing = {
  value: undefined,
  forward: undefined,
  reverse: undefined,
  differences: undefined,
  disagreement: undefined,
  bound: undefined,
  observations: [],
};

/** Runs one case; an error that it did not expect is a failure. */
export function runCase(engine: Engine, one: Case): CaseResult {
  const { id, title, source, convention } = one;
  const heading = { id, title, source, convention, ...nothing };
  try {
    return { ...heading, ...(one.kind === "derivative" ? derived(engine, one) : observed(engine, one)) };
  } catch (error) {
    return { ...heading, verdict: "fail", reason: `threw ${String(error)}` };
  }
}

type Outcome = Partial<CaseResult> & Pick<CaseResult, "verdict" | "reason">;

function observed(engine: Engine, { run }: BehaviourCase): Outcome {
  const observations = run(engine);
  const failures = observations.filter(({ holds }) => !holds);
  const by = (mode: Mode): Numbers | undefined => {
    const got = observations.findLast((one) => one.by === mode)?.got;
    return typeof got === "string" ? undefined : got;
  };
  const told = ({ what, got, want }: Observation): string =>
    `${what}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`;
  const seen = { observations, forward: by("forward"), reverse: by("reverse") };
  return failures.length > 0
    ? { ...seen, verdict: "fail", reason: failures.map(told).join("; ") }
    : { ...seen, verdict: "pass", reason: "everything is as it should be" };
}

function derived(engine: Engine, one: DerivativeCase): Outcome {
  const f = one.f(engine);
  const value = atEach(one, (x) => engine.numbers(f(engine.array(x))));
  const forward = atEach(one, (x) => byForward(engine, one, f, x, value));
  const backwards = byReverse[one.convention];
  const reverse = atEach(one, (x) => engine.numbers(backwards(engine, one, f, engine.array(x))));
  const differences = differencesOf(one, engine);
  const judgement = judged(one, { value, forward, reverse, differences });
  return { value, forward, reverse, differences: shaped(differences.slope, shapeOf(forward)), ...judgement };
}

/** `f` at the point of the case, or at each of its points. */
function atEach({ derivative, at }: DerivativeCase, f: (x: Numbers) => Numbers): Numbers {
  return derivative === "each" ? flat(at).map(f) : f(at);
}

function byForward(engine: Engine, one: DerivativeCase, f: Program, x: Numbers, value: Numbers): Numbers {
  const mode = "forward";
  if (one.derivative === "jacobian") return engine.numbers(engine.jacobian(f, { mode })(engine.array(x)));
  // Where a tape or a variable would sum by itself, weights of one do it here.
  const sums = one.convention === "functional" || typeof value === "number";
  const weights =
    one.weights ??
    (sums
      ? undefined
      : shaped(
          flat(value).map(() => 1),
          shapeOf(value),
        ));
  return engine.numbers(engine.grad(f, { mode, ...weighing(engine, weights) })(engine.array(x)));
}

function weighing(engine: Engine, weights: Numbers | undefined): { readonly weights?: Value } {
  return weights === undefined ? {} : { weights: engine.array(weights) };
}

type ByReverse = (engine: Engine, one: DerivativeCase, f: Program, x: Value) => Value;

/** Reverse mode, as each convention has it. */
const byReverse: Readonly<Record<Convention, ByReverse>> = {
  functional(engine, { derivative, weights }, f, x) {
    const mode = "reverse";
    if (derivative === "jacobian") return engine.jacobian(f, { mode })(x);
    return engine.grad(f, { mode, ...weighing(engine, weights) })(x);
  },
  tape(engine, { weights }, f, x) {
    const tape = engine.tape();
    const watched = tape.watch(x);
    return tape.gradient(f(watched), watched, weighing(engine, weights).weights);
  },
  ".grad"(engine, { weights }, f, x) {
    const variable = engine.variable(x);
    engine.backward(f(variable.value), weighing(engine, weights).weights);
    return variable.grad() ?? NaN;
  },
};
