// Comparisons as a person reads them: a table that fits, the gravest first, and where a kink is.

import t from "tap";
import { inspect } from "node:util";
import { abs, arange, log, mul, NDArray, sum, value, type Value } from "../index.js";
import { checkGrads, type Comparison, type Verdict } from "./index.js";
import { magnitude, shortened } from "./numerals.js";
import { plainTable, tabulated } from "./table.js";
import { identity, judge } from "./verdict.js";

/** A comparison with a verdict, off by so much. */
function one(entry: string, verdict: Verdict, off = 0): Comparison {
  const reference = -1234567.890625;
  const forward = reference + off;
  return { entry, forward, reverse: forward, reference, bound: 1e-9, verdict, reason: "" };
}

const mixed = [
  one("∂y/∂x[0]", "pass"),
  one("∂y/∂x[1]", "fail", 1),
  one("∂y/∂x[2]", "kink"),
  one("∂y/∂x[3]", "fail", 2),
  one(identity, "fail", 3),
  one("∂y/∂x[4]", "inconclusive"),
  one("∂y/∂x[5]", "pass"),
];

t.test("a table has the gravest first, and of the wrong ones those that are furthest off", (t) => {
  const { rows, rest } = tabulated(mixed, { width: 80, most: 20 });
  t.same(
    rows.map(({ cells: [entry], mark }) => [entry, mark]),
    [
      ["∂y/∂x[3]", "✗ fail"],
      ["∂y/∂x[1]", "✗ fail"],
      ["∂y/∂x[4]", "? inconclusive"],
      ["∂y/∂x[2]", "✓ kink"],
      ["∂y/∂x[0]", "✓ pass"],
      ["∂y/∂x[5]", "✓ pass"],
    ],
    "and the identity of all of them is no row",
  );
  t.equal(rest, undefined);
  t.end();
});

t.test("a long table is cut, with a line that says what is left out", (t) => {
  const restOf = (most: number): string | undefined => tabulated(mixed, { width: 80, most }).rest;
  t.equal(restOf(4), "… and 2 more, all pass");
  t.equal(restOf(3), "… and 3 more: 1 kink, 2 pass");
  t.equal(plainTable(tabulated(mixed, { width: 80, most: 4 })).split("\n").length, 1 + 4 + 1);
  t.end();
});

t.test(
  "a table fits the terminal: with fewer digits, with the verdict as a sign, with shorter names",
  (t) => {
    const long = [...mixed, one("∂(∂y/∂x[0].weights[10, 20] by forward)/∂x[1]", "outside-subdifferential")];
    for (const [which, comparisons] of Object.entries({ mixed, long })) {
      for (let width = 60; width <= 130; width++) {
        const lines = plainTable(tabulated(comparisons, { width, most: 20 })).split("\n");
        const longest = Math.max(...lines.map((line) => line.length));
        t.ok(longest <= width, `${which} at ${String(width)}: ${String(longest)}`);
      }
    }
    const wide = plainTable(tabulated(long, { width: 130, most: 20 }));
    t.match(wide, /-1234567\.891 .*✗ outside-subdifferential/, "where there is room, nothing is left out");
    const narrow = plainTable(tabulated(long, { width: 60, most: 20 }));
    t.match(narrow, /∂\(∂.*….*x\[1\] +-1\.235e6 .* ✗$/m);
    t.end();
  },
);

t.test("columns are aligned, and there is one for each mode that was asked", (t) => {
  const report = checkGrads((x: Value) => mul(x, 2), [arange(2)], { modes: ["forward"] });
  const table = plainTable(tabulated(report.comparisons, { width: 80, most: 20 }));
  t.match(table, /^ {2}derivative {3}forward {2}reference {2}± bound {2}verdict$/m);
  t.match(table, /^ {2}∂y\[1\]\/∂x\[1\] {8}2 {10}2 {4}\de-1\d {2}✓ pass$/m);
  t.end();
});

t.test("a report prints as its verdict, the worst comparison, and a table where there are several", (t) => {
  const half = (x: Value): Value => sum(mul(log(x), value(x)));
  const report = checkGrads(half, [new NDArray(Float64Array.of(1, 2, 3), [3])]);
  const text = String(report);
  t.match(text, /^fail: 2 fail, 2 pass \(seed 0\)\n {2}∂y\/∂x\[2\]: forward 1, reverse 1, reference 2\.09/);
  t.match(text, /^ {2}∂y\/∂x\[2\] +1 +1 +2\.09\d+ +\de-1\d +✗ fail\n {2}∂y\/∂x\[1\] .* ✗ fail\n.* ✓ pass$/m);
  t.equal(inspect(report), text, "console.log prints the same");
  t.match(inspect({ ...report }), /comparisons: \[/, "of the report's own, not of a copy's");
  t.notMatch(String(checkGrads(half, [2])), /derivative +forward/, "one line needs no table");
  t.end();
});

t.test("a kink is named with its element and its point, and with what to do", (t) => {
  const { worst, advice } = checkGrads((x: Value) => abs(x), [arange(2)]);
  t.equal(worst.entry, "∂y[0]/∂x[0]");
  t.equal(worst.reason, "a kink: the slopes are -1 on the left and 1 on the right of x[0] = 0");
  t.match(advice, /accept it, or move the point/);
  const two = checkGrads((w: Value, x: Value) => mul(w, abs(x)), [3, 0]);
  t.match(two.worst.reason, /-3 on the left and 3 on the right of x1 = 0$/);
  t.equal(checkGrads((x: Value) => abs(x), [1]).advice, undefined, "where there is none, nothing is advised");
  t.end();
});

t.test(
  "so is a derivative that is not between the slopes, and a direction if no element is at fault",
  (t) => {
    const evidence = { entry: "∂y/∂x", forward: 7, reference: 0, error: 1e-12, scale: 1, slack: 0 };
    const kink = [-1, 1.00000000001] as const;
    t.equal(
      judge({ ...evidence, kink, place: "x = 0" }).reason,
      "outside the slopes -1 and 1 on the two sides of the kink at x = 0",
    );
    const many = checkGrads((x: Value) => sum(abs(x)), [new NDArray(new Float64Array(40), [40])]);
    const random = many.comparisons.find(({ entry }) => entry.includes("random"));
    t.match(random?.reason, /on the right of this point, along random direction \d \(seed 0\)$/);
    t.end();
  },
);

t.test("numbers are short, and none is longer than its digits, its sign and its exponent", (t) => {
  const cases: [number | undefined, number, string][] = [
    [0.1 + 0.2, 10, "0.3"],
    [1 / 3, 4, "0.3333"],
    [102400, 4, "102400"],
    [2 ** 60, 4, "1.153e18"],
    [1e300, 10, "1e300"],
    [-1.5e-10, 4, "-1.5e-10"],
    [NaN, 4, "NaN"],
    [-Infinity, 4, "-Infinity"],
    [undefined, 4, "–"],
  ];
  for (const [x, digits, text] of cases) t.equal(shortened(x, digits), text);
  t.same([0, 1.26e-9, NaN, undefined].map(magnitude), ["0", "1e-9", "NaN", "–"]);
  t.end();
});
