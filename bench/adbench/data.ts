// The data of ADBench (bench/data/adbench, MIT licence there), and the gradients that are known for them.

import { readFileSync } from "node:fs";

const folder = new URL("../../../bench/data/adbench/", import.meta.url);

/** The numbers of a file's lines that have some. */
export function linesOf(name: string): readonly (readonly number[])[] {
  const text = readFileSync(new URL(name, folder), "utf8");
  return text
    .split("\n")
    .flatMap((line) => (line.trim() === "" ? [] : [line.trim().split(/\s+/).map(Number)]));
}

/** What a file of expected derivatives holds. */
export function expectedOf(name: string): {
  readonly gradient?: readonly number[];
  readonly jacobian?: readonly number[];
} {
  return JSON.parse(readFileSync(new URL(name, folder), "utf8")) as {
    gradient?: number[];
    jacobian?: number[];
  };
}
