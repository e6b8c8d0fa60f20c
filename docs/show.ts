// Values as the documentation writes them, and whether one is what a comment promises.

import { Box, NDArray, value } from "../src/index.js";

/** A value as the comments write it: arrays in brackets, records in braces, errors with their names. */
export function show(x: unknown): string {
  if (x instanceof Box) return show(value(x));
  if (x instanceof NDArray) return show(x.toArray());
  if (ArrayBuffer.isView(x)) return `${x.constructor.name} ${show(Array.from(x as Float64Array))}`;
  if (Array.isArray(x)) return `[${x.map(show).join(", ")}]`;
  if (x instanceof Error) return `${x.name}: ${x.message}`;
  if (typeof x === "string") return JSON.stringify(x);
  if (typeof x !== "object" || x === null) return String(x);
  if ("printed" in x) return String(x.printed).replace(/\s+/g, " ");
  return `{ ${Object.entries(x)
    .map(([key, item]) => `${key}: ${show(item)}`)
    .join(", ")} }`;
}

/** Whether `came` is as `expected` says, where … stands for anything. */
export function agrees(came: string, expected: string): boolean {
  const parts = expected.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^]*")}$`).test(came);
}
