// Engines that are npm packages: found where the user installed them, or where this repository did.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Absent } from "./absent.js";

/** A package that was found. */
export interface Peer {
  readonly version: string;
  /** The path of its main file. */
  readonly file: string;
  /** What it exports. */
  readonly module: unknown;
}

/** Where packages are looked for: from the user's folder, from dualtape's, and in the repository's folder of peers. */
const places: readonly string[] = [
  join(process.cwd(), "package.json"),
  fileURLToPath(import.meta.url),
  fileURLToPath(new URL("../../../../peers/package.json", import.meta.url)),
];

/** The package of that name, loaded; or the line that tells how to get it. */
export function peer(engine: string, packageName: string, version: string): Peer | Absent {
  for (const place of places) {
    const file = resolved(createRequire(place), packageName);
    if (file === undefined) continue;
    return {
      version: versionOf(packageName, file),
      file,
      module: createRequire(place)(packageName) as unknown,
    };
  }
  return {
    name: engine,
    absent: `${packageName} is not installed here: npm install ${packageName}@${version}`,
  };
}

/** The main file of a package, if the package is there. */
function resolved(require: NodeJS.Require, packageName: string): string | undefined {
  try {
    return require.resolve(packageName);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** The version in the package.json above a file; many a package does not export its own. */
function versionOf(packageName: string, file: string): string {
  for (let at = dirname(file); at !== dirname(at); at = dirname(at)) {
    const manifest = join(at, "package.json");
    if (!existsSync(manifest)) continue;
    const { name, version } = JSON.parse(readFileSync(manifest, "utf8")) as {
      name?: string;
      version?: string;
    };
    if (name === packageName && version !== undefined) return version;
  }
  return "unknown";
}
