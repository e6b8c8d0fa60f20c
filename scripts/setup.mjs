// Makes a fresh clone ready to run: installs what package-lock.json names and builds, each only if needed.
import { existsSync, readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { build } from "./build.mjs";
import { isMain, node, root, say } from "./run.mjs";

/** Installs and builds if need be; ends the process with an exit code if that fails. */
export function setup() {
  install("", "the dependencies");
  const status = build();
  if (status !== 0) process.exit(status);
}

/**
 * Installs exactly the lock file of a folder of the repository, unless it is installed; ends the process with an exit
 * code if that fails. No package needs its install script, and ours would only build twice.
 */
export function install(folder, what) {
  if (isInstalled(root + folder)) return;
  say(`installing ${what}, once ...`);
  const args = ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const options = { cwd: root + folder, stdio: ["ignore", 2, 2] };
  const npm = process.env.npm_execpath;
  const status = npm
    ? node(npm, args, options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" }).status;
  if (status !== 0) process.exit(status ?? 1);
}

/** True if npm's own note of what it installed agrees with the lock file. */
function isInstalled(at) {
  const note = `${at}node_modules/.package-lock.json`;
  if (!existsSync(note)) return false;
  const { packages: there } = JSON.parse(readFileSync(note, "utf8"));
  const { packages: wanted } = JSON.parse(readFileSync(`${at}package-lock.json`, "utf8"));
  return Object.entries(wanted).every(
    // The root has the name "". Optional packages are those of other platforms.
    ([name, { version, integrity, optional }]) =>
      name === "" || optional || (there[name]?.version === version && there[name].integrity === integrity),
  );
}

if (isMain(import.meta.url)) setup();
