// What a bundler makes of the package: nothing of Node in it, no dependency, and no more than what is used.
import t from "tap";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build, type BuildOptions, type Metafile } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The code of a program that imports from the package, and the files that it is made of. */
interface Bundle {
  readonly code: string;
  readonly parts: readonly string[];
}

/** Bundles for a browser: an import of a module of Node's own would be an error. */
async function bundle(program: string, options: BuildOptions = {}): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: `${root}src`, loader: "ts" },
    bundle: true,
    platform: "browser",
    format: "esm",
    minify: true,
    write: false,
    outdir: root,
    splitting: true,
    metafile: true,
    logLevel: "silent",
    absWorkingDir: root,
    ...options,
  });
  const files = outputFiles ?? [];
  const code = files.find(({ path }) => path.endsWith("stdin.js"))?.text ?? "";
  return { code, parts: partsOf(metafile?.outputs ?? {}, "stdin.js") };
}

/** What an output is made of, with the chunks that it loads at once; not those that it may load later. */
function partsOf(outputs: Metafile["outputs"], name: string): string[] {
  const { inputs = {}, imports = [] } = outputs[name] ?? {};
  const parts = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const chunks = imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path);
  return [...parts.map(([file]) => file), ...chunks.flatMap((chunk) => partsOf(outputs, chunk))];
}

const program = `
  import { arange, dot, grad, jacobian, mul, sin } from "./index.ts";
  const f = (x) => mul(2, dot(x, sin(x)));
  const found = ["forward", "reverse"].map((mode) => String(grad(f, { mode })(arange(4))));
  found.push(grad((x) => mul(x, sin(x)), { mode: "both" })(2), String(jacobian((x) => mul(x, x))(arange(2))));
  globalThis.found = found;
`;
const expected = [
  "[0, 2.76354658, 0.15400751, -5.65771496]",
  "[0, 2.76354658, 0.15400751, -5.65771496]",
  Math.sin(2) + 2 * Math.cos(2),
  "[[0, 0],\n [0, 2]]",
];

t.test("a bundle for browsers runs as a module", async (t) => {
  const { code } = await bundle(program, { splitting: false });
  const input = `${code}\nconsole.log(JSON.stringify(found));`;
  const options = { input, encoding: "utf8" } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module"], options);
  t.equal(stderr, "");
  t.strictSame(JSON.parse(stdout), expected);
});

const hosts = { "there is nothing but the language": true, "text may not become code": false };

for (const [host, strings] of Object.entries(hosts)) {
  t.test(`it runs where ${host}`, async (t) => {
    for (const options of [{}, { minify: false, keepNames: true }, { target: "es2020" }]) {
      const { code } = await bundle(program, { splitting: false, format: "iife", ...options });
      const context = createContext({}, { codeGeneration: { strings, wasm: false } });
      runInContext(code, context);
      t.strictSame(Array.from(context["found"] as unknown[]), expected, JSON.stringify(options));
    }
  });
}

t.test("workers do their parts for a bundle, whatever it has made of their text", async (t) => {
  const program = `
    import { arange, exp, jit, sin } from "./index.ts";
    const f = jit((x) => sin(exp(x)), { workers: 2 });
    for (let call = 0; call < 5000 && jit.explain(f).partsByWorkers === 0; call++) f(arange(1e5));
    console.log(jit.explain(f).partsByWorkers > 0, jit.explain(f).notDivided);
  `;
  for (const options of [{}, { keepNames: true }, { minify: false, keepNames: true, target: "es2020" }]) {
    const { code: input } = await bundle(program, { splitting: false, ...options });
    const { stdout } = spawnSync(process.execPath, ["--input-type=module"], { input, encoding: "utf8" });
    t.equal(stdout, "true undefined\n", JSON.stringify(options));
  }
});

t.test("no package is in a bundle of the whole library until a formula asks for one", async (t) => {
  const { parts, code } = await bundle('export * from "./index.ts"; export * from "./check/index.ts";');
  t.ok(parts.includes("src/reverse/tape.ts") && parts.includes("src/check/verdict.ts"), "all of it is there");
  t.strictSame(
    parts.filter((file) => !file.startsWith("src/")),
    [],
  );
  t.comment(`the whole library with its checks: ${String(code.length)} bytes, minified`);
});

/** What a bundle with these names in it must leave out. */
const without: readonly (readonly [names: string, folders: readonly string[]])[] = [
  ["array, zeros", ["core", "ops", "forward", "reverse", "transforms", "check", "expression", "cli"]],
  ["sin", ["forward", "reverse", "transforms", "check", "expression", "cli"]],
  ["matmul", ["forward", "reverse", "transforms", "check", "expression", "cli"]],
  ["jacobian", ["check", "expression", "cli"]],
  ["grad", ["expression", "cli"]],
];

for (const [names, folders] of without) {
  t.test(`a bundle of ${names} holds nothing of ${folders.join(", ")}`, async (t) => {
    const { parts, code } = await bundle(`export { ${names} } from "./index.ts";`);
    t.ok(parts.includes("src/ndarray/ndarray.ts"), "it holds arrays");
    t.strictSame(
      parts.filter((file) => folders.some((folder) => file.startsWith(`src/${folder}/`))),
      [],
    );
    t.strictSame(
      parts.filter((file) => !file.startsWith("src/")),
      [],
      "nor of any package",
    );
    t.comment(`${names}: ${String(code.length)} bytes, minified`);
  });
}
