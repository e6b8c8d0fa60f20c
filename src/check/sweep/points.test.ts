// The regions of an op: what its points are like, by the arity and the examples of the op.
import t from "tap";
import {
  array,
  erfc,
  inv,
  log,
  max,
  mul,
  polygamma,
  relu,
  sin,
  solve,
  stopGradient,
  where,
} from "../../index.js";
import type { NDArray, Plain } from "../../ndarray/index.js";
import { altered, entryOf } from "../fixtures/subjects.js";
import { regionsOf, type AnyOp, type Region } from "./points.js";
import { edgeValues } from "./values.js";

const named = (op: AnyOp, name: string, seed = 0): Region | undefined =>
  regionsOf(op, seed).find((region) => region.name === name);
const tuples = (region: Region | undefined): readonly (readonly Plain[])[] =>
  region?.points.map(({ x }) => x) ?? [];
const numbers = (region: Region | undefined): readonly number[][] =>
  tuples(region).map((x) => x.flatMap((v) => (typeof v === "number" ? [v] : Array.from(v.data))));
const shapes = (region: Region | undefined): readonly (readonly (readonly number[])[])[] =>
  tuples(region).map((x) => x.map((v) => (typeof v === "number" ? [] : v.shape)));

t.test("an op that is to be sampled nowhere has no regions", async (t) => {
  t.same(regionsOf(entryOf(stopGradient), 0), []);
});

t.test("each region has a kind, and none is empty", async (t) => {
  const kinds = (op: AnyOp): string[] => regionsOf(op, 0).map(({ name, kind }) => `${name}: ${kind}`);
  t.same(kinds(entryOf(relu)), [
    "interior: interior",
    "broadcasting: interior",
    "near kinks and boundaries: near",
    "on kinks and boundaries: kink",
    "edge values: edge",
    "arrays of edge values: edge",
    "empty and size 1: shape",
    "float32: single",
  ]);
  t.notOk(kinds(entryOf(sin)).includes("near kinks and boundaries: near"), "sin has neither");
  t.same(kinds(entryOf(max)), [
    "interior: interior",
    "ties and zeros: kink",
    "far out: near",
    "edge values: edge",
    "very small: edge",
    "very large: edge",
    "empty and size 1: shape",
    "float32: single",
  ]);
  for (const op of [relu, mul, max, inv, where])
    t.ok(regionsOf(entryOf(op), 0).every(({ points }) => points.length > 0));
});

t.test("of one input all interior values are points, of more a few dozen tuples", async (t) => {
  const one = numbers(named(entryOf(sin), "interior"));
  t.equal(one.length, 4 + 16);
  t.equal(new Set(one.map(String)).size, one.length);
  const two = numbers(named(entryOf(mul), "interior"));
  t.equal(two.length, 20);
  t.ok(two.every((x) => x.length === 2 && x[0] !== x[1] && x.every(Number.isFinite)));
  t.ok(new Set(two.map(([, b]) => b)).size > 10, "the second varies, too");
  t.notSame(
    two.map(([a]) => a),
    two.map(([, b]) => b),
  );
  t.ok(numbers(named(entryOf(log), "interior")).every(([x = NaN]) => x > 0));
  t.notSame(numbers(named(entryOf(mul), "interior", 1)), two, "another seed gives others");
});

t.test("kinks and boundaries are stood on, and gone near to, in each input in turn", async (t) => {
  t.same(numbers(named(entryOf(relu), "on kinks and boundaries")), [[0], [0], [NaN]], "and what it names");
  t.same(numbers(named(entryOf(log), "on kinks and boundaries")), [[0]]);
  const near = numbers(named(entryOf(relu), "near kinks and boundaries")).flat();
  t.same(
    near.map((x) => Math.sign(x) * Math.round(Math.log10(Math.abs(x)))).toSorted((a, b) => a - b),
    [-6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6],
    "on both sides, at distances from 10⁻¹ to 10⁻⁶",
  );
  const kinked = {
    ...entryOf(mul),
    domain: [
      { low: -Infinity, high: Infinity, kinks: [7] },
      { low: -9, high: Infinity },
    ],
  };
  const on = numbers(named(kinked, "on kinks and boundaries"));
  t.equal(on.filter(([a, b]) => a === 7 && b !== -9).length, 2, "two tuples on the kink of the first");
  t.equal(on.filter(([a, b]) => b === -9 && a !== 7).length, 2, "and two on the boundary of the second");
});

t.test("of two inputs ties are sampled: equal ones, and equal ones up to sign", async (t) => {
  const ties = numbers(named(entryOf(mul), "on kinks and boundaries"));
  for (const tie of [
    [0.5, 0.5],
    [1, 1],
    [3, 3],
    [-1, 1],
    [1, -1],
    [1, 2],
  ])
    t.ok(
      ties.some((x) => String(x) === String(tie)),
      String(tie),
    );
  const [line = { low: 0, high: 1 }] = entryOf(mul).domain;
  const three = numbers(named({ ...entryOf(mul), domain: [line, line, line] }, "on kinks and boundaries"));
  for (const tie of [
    [1, 1, 1],
    [1, 2, 2],
    [1, 1, 2],
    [-1, 1, 1],
    [1, -1, 1],
    [1, 1, -1],
  ])
    t.ok(
      three.some((x) => String(x) === String(tie)),
      String(tie),
    );
  t.equal(named(entryOf(sin), "on kinks and boundaries"), undefined, "a single input ties with nothing");
});

t.test("the squares of what is very small are 0, and of what is very large infinite", async (t) => {
  const squares = (region: string): number[] =>
    numbers(named(entryOf(max), region))
      .flat()
      .map((x) => x * x);
  t.same([...new Set(squares("very small"))], [0]);
  t.same([...new Set(squares("very large"))], [Infinity]);
});

