// Files by patterns with * and **, for shells that do not know them.

import { readdirSync } from "node:fs";
import { UsageError } from "./usage.js";

/** The files that fit one of the patterns, each once; each pattern fits some. */
export function filesOf(patterns: readonly string[]): readonly string[] {
  return [...new Set(patterns.flatMap(filesLike))].sort();
}

/** `*` stands for anything within a name, and `**` for any folders. */
function filesLike(pattern: string): readonly string[] {
  if (!pattern.includes("*")) return [pattern];
  const fixed = /^[^*]*\//.exec(pattern)?.[0] ?? "./";
  const rest = pattern.startsWith(fixed) ? pattern.slice(fixed.length) : pattern;
  const parts = rest.split(/(\*\*\/|\*)/).map((part) => {
    if (part === "**/") return "(?:.*/)?";
    return part === "*" ? "[^/]*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  });
  const form = new RegExp(`^${parts.join("")}$`);
  const found = under(fixed).filter((file) => form.test(file) && !/\.(?:test|d)\.[cm]?ts$/.test(file));
  if (found.length === 0) throw new UsageError(`no file fits ${pattern}`);
  return found.map((file) => fixed + file);
}

function under(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return entries
      .map((file) => file.replaceAll("\\", "/"))
      .filter((file) => !file.includes("node_modules/"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`the folder ${folder} cannot be read: ${reason}`);
  }
}
