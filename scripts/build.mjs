// Compiles everything into dist, unless dist already holds what the sources say.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { isMain, node, root, say } from "./run.mjs";

const folders = ["src", "suites", "bench", "proof", "report", "examples", "docs"];
const configs = ["package-lock.json", "tsconfig.json", "tsconfig.build.json"];
/** What runs in a browser: one script is made of each folder, by the name of its main file. */
const clients = ["suites/conform/report/client"];
/** Packages of their own, which only the tests run. */
const apart = ["examples/repository/", "examples/runners/"];
const compiler = `${root}node_modules/typescript/bin/tsc`;
const stamp = `${root}dist/.stamp`;

/** Builds if need be; returns an exit code. */
export function build() {
  const sources = folders
    .flatMap(filesUnder)
    .filter((file) => file.endsWith(".ts") && !apart.some((folder) => file.startsWith(folder)));
  const fingerprint = hash([...configs, ...sources]);
  const missing = sources
    .filter((file) => !isBundled(file))
    .some((file) => !existsSync(`${root}dist/${file.replace(/\.ts$/, ".js")}`));
  if (!missing && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint) return 0;

  say("building ...");
  // The incremental compiler trusts its notes about dist: they must not outlive an output.
  if (missing) rmSync(`${root}dist/.tsbuildinfo`, { force: true });
  removeOrphans();
  const status = node(compiler, ["-p", `${root}tsconfig.build.json`], { stdio: ["ignore", 2, 2] });
  mkdirSync(`${root}dist`, { recursive: true });
  if (status === 0) {
    clients.forEach(bundle);
    writeFileSync(stamp, fingerprint);
  }
  return status;
}

/** True if a file is a part of a script for the browser, and no module of its own. */
function isBundled(file) {
  return clients.some((folder) => file.startsWith(`${folder}/`) && file !== `${folder}/main.ts`);
}

/** Makes one script of a folder; what it imports from elsewhere is in it too. */
function bundle(folder) {
  // Where there is no compiler there is no bundler either, and neither is asked for.
  const { buildSync } = createRequire(import.meta.url)("esbuild");
  buildSync({
    entryPoints: [`${root}${folder}/main.ts`],
    outfile: `${root}dist/${folder}/main.js`,
    tsconfig: `${root}${folder}/tsconfig.json`,
    ...{ bundle: true, format: "iife", target: "es2022", charset: "utf8", logLevel: "warning" },
  });
}

/** Removes what was compiled from a source that is gone: a renamed test must not run twice. */
function removeOrphans() {
  for (const file of filesUnder("dist")) {
    const source = file.replace(/^dist\//, "").replace(/(\.d)?\.[jt]s(\.map)?$/, ".ts");
    if (source.endsWith(".ts") && !existsSync(root + source)) rmSync(root + file);
  }
}

/** All files below a folder of the repository, as paths from its root, in a fixed order. */
function filesUnder(folder) {
  if (!existsSync(root + folder)) return [];
  const entries = readdirSync(root + folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll("\\", "/").slice(root.length))
    .sort();
}

/** A digest of names and contents: dates change with every checkout and prove nothing. */
function hash(files) {
  const digest = createHash("sha256");
  for (const file of files) digest.update(`${file}\0`).update(readFileSync(root + file));
  return digest.digest("hex");
}

if (isMain(import.meta.url)) {
  // Without the compiler this is an installation for use only (npm ci --omit=dev): nothing to do.
  if (existsSync(compiler)) process.exitCode = build();
  else say("the compiler is not installed, so nothing was built");
}
