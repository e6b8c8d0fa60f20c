// `dualtape export`: a user's function and its gradient as a module that needs no library.

import { writeFileSync } from "node:fs";
import { moduleOf } from "../compile/typescript/index.js";
import { argumentFrom, functionOf } from "./subject.js";
import { UsageError } from "./usage.js";

/** The options of `dualtape export`. */
export interface ExportCommandOptions {
  readonly fn?: string;
  readonly at?: readonly string[];
  readonly out?: string;
  readonly numbers?: boolean;
}

/** Writes the module to a file or prints it; 0 if it is written. */
export async function exportModule(
  file: string,
  options: ExportCommandOptions,
  version: string,
): Promise<number> {
  const { at = [], out, numbers = false } = options;
  if (at.length === 0)
    throw new UsageError("say for which arguments: --at '[1, 2, 3]', and again for other ways");
  const { name, f } = await functionOf(file, options.fn);
  const points = at.map((text) => argumentsFrom(text, numbers));
  const called = name === "default" ? "f" : name;
  const text = moduleOf({ f, name: called, points, head: headOf(name, file, options, version) });
  if (out === undefined) process.stdout.write(text);
  else writeFileSync(out, text);
  return 0;
}

/** The arguments of one point: values of JSON with semicolons between them. */
function argumentsFrom(text: string, numbers: boolean): readonly unknown[] {
  return text.split(";").map((part) => argumentFrom(part, numbers));
}

function headOf(
  name: string,
  file: string,
  { at = [], numbers }: ExportCommandOptions,
  version: string,
): string[] {
  const points = at.map((text) => ` --at '${text}'`).join("");
  return [
    `${name} of ${file} and its gradient, for arguments of the shapes, and the ways through the program, of these points:`,
    ...at.map((text) => `  ${text}`),
    "It imports nothing and makes no code from text. Do not change it: write it anew by",
    `  dualtape export ${file} --fn ${name}${points}${numbers === true ? " --numbers" : ""}`,
    `(dualtape ${version})`,
  ];
}
