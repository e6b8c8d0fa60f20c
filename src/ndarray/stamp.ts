// Stamping: a copy of a function with text of its own, and so with type feedback of its own.
import { type Data, type DType, dtypeOfData } from "./dtype.js";

let allowed: boolean | undefined;

/** Whether this host lets text become code: a content security policy or a flag of Node may forbid it. */
export function canStamp(): boolean {
  if (allowed !== undefined) return allowed;
  try {
    allowed = (new Function("return true") as () => boolean)();
  } catch {
    allowed = false;
  }
  return allowed;
}

/**
 * The function `template`, made anew from its own text with `name` in it; `template` itself where the host
 * forbids that. V8 keeps one record of observed types and callees for all functions of equal text, so a loop
 * shared by a hundred ops inlines none of them, and a stamped one inlines its own (a factor of 4).
 *
 * A template must be closed: it reads nothing but its parameters, and holds no inner named functions, to
 * which some bundlers attach a helper.
 */
export function stamp<F>(name: string, template: F): F {
  if (!canStamp()) return template;
  const text = `"use strict"; ${JSON.stringify(name)}; return (${String(template)});`;
  return (new Function(text) as () => F)();
}

/** Something that a kernel reads or writes: a number, or elements of some type. */
type Input = number | Data | { readonly dtype: DType };

/** Makes a kernel when inputs of a new combination of types first come, and finds it again afterwards. */
export function stampsByType<K>(make: (types: readonly string[]) => K): (inputs: readonly Input[]) => K {
  const kernels: K[] = [];
  return (inputs) => {
    let signature = 0;
    for (const x of inputs) signature = 5 * signature + CODES[typeName(x)];
    return (kernels[signature] ??= make(inputs.map(typeName)));
  };
}

const CODES = { number: 0, float64: 1, float32: 2, int32: 3, bool: 4 };

function typeName(x: Input): DType | "number" {
  if (typeof x === "number") return "number";
  return ArrayBuffer.isView(x) ? dtypeOfData(x) : x.dtype;
}
