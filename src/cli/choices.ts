// Options that several commands have, from their texts.

import type { CheckMode } from "../check/index.js";
import { UsageError } from "./usage.js";

/** Several uses of one option make a list. */
export function collected(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** `--mode` */
export function modesOf(mode: string): readonly CheckMode[] {
  if (mode === "forward" || mode === "reverse") return [mode];
  if (mode === "both") return ["forward", "reverse"];
  throw new UsageError(`--mode must be forward, reverse or both, not ${mode}`);
}

/** `--seed` */
export function seedOf(seed: string): number {
  if (/^-?\d{1,15}$/.test(seed)) return Number(seed);
  throw new UsageError(`--seed must be an integer, not ${seed}`);
}
