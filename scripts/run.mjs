// What the scripts share: where the repository is, a line for the human, a child process that is waited for.
import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

/** The root of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Tells the human what happens. On stderr, since stdout belongs to the command that was asked for. */
export const say = (line) => process.stderr.write(`dualtape: ${line}\n`);

/** Runs `node file ...args` and returns its exit code; stdio as in child_process, inherited by default. */
export function node(file, args = [], options = {}) {
  const child = spawnSync(process.execPath, [file, ...args], { stdio: "inherit", ...options });
  if (child.error) throw child.error;
  return child.status ?? 128 + (constants.signals[child.signal] ?? 0);
}

/** True if the module at `url` is the one that node was started with. */
export const isMain = (url) => fileURLToPath(url) === realpathSync(process.argv[1]);
