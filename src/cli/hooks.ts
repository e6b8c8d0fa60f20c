// Hooks of Node's module loader for the files that users check: TypeScript without a build, and one dualtape.

import { readFile } from "node:fs/promises";
import type { LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";

/** A user's import of dualtape gets the instance that runs: values of another would mean nothing to it. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  if (specifier === "dualtape" || specifier.startsWith("dualtape/")) {
    return next(specifier, { ...context, parentURL: import.meta.url });
  }
  try {
    return await next(specifier, context);
  } catch (error) {
    // As TypeScript does, "./other.js" means "./other.ts" where only that exists.
    if (!/^\.{1,2}\/.*\.js$/.test(specifier)) throw error;
    return next(specifier.replace(/\.js$/, ".ts"), context);
  }
};

/** Takes the types out of TypeScript; positions stay what they were. */
export const load: LoadHook = async (url, context, next) => {
  if (!/^file:.*\.m?ts$/.test(url)) return next(url, context);
  const { transformSync } = await import("@swc/wasm-typescript");
  const text = await readFile(fileURLToPath(url), "utf8");
  try {
    const { code } = transformSync(text, { mode: "strip-only", module: true, filename: fileURLToPath(url) });
    return { format: "module", source: code, shortCircuit: true };
  } catch (problem) {
    const { message = String(problem), snippet = "" } = problem as { message?: string; snippet?: string };
    throw new SyntaxError(`${message}\n${snippet}`.trimEnd(), { cause: problem });
  }
};
