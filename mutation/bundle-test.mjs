// Stryker's build command for src/check: a file of tests and all that it imports as one module, bundle.mjs, which a process
// loads anew in no time. Mutants need no type check. Runs in Stryker's sandbox.
import { build } from "esbuild";

const [test] = process.argv.slice(2);
const tap = {
  name: "tap",
  setup: (run) => run.onResolve({ filter: /^tap$/ }, () => ({ path: `${process.cwd()}/mutation/collect.mjs` })),
};
await build({
  ...{ entryPoints: [test], outfile: "bundle.mjs", plugins: [tap] },
  ...{ bundle: true, format: "esm", platform: "node", packages: "external" },
});
