// The functions that jump are those of JavaScript, but for round, which takes halves to the even number.
import t from "tap";
import { reals } from "../fixtures/reals.js";
import { steps } from "./steps.js";

const table = steps(reals);
const at = (name: string, ...x: number[]): number => table[name]?.(...x) ?? NaN;
const points = [-7.75, -2, -1.25, -0.5, -0.25, 0, 0.25, 0.75, 1, 2.25, 1e6 + 0.75];

t.test("rounding to integers goes down, up, to 0 and to the nearest", async (t) => {
  for (const x of points) {
    // 0 is added so that −0 is 0, which a number system need not tell apart.
    t.equal(at("floor", x) + 0, Math.floor(x), `floor ${String(x)}`);
    t.equal(at("ceil", x) + 0, Math.ceil(x) + 0, `ceil ${String(x)}`);
    t.equal(at("trunc", x) + 0, Math.trunc(x) + 0, `trunc ${String(x)}`);
    if (x % 1 !== -0.5) t.equal(at("round", x) + 0, Math.round(x) + 0, `round ${String(x)}`);
  }
});

t.test("halves are rounded to the even number", async (t) => {
  const halves = [-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 1001.5];
  t.same(
    halves.map((x) => at("round", x) + 0),
    [-4, -2, -2, 0, 0, 2, 2, 4, 1002],
  );
});

t.test("a sign is −1, 0 or 1, whatever the size", async (t) => {
  t.same(
    points.map((x) => at("sign", x)),
    points.map(Math.sign),
  );
});

t.test("comparisons are 1 where they hold and 0 where not", async (t) => {
  const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
    less: (a, b) => a < b,
    lessEqual: (a, b) => a <= b,
    greater: (a, b) => a > b,
    greaterEqual: (a, b) => a >= b,
    equal: (a, b) => a === b,
    notEqual: (a, b) => a !== b,
  };
  for (const [name, holds] of Object.entries(comparisons))
    for (const [a, b] of [
      [1, 2],
      [2, 2],
      [2, 1],
      [-1, 0.5],
    ] as const)
      t.equal(at(name, a, b), holds(a, b) ? 1 : 0, `${name}(${String(a)}, ${String(b)})`);
});

t.test("any number but 0 is true", async (t) => {
  const pairs = [
    [0, 0],
    [0, -3],
    [0.5, 0],
    [2, -1],
  ] as const;
  t.same(
    pairs.map(([a, b]) => at("logicalAnd", a, b)),
    [0, 0, 0, 1],
  );
  t.same(
    pairs.map(([a, b]) => at("logicalOr", a, b)),
    [0, 1, 1, 1],
  );
  t.same(
    [0, -2, 0.5].map((x) => at("logicalNot", x)),
    [1, 0, 0],
  );
});
