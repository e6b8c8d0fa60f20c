// Running a program over the ops of any engine that is called from JavaScript, and an adapter made of that.

import type { Adapter, Answer, Mode, Question } from "./adapter.js";
import type { Parameters, Program, Step, Subprogram, Tensor } from "./format.js";
import { numberOf, tensorOf } from "./numerals.js";
import { vocabulary } from "./vocabulary.js";

/** What an engine does for each op of the vocabulary that it has; of an op with several results, the one asked for. */
export type Ops<V> = Readonly<Record<string, (args: readonly V[], params: Parameters) => V>>;

/** A function of the engine's values. */
export type Fn<V> = (args: readonly V[]) => V;

/** The parts of an engine, of which `engineOf` makes an adapter. */
export interface Parts<V> extends Omit<Adapter, "answer"> {
  /** With `sum`, `mul` and `add` at least, by which outputs are weighted and gradients summed. */
  readonly ops: Ops<V>;
  readonly array: (x: Tensor) => V;
  readonly tensor: (x: V) => Tensor | Promise<Tensor>;
  /** The gradient of a function to a number, for each argument; it may be asked for within another. */
  readonly gradient: (f: Fn<V>, at: readonly V[], mode: "forward" | "reverse") => readonly V[];
  readonly jvp?: (f: Fn<V>, at: readonly V[], tangents: readonly V[]) => V;
  readonly vmap?: (f: Fn<V>, args: readonly V[]) => V;
  /** Whether a scalar that a program branches on is true; without it, `cond` and `while` are unsupported. */
  readonly truth?: (x: V) => boolean;
  /** Called for every use of a value that has a name, by engines in which a use consumes. */
  readonly use?: (x: V) => V;
  /** How a function that is asked for is run: as it is, or for example compiled. */
  readonly run?: (f: (args: readonly V[]) => readonly V[], args: readonly V[]) => readonly V[];
}

/** Thrown by an op for parameters that an engine does not have; the answer is then "unsupported". */
export class Unsupported extends Error {}

/** An adapter for an engine whose parts are these; a TypeError if it has ops that no program asks for, or lacks what all need. */
export function engineOf<V>(parts: Parts<V>): Adapter {
  checkOps(parts);
  const answer = async (question: Question): Promise<Answer> => {
    const why = lacking(parts, question);
    if (why !== undefined) return { is: "unsupported", why };
    try {
      return await answered(parts, question);
    } catch (error) {
      if (error instanceof Unsupported) return { is: "unsupported", why: error.message };
      return { is: "error", message: error instanceof Error ? error.message : String(error) };
    }
  };
  const { name, version, precision, modes, profile, close } = parts;
  return {
    ...{ name, version, precision, modes, answer },
    ...(profile === undefined ? {} : { profile }),
    ...(close === undefined ? {} : { close }),
  };
}

/** A name spelt in another way would be an op that is never asked for, and its cases unsupported without a word. */
function checkOps<V>({ name, ops }: Parts<V>): void {
  const lacking = ["sum", "mul", "add"].filter((op) => !Object.hasOwn(ops, op));
  if (lacking.length > 0)
    throw new TypeError(
      `${name}: ops needs ${lacking.join(", ")}, by which outputs are weighted and gradients summed`,
    );
  const unknown = Object.keys(ops).filter((op) => !Object.hasOwn(vocabulary, op));
  if (unknown.length > 0)
    throw new TypeError(`${name}: ops has ${unknown.join(", ")}, for which the vocabulary has no such name`);
}

/** What a program is made of, each op once. */
export function opsOf({ steps, functions = {} }: Program): readonly string[] {
  const all = [...steps, ...Object.values(functions).flatMap((f) => f.steps)];
  return [...new Set(all.map(([, op]) => op))];
}

const builtIn: Readonly<Record<string, keyof Parts<never> | undefined>> = {
  ...{ constant: "array", call: "ops", grad: "gradient", jvp: "jvp", vmap: "vmap" },
  ...{ cond: "truth", while: "truth" },
};

/** Why an engine cannot answer, if it cannot. */
function lacking<V>(parts: Parts<V>, { program, ask }: Question): string | undefined {
  if (ask !== "value" && !parts.modes.includes(ask)) return `${parts.name} has no mode ${ask}`;
  const missing = opsOf(program).filter((op) => {
    const part = builtIn[op];
    return part === undefined ? !Object.hasOwn(parts.ops, op) : parts[part] === undefined;
  });
  return missing.length === 0 ? undefined : `${parts.name} has no ${missing.join(", ")}`;
}

async function answered<V>(parts: Parts<V>, { program, at, ask, cotangent }: Question): Promise<Answer> {
  const { array, tensor, ops } = parts;
  const inputs = program.inputs.map((name) => array(at[name] ?? tensorOf(NaN)));
  const run = parts.run ?? ((f, args) => f(args));
  const f = functionOf(parts, program);
  if (ask === "value") {
    const [value] = run((args) => [f(args)], inputs);
    return value === undefined
      ? { is: "error", message: "no value" }
      : { is: "value", value: await tensor(value) };
  }
  const weigh: Fn<V> = (args) =>
    cotangent === undefined ? f(args) : called(ops, "mul", [f(args), array(cotangent)]);
  const results = run((args) => derivative(parts, weigh, args, ask), inputs);
  const gradient: Record<string, Tensor> = {};
  for (const [i, name] of program.inputs.entries()) {
    const g = results[i];
    if (g !== undefined) gradient[name] = await tensor(g);
  }
  return { is: "gradient", gradient };
}

