// The example of a repository, with this package installed: its tests pass, and both coverages say what they checked.
import t from "tap";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = t.testdir();
cpSync(`${root}examples/repository`, folder, { recursive: true });
mkdirSync(join(folder, "node_modules", ".bin"), { recursive: true });
symlinkSync(root, join(folder, "node_modules", "dualtape"));
for (const [name, file] of [
  ["c8", "node_modules/c8/bin/c8.js"],
  ["dualtape", "dist/src/cli/index.js"],
] as const) {
  writeFileSync(join(folder, "node_modules", ".bin", name), `#!/bin/sh\nexec node ${root}${file} "$@"\n`, {
    mode: 0o755,
  });
}

function run(script: string): { code: number | null; out: string } {
  // The example measures itself: what measures this test has to keep out of it.
  const { NODE_V8_COVERAGE: _, NODE_OPTIONS: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", script], {
    cwd: folder,
    encoding: "utf8",
    env,
  });
  return { code: status, out: stdout + stderr };
}

const written = (name: string): string => readFileSync(join(folder, "coverage", name), "utf8");

t.test("its tests pass, and its lines are covered", async (t) => {
  const { code, out } = run("test");
  t.equal(code, 0, out);
  t.match(out, /losses\.js +\| +100 \|/);
  t.match(written("cobertura-coverage.xml"), /line-rate="1"/);
});

t.test("each function was checked, in both modes and on both branches", async (t) => {
  const { code, out } = run("coverage");
  t.equal(code, 0, out);
  t.match(out, /^ {2}huber +src\/losses\.js +3 {2}✓ +✓ +2 {2}less:12 ✓$/m);
  t.match(out, /3 of 3 functions checked in both modes, 2 of 2 answers of comparisons taken/);
  t.match(written("gradients.md"), /^\| squared \| src\/losses\.js \| 1 \| ✓ \| ✓ \| 1 \| {2}\| \+, - \|$/m);
  t.match(written("gradients.html"), /<td class="good">less:12 ✓<\/td>/);
  t.match(JSON.parse(written("gradients.json")), { label: "gradients checked", message: "100 %" });
});

t.test("a function that nobody checks is a hole", async (t) => {
  const file = join(folder, "src", "losses.js");
  writeFileSync(file, `${readFileSync(file, "utf8")}\nexport const lost = (x) => square(x);\n`);
  const { code, out } = run("coverage");
  t.equal(code, 1, out);
  t.match(out, /✗ lost of src\/losses\.js was never checked/);
  t.match(JSON.parse(written("gradients.json")), { message: "75 %" });
});
