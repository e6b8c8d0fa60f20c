// The law of values: four units in the last place are let pass, and no more.
import t from "tap";
import { array, fft, inv, log, max, sin, sum } from "../../index.js";
import { altered, entryOf, subjectAt } from "../fixtures/subjects.js";
import { accuracy, hasKnownValues } from "./accuracy.js";

const law = (...due: number[]) => accuracy(() => Float64Array.from(due));
const sine = Math.sin(0.5);

t.test("a value passes within four units in the last place", async (t) => {
  const subject = subjectAt(entryOf(sin), [0.5]);
  t.equal(law(sine).check(subject), undefined);
  t.equal(law(sine * (1 + 3 * Number.EPSILON)).check(subject), undefined);
  const complaint = law(sine * (1 + 6 * Number.EPSILON)).check(subject);
  t.equal(complaint?.argument, 0);
  t.equal(complaint?.expected, sine * (1 + 6 * Number.EPSILON));
  t.match(complaint?.says, /the value is 0\.479.*, and with 64 digits 0\.479/);
});

t.test("every element is judged, each of an elementwise op by itself", async (t) => {
  const subject = subjectAt(entryOf(sin), [array([0.5, 1e-9])]);
  t.equal(law(sine, 1e-9).check(subject), undefined);
  t.ok(law(sine, 1e-9 + 1e-20).check(subject));
});

t.test("elements of other ops are judged beside the largest", async (t) => {
  const subject = subjectAt(altered(sin), [array([0.5, 1e-9])]);
  t.equal(law(sine, 1e-9 + 1e-20).check(subject), undefined);
  t.ok(law(sine, 1e-9 + 1e-14).check(subject));
});

t.test("where the reference has no value, or is no number, nothing is asked", async (t) => {
  const subject = subjectAt(entryOf(sin), [0.5]);
  t.equal(accuracy(() => undefined).check(subject), undefined);
  t.equal(law(NaN).check(subject), undefined);
  t.ok(law().check(subject) === undefined, "an element that is not there");
  t.equal(
    law(5e-324).check(subjectAt(entryOf(sin), [0])),
    undefined,
    "the smallest numbers are as good as 0",
  );
});

t.test("nothing finite is near an infinity, nor the one infinity near the other", async (t) => {
  t.ok(law(Infinity).check(subjectAt(entryOf(sin), [0.5])));
  t.ok(law(Infinity).check(subjectAt(entryOf(log), [0])));
  t.equal(law(-Infinity).check(subjectAt(entryOf(log), [0])), undefined);
});

t.test("at edge values an op is judged within its domain, unless it is one on matrices", async (t) => {
  const edge = { kind: "edge" } as const;
  t.ok(law(7).check(subjectAt(entryOf(sin), [array([1e308])], edge)));
  t.ok(law(7).check(subjectAt(entryOf(log), [5e-324], edge)));
  for (const x of [0, -0, -1, NaN, Infinity])
    t.equal(law(7).check(subjectAt(entryOf(log), [x], edge)), undefined, String(x));
  t.equal(law(7).check(subjectAt(entryOf(sin), [-0], edge)), undefined, "-0 is no number of 64 digits");
  t.ok(law(7).check(subjectAt(entryOf(max), [array([1, 1e308])], { ...edge, params: { axes: [0] } })));
  const identity = [
    array([
      [1, 0],
      [0, 1],
    ]),
  ];
  t.equal(law(7, 7, 7, 7).check(subjectAt(entryOf(inv), identity, edge)), undefined);
  t.ok(law(7, 7, 7, 7).check(subjectAt(entryOf(inv), identity)));
});

t.test("the reference is asked for the op, the point and its parameters", async (t) => {
  const asked: unknown[] = [];
  const point = subjectAt(entryOf(max), [array([1, 2])], { params: { axes: [0] } });
  accuracy((...call) => {
    asked.push(...call);
    return undefined;
  }).check(point);
  t.same(asked, [entryOf(max), point.point.x, { axes: [0] }]);
});

t.test("values are known of the registry's own ops", async (t) => {
  t.equal(hasKnownValues(entryOf(sin)), true);
  t.equal(hasKnownValues(entryOf(inv)), true);
  t.equal(hasKnownValues(entryOf(sum)), false, "a linear op is its own reference");
  t.equal(hasKnownValues(entryOf(fft)), true, "unless it has a definition");
  t.equal(hasKnownValues(altered(sin)), false, "one that is called alike");
});
