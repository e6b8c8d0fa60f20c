// The symbolic derivatives of mathjs as an engine under test: programs of numbers, spelled as an expression.

import type { MathJsInstance, MathNode, SymbolNode } from "mathjs";
import type { Adapter } from "../adapter.js";
import { engineOf, Unsupported, type Fn, type Ops } from "../interpret.js";
import { numbersOf, tensorOf } from "../numerals.js";

/** An expression; of the inputs themselves, in numbers, and of those that it is derived by, in symbols. */
type V = MathNode;

/** How ops are spelled; only those that `derivative` can derive. */
const spelled: Readonly<Record<string, string>> = {
  ...{
    add: "a + b",
    sub: "a - b",
    mul: "a * b",
    div: "a / b",
    neg: "-a",
    reciprocal: "1 / a",
    square: "a ^ 2",
  },
  ...{
    pow: "a ^ b",
    exp2: "2 ^ a",
    identity: "a",
    sum: "a",
    rsqrt: "1 / sqrt(a)",
  },
  ...Object.fromEntries(
    "abs exp log log10 sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh"
      .split(" ")
      .map((name) => [name, `${name}(a)`]),
  ),
};

/** Where an expression repeats what is used several times, it grows; this many characters are enough. */
const longest = 2000;
/** Simplifying an expression can take a minute; up to this many characters, it is done as it is by default. */
const simplified = 100;

/** mathjs, which dualtape's formulas are read by, so that it is always there. */
export async function mathjs(): Promise<Adapter> {
  const math = await loaded();
  const ops: Ops<V> = Object.fromEntries(
    Object.entries(spelled).map(([op, text]) => {
      // Parentheses around what stands for an expression: some of mathjs goes through the text of its nodes.
      const formula = math.parse(text.replace(/\b[ab]\b/g, "($&)"));
      return [op, ([a, b]) => short(replaced(formula, { ...(a && { a }), ...(b && { b }) }))];
    }),
  );
  let symbols = 0;
  const gradient = (f: Fn<V>, at: readonly V[]): readonly V[] => {
    const names = at.map(() => `x${symbols++}`);
    const whole = f(names.map((name) => new math.SymbolNode(name)));
    const point = Object.fromEntries(names.map((name, i) => [name, at[i] ?? whole]));
    const simplify = String(whole).length <= simplified;
    return names.map((name) => short(replaced(math.derivative(whole, name, { simplify }), point)));
  };
  return engineOf<V>({
    ...{ name: "mathjs", version: math.version, precision: "float64", modes: ["forward", "ff"] },
    ops,
    gradient,
    array(x) {
      if (x.shape.length > 0) throw new Unsupported("its derivatives are those of numbers");
      return new math.ConstantNode(numbersOf(x)[0] ?? NaN);
    },
    tensor(x) {
      const value: unknown = x.evaluate();
      if (typeof value === "number") return tensorOf(value);
      throw new TypeError(`the value of ${String(x)} is ${String(value)}`);
    },
  });
}

/** An instance of our own, which answers NaN, not complex numbers, where a function is not defined. */
async function loaded(): Promise<MathJsInstance> {
  // @ts-expect-error The bundle comes without types of its own.
  const bundle = (await import("mathjs/lib/browser/math.js")) as {
    default: { readonly create: (config: object) => MathJsInstance };
  };
  return bundle.default.create({ predictable: true });
}

/** A formula with expressions in the place of symbols. */
function replaced(formula: MathNode, by: Readonly<Record<string, MathNode>>): MathNode {
  return formula.transform((node) => {
    const name = node.type === "SymbolNode" ? (node as SymbolNode).name : "";
    return Object.hasOwn(by, name) ? (by[name] ?? node) : node;
  });
}

function short(x: MathNode): MathNode {
  if (String(x).length > longest) throw new Unsupported("its expression is too long");
  return x;
}
