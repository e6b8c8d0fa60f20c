// Engines by name: our own, the published ones, those with a fault, and any other by a command or a module.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Adapter } from "../adapter.js";
import type { Absent } from "./absent.js";
import { dualtape, dualtapeJit } from "./dualtape.js";
import { jaxJs } from "./jax-js.js";
import { mathjs } from "./mathjs.js";
import { ndjson, wordsOf } from "./ndjson.js";
import { planted } from "./planted.js";
import { tfjs } from "./tfjs.js";

export type { Absent } from "./absent.js";

type Maker = () => Adapter | Promise<Adapter | Absent>;

/** The engines that have a name. */
const named: Readonly<Record<string, Maker>> = {
  dualtape: () => dualtape,
  "dualtape-jit": () => dualtapeJit,
  tfjs,
  "jax-js": jaxJs,
  mathjs,
  jax: () => python("jax"),
  torch: () => python("torch"),
  ...Object.fromEntries(Object.entries(planted).map(([name, adapter]) => [`planted-${name}`, () => adapter])),
};

/** The names of all engines that have one. */
export const engineNames: readonly string[] = Object.keys(named);

/**
 * The adapter that `spec` names: one of `engineNames`; `cmd: python3 engine.py`, a command that answers lines by lines; or
 * the path of a module that exports an `adapter`. An engine that is not installed is absent; whatever else is wrong throws.
 */
export async function adapterOf(spec: string): Promise<Adapter | Absent> {
  const own = Object.hasOwn(named, spec) ? named[spec] : undefined;
  if (own !== undefined) return own();
  const command = /^cmd:(.+)$/s.exec(spec)?.[1];
  if (command !== undefined) return askedBy(spec, await ndjson(wordsOf(command)));
  if (/^\.{0,2}\/|\.(?:m?ts|[cm]?js)$/.test(spec)) return askedBy(spec, await exported(spec));
  throw new RangeError(
    `there is no engine ${spec}; there are ${engineNames.join(", ")}, "cmd: …" for a command, and the path of a module`,
  );
}

/** The same adapter, which knows how it was asked for; what it inherits, it keeps. */
function askedBy(spec: string, adapter: Adapter | Absent): Adapter | Absent {
  return "absent" in adapter ? adapter : Object.assign(Object.create(adapter) as Adapter, { spec });
}

async function exported(file: string): Promise<Adapter> {
  const path = resolve(file);
  if (!existsSync(path)) throw new RangeError(`there is no file ${file}`);
  const { adapter } = (await import(pathToFileURL(path).href)) as { readonly adapter?: unknown };
  if (isAdapter(adapter)) return adapter;
  throw new TypeError(`${file} exports no \`adapter\` with name, version, precision, modes and answer`);
}

function isAdapter(x: unknown): x is Adapter {
  if (typeof x !== "object" || x === null) return false;
  const { name, version, precision, modes, answer } = x as Partial<Record<keyof Adapter, unknown>>;
  const named = typeof name === "string" && typeof version === "string";
  return (
    named &&
    (precision === "float64" || precision === "float32") &&
    Array.isArray(modes) &&
    typeof answer === "function"
  );
}

/** An engine of Python's; DUALTAPE_PYTHON says which Python, `python3` by default. */
async function python(name: string): Promise<Adapter | Absent> {
  const script = fileURLToPath(new URL("../../../../suites/conform/python/engine.py", import.meta.url));
  const interpreter = process.env["DUALTAPE_PYTHON"] ?? "python3";
  try {
    return await ndjson([interpreter, "-B", script, "--engine", name]);
  } catch (error) {
    if (error instanceof Error && error.message.includes("ENOENT")) {
      return { name, absent: `there is no ${interpreter} here; DUALTAPE_PYTHON=… names another Python` };
    }
    throw error;
  }
}
