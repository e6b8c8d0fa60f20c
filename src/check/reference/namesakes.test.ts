// An op of another's name is told from it by what it computes.
import t from "tap";
import type { Inputs, Op } from "../../core/op.js";
import { array, cos, sin, sum } from "../../index.js";
import type { Plain } from "../../ndarray/index.js";
import { reals } from "../fixtures/reals.js";
import { isAsKnown, knownAs } from "./namesakes.js";

const sine = sin.op as unknown as Op<Inputs, unknown>;

/** An op that says to be a sine and computes `f` of each element. */
const namesake = (f: (x: number) => number): Op<Inputs, unknown> => {
  const run = ([x = 0]: readonly Plain[]): Plain =>
    typeof x === "number" ? f(x) : array(Array.from(x.data, f));
  return { ...sine, eval: run };
};

const isSine = (op: Op<Inputs, unknown>, x: readonly number[]): boolean =>
  isAsKnown(reals, { op, params: undefined, inputs: [{ shape: [x.length], cells: x }] }, x.map(Math.sin));

t.test("an op is known by its evaluation, whatever its rules and its name", async (t) => {
  t.equal(knownAs(sine), sine);
  t.equal(knownAs({ ...sine, name: "mystery", vjp: () => 0 }), sine);
  t.not(knownAs(cos.op as unknown as Op<Inputs, unknown>), sine);
});

t.test(
  "an op of another evaluation is unknown, unless it is linear: then its evaluation is all there is",
  async (t) => {
    t.equal(knownAs(namesake(Math.sin)), undefined);
    const linear = { ...(sum.op as unknown as Op<Inputs, unknown>), eval: namesake(Math.sin).eval };
    t.equal(knownAs(linear), linear);
  },
);

t.test("a namesake passes where its values are the same, to a millionth of the largest", async (t) => {
  t.ok(isSine(namesake(Math.sin), [0.5, 2, 0]));
  t.ok(
    isSine(
      namesake((x) => Math.sin(x) + 5e-7),
      [0.5, Math.PI / 2],
    ),
  );
  t.notOk(
    isSine(
      namesake((x) => Math.sin(x) + 2e-6),
      [0.5, Math.PI / 2],
    ),
  );
  t.notOk(
    isSine(
      namesake((x) => Math.sin(x) + 5e-7),
      [1e-3, 2e-3],
    ),
    "of small values less is let pass",
  );
  t.notOk(
    isSine(
      namesake((x) => (x < 1 ? Math.sin(x) : x)),
      [0.5, 2],
    ),
    "every element counts",
  );
  t.notOk(
    isSine(
      namesake((x) => -x),
      [0.5],
    ),
  );
});

t.test("the results of an op that is known are not evaluated", async (t) => {
  t.ok(isAsKnown(reals, { op: sine, params: undefined, inputs: [{ shape: [], cells: [1] }] }, [17]));
});

t.test("infinities and what is no number have to agree, and set no scale", async (t) => {
  const inverse = namesake((x) => 1 / x);
  const judged = (result: readonly number[]): boolean =>
    isAsKnown(reals, { op: inverse, params: undefined, inputs: [{ shape: [2], cells: [0, 2] }] }, result);
  t.ok(judged([Infinity, 0.5]));
  t.notOk(judged([Infinity, 0.6]));
  t.notOk(judged([-Infinity, 0.5]));
  t.notOk(judged([NaN, 0.5]));
  t.ok(isSine(namesake(Math.sin), [Infinity]), "NaN of both");
});
