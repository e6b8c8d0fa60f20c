// npm run bench: the benchmarks, on a fresh clone too. Arguments are passed on.
import { node, root } from "./run.mjs";
import { install, setup } from "./setup.mjs";

setup();
// Who asks for one workload is not asked to wait for the engines of others.
if (!process.argv.some((arg) => arg.startsWith("--only"))) install("peers/", "the engines of others");
process.exitCode = node(`${root}dist/bench/index.js`, process.argv.slice(2));
