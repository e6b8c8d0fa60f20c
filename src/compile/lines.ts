// The lines of JavaScript that compute a step on numbers.

import { spelled } from "./formula.js";
import type { Node, Step } from "./graph.js";
import { bodyOfStep, functionOf } from "./plan.js";

/** Lines that give `name` the value of a step whose inputs have these texts; a function without a formula is called. */
export function formulaLines(
  step: Step,
  name: string,
  args: readonly string[],
  loose: ReadonlySet<Node>,
  nameOf: (kind: string, x: unknown) => string,
): string[] {
  const truth = (text: string): string => (step.op.predicate === undefined ? text : `${text} ? 1 : 0`);
  const body = bodyOfStep(step, loose);
  if (body === undefined) {
    const f = nameOf(`${step.op.name}_`, functionOf(step));
    return [`const ${name} = ${truth(`${f}(${args.join(", ")})`)};`];
  }
  const locals = body.locals.map((_, k) => `${name}_${String(k)}`);
  const lines = body.locals.map((local, k) => `const ${locals[k]!} = ${spelled(local, args, locals)};`);
  return [...lines, `const ${name} = ${truth(spelled(body.result, args, locals))};`];
}
