// `dualtape conform`, as a user's shell sees it.
import t from "tap";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cellOf, small } from "../../suites/conform/report/fixtures/result.js";
import { jsonLines } from "../../suites/conform/report/text.js";

const cli = fileURLToPath(new URL("index.js", import.meta.url));

function conform(...args: string[]): { code: number | null; out: string; err: string } {
  const run = spawnSync(process.execPath, [cli, "conform", ...args], { encoding: "utf8" });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

t.test("a run that was stored is reported again, in every form", async (t) => {
  const folder = t.testdir({ "results.jsonl": jsonLines(small) });
  const [from, out] = [join(folder, "results.jsonl"), join(folder, "deep", "out")];
  const {
    code,
    out: text,
    err,
  } = conform("--from", from, "--report", out, "--junit", join(folder, "own.xml"));
  t.equal(code, 1, err);
  t.match(
    text,
    /^ {2}engine +value +forward +reverse\n {2}right +✓ 1 +✓ 1 +✓ 1\n {2}wrong +✗ 0\/1 +– +✗ 0\/6$/m,
  );
  t.match(text, /^ {2}dualtape conform --engine wrong --mode reverse --only sine$/m, "to be copied");
  t.match(text, /7 cases on 2 engines, 11 cells: 6 not as they should be\n$/);
  t.notMatch(text, /\u001b/, "no escapes into a pipe");
  const written = (name: string): string => readFileSync(join(out, name), "utf8");
  t.equal(written("results.jsonl"), jsonLines(small));
  t.equal(written("junit.xml"), readFileSync(join(folder, "own.xml"), "utf8"));
  t.match(written("junit.xml"), /<testsuite name="dualtape conform" tests="12" failures="7" skipped="2">/);
  t.match(
    written("junit.xml"),
    /<testcase classname="wrong\.reverse" name="sine: sin x · x"><failure message="wrong: x is 0\.5 \| not 0\.077 &lt;b&gt;&amp;&quot;&#10;#so&#10;dualtape conform /,
  );
  t.match(written("junit.xml"), /<testcase classname="gone" name="did not run"><failure message="it is not/);
  t.match(written("summary.md"), /^# Conformance\n/);
  t.match(JSON.parse(written("badge.json")), { label: "conformance", color: "red" });
  t.match(written("index.html"), /^<!doctype html>/);
});

t.test("a run in which all is as it should be is a success, as TAP and as JSON", async (t) => {
  const run = {
    ...small,
    engines: small.engines.slice(0, 1),
    cells: [cellOf({}), cellOf({ status: "unsupported" })],
  };
  const file = join(t.testdir({ "results.jsonl": jsonLines(run) }), "results.jsonl");
  const tap = conform("--from", file, "--tap");
  t.equal(tap.code, 0, tap.err);
  t.match(tap.out, /^TAP version 14\n1\.\.2\nok 1 - right reverse sine: sin x · x\nok 2 - .* # SKIP/);
  t.strictSame(JSON.parse(conform("--from", file, "--json").out), run);
});

t.test("engines are run on the cases that are asked for", async (t) => {
  const cases = ["--only", "sin*", "--only", "cos*", "--level", "unique"];
  const { code, out, err } = conform(
    "--engine",
    "dualtape",
    "--engine",
    "planted-zero",
    "--mode",
    "reverse",
    ...cases,
  );
  t.equal(code, 1, err);
  t.match(out, /^ {2}engine +reverse\n {2}dualtape +✓ \d+\n {2}planted-zero +✗ \d+\/\d+$/m);
  const [command = ""] = /dualtape conform --engine planted-zero .*/.exec(out) ?? [];
  const again = conform(...command.replaceAll("'", "").split(" ").slice(2));
  t.equal(again.code, 1, "the command that is shown shows it again");
  t.match(again.out, /1 case on 1 engine, 1 cell: 1 not as they should be\n$/);
  const right = conform("--mode", "forward", ...cases);
  t.equal(right.code, 0, "dualtape is what is run by default");
  const listed = conform("--list", ...cases);
  t.equal(listed.code, 0);
  t.match(listed.out, /^sin.* \(unique\)$/m);
  t.notMatch(listed.out, /^exp|\+/m);
  const multiplied = conform("--list", "--multiplied", ...cases);
  t.match(multiplied.out, /^sin.*\+.* \(unique\)$/m);
  const [made = ""] = /^sin\S*\+\S*/m.exec(multiplied.out) ?? [];
  t.equal(conform("--only", made, "--mode", "reverse").code, 0, "a made case is known by its name");
});

t.test("a wrong call is answered by one clear message and exit code 2", async (t) => {
  const folder = t.testdir({ "broken.jsonl": "{", file: "" });
  const good = join(folder, "good.jsonl");
  writeFileSync(good, jsonLines(small));
  const wrong: [string[], RegExp][] = [
    [["--engine", "nobody"], /--engine nobody: there is no engine nobody; there are dualtape, /],
    [["--only", "sinn"], /there is no case "sinn" \(--only\); did you mean/],
    [["--level", "high"], /there is no level "high" \(--level\); there are:/],
    [["--mode", "backward"], /there is no mode "backward" \(--mode\); there are:/],
    [["--from", join(folder, "none")], /--from .*none cannot be read as results: ENOENT/],
    [["--from", join(folder, "broken.jsonl")], /cannot be read as results: /],
    [["--from", good, "--report", join(folder, "file")], /--report .*file cannot be written: EEXIST/],
  ];
  for (const [args, message] of wrong) {
    const { code, out, err } = conform(...args);
    t.equal(code, 2, err);
    t.match(err, message);
    t.equal(out, "");
  }
});

t.test("an engine of one's own has a list of one's own, and is run again by its path", async (t) => {
  const toy = fileURLToPath(new URL("../../examples/toy-adapter.js", import.meta.url));
  const known = (cells: readonly string[]) => [{ cells, status: "wrong", reason: "each side has all of it" }];
  const folder = t.testdir({
    "known.json": JSON.stringify(known(["max-tie@reverse", "max-same@reverse"])),
    "short.json": JSON.stringify(known(["max-tie@reverse"])),
    "no.json": "{}",
  });
  const run = (list: string) =>
    conform("--engine", toy, "--only", "max-tie", "--only", "max-same", "--known", join(folder, list));
  t.equal(run("known.json").code, 0);
  const short = run("short.json");
  t.equal(short.code, 1);
  t.ok(
    short.out
      .replaceAll(/\s+/g, "")
      .includes(`--engine${toy}--only'max-same'--modereverse`.replaceAll(/\s+/g, "")),
  );
  t.match(run("no.json"), { code: 2, err: /--known .*no\.json is no list of/ });
});
