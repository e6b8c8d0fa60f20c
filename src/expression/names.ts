// What a formula may name: constants, operators and functions, each with its op.

import { formatShape } from "../ndarray/index.js";
import { Box, shapeOf, type Op, type Value } from "../core/op.js";
import * as ops from "../ops/index.js";
import type { Like, Published } from "../ops/index.js";
import { divide, multiply, power } from "./matrix.js";

/** What an operator takes and gives: a comparison of scalars gives a truth value. */
export type Operand = Value | boolean;

/** A function or an operator, and how many operands it takes. */
export interface Known {
  readonly call: (...x: readonly Operand[]) => Operand;
  readonly least: number;
  readonly most: number;
}

/** The constants, those of mathjs that are real numbers. Infinity, NaN, true and false are literals. */
export const constants: ReadonlyMap<string, number> = new Map([
  ["pi", Math.PI],
  ["PI", Math.PI],
  ["tau", 2 * Math.PI],
  ["e", Math.E],
  ["E", Math.E],
  ["phi", (1 + Math.sqrt(5)) / 2],
  ["LN2", Math.LN2],
  ["LN10", Math.LN10],
  ["LOG2E", Math.LOG2E],
  ["LOG10E", Math.LOG10E],
  ["SQRT1_2", Math.SQRT1_2],
  ["SQRT2", Math.SQRT2],
]);

/** A call that passes its operands on; ops take truth values too. */
type Calling = (...x: never[]) => unknown;

function known(call: Calling, least: number, most = least): Known {
  return { call: call as Known["call"], least, most };
}

const xor = (a: Like, b: Like): Operand => ops.notEqual(ops.logicalNot(a), ops.logicalNot(b));

/** The operators by mathjs's names of them; `and` and `or` are the compiler's, since they may stop early. */
export const operators: ReadonlyMap<string, Known> = new Map([
  ["add", known(ops.add, 2)],
  ["subtract", known(ops.sub, 2)],
  ["multiply", known(multiply, 2)],
  ["divide", known(divide, 2)],
  ["pow", known(power, 2)],
  ["dotMultiply", known(ops.mul, 2)],
  ["dotDivide", known(ops.div, 2)],
  ["dotPow", known(ops.pow, 2)],
  ["mod", known(ops.remainder, 2)],
  ["unaryMinus", known(ops.neg, 1)],
  ["unaryPlus", known((x: Like) => ops.lift("+", x), 1)],
  ["ctranspose", known((x: Like) => ops.transpose(x), 1)],
  ["smaller", known(ops.less, 2)],
  ["smallerEq", known(ops.lessEqual, 2)],
  ["larger", known(ops.greater, 2)],
  ["largerEq", known(ops.greaterEqual, 2)],
  ["equal", known(ops.equal, 2)],
  ["unequal", known(ops.notEqual, 2)],
  ["not", known(ops.logicalNot, 1)],
  ["xor", known(xor, 2)],
]);

/** What is written differently in mathjs, or is put together from ops. */
const others: readonly (readonly [string, Known])[] = [
  ["ln", known(ops.log, 1)],
  ["log", known(logarithm, 1, 2)],
  ["cube", known((x: Like) => ops.pow(x, 3), 1)],
  ["fix", known(ops.trunc, 1)],
  ["sec", known(ops.sec, 1)],
  ["csc", known(ops.csc, 1)],
  ["cot", known(ops.cot, 1)],
  ["coth", known(ops.coth, 1)],
  ["hypot", known((...x: [Like, ...Value[]]) => x.reduce((a, b) => ops.hypot(a, b)), 2, Infinity)],
  ["less", known(ops.less, 2)],
  ["lessEqual", known(ops.lessEqual, 2)],
  ["greater", known(ops.greater, 2)],
  ["greaterEqual", known(ops.greaterEqual, 2)],
  ["notEqual", known(ops.notEqual, 2)],
  ["logicalAnd", known(ops.logicalAnd, 2)],
  ["logicalOr", known(ops.logicalOr, 2)],
  ["logicalNot", known(ops.logicalNot, 1)],
  ["isFinite", known(ops.isFinite, 1)],
  ["isInf", known(ops.isInf, 1)],
  ["isNaN", known(ops.isNaN, 1)],
  ["stopGradient", known(ops.stopGradient, 1)],
  ["outer", known(ops.outer, 2)],
  ["transpose", known((x: Like) => ops.transpose(x), 1)],
  ["ravel", known(ops.ravel, 1)],
  ["squeeze", known((x: Like) => ops.squeeze(x), 1)],
  ["cumsum", known((x: Like) => ops.cumsum(x), 1)],
  ["softmax", known((x: Like) => ops.softmax(x), 1)],
  ["logSoftmax", known((x: Like) => ops.logSoftmax(x), 1)],
  ["stack", known((...x: readonly Like[]) => ops.stack(x), 1, Infinity)],
  ["concatenate", known((...x: readonly Like[]) => ops.concatenate(x), 1, Infinity)],
  ["norm", known((x: Like, p: Like = 2) => ops.norm(x, { ord: plainNumber("norm", p) }), 1, 2)],
  ["sum", reduction("sum", ops.sum)],
  ["mean", reduction("mean", ops.mean)],
  ["prod", reduction("prod", ops.prod)],
  ["logsumexp", reduction("logsumexp", ops.logsumexp)],
  ["max", extremum("max", ops.max)],
  ["min", extremum("min", ops.min)],
];

