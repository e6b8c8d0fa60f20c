// The law of values: four units in the last place are let pass, and no more.
import t from "tap";
import { array, fft, inv, isInf, log, max, norm, sin, sum, y0 } from "../../index.js";
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

t.test("near zeros an op is judged in the units that its entry names", async (t) => {
  const x = 3.950441079599465;
  const subject = subjectAt(entryOf(y0), [x]);
  const due = y0(x);
  t.equal(law(due + 3e-16).check(subject), undefined);
  t.ok(law(due + 1e-15).check(subject));
  t.ok(
    law(due + 3e-16).check(subjectAt(altered(y0, { scalar: { f: y0, partials: [] } }), [x])),
    "and else in its own",
  );
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

t.test("at edge values an op is judged, arrays within its domain, and none on matrices", async (t) => {
  const edge = { kind: "edge" } as const;
  for (const x of [0, 5e-324, 1e308, Infinity])
    t.ok(law(7).check(subjectAt(entryOf(log), [x], edge)), String(x));
  t.ok(law(7).check(subjectAt(entryOf(isInf), [Infinity], edge)));
  t.equal(law(7).check(subjectAt(entryOf(sin), [-0], edge)), undefined, "-0 is no number of 64 digits");
  t.ok(law(7).check(subjectAt(entryOf(sin), [array([1e308])], edge)));
  t.equal(law(7).check(subjectAt(entryOf(log), [array([0])], edge)), undefined);
  const params = { axes: [0], keepDims: false };
  t.ok(law(7).check(subjectAt(entryOf(max), [array([1, 1e308])], { ...edge, params })));
  t.equal(law(7).check(subjectAt(entryOf(max), [array([1, NaN])], { ...edge, params })), undefined);
  const identity = [
    array([
      [1, 0],
      [0, 1],
    ]),
  ];
  t.equal(law(7, 7, 7, 7).check(subjectAt(entryOf(inv), identity, edge)), undefined);
  t.ok(law(7, 7, 7, 7).check(subjectAt(entryOf(inv), identity)));
});

t.test("of very small numbers a value is 0 only if 64 digits leave nothing beside them", async (t) => {
  const params = { axes: [0], keepDims: false };
  const zero = { ...entryOf(norm), eval: () => 0 };
  const at = (due: number, ...x: number[]) =>
    law(due).check(subjectAt(zero, [array(x)], { params, kind: "edge" }));
  t.equal(at(1e-62, 3, -1), undefined);
  t.ok(at(1e-58, 3, -1));
  t.ok(at(4e-200, 3e-200, -2e-200));
  t.equal(at(4e-262, 3e-200, -2e-200), undefined);
  t.equal(at(1e-62, 0, 0), undefined);
});

t.test("of NaN and outside its domain an op has no value, or a right one", async (t) => {
  const value = (v: number) => ({ ...entryOf(log), eval: () => v });
  const at = (x: number, v: number, due: number) =>
    law(due).check(subjectAt(value(v), [x], { kind: "edge" }));
  t.equal(at(-1, NaN, NaN), undefined);
  t.equal(at(-1, NaN, 3), undefined);
  t.equal(at(-1, 3 + 1e-15, 3), undefined);
  t.ok(at(-1, 3 + 1e-13, 3));
  for (const x of [-1, NaN]) t.ok(at(x, 3, NaN), String(x));
  t.equal(at(1, 3, NaN), undefined, "inside it is the reference that does not know");
  t.equal(at(-1e10, 3, NaN), undefined, "nor does it far out");
});

t.test("a value that an entry names is the one that is due, whatever the reference says", async (t) => {
  const named = { ...entryOf(log), conventions: [{ at: [0], value: 5 }] };
  const complaint = law(-Infinity).check(subjectAt(named, [0], { kind: "kink" }));
  t.equal(complaint?.expected, 5);
  t.match(complaint?.says, /^the value is -Infinity, and by its entry 5$/);
  t.equal(law(7).check(subjectAt({ ...named, eval: () => 5 }, [0], { kind: "edge" })), undefined);
  const zero = { ...entryOf(log), conventions: [{ at: [1], value: -0 }] };
  t.ok(law(0).check(subjectAt(zero, [1], { kind: "kink" })), "the sign of zero is named too");
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
