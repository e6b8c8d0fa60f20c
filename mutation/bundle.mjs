// Stryker's build command for src/ops: the sweep and every module of ops as one module, bundle.mjs, which a process loads
// anew in no time. Mutants need no type check. Runs in Stryker's sandbox.
import { build } from "esbuild";
import { modulesOfOps } from "./swept.mjs";

const names = modulesOfOps();
const contents = [
  'export { loadBigValues, sweepOp } from "./src/check/index.js";',
  ...names.map((name, k) => `import * as m${k} from "./src/ops/${name}.js";`),
  `export const modules = { ${names.map((name, k) => `"${name}": m${k}`).join(", ")} };`,
].join("\n");
const stdin = { contents, resolveDir: ".", sourcefile: "bundle.ts", loader: "ts" };
await build({ stdin, bundle: true, format: "esm", platform: "node", packages: "external", outfile: "bundle.mjs" });
