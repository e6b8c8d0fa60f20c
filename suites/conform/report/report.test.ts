// What reports say of a run: as formulas, lines of JSON, TAP, Markdown and a badge, and what the page's filters find.
import t from "tap";
import type { Step } from "../format.js";
import { cellOf, large, small } from "./fixtures/result.js";
import { formulas } from "./formula.js";
import { packed, statusAt } from "./packed.js";
import { isGreen, tallies, totals } from "./tally.js";
import { answerText, numeralText, tensorText } from "./tensors.js";
import { badge, fromJsonLines, headline, jsonLines, markdown, tap } from "./text.js";
import { casesOf, columnsOf, everything, opMatrix } from "./view.js";

const program = (...steps: readonly Step[]) => ({ inputs: ["x"], steps, output: steps.at(-1)?.[0] ?? "x" });

t.test("a program is read as a formula, with brackets where they are needed and nowhere else", async (t) => {
  const cases: [readonly Step[], string][] = [
    [[], "f(x) = x"],
    [[["y", "add", ["x", 1]]], "f(x) = x + 1"],
    [
      [
        ["a", "add", ["x", 1]],
        ["y", "mul", ["a", "x"]],
      ],
      "f(x) = (x + 1) · x",
    ],
    [
      [
        ["a", "mul", ["x", 2]],
        ["y", "sub", [1, "a"]],
      ],
      "f(x) = 1 − x · 2",
    ],
    [
      [
        ["a", "sub", ["x", 2]],
        ["y", "sub", [1, "a"]],
      ],
      "f(x) = 1 − (x − 2)",
    ],
    [
      [
        ["a", "div", [1, "x"]],
        ["y", "div", ["a", -2]],
      ],
      "f(x) = 1 / x / (−2)",
    ],
    [
      [
        ["a", "pow", ["x", 2]],
        ["y", "pow", ["a", 3]],
      ],
      "f(x) = (x^2)^3",
    ],
    [
      [
        ["a", "neg", ["x"]],
        ["y", "pow", ["a", 2]],
      ],
      "f(x) = (−x)^2",
    ],
    [[["y", "sum", ["x"], { axis: 0, keepDims: true }]], "f(x) = sum(x, axis = 0, keepDims = true)"],
    [
      [
        ["s", "sin", ["x"]],
        ["y", "mul", ["s", "s"]],
      ],
      "f(x) = s · s\n  where s = sin(x)",
    ],
  ];
  for (const [steps, text] of cases) t.equal(formulas(program(...steps)), text);
});

t.test("functions within a program have lines of their own, and what they use keeps its name", async (t) => {
  const inner = { inputs: ["v"], steps: [["w", "mul", ["v", "s"]]] as const, output: "w" };
  const outer = program(["s", "sin", ["x"]], ["y", "grad", ["g", "x"]]);
  t.equal(
    formulas({ ...outer, functions: { g: inner } }),
    "g(v) = v · s\nf(x) = grad(g, x)\n  where s = sin(x)",
  );
});

t.test("numbers that JSON does not have are written in their signs", async (t) => {
  t.same((["nan", "inf", "-inf", "-0", -2.5, -0] as const).map(numeralText), [
    "NaN",
    "∞",
    "−∞",
    "−0",
    "−2.5",
    "−0",
  ]);
  t.equal(tensorText({ shape: [2, 2], dtype: "float64", data: [1, "nan", 3, 4] }), "[[1, NaN], [3, 4]]");
  t.equal(tensorText({ shape: [0, 3], dtype: "float32", data: [] }), "[] of shape [0, 3] float32");
  const data = { shape: [], dtype: "float64", data: [1] } as const;
  t.equal(answerText({ data, shape: data }), "data = 1, shape = 1", "inputs may be called like that");
  t.equal(answerText(data), "1");
});

t.test("lines of JSON are the whole run", async (t) => {
  const text = jsonLines(small);
  t.equal(text.split("\n").length, small.cells.length + 2);
  t.strictSame(fromJsonLines(text), small);
});

t.test("a run is green if every engine ran and every cell is as it should be", async (t) => {
  const [first] = small.engines;
  const green = (cells: typeof small.cells): boolean => isGreen({ ...small, engines: [first!], cells });
  const withOne = (status: (typeof small.cells)[number]["status"]): boolean =>
    green([cellOf({}), cellOf({ status })]);
  t.ok(withOne("pass") && withOne("known") && withOne("unsupported"));
  for (const status of [
    "wrong",
    "throws",
    "nan",
    "modes-disagree",
    "inconclusive",
    "unexpected-pass",
  ] as const) {
    t.notOk(withOne(status), status);
  }
  t.notOk(green([]), "nothing proves nothing");
  t.notOk(isGreen({ ...small, cells: [cellOf({})] }), "one engine is not there");
});

