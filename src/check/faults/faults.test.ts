// Planted faults are real: each makes some derivative differ from the right one, and leaves the values alone.
import t from "tap";
import { push } from "../../forward/index.js";
import { NDArray, array, maximum, registry, value } from "../../index.js";
import { bind, shapeOf, type Inputs, type Op, type Value } from "../../core/op.js";
import { record } from "../../reverse/index.js";
import { checkOp, inputsOf } from "../ops.js";
import { flat, gaussian, unflat } from "../points.js";
import { faults, magnitudes, plant, type Fault } from "./index.js";
import type { AnyOp } from "./fault.js";

const named = (name: string): Op => registry().find((op) => op.name === name)!;
const planted = (name: string, kind: string, mode: Fault["mode"] = "both"): Op | undefined =>
  plant(named(name), { kind, structural: true, mode });

/** The gradient of the sum of an op's outputs, weighed, by reverse mode. */
function pulled(op: Op, x: Inputs): Float64Array {
  const recording = record((v) => [bind(op as unknown as AnyOp, v, undefined)], x, true);
  const weights = recording.y.map((y) => unflat(gaussian(1, flat([y]).length), [y])[0] ?? 0);
  return flat(recording.pull(weights));
}

/** The tangent of an op along a fixed direction, by forward mode. */
function pushed(op: Op, x: Inputs): Float64Array {
  const dx = unflat(gaussian(2, flat(x).length), x);
  return flat(push((v) => [bind(op as unknown as AnyOp, v, undefined)], x, dx).dy);
}

const points: Readonly<Record<string, readonly (readonly Value[])[]>> = {
  sin: [
    [0.7],
    [
      array([
        [0.5, -1, 20],
        [2, 3, 4],
      ]),
    ],
  ],
  div: [
    [2, 3],
    [array([1, 2]), array([-3, 15])],
    [array([[1], [2]]), array([3, 5])],
    [
      array([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      array([2, 3, 4]),
    ],
  ],
};

t.test(
  "every fault of sin and div shows in some derivative, by the mode that it is planted in",
  async (t) => {
    // Not in a first derivative at one point: faults of order 2, in memory, and of the order of an ulp.
    const hidden = ["order 2", "stale", "mutates", "nondeterministic", "wrong shape"];
    for (const [name, inputs] of Object.entries(points)) {
      for (const fault of faults) {
        const wrong = plant(named(name), fault);
        if (wrong === undefined || hidden.some((part) => fault.kind.includes(part))) continue;
        const sees = (mode: "forward" | "reverse") => fault.mode === mode || fault.mode === "both";
        const runs = [...(sees("forward") ? [pushed] : []), ...(sees("reverse") ? [pulled] : [])];
        t.ok(
          runs.some((run) => inputs.some((x) => !same(run(named(name), x), run(wrong, x)))),
          `${name}: ${fault.kind}, ${fault.mode}`,
        );
      }
    }
  },
);

t.test("a fault in one mode leaves the other right", async (t) => {
  for (const [name, inputs] of Object.entries(points)) {
    const [forward, reverse] = [
      planted(name, "sign flip", "forward")!,
      planted(name, "sign flip", "reverse")!,
    ];
    for (const x of inputs) {
      t.ok(same(pulled(forward, x), pulled(named(name), x)), "reverse is as it was");
      t.ok(same(pushed(reverse, x), pushed(named(name), x)), "forward is as it was");
    }
  }
});

function same(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((v, k) => v === b[k]);
}

t.test("each kind applies to some op, each op has faults, and the values stay right", async (t) => {
  const applied = new Set<string>();
  for (const op of registry().filter(({ constant }) => constant !== true)) {
    for (const fault of faults.filter(
      ({ magnitude = 1e-2, mode }) => magnitude === 1e-2 && mode === "both",
    )) {
      const wrong = plant(op, fault);
      if (wrong === undefined) continue;
      applied.add(fault.kind);
      t.equal(wrong.eval, op.eval);
      t.equal(wrong.scalar, undefined, "the short way of numbers would pass the spoiled rules by");
    }
    t.ok(plant(op, faults[0]!), `${op.name}: ${faults[0]!.kind}`);
  }
  const kinds = new Set(
    faults
      .filter(({ mode, magnitude = 1e-2 }) => mode === "both" && magnitude === 1e-2)
      .map(({ kind }) => kind),
  );
  t.strictSame(
    [...kinds].filter((kind) => !applied.has(kind)),
    [],
  );
});

t.test("what has no derivative, or changes none, cannot be faulted", async (t) => {
  t.equal(planted("floor", "sign flip"), undefined, "locally constant");
  t.equal(planted("add", "swapped arguments"), undefined, "both partials are 1");
  t.equal(planted("log", "wrong for negative x"), undefined, "outside the domain");
  t.equal(planted("sin", "missing broadcast reduction", "reverse"), undefined, "nothing is broadcast");
  t.equal(planted("cholesky", "transposed matrix", "reverse"), undefined, "symmetric but for rounding");
});

t.test("an unknown kind is refused", async (t) => {
  t.throws(() => planted("sin", "gremlin"), { message: /plant: kind must be one of the kinds of faults/ });
});

t.test("relative faults are of the size that they say", async (t) => {
  const x = [0.7];
  for (const magnitude of magnitudes) {
    const fault = faults.find((one) => one.magnitude === magnitude && one.mode === "both")!;
    const ratio = (pulled(plant(named("sin"), fault)!, x)[0] ?? 0) / (pulled(named("sin"), x)[0] ?? 0);
    t.ok(Math.abs((ratio - 1) / magnitude - 1) < 1e-3, fault.kind);
  }
});

t.test("each fault does what it is called", async (t) => {
  const tie = [array([2, 1]), array([2, 3])] as const;
  const whole = pulled(planted("maximum", "tie weights above 1")!, tie);
  t.equal((whole[0] ?? 0) / (pulled((maximum as unknown as { op: Op }).op, tie)[0] ?? 0), 2);
  t.ok(Number.isNaN(pulled(planted("abs", "NaN at a kink or an end")!, [0])[0]));
  t.equal(pulled(planted("exp", "wrong beyond |x| > 10")!, [11])[0], -Math.exp(11) * gaussian(1, 1)[0]!);
  const v = array([1, 2]);
  pulled(planted("sin", "mutates its input")!, [v]);
  t.same(v.toArray(), [1, 2], "the tape works on a copy");
  const own = new NDArray(Float64Array.of(1, 2), [2]);
  pushed(planted("sin", "mutates its input", "forward")!, [own]);
  t.equal(own.data[0], 1.5);
  const coin = planted("sin", "nondeterministic by 1 ulp")!;
  t.equal(new Set(Array.from({ length: 20 }, () => pulled(coin, [0.7])[0])).size, 2);
  const wrongShape = planted("sum", "wrong shape")! as unknown as AnyOp;
  const [x = 0] = inputsOf(wrongShape, wrongShape.examples[0]!, 0);
  const xbar = wrongShape.vjp(0, 1, 1, [x], wrongShape.examples[0]!.params);
  t.same(shapeOf(xbar), [1, ...shapeOf(x)]);
  t.same(value(xbar), value(xbar));
});

t.test("the checks convict a planted sign, and pass what it was planted in", async (t) => {
  t.equal(checkOp(planted("mul", "sign flip")!, { order: 1 }).verdict, "fail");
  t.equal(checkOp(named("mul"), { order: 1 }).verdict, "pass");
});
