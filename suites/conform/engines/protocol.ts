// The lines between a suite and an engine in another process: one JSON value a line, each way.

import type { Adapter, Answer, Mode, Question } from "../adapter.js";
import type { Tensor } from "../format.js";

/** What an engine says first: who it is, or why it cannot run here. */
export type Hello =
  | (Pick<Adapter, "name" | "version" | "precision" | "modes" | "profile"> & { readonly protocol: 1 })
  | { readonly protocol: 1; readonly name: string; readonly absent: string };

/** A question, numbered. */
export type Asked = Question & { readonly id: number };

const modes: readonly Mode[] = ["forward", "reverse", "ff", "fr", "rf", "rr"];

/** The hello that a line holds; throws with what is wrong with it. */
export function helloOf(line: string): Hello {
  const hello = objectOf(line);
  if (hello["protocol"] !== 1) throw malformed(line, 'it must begin with a hello that has "protocol": 1');
  const { name, absent, version, precision, profile } = hello;
  if (typeof name !== "string") throw malformed(line, 'a hello has a "name"');
  if (typeof absent === "string") return { protocol: 1, name, absent };
  if (typeof version !== "string") throw malformed(line, 'a hello has a "version"');
  if (precision !== "float64" && precision !== "float32") {
    throw malformed(line, 'a hello has a "precision", "float64" or "float32"');
  }
  const own = hello["modes"];
  if (!Array.isArray(own) || !own.every((mode) => modes.includes(mode as Mode))) {
    throw malformed(line, `a hello has "modes", a list of ${modes.join(", ")}`);
  }
  const known = { protocol: 1, name, version, precision, modes: own as Mode[] } as const;
  return typeof profile === "string" ? { ...known, profile } : known;
}

/** The answer to the question of that number that a line holds; throws with what is wrong with it. */
export function answerOf(line: string, id: number): Answer {
  const answer = objectOf(line);
  if (answer["id"] !== id) throw malformed(line, `an answer to question ${id} has "id": ${id}`);
  const { value, gradient, why, message } = answer;
  switch (answer["is"]) {
    case "value":
      if (isTensor(value)) return { is: "value", value };
      throw malformed(line, 'a value has "value", { shape, dtype, data }');
    case "gradient":
      if (isRecord(gradient) && Object.values(gradient).every(isTensor)) {
        return { is: "gradient", gradient: gradient as Record<string, Tensor> };
      }
      throw malformed(line, 'a gradient has "gradient", a { shape, dtype, data } for each input');
    case "unsupported":
      return { is: "unsupported", why: typeof why === "string" ? why : "it does not say why" };
    case "error":
      return { is: "error", message: typeof message === "string" ? message : "it does not say what" };
    default:
      throw malformed(line, 'an answer has "is": value, gradient, unsupported or error');
  }
}

function objectOf(line: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    throw malformed(line, "each line must be one JSON object, and nothing else may be printed there");
  }
  if (!isRecord(parsed)) throw malformed(line, "each line must be one JSON object");
  return parsed;
}

function isRecord(x: unknown): x is Record<string, unknown> {
  return typeof x === "object" && x !== null && !Array.isArray(x);
}

/** True of what may stand for an array: as many numerals as its shape says. */
export function isTensor(x: unknown): x is Tensor {
  if (!isRecord(x)) return false;
  const { shape, dtype, data } = x;
  if (!Array.isArray(shape) || !Array.isArray(data)) return false;
  const size = shape.reduce<number>((n, length) => (Number.isInteger(length) ? n * Number(length) : NaN), 1);
  return (dtype === "float64" || dtype === "float32") && data.length === size && data.every(isNumeral);
}

function isNumeral(x: unknown): boolean {
  return typeof x === "number" || x === "nan" || x === "inf" || x === "-inf" || x === "-0";
}

/** A line that is not of the protocol: what should be, and its beginning. */
function malformed(line: string, rule: string): SyntaxError {
  const shown = line.length > 80 ? `${line.slice(0, 80)}…` : line;
  return new SyntaxError(`${rule}; it wrote ${JSON.stringify(shown)}`);
}
