// npm start: the chapter's suite through the command line, on a fresh clone too. Arguments are passed on.
import { node, root } from "./run.mjs";
import { setup } from "./setup.mjs";

setup();
process.exitCode = node(`${root}dist/src/cli/index.js`, ["suite", ...process.argv.slice(2)]);
