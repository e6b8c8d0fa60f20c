// What is mutated, in which groups, and which test has to notice.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import { Entries } from "./entries.mjs";

/** The groups, each with the score that it is meant to have. A file counts in every group that names it. */
export const groups = [
  { name: "comparator and verdicts", goal: 95, has: (file) => comparator.includes(file) },
  { name: "src/check", goal: 85, has: (file) => file.startsWith("src/check/") },
  { name: "src/ops", goal: 90, has: (file) => file.startsWith("src/ops/") },
];

const comparator = ["comparison", "verdict"].map((name) => `src/check/${name}.ts`);

/**
 * Not measured: the lists of what a folder exports, and what the sweep, as the only test of src/ops, does not run:
 * arguments are read before an op is bound, and stopGradient is to be sampled nowhere. Nor what is stamped from its own
 * text, into which a mutant does not get.
 */
const isLeftOut = (file) => /(^|\/)index\.ts$|\/fixtures\//.test(file) || notSwept.includes(file);

const notSwept = ["identity", "lift", "packing", "publish"].map((name) => `src/ops/${name}.ts`);

/** All files that are measured, as paths from the root of the repository. */
export function targets(root) {
  const files = ["src/check", "src/ops"]
    .flatMap((folder) => readdirSync(root + folder, { recursive: true }).map((name) => `${folder}/${name}`))
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !isLeftOut(file));
  const entries = new Entries(root);
  return files
    .filter((file) => !file.startsWith("src/ops/") || entries.has(file))
    .filter((file) => existsSync(`${root}dist/${compiled(file)}`) && !isTypesOnly(root, file))
    .sort();
}

/** The test beside a file, or else the one of its folder. */
export function testOf(root, file) {
  const beside = file.replace(/\.ts$/, ".test.ts");
  if (existsSync(root + beside)) return beside;
  const folder = posix.dirname(file);
  return `${folder}/${posix.basename(folder)}.test.ts`;
}

const compiled = (file) => file.replace(/\.ts$/, ".js");

const isTypesOnly = (root, file) =>
  !/\b(function|const|class)\b/.test(readFileSync(`${root}dist/${compiled(file)}`, "utf8"));
