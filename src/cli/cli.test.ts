// The command line, as a user's shell sees it.
import t from "tap";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("index.js", import.meta.url));
const root = fileURLToPath(new URL("../../../", import.meta.url));

function dualtape(...args: string[]): { code: number | null; out: string; err: string } {
  const run = spawnSync(process.execPath, [cli, ...args], { cwd: root, encoding: "utf8" });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

/** The check of a function of the example. */
const of = (fn: string): string[] => ["check", "examples/loss.ts", "--fn", fn];

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
