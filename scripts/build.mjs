// Compiles everything into dist, unless dist already holds what the sources say.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { isMain, node, root, say } from "./run.mjs";

const folders = ["src", "suites", "bench", "proof", "examples", "docs"];
const configs = ["package-lock.json", "tsconfig.json", "tsconfig.build.json"];
const compiler = `${root}node_modules/typescript/bin/tsc`;
const stamp = `${root}dist/.stamp`;

/** Builds if need be; returns an exit code. */
export function build() {
  const sources = folders.flatMap(filesUnder).filter((file) => file.endsWith(".ts"));
  const fingerprint = hash([...configs, ...sources]);
  const missing = sources.some((file) => !existsSync(`${root}dist/${file.replace(/\.ts$/, ".js")}`));
  if (!missing && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint) return 0;

  say("building ...");
  // The incremental compiler trusts its notes about dist: they must not outlive an output.
  if (missing) rmSync(`${root}dist/.tsbuildinfo`, { force: true });
  removeOrphans();
  const status = node(compiler, ["-p", `${root}tsconfig.build.json`], { stdio: ["ignore", 2, 2] });
  mkdirSync(`${root}dist`, { recursive: true });
  if (status === 0) writeFileSync(stamp, fingerprint);
  return status;
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
