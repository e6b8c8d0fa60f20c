// What a function of numbers computes, as data: what is known of it, and how it is spelled.

/** An expression in the arguments of a function and in what it has computed before. */
export type Formula =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "argument" | "local"; readonly at: number }
  | { readonly kind: "prefix"; readonly sign: "-" | "!"; readonly of: Formula }
  | { readonly kind: "infix"; readonly sign: Sign; readonly left: Formula; readonly right: Formula }
  | { readonly kind: "call"; readonly name: string; readonly of: readonly Formula[] }
  | { readonly kind: "choice"; readonly test: Formula; readonly yes: Formula; readonly no: Formula };

export type Sign = keyof typeof bindings;

/** A function of numbers: what it computes first, each of which may be used after it, and what it returns. */
export interface Body {
  readonly locals: readonly Formula[];
  readonly result: Formula;
}

/** How strongly the infix operators of JavaScript bind. */
export const bindings = {
  "||": 2,
  "&&": 3,
  "===": 5,
  "!==": 5,
  "<": 6,
  ">": 6,
  "<=": 6,
  ">=": 6,
  "+": 8,
  "-": 8,
  "*": 9,
  "/": 9,
  "%": 9,
  "**": 10,
} as const;

export const bindingOfPrefix = 11;
export const bindingOfChoice = 1;
const bindingOfAtoms = 20;

/** The formula as JavaScript, its arguments and its locals called by these names. */
export function spelled(
  formula: Formula,
  args: readonly string[],
  locals: readonly string[],
  least = 0,
): string {
  const inner = (of: Formula, binding: number): string => spelled(of, args, locals, binding);
  const within = (binding: number, text: string): string => (binding < least ? `(${text})` : text);
  switch (formula.kind) {
    case "number":
      return literal(formula.value, least);
    case "argument": {
      const name = args[formula.at] ?? "0";
      return name.startsWith("-") ? within(bindingOfPrefix, name) : name;
    }
    case "local":
      return locals[formula.at]!;
    case "prefix":
      // − −x would read as a decrement.
      return within(bindingOfPrefix, `${formula.sign}${inner(formula.of, bindingOfPrefix + 1)}`);
    case "infix": {
      const { sign, left, right } = formula;
      const binding = bindings[sign];
      // The base of a power may not begin with a sign, and binds to nothing on its left.
      const [l, r] = sign === "**" ? [bindingOfPrefix + 1, binding] : [binding, binding + 1];
      return within(binding, `${inner(left, l)} ${sign} ${inner(right, r)}`);
    }
    case "call":
      return `${formula.name}(${formula.of.map((x) => inner(x, 0)).join(", ")})`;
    case "choice": {
      const parts = [
        inner(formula.test, bindingOfChoice + 1),
        inner(formula.yes, 0),
        inner(formula.no, bindingOfChoice),
      ];
      return within(bindingOfChoice, `${parts[0]!} ? ${parts[1]!} : ${parts[2]!}`);
    }
  }
}

/** A number as JavaScript. */
export function literal(x: number, least = 0): string {
  const text = Object.is(x, -0) ? "-0" : String(x);
  return text.startsWith("-") && bindingOfPrefix < least && least < bindingOfAtoms ? `(${text})` : text;
}

/** Functions of the language that answer with a number where an argument is NaN. */
const swallowing = new Set([
  "Math.pow",
  "Math.hypot",
  "Math.imul",
  "Math.clz32",
  "Number.isNaN",
  "Number.isFinite",
]);

/** Whether the result is NaN whenever the argument `at` is. */
export function passesNaN({ locals, result }: Body, at: number): boolean {
  const passes = (x: Formula): boolean => {
    switch (x.kind) {
      case "number":
        return false;
      case "argument":
        return x.at === at;
      case "local":
        return passes(locals[x.at]!);
      case "prefix":
        return x.sign === "-" && passes(x.of);
      case "infix":
        if (x.sign === "**") return passes(x.right);
        return "+-*/%".includes(x.sign) && (passes(x.left) || passes(x.right));
      case "call":
        return !swallowing.has(x.name) && x.of.some(passes);
      case "choice":
        return passes(x.yes) && passes(x.no);
    }
  };
  return passes(result);
}
