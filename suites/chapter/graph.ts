// The graph of f = (log x²) · sin x + 1/x: its derivative, its chain-rule terms, and its two trace tables.

import { equal, inEachConvention, type Case, type Observation, type Written } from "../case.js";
import type { Engine, Mode, Program, Value } from "../engine.js";

const source = "chapter: exercises on the graph of f = (log x²) · sin x + 1/x";
const modes: readonly Mode[] = ["forward", "reverse"];

/** The values of the graph's nodes, in the order in which they are computed. */
type Trace = readonly [x: Value, v1: Value, v2: Value, v3: Value, v4: Value, v5: Value, f: Value];
const nodes = ["x", "v1 = x²", "v2 = log v1", "v3 = sin x", "v4 = v2 · v3", "v5 = 1/x", "f = v4 + v5"];
const last = 6;

type Given = Readonly<Record<number, Value>>;

/** Computes the nodes; those in `given` are as given. */
function trace({ add, mul, div, log, sin }: Engine, x: Value, given: Given = {}): Trace {
  const v1 = given[1] ?? mul(x, x);
  const v2 = given[2] ?? log(v1);
  const v3 = given[3] ?? sin(x);
  const v4 = given[4] ?? mul(v2, v3);
  const v5 = given[5] ?? div(1, x);
  return [x, v1, v2, v3, v4, v5, given[last] ?? add(v4, v5)];
}

const f: Written = (engine) => (x) => trace(engine, x)[last];

/** What the tables say of a node: its value, its tangent v̇ = dv/dx, and its adjoint v̄ = df/dv. */
interface Row {
  readonly value: number;
  readonly tangent: number;
  readonly adjoint: number;
}

/** The tables by the rules of calculus; `slope` is f′(x). */
function rows(x: number, slope: number): readonly Row[] {
  const [v1, v2, v3, v5] = [x * x, Math.log(x * x), Math.sin(x), 1 / x];
  return [
    { value: x, tangent: 1, adjoint: slope },
    { value: v1, tangent: 2 * x, adjoint: v3 / v1 },
    { value: v2, tangent: 2 / x, adjoint: v3 },
    { value: v3, tangent: Math.cos(x), adjoint: v2 },
    { value: v2 * v3, tangent: (2 / x) * v3 + v2 * Math.cos(x), adjoint: 1 },
    { value: v5, tangent: -1 / (x * x), adjoint: 1 },
    { value: v2 * v3 + v5, tangent: slope, adjoint: 1 },
  ];
}

const number = (engine: Engine, x: Value): number => Number(engine.numbers(x));

/** The tangent of each node, by forward mode. */
function tangents(engine: Engine, x: number): readonly number[] {
  return nodes.map((_, k) =>
    number(
      engine,
      engine.jvp((x) => trace(engine, x)[k] ?? NaN, x, 1),
    ),
  );
}

/** The adjoint of each node, by reverse mode: the derivative of all that is computed from it. */
function adjoints(engine: Engine, x: number): readonly number[] {
  const rest =
    (k: number): Program =>
    (v) =>
      trace(engine, k === 0 ? v : x, k === 0 ? {} : { [k]: v })[last];
  return trace(engine, x).map((value, k) => number(engine, engine.vjp(rest(k), value, 1)));
}

/** The adjoint of each node, from one persistent tape. */
function taped(engine: Engine, x: number): readonly number[] {
  const tape = engine.tape({ persistent: true });
  const values = trace(engine, tape.watch(x));
  return values.map((value) => number(engine, tape.gradient(values[last], value)));
}

function column(name: keyof Row, got: readonly number[], table: readonly Row[]): readonly Observation[] {
  return table.map((row, k) =>
    equal(`the ${name} of ${nodes[k] ?? ""}`, got[k] ?? NaN, row[name], { within: 2 }),
  );
}

/** Nodes that every path from x to f passes exactly once. */
const cuts: readonly (readonly number[])[] = [
  [1, 3, 5],
  [2, 3, 5],
  [4, 5],
];

