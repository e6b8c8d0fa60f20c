// Formulas as functions: '2 * dot(x, x)' becomes a program over ops, which every transform can differentiate.

import { badArgument, badOption } from "../core/errors.js";
import type { Value } from "../core/op.js";
import { lift, type Like } from "../ops/index.js";
import { compile, type Compiled } from "./compile.js";
import { functions } from "./names.js";
import { loadParser, syntaxOf } from "./parse.js";
import { isReserved } from "./refusals.js";
import type { Parse } from "./syntax.js";
import { isName } from "./tokens.js";

/** Values by the names of variables. */
type Point = Readonly<Record<string, Like>>;

/** A formula that can be evaluated and differentiated. */
export interface Expression {
  readonly source: string;
  /** Its variables: those declared, or else all of them in the order in which they first appear. */
  readonly names: readonly string[];
  /** The value at a point that gives every variable by its name. */
  readonly evaluate: (values: Point) => Value;
  /** The formula as a function with one argument for each of `names`, in their order. */
  readonly f: (...values: Value[]) => Value;
  toString(): string;
}

/** The options of `fromExpression`. */
export interface ExpressionOptions {
  /** The variables that the formula may contain, in the order in which `f` takes them; without this, any. */
  readonly names?: readonly string[];
}

/**
 * The function that a formula describes, in the syntax of mathjs, compiled to ops: differentiable in
 * both modes, any number of times. It comes as a promise, since the parser is loaded first;
 * `compileExpression` is given one.
 *
 * A formula is made of numbers, `pi`, `e` and the other real constants of mathjs, variables, comparisons and
 * chains of them, `+ - * / ^ %`, `c ? a : b`, `and or xor not`, `'`, arrays `[1, 2; 3, 4]`, parts `x[1]` and
 * `x[2:end]`, and the functions of this library that need no options. As in mathjs
 * - `*` of two arrays is the matrix product (of vectors the inner product), `^` repeats it, and `/` takes the
 *   inverse; `.*`, `./` and `.^` go element by element;
 * - indices count from 1, and ranges include their end; an index is a constant;
 * - `sum`, `mean`, `prod`, `max` and `min` take one array or several scalars, and `sum(x, 1)` sums along
 *   the first axis;
 * - `1/2x` is (1/2) x, and `x + 3%` is x + 0.03 x.
 *
 * Unlike in mathjs, names mean what they mean in this library: `==` is exact, `round` takes ties to even, the
 * `norm` of a matrix is that of Frobenius, `pow(a, b)` goes element by element, `%` by 0 is NaN; and values
 * are real: sqrt(-1) is NaN. A scalar condition runs one branch alone; on an array, `where` chooses between
 * both.
 *
 * @throws ExpressionError, a SyntaxError that shows the place, for whatever else the formula contains.
 * @example
 * const { f } = await fromExpression("2 * dot(x, x)");
 * grad(f)(arange(4)); // [0, 4, 8, 12]
 */
export async function fromExpression(source: string, options: ExpressionOptions = {}): Promise<Expression> {
  return compileExpression(source, await loadParser(), options);
}

/**
 * `fromExpression` at once, with a parser in hand: `parse` of mathjs. It is for those who import mathjs
 * anyway, or only its parser, `create({ parseDependencies })`, which in a browser is half of the size.
 */
export function compileExpression(source: string, parse: Parse, options: ExpressionOptions = {}): Expression {
  if (typeof source !== "string") throw badArgument("fromExpression", "the formula", "a string", source);
  const compiled = compile(source, syntaxOf(source, parse), checked(options.names));
  const { names } = compiled;
  return {
    source,
    names,
    evaluate(values) {
      if (!isRecord(values)) throw badArgument("evaluate", "the point", "an object { name: value }", values);
      return evaluated(
        compiled,
        names.map((name) => valueOf(compiled, values, name)),
      );
    },
    f(...values) {
      if (values.length !== names.length) throw wrongCount(source, names, values.length);
      return evaluated(compiled, values);
    },
    toString: () => source,
  };
}

/** A truth value becomes 1 or 0, as it does in arithmetic. */
function evaluated({ names, run }: Compiled, values: readonly Like[]): Value {
  const y = run(values.map((x, i) => lift("fromExpression", x, `the value of ${names[i] ?? ""}`)));
  return typeof y === "boolean" ? Number(y) : y;
}

function valueOf(compiled: Compiled, values: Point, name: string): Like {
  const x = Object.hasOwn(values, name) ? values[name] : undefined;
  if (x !== undefined) return x;
  throw new TypeError(`evaluate: there is no value for ${name}; give { ${compiled.names.join(", ")} }`);
}

function wrongCount(source: string, names: readonly string[], count: number): TypeError {
  const wanted = `${String(names.length)} argument${names.length === 1 ? "" : "s"} (${names.join(", ")})`;
  return new TypeError(`f: "${source}" takes ${wanted}, not ${String(count)}; evaluate takes them by name`);
}

function checked(names: readonly unknown[] | undefined): readonly string[] | undefined {
  if (names === undefined) return undefined;
  if (!Array.isArray(names)) throw badOption("fromExpression", "names", "a list of names", names);
  const wrong = names.findIndex((name, i) => !isVariable(name) || names.indexOf(name) !== i);
  if (wrong < 0) return names as readonly string[];
  const wanted = "different names, none of them a function's or a word of the language";
  throw badOption("fromExpression", "names", wanted, names[wrong]);
}

function isVariable(name: unknown): boolean {
  if (typeof name !== "string" || !isName(name)) return false;
  return name === "i" || (!isReserved(name) && !functions.has(name));
}

function isRecord(x: unknown): boolean {
  return typeof x === "object" && x !== null;
}
