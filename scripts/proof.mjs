// npm run proof: what the checks are worth, measured; on a fresh clone too. Arguments are passed on.
import { node, root } from "./run.mjs";
import { setup } from "./setup.mjs";

setup();
process.exitCode = node(`${root}dist/proof/index.js`, process.argv.slice(2));
