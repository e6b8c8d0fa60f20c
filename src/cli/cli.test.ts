// The command line, as a user's shell sees it.
import t from "tap";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SweepReport } from "../check/index.js";

const cli = fileURLToPath(new URL("index.js", import.meta.url));
const root = fileURLToPath(new URL("../../../", import.meta.url));

function dualtape(...args: string[]): { code: number | null; out: string; err: string } {
  const run = spawnSync(process.execPath, [cli, ...args], { cwd: root, encoding: "utf8" });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

/** The check of a function of the example. */
const of = (fn: string): string[] => ["check", "examples/loss.ts", "--fn", fn];

/** Ops of a user's: one that is right, one that is wrong where no sweep goes, and one with NaN at its kink. */
const ownOps = `
import { abs, defineOp, div, greater, mul, where } from "dualtape";
const x3 = { eval: ([x]) => x ** 3 };
export const cube = defineOp({ ...x3, name: "cube", jvp: (_i, dx, _y, [x]) => mul(mul(3, mul(x, x)), dx) });
export const late = defineOp({
  ...x3,
  name: "late",
  jvp: (_i, dx, _y, [x]) => mul(mul(where(greater(x, 50), 4, 3), mul(x, x)), dx),
});
export const far = (x) => late(mul(x, 2));
export const size = defineOp({
  name: "size",
  eval: ([x]) => Math.abs(x),
  vjp: (_i, dy, _y, [x]) => mul(dy, div(x, abs(x))),
  domain: [{ low: -Infinity, high: Infinity, kinks: [0] }],
});
`;

t.test("suite prints every case with its verdict, plainly into a pipe, and succeeds", async (t) => {
  const { code, out, err } = dualtape("suite");
  t.equal(code, 0, err);
  t.match(out, /\[0, 4, 8, 12\]/, "the gradient of 2xᵀx");
  t.match(out, /✓ pass/);
  t.match(out, /^\d+ passed, 0 failed, 0 inconclusive$/m);
  t.notMatch(out, /\u001b/, "no escapes into a pipe");
  const longest = Math.max(...out.split("\n").map((line) => line.length));
  t.ok(longest <= 100, `the longest line has ${String(longest)} characters`);
});

t.test("suite --json prints JSON alone, and --junit writes a report with a case each", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "dualtape-"));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, "report.xml");
  const { code, out } = dualtape("suite", "--json", "--junit", file, "--only", "*quadratic*");
  t.equal(code, 0);
  const result = JSON.parse(out) as { results: { id: string; verdict: string }[] };
  t.ok(result.results.length > 0);
  t.ok(result.results.every(({ verdict, id }) => verdict === "pass" && id.includes("quadratic")));
  const xml = readFileSync(file, "utf8");
  t.equal(xml.match(/<testcase /g)?.length, result.results.length);
  t.match(xml, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuite [^<>]*>\n/);
  t.match(xml, />\n( {2}<testcase [^<>]*\/>\n)+<\/testsuite>\n$/);
});

t.test("check runs a user's TypeScript, whose dualtape is the one that checks it", async (t) => {
  const { code, out, err } = dualtape(...of("loss"), "--at", "[1, 2, 3]", "--mode", "both");
  t.equal(code, 0, err);
  t.match(out, /∂y\/∂x\[2\] +11\.0100075 +11\.0100075 +11\.0100075 .* ✓ pass/);
});

t.test("check takes trees, and a mode", async (t) => {
  const at = '{"w": [[1, 2], [3, 4]], "scale": 2}';
  const { code, out, err } = dualtape(...of("fit"), "--at", at, "--mode", "reverse", "--json");
  t.equal(code, 0, err);
  const report = JSON.parse(out) as { comparisons: { entry: string; reverse?: number; forward?: number }[] };
  const scale = report.comparisons.find(({ entry }) => entry === "∂y/∂x.scale");
  t.equal(scale?.reverse, 100);
  t.equal(scale?.forward, undefined);
});