const modeOf = (letter: string | undefined) => (letter === "f" ? "forward" : "reverse");

/** The gradient of the sum of f; or that of the sum of its elements, of which the outer mode is named first. */
function derivative<V>(parts: Parts<V>, f: Fn<V>, at: readonly V[], mode: Mode): readonly V[] {
  const { ops, gradient } = parts;
  const total: Fn<V> = (args) => called(ops, "sum", [f(args)]);
  if (mode === "forward" || mode === "reverse") return gradient(total, at, mode);
  const [outer, inner] = mode;
  const inside: Fn<V> = (args) =>
    gradient(total, args, modeOf(inner))
      .map((g) => called(ops, "sum", [g]))
      .reduce((a, b) => called(ops, "add", [a, b]));
  return gradient(inside, at, modeOf(outer));
}

function called<V>(ops: Ops<V>, op: string, args: readonly V[], params: Parameters = {}): V {
  const f = ops[op];
  if (f === undefined) throw new Unsupported(`there is no ${op}`);
  return f(args, params);
}

type Scope<V> = ReadonlyMap<string, V>;

/** A program as a function of an engine's values. */
export function functionOf<V>(parts: Parts<V>, program: Program): Fn<V> {
  return closure(parts, program, program, new Map());
}

/** A function within a program, which sees the values around its call. */
function closure<V>(parts: Parts<V>, program: Program, own: Subprogram, around: Scope<V>): Fn<V> {
  return (args) => {
    const scope = new Map(around);
    own.inputs.forEach((name, i) => {
      const value = args[i];
      if (value !== undefined) scope.set(name, value);
    });
    for (const step of own.steps) scope.set(step[0], stepped(parts, program, step, scope));
    return read(parts, own.output, scope);
  };
}

function read<V>({ array, use }: Parts<V>, name: string | number, scope: Scope<V>): V {
  if (typeof name === "number") return array(tensorOf(name));
  const value = scope.get(name);
  if (value === undefined) throw new ReferenceError(`the program uses "${name}" before it has a value`);
  return use === undefined ? value : use(value);
}

type Form = <V>(parts: Parts<V>, fs: readonly Fn<V>[], args: readonly V[], params: Parameters) => V;

/** The ops that take functions: how many, and what they do with them. */
const forms: Readonly<Record<string, { readonly functions: number; readonly run: Form }>> = {
  call: { functions: 1, run: (_, [f = none], args) => f(args) },
  grad: { functions: 1, run: (parts, [f = none], args, params) => gradientStep(parts, f, args, params) },
  jvp: {
    functions: 1,
    run: ({ jvp = absent("jvp") }, [f = none], args) =>
      jvp(f, args.slice(0, args.length / 2), args.slice(args.length / 2)),
  },
  vmap: { functions: 1, run: ({ vmap = absent("vmap") }, [f = none], args) => vmap(f, args) },
  cond: {
    functions: 2,
    run: ({ truth = absent("cond") }, [f = none, g = none], [test, ...args]) =>
      (test !== undefined && truth(test) ? f : g)(args),
  },
  while: {
    functions: 2,
    run: ({ truth = absent("while"), use = (x) => x }, [test = none, body = none], args) => {
      let state = args;
      while (truth(test(state.map(use)))) state = [body(state)];
      return state[0] ?? none();
    },
  },
};

function none(): never {
  throw new ReferenceError("the program names a function that it does not have");
}

function absent(what: string): () => never {
  return () => {
    throw new Unsupported(`there is no ${what}`);
  };
}

function stepped<V>(parts: Parts<V>, program: Program, [, op, names, params = {}]: Step, scope: Scope<V>): V {
  if (op === "constant") return parts.array(constantOf(params));
  const form = forms[op];
  const functions = names.slice(0, form?.functions ?? 0).map((name) => {
    const own = program.functions?.[name];
    return own === undefined ? none : closure(parts, program, own, new Map(scope));
  });
  const args = names.slice(functions.length).map((name) => read(parts, name, scope));
  return form === undefined ? called(parts.ops, op, args, params) : form.run(parts, functions, args, params);
}

function constantOf({ data, shape }: Parameters): Tensor {
  const elements = (Array.isArray(data) ? data : [data]) as Tensor["data"];
  return { shape: (shape ?? []) as Tensor["shape"], dtype: "float64", data: elements };
}

/** The gradient of the sum of f with respect to one argument. */
function gradientStep<V>(parts: Parts<V>, f: Fn<V>, args: readonly V[], params: Parameters): V {
  const { ops, gradient, modes, use = (x) => x } = parts;
  const wrt = numberOf((params["wrt"] ?? 0) as number);
  const own = modes.includes("reverse") ? "reverse" : "forward";
  const mode = (params["mode"] ?? own) as "forward" | "reverse";
  if (!modes.includes(mode)) throw new Unsupported(`there is no mode ${mode}`);
  const total: Fn<V> = ([x]) =>
    called(ops, "sum", [f(args.map((arg, i) => (i === wrt && x !== undefined ? x : use(arg))))]);
  const [g] = gradient(total, args.slice(wrt, wrt + 1), mode);
  return g ?? none();
}
