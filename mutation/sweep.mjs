// The sweep as a test of one file of src/ops: of the ops that it publishes, or else of those of the modules
// that import it, or else of the registry. Ends at the first op that breaks a law. Runs in Stryker's sandbox.
import { readFileSync, readdirSync } from "node:fs";
import { loadBigValues, sweepOp } from "../dist/src/check/index.js";
import { registry } from "../dist/src/ops/index.js";

const ops = new URL("../dist/src/ops/", import.meta.url);
const [subject] = process.argv.slice(2);

/** The ops that a module publishes. */
async function publishedBy(name) {
  const members = Object.values(await import(new URL(`${name}.js`, ops)));
  return members.filter((member) => typeof member === "function" && "op" in member).map(({ op }) => op);
}

/** The modules that import another, but for the registry, which imports all. */
function importersOf(name) {
  const modules = readdirSync(ops, { recursive: true }).filter((file) => /^(?!.*(index|\.test)\.js).*\.js$/.test(file));
  const target = new URL(`${name}.js`, ops).href;
  const imports = (file) => {
    const at = new URL(file, ops);
    const paths = readFileSync(at, "utf8").matchAll(/ from "(\.[^"]*)"/g);
    return [...paths].some(([, path]) => new URL(path, at).href === target);
  };
  return modules.filter(imports).map((file) => file.slice(0, -3));
}

/**
 * The ops that a module publishes, or else those of the modules that import it, however indirectly; so for masks too,
 * which have a derivative only in what uses them.
 */
async function opsOf(name) {
  const own = await publishedBy(name);
  if (own.some(({ constant }) => constant !== true)) return own;
  return [...own, ...(await Promise.all(importersOf(name).map(opsOf))).flat()];
}

async function swept() {
  const ops = await opsOf(subject);
  return ops.length > 0 ? new Set(ops) : registry();
}

const values = await loadBigValues();
for (const op of await swept()) {
  const report = sweepOp(op, { values, bail: true });
  // An op that is asked nothing has proved nothing; the one exception is not the derivative of its values.
  if (report.verdict === "pass" && (report.checks > 0 || op.name === "stopGradient")) continue;
  console.log(String(report));
  process.exit(1);
}
