// Files that a command is told to write.

import { writeFileSync } from "node:fs";
import { UsageError } from "./usage.js";

/** The options that name files, of commands that report as pages and badges. */
export interface PageOptions {
  readonly markdown?: string;
  readonly html?: string;
  readonly badge?: string;
}

/** Writes the file that an option names, if it does. */
export function written(option: string, file: string | undefined, text: () => string): void {
  if (file === undefined) return;
  try {
    writeFileSync(file, text());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--${option} ${file} cannot be written: ${reason}`);
  }
}
