// A function of numbers at many points, compiled: one loop, which gives what the function gives at each.
import t from "tap";
import {
  NDArray,
  array,
  div,
  exp,
  grad,
  jacobian,
  jit,
  less,
  log,
  mul,
  sin,
  sqrt,
  stack,
  sub,
  sum,
  value,
  vmap,
  zeros,
  type Value,
} from "../index.js";
import { column, numbers } from "./fixtures/points.js";

const isLoop = (f: (...args: never[]) => unknown): boolean =>
  jit.explain(f).sources.join("").includes("function points");

/** What a function gives at each point, output by output. */
function oneByOne(f: (x: readonly number[]) => unknown, columns: readonly NDArray[]): number[] {
  const n = columns[0]?.size ?? 0;
  const rows = Array.from(
    { length: n },
    (_, i) => [f(columns.map(({ data }) => data[i] ?? NaN))].flat(9) as number[],
  );
  return (rows[0] ?? []).flatMap((_, k) => rows.map((row) => row[k] ?? NaN));
}

const f = ([x = 0, y = 0]: readonly Value[]): Value[] => [
  mul(x, sin(y)),
  less(x, y) ? exp(x) : sub(y, div(x, 3)),
  7,
];

t.test("values and Jacobians at many points are those at each, bit by bit, whatever ways they go", (t) => {
  const columns = [column(50), column(50, 1)];
  for (const [name, g] of Object.entries({ values: f, jacobians: jacobian(f) })) {
    const many = jit(vmap(g as typeof f));
    for (let call = 0; call < 3; call++)
      t.strictSame(numbers(many(columns)), oneByOne(g as typeof f, columns), name);
    t.ok(isLoop(many), "in one loop");
    const others = [column(50, 3), column(50, 5)];
    t.strictSame(numbers(many(others)), oneByOne(g as typeof f, others), "other points, the same program");
  }
  t.end();
});

t.test("arguments may be trees, numbers and vectors; results have their structure", (t) => {
  const g = (p: { readonly a: Value; readonly b: readonly Value[] }, c: Value) => ({
    sum: mul(p.a, c),
    rest: [mul(p.b[0] ?? 0, 2)],
  });
  const many = jit(vmap(g));
  const given = [{ a: column(4), b: [column(4, 1)] }, Float64Array.of(1, 2, 3, 4)] as const;
  const [found, want] = [many(...given), vmap(g)(...given)];
  t.same(JSON.stringify(found), JSON.stringify(want));
  t.ok(isLoop(many));
  t.same(
    numbers(jit(vmap(grad((x: Value) => mul(x, x))))([1, 2, 3])),
    [2, 4, 6],
    "a list of numbers is a column",
  );
  t.end();
});

t.test("zeros are strong at each point for itself", (t) => {
  const g = (x: Value): Value => grad((v: Value) => mul(sqrt(v), log(v)))(x);
  const many = jit(vmap(grad((x: Value) => mul(0, sqrt(x)))));
  t.strictSame(
    numbers(many(array([4, 0, 1, 0]))).map((v) => v + 0),
    [0, 0, 0, 0],
  );
  const points = array([1, 0, 2, -1, NaN, Infinity, 3]);
  t.strictSame(
    numbers(jit(vmap(g))(points)),
    oneByOne(([x = 0]) => g(x), [points]),
  );
  t.end();
});

t.test("what is no loop of numbers is compiled, or run, as before", (t) => {
  const x = new NDArray(column(12).data, [4, 3]);
  const ofVectors = jit(vmap((v: Value) => sum(mul(v, v))));
  t.same(numbers(ofVectors(x)), numbers(vmap((v: Value) => sum(mul(v, v)))(x)));
  t.notOk(isLoop(ofVectors));
  const stacked = jit(vmap((v: Value) => stack([v, mul(v, 2)])));
  t.same(numbers(stacked(column(3))), numbers(vmap((v: Value) => stack([v, mul(v, 2)]))(column(3))));
  const asked = jit(
    vmap((v: Value) => mul(v, value(v))),
    { maxPaths: 3 },
  );
  t.same(
    numbers(asked(column(9))),
    numbers(vmap((v: Value) => mul(v, value(v)))(column(9))),
    "too many ways",
  );
  t.same(
    numbers(jit(vmap((a: Value, v: Value) => mul(a, v), { inAxes: [null, 0] }))(3, column(4))),
    numbers(mul(3, column(4))),
  );
  t.same(numbers(jit(vmap((v: Value) => mul(v, v)))(zeros(0))), [], "no points");
  t.same(
    numbers(grad((v: Value) => sum(jit(vmap((u: Value) => mul(u, u)))(v)))(column(3))),
    numbers(mul(2, column(3))),
    "within a derivative",
  );
  t.end();
});
