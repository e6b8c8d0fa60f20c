// What checks write down of themselves, and what that covers of a repository.
import t from "tap";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { array, defineOp, mul, sin, type Value } from "../../index.js";
import { checkGrads, checkOp, repositoryCoverage, type CheckRecord, type Wanted } from "../index.js";

type F = (...args: never[]) => unknown;

const folder = t.testdir({
  // The library's own folders are left out of what is written down, so a user's functions are a user's file.
  "own.mjs": `
import { add, grad, greater, less, mul, sin, sub, sum } from "dualtape";
export const huber = (x) => (less(x, 1) ? mul(x, x) : sub(mul(2, x), 1));
export function doubling(x) {
  let y = x;
  while (less(y, 100)) y = add(y, y);
  return y;
}
export const outer = (x) => sum(mul(x, huber(2)));
export const slope = (x) => grad(inner)(x);
const inner = (x) => mul(sin(x), x);
export const never = (x) => x;
`,
  checks: {},
});
const file = join(folder, "own.mjs");
const { huber, doubling, slope, outer } = (await import(pathToFileURL(file).href)) as Record<string, F>;

/** What is written down while `run` runs. */
function recorded(run: () => unknown): CheckRecord[] {
  const into = join(t.testdirName, "checks", String(Math.random()));
  process.env["DUALTAPE_COVERAGE"] = into;
  try {
    run();
  } finally {
    delete process.env["DUALTAPE_COVERAGE"];
  }
  const lines = readdirSync(into).flatMap((name) =>
    readFileSync(join(into, name), "utf8").trimEnd().split("\n"),
  );
  return lines.map((line) => JSON.parse(line) as CheckRecord);
}

t.test(
  "a check tells the functions that it went through, the answers of comparisons, and where it was",
  async (t) => {
    const [first, second] = recorded(() => {
      checkGrads(huber!, [0.5]);
      checkGrads((x: Value) => (huber as (x: Value) => Value)(mul(-2, x)), [array([-3])], {
        order: 2,
        modes: ["forward"],
      });
    });
    const branch = { name: "huber", file, line: 3, op: "less" };
    t.strictSame(first, {
      functions: [{ name: "huber", file }],
      branches: [{ ...branch, answers: [true] }],
      ...{ modes: ["forward", "reverse"], order: 1, verdict: "pass", region: ["+"] },
    });
    t.match(second, {
      functions: [{ name: "huber", file }],
      branches: [],
      modes: ["forward"],
      order: 2,
      region: ["[1] -"],
    });
  },
);

t.test("a loop's answers are the way that it took, and functions within functions are there", async (t) => {
  const [loop, derived] = recorded(() => {
    checkGrads(doubling!, [30]);
    checkGrads(slope!, [1]);
  });
  t.strictSame(
    loop?.branches.map(({ answers }) => answers),
    [[true, true, false]],
  );
  t.strictSame(derived?.functions.map(({ name }) => name).sort(), ["inner", "slope"]);
});

t.test(
  "nothing is written down where the environment does not ask for it, nor of what the library checks",
  async (t) => {
    const records = recorded(() => {
      defineOp({ name: "halved", eval: ([x]) => (x as number) / 2, jvp: (_i, dx) => mul(0.5, dx) });
      checkOp(sin, { order: 1 });
    });
    const whole = { functions: [], branches: [], modes: ["forward", "reverse"], verdict: "pass", region: [] };
    t.strictSame(records, [
      { op: "halved", ...whole, order: 2 },
      { op: "sin", ...whole, order: 1 },
    ]);
    checkGrads(outer!, [2]);
    t.equal(readdirSync(join(folder, "checks")).length, 3);
  },
);

const wanted = (...names: readonly string[]): Wanted[] =>
  names.map((name) => ({ name, file: "elsewhere/own.ts" }));

t.test(
  "the coverage of a repository has a line for each function, and a hole for each that nobody checked",
  async (t) => {
    const records = recorded(() => {
      checkGrads(huber!, [0.5]);
      checkGrads(doubling!, [30], { modes: ["reverse"] });
    });
    const found = repositoryCoverage(records, wanted("huber", "doubling", "never"));
    t.strictSame(
      found.missing.map(({ name }) => name),
      ["doubling", "never"],
      "one mode is not both",
    );
    t.equal(found.share, 1 / 3);
    t.strictSame(found.branches, { taken: 3, all: 4 });
    t.match(
      found.functions.find(({ name }) => name === "huber"),
      { checks: 1, right: 1, order: 1, regions: ["+"] },
    );
    t.strictSame(found.functions.find(({ name }) => name === "doubling")?.branches, [
      { line: 6, op: "less", answers: [true, false], ways: ["TTF"] },
    ]);
    t.equal(String(found), "1 of 3 functions checked in both modes, 3 of 4 answers of comparisons taken");
    const all = repositoryCoverage(records);
    t.strictSame(
      all.functions.map(({ name }) => name),
      ["doubling", "huber"],
      "of no list, all that were seen",
    );
  },
);

t.test("a check that fails covers nothing", async (t) => {
  const [right] = recorded(() => checkGrads(huber!, [0.5]));
  const wrong = { ...right!, verdict: "fail" as const };
  const [one] = repositoryCoverage([wrong], wanted("huber")).missing;
  t.match(one, { name: "huber", checks: 1, right: 0, modes: [], branches: [] });
});
