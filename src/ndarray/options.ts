// Options of public functions, which must be an object of names that the function knows.

import { unknownOption, badOptions } from "./errors.js";

/** `options` itself. A position where a name belongs (`sum(x, 0)`) would otherwise pass without a word. */
export function known<T extends object>(name: string, options: T, names: readonly (keyof T & string)[]): T {
  const given: unknown = options;
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw badOptions(name, names, given);
  for (const key of Object.keys(given)) {
    if (!(names as readonly string[]).includes(key)) throw unknownOption(name, names, key);
  }
  return options;
}
