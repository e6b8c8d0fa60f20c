// npm run examples: assertGrads and conform inside node:test, tap, vitest and jest.
import { existsSync, symlinkSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { node, root, say } from "./run.mjs";
import { setup } from "./setup.mjs";

const folder = `${root}examples/runners/`;
const bin = (name) => `${folder}node_modules/${name}`;
const runners = {
  "node:test": ["--test", "node-test/"],
  tap: [`${root}node_modules/tap/dist/esm/run.mjs`, "--disable-coverage", "--no-color", "--plugin=!@tapjs/typescript", "tap/gradients.test.js"],
  vitest: [bin("vitest/vitest.mjs"), "run", "--dir", "vitest"],
  jest: ["--experimental-vm-modules", "--no-warnings", bin("jest/bin/jest.js"), "--testMatch", "**/jest/*.test.js", "--transform", "{}"],
};

setup();
install();
const failed = Object.entries(runners).filter(([name, args]) => {
  console.log(`== ${name}`);
  const [file, ...rest] = args;
  return node(file, rest, { cwd: folder }) !== 0;
});
for (const [name] of failed) console.log(`== FAILED: ${name}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** vitest and jest have a lock file of their own, as the mutation tests have; this package is there as a link. */
function install() {
  if (!existsSync(bin("vitest")) || !existsSync(bin("jest"))) {
    say("installing vitest and jest, once ...");
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    const how = { cwd: folder, stdio: ["ignore", 2, 2] };
    const npm = process.env.npm_execpath;
    const status = npm ? node(npm, args, how) : spawnSync("npm", args, { ...how, shell: process.platform === "win32" }).status;
    if (status !== 0) process.exit(status ?? 1);
  }
  if (!existsSync(bin("dualtape"))) symlinkSync(root, bin("dualtape"), "junction");
}
