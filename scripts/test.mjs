// npm test: every test under tap, with c8's coverage, ending with a line `N passed, N failed`.
// With arguments (`npm test -- src/ops/trig.test.ts`): those files only, and no coverage.
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { styleText } from "node:util";
import { root } from "./run.mjs";
import { setup } from "./setup.mjs";

setup();
const compiled = (file) => file.replace(/^(?:dist\/)?(.*\.test)\.[jt]s$/, "dist/$1.js");
const chosen = process.argv.slice(2).map(compiled);
const tap = [`${root}node_modules/tap/dist/esm/run.mjs`, "--reporter=tap", ...chosen];
const c8 = [`${root}node_modules/c8/bin/c8.js`, ...exclusions(), process.execPath];
const args = chosen.length > 0 ? tap : [...c8, ...tap];
const child = spawn(process.execPath, args, { cwd: root, stdio: ["inherit", "pipe", "inherit"] });

const print = process.stdout.isTTY ? briefly() : (line) => console.log(line);
let totals = "";
createInterface({ input: child.stdout }).on("line", (line) => {
  if (/^# \{ total: .*\}$/.test(line)) totals = line;
  print(line);
});
child.on("close", (code) => {
  const [passed, failed] = ["pass", "fail"].map((key) => Number(totals.match(`${key}: (\\d+)`)?.[1] ?? 0));
  // A run without an assertion has proved nothing. A threshold that c8 missed has said so, and has its code.
  const broken = failed > 0 || passed === 0;
  console.log(`\n${passed} passed, ${broken ? Math.max(failed, 1) : 0} failed`);
  process.exitCode = broken ? code || 1 : (code ?? 1);
});

/** For a terminal: a line for each test file that passes, all that tap says of one that fails. */
function briefly() {
  let block = [];
  const flush = () => {
    const [, not, file] = block.join("\n").match(/^(not )?ok \d+ - (\S+)/m) ?? [];
    if (not) console.log(block.join("\n"));
    if (file) console.log(styleText(not ? "red" : "green", `${not ? "failed" : "passed"}  ${file}`));
    block = [];
  };
  let isTap = true;
  return (line) => {
    if (!isTap) return console.log(line);
    if (/^# /.test(line)) flush();
    block.push(line);
    isTap = !line.startsWith("# time=");
  };
}

/** Leaves the sources that compile to nothing out of the coverage: c8 would call them never run. */
function exclusions() {
  const isEmpty = (file) => {
    const code = readFileSync(`${root}dist/${file}`, "utf8").replace(/\/\*[^]*?\*\/|\/\/.*/g, "");
    return ["", "export {};"].includes(code.trim());
  };
  const typesOnly = readdirSync(`${root}dist`, { recursive: true })
    .filter((file) => file.endsWith(".js") && isEmpty(file))
    .map((file) => file.replaceAll("\\", "/").replace(/js$/, "ts"));
  const { exclude } = JSON.parse(readFileSync(`${root}.c8rc.json`, "utf8"));
  return [...exclude, ...typesOnly].map((pattern) => `--exclude=${pattern}`);
}
