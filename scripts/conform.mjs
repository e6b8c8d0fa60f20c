// npm run conform: our engine and those of others on the conformance cases, with all reports; on a fresh clone too.
// Arguments are passed on: `npm run conform -- --only 'pow*'`; with `--engine` those engines alone.
import { node, root } from "./run.mjs";
import { install, setup } from "./setup.mjs";

const engines = ["dualtape", "dualtape-jit", "tfjs", "jax-js", "mathjs"];

setup();
// A lock file of its own, so that the repository's npm ci does not install it.
install("peers/", "the engines of others");
const args = process.argv.slice(2);
const chosen = args.some((arg) => arg.startsWith("--engine")) ? [] : engines.flatMap((name) => ["--engine", name]);
const report = args.some((arg) => arg.startsWith("--report")) ? [] : ["--report", `${root}conform-report`];
process.exitCode = node(`${root}dist/src/cli/index.js`, ["conform", ...chosen, ...report, ...args]);
