// A module of the user's, in TypeScript or in JavaScript, which gets the dualtape that runs.

import { statSync } from "node:fs";
import { register } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "./usage.js";

/** What a user's file exports. */
export async function exportsOf(file: string): Promise<Readonly<Record<string, unknown>>> {
  const path = resolve(file);
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  if (!isFile) throw new UsageError(`there is no file ${file}`);
  if (!/\.(?:m?ts|[cm]?js)$/.test(path)) throw new UsageError(`${file} is neither a .ts nor a .js file`);
  if (!isHooked) register("./hooks.js", import.meta.url);
  isHooked = true;
  return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
}

/** Hooks of the module loader are never taken off again. */
let isHooked = false;
