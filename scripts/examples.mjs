// npm run examples: assertGrads and conform inside node:test, tap, vitest and jest.
import { existsSync, symlinkSync } from "node:fs";
import { node, root } from "./run.mjs";
import { install, setup } from "./setup.mjs";

const folder = `${root}examples/runners/`;
const bin = (name) => `${folder}node_modules/${name}`;
const runners = {
  "node:test": ["--test", "node-test/"],
  tap: [`${root}node_modules/tap/dist/esm/run.mjs`, "--disable-coverage", "--no-color", "--plugin=!@tapjs/typescript", "tap/gradients.test.js"],
  vitest: [bin("vitest/vitest.mjs"), "run", "--dir", "vitest"],
  jest: ["--experimental-vm-modules", "--no-warnings", bin("jest/bin/jest.js"), "--testMatch", "**/jest/*.test.js", "--transform", "{}"],
};

setup();
// vitest and jest have a lock file of their own, as what tests mutants has; this package is there as a link.
install("examples/runners/", "vitest and jest");
if (!existsSync(bin("dualtape"))) symlinkSync(root, bin("dualtape"), "junction");
const failed = Object.entries(runners).filter(([name, args]) => {
  console.log(`== ${name}`);
  const [file, ...rest] = args;
  return node(file, rest, { cwd: folder }) !== 0;
});
for (const [name] of failed) console.log(`== FAILED: ${name}`);
process.exitCode = failed.length === 0 ? 0 : 1;
