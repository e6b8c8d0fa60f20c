// Functions read as formulas: what they say, that it is what they compute, and when NaN shows.
import t from "tap";
import { registry } from "../ops/index.js";
import { literal, passesNaN, spelled } from "./formula.js";
import { bodyOf } from "./reader.js";

type Numeric = (...x: number[]) => number | boolean;

const points = [0, -0, 1, -1, 0.3, -2.5, 7, 1e-300, 1e300, Infinity, -Infinity, NaN];

/** All argument lists of a function. */
function* tuples(length: number): Generator<number[]> {
  if (length === 0) yield [];
  else for (const rest of tuples(length - 1)) for (const x of points) yield [...rest, x];
}

/** The text of a function whose arguments are a, b and c. */
function textOf(f: Numeric): string | undefined {
  const body = bodyOf(f);
  if (body === undefined) return undefined;
  const names = body.locals.map((_, k) => `t${String(k)}`);
  const lines = body.locals.map(
    (local, k) => `const ${names[k] ?? ""} = ${spelled(local, ["a", "b", "c"], names)}; `,
  );
  return `${lines.join("")}return ${spelled(body.result, ["a", "b", "c"], names)};`;
}

t.test("a formula is spelled with the brackets that it needs, and no others", (t) => {
  const cases: readonly (readonly [Numeric, string])[] = [
    [(x, y) => x * (y + 1), "return a * (b + 1);"],
    [(x, y) => x - (y - 1) - 2, "return a - (b - 1) - 2;"],
    [(x) => (-x) ** 2, "return (-a) ** 2;"],
    [(x, y) => x ** (y ** 2), "return a ** b ** 2;"],
    [(x, y) => (x ** y) ** 2, "return (a ** b) ** 2;"],
    [(x) => -(-x), "return -(-a);"],
    [(x) => (x > 0 || x !== x ? x : 0), "return a > 0 || a !== a ? a : 0;"],
    [(x) => (x > 0 ? 1 : x < 0 ? -1 : 0), "return a > 0 ? 1 : a < 0 ? -1 : 0;"],
    [(x) => ((x > 0 ? 1 : 2) > 1 ? 3 : 4), "return (a > 0 ? 1 : 2) > 1 ? 3 : 4;"],
    [(x) => !(x > 0 && x < 1), "return !(a > 0 && a < 1);"],
    [(x) => 1.5e-7 * x + Math.LN2, "return 1.5e-7 * a + 0.6931471805599453;"],
    [Math.sin, "return Math.sin(a);"],
    [Number.isNaN, "return Number.isNaN(a);"],
  ];
  for (const [f, text] of cases) t.equal(textOf(f), text);
  t.equal(
    textOf((x) => {
      const e = Math.exp(x);
      if (x < 0) return e / (1 + e); // a comment
      return 1 / (1 + e);
    }),
    "const t0 = Math.exp(a); return a < 0 ? t0 / (1 + t0) : 1 / (1 + t0);",
  );
  t.end();
});

t.test("what is more than a formula is not read", (t) => {
  const outside = 2;
  const functions: readonly Numeric[] = [
    (x) => x + outside,
    (x) => {
      let sum = 0;
      for (let i = 0; i < 3; i++) sum += x;
      return sum;
    },
    (...x) => x.length,
    (x = 1) => x,
    function (x) {
      return x;
    },
    (x) => Math.max(...[x]),
    (x) => x & 1,
    (x) => Number("2") + x + [1].length,
  ];
  for (const f of functions) t.equal(bodyOf(f), undefined, String(f));
  t.end();
});

t.test("of each op of numbers, the formula computes what its function does, bit by bit", (t) => {
  let read = 0;
  for (const { name, scalar, predicate } of registry()) {
    const f = (predicate ?? scalar?.f) as Numeric | undefined;
    if (f === undefined) continue;
    const text = textOf(f);
    if (text === undefined) continue;
    read += 1;
    const again = new Function("a", "b", "c", text) as Numeric;
    const wrong = [...tuples(f.length)].find((x) => !Object.is(f(...x), again(...x)));
    t.equal(wrong, undefined, `${name}: ${text}`);
  }
  t.ok(read > 60, `${String(read)} are formulas`);
  t.end();
});

t.test("an argument that is said to show NaN does, whatever the others are", (t) => {
  const shown = (f: Numeric): readonly number[] => {
    const body = bodyOf(f);
    return body === undefined
      ? []
      : Array.from({ length: f.length }, (_, k) => k).filter((k) => passesNaN(body, k));
  };
  for (const { name, scalar } of registry()) {
    if (scalar === undefined) continue;
    const f = scalar.f as Numeric;
    for (const k of shown(f)) {
      const wrong = [...tuples(f.length)].find((x) => !Number.isNaN(f(...x.with(k, NaN))));
      t.equal(wrong, undefined, `${name}, input ${String(k)}`);
    }
  }
  t.strictSame(
    shown((a, b) => a * b),
    [0, 1],
  );
  t.strictSame(
    shown((a, b) => a ** b),
    [1],
    "NaN ** 0 is 1",
  );
  t.strictSame(
    shown((a, b) => (a > 0 ? a : b)),
    [],
    "what is not chosen is not shown",
  );
  t.strictSame(
    shown((a, b) => (b > 0 ? a + 1 : -a)),
    [0],
  );
  t.strictSame(
    shown((a) => Math.hypot(a, Infinity)),
    [],
    "∞ beats NaN there",
  );
  t.end();
});

t.test("a literal is the number", (t) => {
  for (const x of points) t.ok(Object.is((new Function(`return ${literal(x)}`) as () => number)(), x));
  t.end();
});