t.test("edge values meet each other, as numbers and in arrays", async (t) => {
  const n = edgeValues.length;
  t.same(
    numbers(named(entryOf(sin), "edge values")),
    edgeValues.map((x) => [x]),
  );
  t.same(numbers(named(entryOf(sin), "arrays of edge values")), [edgeValues]);
  const pairs = numbers(named(entryOf(mul), "edge values"));
  t.equal(pairs.length, n * n);
  for (const a of edgeValues)
    for (const b of edgeValues)
      if (!pairs.some(([x, y]) => Object.is(x, a) && Object.is(y, b)))
        t.fail(`${String(a)} and ${String(b)} do not meet`);
  const rows = tuples(named(entryOf(mul), "arrays of edge values"));
  t.equal(rows.length, n);
  t.ok(rows.every(([a, b]) => new Set((a as NDArray).data).size === 1 && (b as NDArray).size === n));
  t.equal(tuples(named(entryOf(where), "edge values")).length > n, true);
});

t.test("bulky arrays are tried in both precisions, and slim ones apart from them", async (t) => {
  const bulky = shapes(named(entryOf(mul), "broadcasting")).map((each) => JSON.stringify(each));
  t.ok(bulky.includes("[[5],[5]]") && bulky.includes("[[3,1],[1,4]]") && bulky.includes("[[],[3]]"));
  const slim = shapes(named(entryOf(mul), "empty and size 1")).map((each) => JSON.stringify(each));
  t.ok(slim.includes("[[0],[0]]") && slim.includes("[[1],[1]]") && slim.includes("[[1],[0]]"));
  t.same(
    bulky.filter((each) => slim.includes(each)),
    [],
  );
  const single = tuples(named(entryOf(mul), "float32"));
  t.equal(single.length, bulky.length);
  t.ok(
    single.every((x) => x.every((v) => (v as NDArray).dtype === "float32")),
    "numbers become vectors",
  );
});

t.test("an op with examples is tried at each, in moderate numbers of two kinds", async (t) => {
  const { examples } = entryOf(max);
  const interior = named(entryOf(max), "interior");
  t.same(
    shapes(interior),
    [...examples, ...examples].map((each) => each.shapes),
  );
  t.same(
    interior?.points.map(({ params }) => params),
    [...examples, ...examples].map((each) => each.params),
  );
  const sampled = numbers(interior);
  t.notSame(sampled[0], sampled[examples.length]);
  const single = tuples(named(entryOf(max), "float32"));
  t.ok(single.length > 0 && single.every(([x]) => (x as NDArray).dtype === "float32"));
});

t.test("ties and zeros are made of few numbers", async (t) => {
  const { examples } = entryOf(max);
  const ties = numbers(named(entryOf(max), "ties and zeros"));
  t.equal(ties.length, 3 * examples.length);
  t.ok(
    ties
      .slice(0, examples.length)
      .flat()
      .every((x) => [-1, 0, 1].includes(x)),
  );
  t.ok(
    ties
      .slice(examples.length, -examples.length)
      .flat()
      .every((x) => x === 2),
  );
  t.ok(
    ties
      .slice(-examples.length)
      .flat()
      .every((x) => x === 0),
  );
});

t.test("each edge value is planted once in each example, in one place", async (t) => {
  const { examples } = entryOf(max);
  const edges = numbers(named(entryOf(max), "edge values"));
  t.equal(edges.length, edgeValues.length * examples.length);
  const atSixth = edgeValues.map((_, k) => edges[k * examples.length] ?? []);
  for (const [k, edge] of edgeValues.entries())
    t.equal(atSixth[k]?.filter((x) => Object.is(x, edge)).length, 1, String(edge));
  const places = new Set(atSixth.map((x) => x.findIndex((v) => !Number.isFinite(v))));
  t.ok(places.size > 2, "not always the same place");
});

t.test("numbers that are far out are taken where the op has a value there", async (t) => {
  const far = numbers(named(entryOf(max), "far out")).flat();
  t.ok(far.length > 0 && far.every((x) => Math.abs(x) > 10));
  const undefinedThere = altered(max, { eval: () => array([1, NaN]) });
  t.equal(named(undefinedThere, "far out"), undefined);
  t.equal(named(altered(max, { eval: () => Infinity }), "far out"), undefined);
});

t.test("an example arranges its inputs, and tells which are held", async (t) => {
  const examples = [
    { shapes: [[2], []], params: 5, held: [1], arrange: ([x = 0]: readonly Plain[]) => [x, 42] },
  ];
  const op = altered(max, { examples, eval: () => 0 });
  const { points = [] } = named(op, "interior") ?? {};
  t.ok(
    points.length > 0 && points.every(({ x, held, params }) => x[1] === 42 && held[0] === 1 && params === 5),
  );
  t.same(named(entryOf(where), "interior")?.points[0]?.held, entryOf(where).examples[0]?.held ?? []);
  t.same(named(entryOf(solve), "interior")?.points[0]?.held, []);
});

t.test("where an entry says that formulas meet, there are points, of numbers and of families", async (t) => {
  const region = named(entryOf(erfc), "where formulas meet");
  t.equal(region?.kind, "edge");
  for (const seam of [0.5, 1.25, 8]) t.ok(numbers(region).some(([x]) => x === seam));
  const family = numbers(named(entryOf(polygamma), "where formulas meet"));
  t.equal(family.length, 3, "one for each order");
  t.ok(family.every((x) => x.includes(10)));
  t.equal(named(entryOf(sin), "where formulas meet"), undefined);
});
