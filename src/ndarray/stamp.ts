// Stamping: a copy of a function with text of its own, and so with type feedback of its own.

let allowed: boolean | undefined;

/** Whether this host lets text become code: a content security policy or a flag of Node may forbid it. */
export function canStamp(): boolean {
  if (allowed !== undefined) return allowed;
  try {
    allowed = new Function("return true")() === true;
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
 * A template must be closed: it reads nothing but its parameters, and holds no inner named functions, to which
 * some bundlers attach a helper.
 */
export function stamp<F>(name: string, template: F): F {
  if (!canStamp()) return template;
  return new Function(`"use strict"; ${JSON.stringify(name)}; return (${String(template)});`)() as F;
}