function logarithm(x: Like, base?: Like): Value {
  return base === undefined ? ops.log(x) : ops.div(ops.log(x), ops.log(base));
}

type Reduce = (x: Like, options?: ops.ReduceOptions) => Value;

/** A reduction of an array, of one dimension of it (the second argument, counted from 1), or of scalars. */
function reduction(name: string, reduce: Reduce): Known {
  return known(
    (x: Like, ...rest: readonly Like[]) => {
      if (rest.length === 0) return reduce(x);
      const v = ops.lift(name, x);
      if (shapeOf(v).length === 0) return reduce(ops.stack([v, ...rest]));
      if (rest.length > 1)
        throw new TypeError(`${name}: give one array, an array and a dimension, or scalars`);
      return reduce(v, { axis: dimension(name, rest[0], shapeOf(v).length) });
    },
    1,
    Infinity,
  );
}

/** The extremum of one array or of scalars; max(x, 1) could be meant in two ways, and is taken in neither. */
function extremum(name: "max" | "min", reduce: Reduce): Known {
  return known(
    (x: Like, ...rest: readonly Like[]) => {
      if (rest.length === 0) return reduce(x);
      const values = [x, ...rest].map((item) => ops.lift(name, item));
      const array = values.find((item) => shapeOf(item).length > 0);
      if (array === undefined) return reduce(ops.stack(values));
      const what = `several arguments must all be scalars, and one has shape ${formatShape(shapeOf(array))}`;
      throw new TypeError(`${name}: ${what}; write ${name}imum(a, b) to go element by element`);
    },
    1,
    Infinity,
  );
}

function dimension(name: string, x: Like | undefined, rank: number): number {
  const n = plainNumber(name, x);
  if (Number.isInteger(n) && n >= 1 && n <= rank) return n - 1;
  const wanted = `a whole number from 1 to ${String(rank)}`;
  throw new RangeError(`${name}: the dimension must be ${wanted}, not ${String(n)}`);
}

function plainNumber(name: string, x: Like | undefined): number {
  if (typeof x === "number") return x;
  const got = x instanceof Box ? "one that is being differentiated" : "an array";
  throw new TypeError(`${name}: its second argument must be a constant number, not ${got}`);
}

/** The ops that are functions of their inputs alone: the elementwise ones, and those without parameters. */
function plainOps(): (readonly [string, Known])[] {
  return Object.entries<unknown>(ops).flatMap(([name, member]) => {
    if (typeof member !== "function" || !("op" in member)) return [];
    const arity = arityOf((member as unknown as Published).op);
    return arity === undefined ? [] : [[name, known(member as unknown as Calling, arity)] as const];
  });
}

function arityOf({ scalar, domain, examples }: Op): number | undefined {
  if (scalar !== undefined) return domain.length;
  return examples.every(({ params }) => params === undefined) ? examples[0]?.shapes.length : undefined;
}

/** The functions by name: those of the library, and those of mathjs whose names mean nothing else here. */
export const functions: ReadonlyMap<string, Known> = new Map([...operators, ...plainOps(), ...others]);