t.test("tallies count by engine and mode", async (t) => {
  const found = tallies(small).map(({ engine, mode, cells }) => [engine, mode, cells]);
  t.strictSame(found, [
    ["right", "value", 1],
    ["right", "forward", 1],
    ["right", "reverse", 1],
    ["wrong", "value", 1],
    ["wrong", "reverse", 7],
  ]);
  t.strictSame(
    totals(small).map(({ engine, counts }) => [engine, counts.pass, counts.wrong]),
    [
      ["right", 3, 0],
      ["wrong", 0, 1],
    ],
  );
});

t.test("TAP has a plan, excuses what is known or not to be had, and says the rest in YAML", async (t) => {
  const text = tap(small);
  t.match(text, /^TAP version 14\n1\.\.12\nok 1 - right reverse sine: sin x · x\n/);
  t.match(text, /^not ok 4 - wrong reverse sine: sin x · x\n {2}---\n {2}status: "wrong"\n {2}reason: /m);
  t.match(text, String.raw`  reason: "x is 0.5 | not 0.077 <b>&\"\n#so"`);
  t.match(text, '  program: "f(x) = sin(x) · x"\n  at: "x = 2"\n  replay: "dualtape conform --engine wrong');
  t.match(text, /^not ok 10 - .* # TODO its gradients have none$/m);
  t.match(text, /^ok 11 - .* # SKIP it has no det$/m);
  t.match(text, /^not ok 12 - gone did not run: it is not installed/m);
});

t.test("the summary has a line for each mode and each failure, and a limit", async (t) => {
  const text = markdown(small);
  t.match(text, "7 cases on 2 engines, 11 cells: 6 not as they should be");
  t.match(text, /^\| wrong \| reverse \| 7 \| 0 \| 1 \| 1 \| 1 \| 1 \| 1 \| 0 \| 1 \| 1 \|$/m);
  t.match(
    text,
    /^\| wrong \| reverse \| sine \| wrong \| x is 0\.5 \\\| not 0\.077 \\<b\\>&" #so \| `dualtape conform/m,
  );
  t.match(markdown(large(100)), /^155 more are in the report\.$/m);
  t.equal(headline({ ...small, engines: [], cells: [] }), "nothing was asked");
});

t.test("the badge is as bad as the run", async (t) => {
  const of = (cells: typeof small.cells) =>
    JSON.parse(badge({ ...small, engines: small.engines.slice(0, 1), cells })) as object;
  t.match(of(small.cells), { schemaVersion: 1, message: "6 failing", color: "red" });
  t.match(of([cellOf({}), cellOf({ status: "unsupported" })]), { message: "1 of 1", color: "brightgreen" });
  t.match(of([cellOf({}), cellOf({ status: "known" })]), { message: "1 of 2", color: "yellow" });
  t.match(of([]), { color: "red" });
});

t.test("packed, each cell has its status, and texts are there once", async (t) => {
  const run = packed(small);
  t.strictSame(
    run.columns.map(({ engine, mode }) => `${String(engine)} ${mode}`),
    ["0 value", "0 forward", "0 reverse", "1 value", "1 reverse"],
  );
  t.equal(new Set(run.texts).size, run.texts.length);
  const rows = run.cases.map(([id, , , , , , , , row]) => [
    id,
    ...run.columns.map((_, k) => statusAt(row, k)),
  ]);
  t.strictSame(rows[0], ["sine", "pass", "pass", "pass", "throws", "wrong"]);
  t.strictSame(rows[1], ["root", undefined, undefined, undefined, undefined, "nan"]);
});

t.test("filters combine, and the ops are counted in what they leave", async (t) => {
  const run = packed(small);
  const asked = { ...everything, engine: "wrong", mode: "reverse", status: "failing" };
  t.strictSame(columnsOf(run, asked), [4]);
  const cases = casesOf(run, { ...asked, op: "abs" });
  t.strictSame(
    cases.map((k) => run.cases[k]?.[0]),
    ["kink", "noise"],
  );
  t.strictSame(
    [...opMatrix(run, cases, [4])],
    [["abs", [0, 2, 0].map((wrong) => ({ right: 0, wrong, known: 0, unsupported: 0 }))]],
  );
});