t.test("check finds a mistake, names the entry, and fails", async (t) => {
  const { code, out } = dualtape("check", "examples/loss.ts", "--fn", "mistaken", "--at", "[1, 2, 3]");
  t.equal(code, 1);
  t.match(out, /✗ fail +2 of 4 comparisons; the worst is ∂y\/∂x\[2\]: the derivative is outside/);
});

t.test("check takes a formula", async (t) => {
  const at = ["--at", "x=[0, 1, 2, 3]", "--order", "2"];
  const { code, out, err } = dualtape("check", "--expr", "2 * dot(x, x)", ...at);
  t.equal(code, 0, err);
  t.match(out, /∂y\/∂x\[3\] +12 +12 +12 /);
});

t.test("check calls the variables of a formula by their names", async (t) => {
  const { code, out, err } = dualtape("check", "--expr", "w * x + 1", "--at", "x=[1, 2]", "--at", "w=3");
  t.equal(code, 0, err);
  t.match(out, /∂y\[1\]\/∂w +2 +2 +2 /);
  t.match(out, /∂y\[1\]\/∂x\[1\] +3 +3 +3 /);
});

t.test("check shows the gravest first, within the terminal's width, and writes JUnit XML", async (t) => {
  const file = join(t.testdir(), "report.xml");
  const args = ["--at", "[1, 2, 3]", "--order", "2", "--junit", file];
  const { code, out } = dualtape(...of("mistaken"), ...args);
  t.equal(code, 1);
  t.match(out, /verdict\n {2}∂\(∂y\/∂x\[0\] by forward\)\/∂x\[0\] .* ✗ fail\n/);
  t.match(out, /^ {2}… and \d+ more, all pass \(--json has them\)$/m);
  t.ok(Math.max(...out.split("\n").map((line) => line.length)) <= 100);
  const xml = readFileSync(file, "utf8");
  t.match(xml, /<testsuite name="dualtape check" tests="24" failures="8" skipped="0">/);
  t.match(xml, /name="∂y\/∂x\[2\]"><failure message="the derivative is outside the error bar/);
});

t.test("check says where a kink is in the words of the formula", async (t) => {
  const { code, out } = dualtape("check", "--expr", "abs(w) * x", "--at", "w=[1, 0], x=2");
  t.equal(code, 0);
  t.match(out, /the slopes are -2 on the left and 2 on\sthe right of w\[1\] = 0\n\n.*accept it, or move/s);
});

t.test("check shows the smallest program of a wrong op in one piece", async (t) => {
  const file = join(t.testdir({ "own.ts": ownOps }), "own.ts");
  const { code, out } = dualtape("check", file, "--fn", "far", "--at", "30");
  t.equal(code, 1);
  t.match(out, /^the rule of late for its argument 0 is wrong, here late\(60\)/m);
  t.match(out, /^the smallest program that fails:\nx = 60\nv1 = late\(x\)\nreturn v1$/m);
});

t.test("NaN and the infinities survive the JSON", async (t) => {
  const { code, out } = dualtape("check", "--expr", "log(x)", "--at", "x=0", "--json");
  t.equal(code, 1);
  const { comparisons } = JSON.parse(out) as { comparisons: object[] };
  t.match(comparisons[0], { forward: "Infinity", reverse: "Infinity", reference: "NaN" });
});

t.test("sweep holds the ops of the registry to the laws, plainly into a pipe", async (t) => {
  const { code, out, err } = dualtape("sweep", "tan*", "sin", "--seed", "1");
  t.equal(code, 0);
  t.equal(err, "", "no bar");
  t.match(out, /^ {2}op +regions +points +checks +failures +verdict$/m);
  const rows = [...out.matchAll(/^ {2}(\w+) +\d+ +\d+ +[1-9]\d* +0 {2}✓ pass$/gm)].map(([, name]) => name);
  t.same(rows, ["sin", "tan", "tanh"], "in the order of the registry");
  t.match(out, /^3 passed, 0 failed; \d+ checks$/m);
});

t.test("sweep finds what is wrong with the ops of a file, and says where", async (t) => {
  const folder = t.testdir({ "own.ts": ownOps });
  const junit = join(folder, "report.xml");
  const args = ["sweep", "--file", join(folder, "own.ts"), "--only", "*slopes*"];
  const { code, out } = dualtape(...args, "--junit", junit);
  t.equal(code, 1);
  t.match(out, /^ {2}cube +\d+ +\d+ +\d+ +0 {2}✓ pass$/m);
  t.match(out, /^ {2}size +\d+ +\d+ +\d+ +1 {2}✗ fail$/m);
  t.match(
    out.replace(/\s+/g, " "),
    /size, argument 0, at x = 0 .*: the derivative NaN .* slopes -1 .* and 1 /,
  );
  t.match(out, /^2 passed, 1 failed; \d+ checks$/m);
  t.match(readFileSync(junit, "utf8"), /name="size"><failure message="size: fail, .*argument 0, at x = 0/);
  const { reports } = JSON.parse(dualtape(...args, "size", "--json").out) as { reports: SweepReport[] };
  t.same(
    reports.map(({ op, verdict }) => [op, verdict]),
    [["size", "fail"]],
  );
  t.match(reports[0]?.failures, [{ argument: 0, point: [0], law: /^the derivative lies between/ }]);
});

t.test("sweep of which no law can be asked is no success", async (t) => {
  const { code, out } = dualtape("sweep", "sin", "--only", "*agree", "--mode", "forward");
  t.equal(code, 1);
  t.match(out, /0 passed, 0 failed, 1 not asked; 0 checks\nno law was asked/);
});

t.test(
  "coverage tells which derivatives the sweep judges, as a table, as JSON and as Markdown",
  async (t) => {
    const file = join(t.testdir(), "coverage.md");
    const [html, badge] = [`${file}.html`, `${file}.json`];
    const files = ["--markdown", file, "--html", html, "--badge", badge];
    const { code, out } = dualtape("coverage", "where", "abs", ...files);
    t.equal(code, 0);
    t.match(out, /^ {2}op +argument +forward +reverse +ff +fr +rf +rr +vmap +jit$/m);
    t.match(out, /^ {2}where +2 +3 +2 +3 +3 +3 +3 +2 +2$/m);
    t.match(out, /derivative coverage of 2 ops: 100\.0 %, 0 holes\n$/);
    t.match(readFileSync(file, "utf8"), /^\| `abs` \| 0 \| ADST \|/m);
    t.match(readFileSync(html, "utf8"), /<td class="good" title="finite differences do not contradict \(/);
    t.match(JSON.parse(readFileSync(badge, "utf8")), { label: "derivative coverage", message: "100 %" });
    const parsed = JSON.parse(dualtape("coverage", "abs", "--json").out) as {
      holes: unknown[];
      cells: unknown[];
    };
    t.same(parsed.holes, []);
    t.equal(parsed.cells.length, 8);
  },
);

t.test("suite --details shows the trace tables line by line", async (t) => {
  const { code, out, err } = dualtape("suite", "--details", "--only", "*trace*");
  t.equal(code, 0, err);
  t.match(out, /the tangent of v1 = x²: 4$/m);
  t.match(out, /the adjoint of v2 = log v1: 0\.9092974268$/m);
});

t.test("a wrong call is answered by one clear message and exit code 2", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "dualtape-"));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const broken = join(folder, "broken.ts");
  writeFileSync(broken, "export function f(x: number { return x; }\n");
  const wrong: [string[], RegExp][] = [
    [["check", "examples/none.ts", "--at", "1"], /there is no file examples\/none\.ts/],
    [["check", "examples/loss.ts", "--at", "1"], /exports .*doubled.*loss.*choose one with --fn/],
    [["check", "examples/loss.ts", "--fn", "lost", "--at", "1"], /no function "lost"; it exports .*loss/],
    [["check", "examples/loss.ts", "--fn", "loss", "--at", "[1, 2"], /--at '\[1, 2' is not JSON/],
    [[...of("loss"), "--at", "[1, [2]]"], /--at '\[1, \[2\]\]' is no array: ragged/],
    [["check", "examples/loss.ts", "--fn", "loss", "--at", '[1, "2"]'], /holds "2", which is no number/],
    [["check", "README.md", "--at", "1"], /README\.md is neither a \.ts nor a \.js file/],
    [["check", "--expr", "x", "--at", "x=1", "--seed", "one"], /--seed must be an integer, not one/],
    [["check", "--expr", "x * y", "--at", "x=1"], /no value for y/],
    [["check", "--expr", "constructor(x)", "--at", "x=1"], /constructor/],
    [["check", "--expr", "x", "--at", "x=1", "--mode", "up"], /--mode must be forward, reverse or both/],
    [["check", broken, "--at", "1"], /broken\.ts|Expected|expected/],
    [["suite", "--only", "sine", "--junit", "none/at.xml"], /--junit none\/at\.xml cannot be written/],
    [["suite", "--only", "nothing"], /no case is called "nothing"/],
    [["sweep", "sine"], /there is no op "sine"; did you mean "sin"\?/],
    [["sweep", "frobnicate"], /there is no op "frobnicate"; there are:\n {2}abs, add, .*\n {2}.*\bwhere\b/s],
    [
      ["sweep", "--only", "gravity"],
      /there is no law "gravity" \(--only\); there are:\n.*\n {2}the four nestings agree\n/s,
    ],
    [["sweep", "--modes", "up"], /--mode must be forward, reverse or both, not up/],
    [["coverage", "--from", "none"], /--from none cannot be read: ENOENT/],
    [
      ["coverage", "--from", "docs"],
      /--from docs holds no checks: run the tests with DUALTAPE_COVERAGE=docs first/,
    ],
    [["coverage", "abs", "--badge", "none/at.json"], /--badge none\/at\.json cannot be written/],
    [["sweep", "--file", "examples/loss.ts"], /examples\/loss\.ts exports no op; export what defineOp/],
    [["frobnicate"], /unknown command/],
  ];
  for (const [args, message] of wrong) {
    const { code, out, err } = dualtape(...args);
    t.equal(code, 2, `${args.join(" ")}: ${err}`);
    t.match(err, message);
    t.notMatch(err, /\n {4}at /, "no stack trace");
    t.equal(out, "");
  }
});

