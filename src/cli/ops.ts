// Which ops, and which laws, a command speaks of.

import type { Op } from "../core/op.js";
import { nearest } from "../expression/errors.js";
import { exportsOf } from "./module.js";
import { matches } from "../check/pattern.js";
import { wrapped } from "./terminal.js";
import { UsageError } from "./usage.js";

/** The names that fit one of the patterns; each pattern fits some. */
export function chosen(
  patterns: readonly string[],
  names: readonly string[],
  what: string,
  where?: string,
): readonly string[] {
  for (const pattern of patterns) {
    if (names.some((name) => matches(name, pattern))) continue;
    const near = nearest(pattern, names);
    const place = where === undefined ? "" : ` (${where})`;
    const hint = near === undefined ? `there are:\n  ${listed(names)}` : `did you mean "${near}"?`;
    throw new UsageError(`there is no ${what} "${pattern}"${place}; ${hint}`);
  }
  return names.filter((name) => patterns.some((pattern) => matches(name, pattern)));
}

/** Words in lines that fit, sentences in a line each. */
function listed(names: readonly string[]): string {
  const areSentences = names.some((name) => name.includes(" "));
  return areSentences ? names.join("\n  ") : wrapped(names.join(", "), "  ");
}

/** The ops that a file exports: functions of defineOp, or entries. */
export async function opsOf(file: string): Promise<readonly Op[]> {
  const found = Object.values(await exportsOf(file)).flatMap((one) => opOf(one) ?? []);
  if (found.length > 0) return [...new Set(found)];
  throw new UsageError(
    `${file} exports no op; export what defineOp returns: export const cube = defineOp({ … })`,
  );
}

function opOf(exported: unknown): Op | undefined {
  const { op = exported } = Object(exported) as { op?: unknown };
  const { name, jvp, vjp } = Object(op) as Partial<Op>;
  const isOp = typeof name === "string" && typeof jvp === "function" && typeof vjp === "function";
  return isOp ? (op as Op) : undefined;
}
