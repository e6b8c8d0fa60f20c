// Many points two at once: what comes of each is what the program gives there, whatever its neighbours are.
import t from "tap";
import {
  NDArray,
  add,
  array,
  div,
  exp,
  floor,
  jacobian,
  jit,
  less,
  log,
  grad,
  maximum,
  minimum,
  mul,
  pow,
  sin,
  sqrt,
  sub,
  tanh,
  value,
  vmap,
  where,
  type Value,
} from "../../index.js";

type Many = (columns: readonly NDArray[]) => unknown;

const numbers = (y: unknown): readonly (readonly number[])[] =>
  y instanceof NDArray ? [Array.from(y.data)] : (y as unknown[]).flatMap(numbers);
const byLanes = (f: (...args: never[]) => unknown): boolean =>
  jit.explain(f).sources.join("").startsWith("// In WebAssembly");
const compiled = (f: (x: readonly Value[]) => unknown, backEnd: "webassembly" | "javascript"): Many =>
  jit(vmap(f), { backEnd });

/** All pairs of numbers that arithmetic treats in a way of their own, and then others. */
const special = [0, -0, 1, -1, 1e-320, 1e308, -1e308, 2.5, Infinity, -Infinity, NaN];
const pairs = special.flatMap((x) => special.map((y) => [x, y] as const));
const points = [
  ...pairs,
  ...Array.from({ length: 500 }, (_, i) => [2 * Math.sin(12.9 * i), 2 * Math.sin(78.2 * i)] as const),
];
const columnsOf = (some: readonly (readonly [number, number])[]): NDArray[] =>
  [0, 1].map((k) => array(Float64Array.from(some, (point) => point[k] ?? NaN)));

/** Without a function that has a kernel of its own, so that both back ends have the same bits. */
const exact: Readonly<Record<string, (x: readonly Value[]) => unknown>> = {
  arithmetic: ([x = 0, y = 0]) => [add(mul(x, y), div(x, y)), sub(sqrt(x), y), maximum(x, y)],
  "its Jacobian": jacobian(([x = 0, y = 0]: readonly Value[]) => [
    mul(div(x, y), sqrt(add(x, y))),
    maximum(x, mul(y, y)),
  ]),
  "inputs, constants and one result twice": ([x = 0, y = 0]) => [x, 7, mul(x, y), -0, y, mul(x, y)],
  "strong zeros": jacobian(([x = 0, y = 0]: readonly Value[]) => [mul(0, sqrt(x)), div(mul(y, y), sqrt(x))]),
  "a strong zero that no result shows": jacobian(([x = 0, y = 0]: readonly Value[]) =>
    where(less(mul(x, sqrt(y)), 1), x, mul(y, x)),
  ),
  "a strong zero on which a question turns": ([x = 0, y = 0]) =>
    less(grad((v: Value) => mul(y, sqrt(v)))(x), 1) ? [x] : [y],
  "two ways": ([x = 0, y = 0]) => (less(x, y) ? [mul(x, y), y] : [3, div(x, y)]),
  "ways within ways, and their Jacobians": jacobian(([x = 0, y = 0]: readonly Value[]) => {
    if (less(x, 0)) return less(y, x) ? mul(x, x) : less(y, 1) ? div(x, y) : y;
    return less(y, 0) ? sqrt(mul(x, y)) : sqrt(x);
  }),
  "values that are asked for": ([x = 0, y = 0]) => {
    const at = value(floor(minimum(maximum(x, -1), 2))) as number;
    return at === 0 ? mul(x, y) : at === -1 ? sub(y, x) : Number.isNaN(at) ? y : div(y, at);
  },
};

for (const [name, f] of Object.entries(exact))
  t.test(`${name}: the bits of JavaScript, at every point`, (t) => {
    for (const length of [1, 2, 3, 4, 5, 8, 121, points.length]) {
      const columns = columnsOf(points.slice(0, length));
      const many = compiled(f, "webassembly");
      const want = numbers(compiled(f, "javascript")(columns));
      t.strictSame(numbers(many(columns)), want, `${String(length)} points`);
      t.strictSame(numbers(many(columns)), want, "and again");
      t.ok(byLanes(many));
    }
    t.end();
  });

const curved: Readonly<Record<string, (x: readonly Value[]) => unknown>> = {
  functions: jacobian(([x = 0, y = 0]: readonly Value[]) => [
    mul(sin(mul(x, y)), exp(y)),
    tanh(div(x, y)),
    log(add(mul(x, x), 1)),
  ]),
  "functions on ways of their own": jacobian(([x = 0, y = 0]: readonly Value[]) =>
    less(x, y) ? sin(mul(1000, x)) : less(y, -1) ? exp(mul(400, y)) : mul(x, log(x)),
  ),
  "functions without kernels": ([x = 0, y = 0]) => [pow(x, y), mul(x, y)],
};

for (const [name, f] of Object.entries(curved))
  t.test(`${name}: what comes of a point does not depend on the others`, (t) => {
    const many = compiled(f, "webassembly");
    const all = numbers(many(columnsOf(points)));
    const backward = numbers(compiled(f, "webassembly")(columnsOf(points.toReversed())));
    t.strictSame(
      backward.map((column) => column.toReversed()),
      all,
      "in another order",
    );
    // The ways are known now, so that each point has a program of its own.
    for (const i of [0, 1, 60, 121, 300, 620]) {
      const one = numbers(compiled(f, "webassembly")(columnsOf(points.slice(i, i + 1))));
      t.strictSame(
        one.flat(),
        all.map((column) => column[i]),
        `point ${String(i)} alone`,
      );
    }
    const want = numbers(compiled(f, "javascript")(columnsOf(points)));
    const scale = (x: number): number => Math.max(Math.abs(x), 1e-300);
    all.forEach((column, k) => {
      const worst = column.filter((x, i) => {
        const y = want[k]?.[i] ?? NaN;
        return !Object.is(x, y) && !(Math.abs(x - y) <= 16 * Number.EPSILON * scale(y));
      });
      t.strictSame(worst, [], "and it is that of JavaScript but for the last digits");
    });
    t.ok(byLanes(many));
    t.end();
  });

t.test("many points go two at once where that pays, and only there", (t) => {
  const columns = (n: number): NDArray[] =>
    columnsOf(Array.from({ length: n }, (_, i) => [Math.sin(i), Math.cos(i)]));
  const goes = (f: (x: readonly Value[]) => unknown, n: number, backEnd?: "javascript"): boolean => {
    const many = jit(vmap(f), backEnd && { backEnd }) as unknown as Many;
    many(columns(n));
    return byLanes(many);
  };
  const f = jacobian(([x = 0, y = 0]: readonly Value[]) => [mul(sin(x), y), mul(x, exp(y))]);
  t.ok(goes(f, 1000));
  t.notOk(goes(f, 100), "few points");
  t.notOk(goes(f, 1000, "javascript"));
  t.notOk(
    goes(([x = 0, y = 0]) => mul(x, y), 1000),
    "little to do",
  );
  t.notOk(
    goes(([x = 0, y = 0]) => [pow(x, y), mul(x, y)], 1000),
    "functions that are called",
  );
  const parting = ([x = 0, y = 0]: readonly Value[]): Value =>
    less(x, y) ? mul(sin(exp(x)), exp(sin(y))) : div(exp(add(x, 1)), add(2, sin(mul(x, y))));
  t.notOk(goes(parting, 1000), "ways that have little in common");
  t.end();
});