t.test("an error that f itself throws is reported as it is, with exit code 1", async (t) => {
  const { code, err } = dualtape("check", "examples/loss.ts", "--fn", "fit", "--at", "[1, 2]");
  t.equal(code, 1);
  t.match(err, /^dualtape: /);
});

t.test("export prints a module, or writes it, and says what it cannot", (t) => {
  const { code, out, err } = dualtape("export", "examples/loss.ts", "--fn", "loss", "--at", "[1, 2, 3]");
  t.equal(code, 0, err);
  t.match(out, /^\/\/ loss of examples\/loss\.ts and its gradient/);
  t.match(
    out,
    /export function lossWithGradient\(x: ArrayLike<number>\): \{ value: number; gradient: Float64Array \}/,
  );
  const file = join(
    t.testdir({
      "own.ts": 'import { mul, sum } from "dualtape"; export const f = (x, y) => sum(mul(x[0], y));',
    }),
    "own.ts",
  );
  const target = file.replace("own", "written");
  t.equal(dualtape("export", file, "--at", "[2, 3]; 5", "--numbers", "--out", target).code, 0);
  t.match(readFileSync(target, "utf8"), /export function f\(x: readonly number\[\], y: number\): number/);
  t.match(dualtape("export", file), { code: 2, err: /--at/ });
  t.match(dualtape("export", "examples/loss.ts", "--fn", "none", "--at", "1"), {
    code: 2,
    err: /exports no function "none"/,
  });
  t.end();
});