/** The last tangent is the first adjoint, and both are f′, which is Σ v̄ v̇ over any cut too. */
function agreement(engine: Engine, x: number, slope: number): readonly Observation[] {
  const [forward, reverse] = [tangents(engine, x), adjoints(engine, x)];
  const [tangent = NaN, adjoint = NaN] = [forward[last], reverse[0]];
  return [
    equal("ḟ, which is x̄", tangent, adjoint, { within: 2 }),
    equal("ḟ, which is f′", tangent, slope, { within: 2, by: "forward" }),
    equal("x̄, which is f′", adjoint, slope, { within: 2, by: "reverse" }),
    ...cuts.map((cut) => {
      const total = cut.reduce((sum, k) => sum + (forward[k] ?? NaN) * (reverse[k] ?? NaN), 0);
      return equal(`Σ v̄ v̇ over ${cut.map((k) => `v${k}`).join(", ")}`, total, slope, { within: 2 });
    }),
  ];
}

/** A path from x to f, alone in reaching x, and what it contributes to f′. */
interface Term {
  readonly path: string;
  readonly f: Written;
  readonly want: (x: number) => number;
}

const terms: readonly Term[] = [
  {
    path: "the logarithm",
    f: (engine) => (x) => trace(engine, x, { 3: engine.stopGradient(engine.sin(x)), 5: 0 })[last],
    want: (x) => Math.sin(x) * (2 / x),
  },
  {
    path: "the sine",
    f: (engine) => (x) => trace(engine, x, { 1: engine.stopGradient(engine.mul(x, x)), 5: 0 })[last],
    want: (x) => Math.log(x * x) * Math.cos(x),
  },
  {
    path: "the reciprocal",
    f: (engine) => (x) => trace(engine, x, { 4: 0 })[last],
    want: (x) => -1 / (x * x),
  },
];

function chainRule(engine: Engine, x: number, slope: number): readonly Observation[] {
  return modes.flatMap((by) => {
    const got = terms.map((term) => number(engine, engine.grad(term.f(engine), { mode: by })(x)));
    return [
      ...terms.map(({ path, want }, i) =>
        equal(`through ${path} by ${by}`, got[i] ?? NaN, want(x), { within: 2 }),
      ),
      equal(
        `together by ${by}`,
        got.reduce((a, b) => a + b, 0),
        slope,
        { within: 2, by },
      ),
    ];
  });
}

function at(x: number, gradient: number): readonly Case[] {
  const table = rows(x, gradient);
  const whole = { id: `graph@${x}`, title: `f′(${x}) = ${gradient}` };
  const behaviour = (id: string, title: string, run: (engine: Engine) => readonly Observation[]): Case => ({
    id: `graph@${x}-${id}`,
    title: `${title} at ${x}`,
    source,
    convention: id.endsWith("tape") ? "tape" : "functional",
    kind: "behaviour",
    run,
  });
  return [
    ...inEachConvention({ ...whole, source, f, at: x, gradient, within: 2 }),
    behaviour("chain-rule", "f′ is the sum of its chain-rule terms", (engine) =>
      chainRule(engine, x, gradient),
    ),
    behaviour("forward-trace", "the forward trace: values and tangents", (engine) => [
      ...column(
        "value",
        trace(engine, x).map((v) => number(engine, v)),
        table,
      ),
      ...column("tangent", tangents(engine, x), table),
    ]),
    behaviour("backward-trace", "the backward trace: adjoints", (engine) =>
      column("adjoint", adjoints(engine, x), table),
    ),
    behaviour("backward-trace-tape", "the backward trace from one tape", (engine) =>
      column("adjoint", taped(engine, x), table),
    ),
    behaviour("traces-agree", "the two traces agree to 2 ulp", (engine) => agreement(engine, x, gradient)),
  ];
}

/** f with its derivatives as the chapter has them. */
export const graph: readonly Case[] = [...at(1, 0.682941969615793), ...at(2, 0.08239541392249738)];
