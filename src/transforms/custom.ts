// Ops of the user's own: an entry like those of the registry, made of an eval and at least one rule.

import { badOption } from "../core/errors.js";
import { bind, shapeOf, type Example, type Inputs, type Interval, type Op, type Value } from "../core/op.js";
import { real, zeroOf } from "../core/space.js";
import { checkShape } from "../core/tree.js";
import { known } from "../ndarray/options.js";
import * as nd from "../ndarray/index.js";
import { lift, type Like } from "../ops/lift.js";
import { publish, type Published } from "../ops/publish.js";
import { record } from "../reverse/index.js";

/** What determines an op of the user's own. */
export interface OpSpec {
  /** For messages and listings. */
  readonly name: string;
  /** The function: of plain numbers and arrays, one for each input. */
  readonly eval: (x: readonly nd.Plain[]) => nd.Plain;
  /** What ẋᵢ adds to ẏ: (∂y/∂xᵢ) ẋᵢ, written in ops. Made from `vjp` if not given. */
  readonly jvp?: (i: number, dx: Value, y: Value, x: Inputs) => Value;
  /** What ȳ adds to x̄ᵢ: (∂y/∂xᵢ)ᵀ ȳ, written in ops. Made from `jvp` if not given. */
  readonly vjp?: (i: number, dy: Value, y: Value, x: Inputs) => Value;
  /** One line for listings: the formula. */
  readonly doc?: string;
  /** Where each input may lie, and its kinks; the real line by default. */
  readonly domain?: readonly Interval[];
  /** Shapes of valid inputs, for an op that does not take numbers. */
  readonly examples?: readonly { readonly shapes: readonly nd.Shape[] }[];
}

/** A user's op as a function of values, with its entry. */
export type OwnOp = ((...x: Like[]) => Value) & Published;

const keys = ["name", "eval", "jvp", "vjp", "doc", "domain", "examples"] as const;

/** The entry of an op of the user's own, its missing rule made from the other one. Nothing is checked. */
export function makeOp(spec: OpSpec): Op<Inputs, unknown> {
  const { name, eval: run, jvp, vjp, doc = "" } = checked(spec);
  const examples = spec.examples?.map(exampleOf) ?? numericExamples(name, run);
  const arity = examples[0]?.shapes.length ?? 1;
  const op: Op<Inputs, unknown> = {
    name,
    doc,
    eval: run,
    shape: (shapes) => shapeOf(run(shapes.map(zeroLike))),
    jvp:
      jvp === undefined
        ? (i, dx, y, x) => transposed((dy) => op.vjp(i, dy, y, x, undefined), y, dx)
        : (i, dx, y, x) => shaped(name, "jvp", jvp(i, dx, y, x), y),
    vjp:
      vjp === undefined
        ? (i, dy, y, x) => transposed((dx) => op.jvp(i, dx, y, x, undefined), x[i] ?? 0, dy)
        : (i, dy, y, x) => shaped(name, "vjp", vjp(i, dy, y, x), x[i] ?? 0),
    keepsResults: true,
    domain: spec.domain ?? new Array<Interval>(arity).fill(real),
    examples,
  };
  return op;
}

/** What a rule has returned, if it is a tangent or cotangent of `like`; the number 0 is one of everything. */
function shaped(name: string, rule: string, dx: Value, like: Value): Value {
  if (dx !== 0) checkShape(name, `what its ${rule} returns`, shapeOf(like), shapeOf(dx));
  return dx;
}

/** The function of an entry. */
export function ownOp(op: Op<Inputs, unknown>): OwnOp {
  const arity = op.domain.length;
  return publish(op as Op, (...given: Like[]): Value => {
    if (given.length !== arity)
      throw badOption(op.name, "its inputs", `${String(arity)} of them`, given.length);
    return bind(
      op,
      given.map((x, i) => lift(op.name, x, `input ${String(i)}`)),
      undefined,
    );
  });
}

/** Lᵀ w of a linear map L of values like `x`. Of a linear map the point does not matter, so it is 0. */
function transposed(map: (dx: Value) => Value, x: Value, w: Value): Value {
  const recording = record(([dx = 0]) => [map(dx)], [zeroOf(x)], true);
  return recording.pull([w])[0] ?? 0;
}

function zeroLike(shape: nd.Shape): nd.Plain {
  return shape.length === 0 ? 0 : nd.zeros(shape);
}

function checked(spec: OpSpec): OpSpec {
  const { name, eval: run, jvp, vjp } = known("defineOp", spec, keys);
  if (typeof name !== "string" || name === "")
    throw badOption("defineOp", "name", "a string that names the op", name);
  if (typeof run !== "function")
    throw badOption("defineOp", `eval of ${name}`, "a function of plain values", run);
  if (jvp === undefined && vjp === undefined)
    throw badOption("defineOp", `the rules of ${name}`, "jvp or vjp or both", undefined);
  for (const [which, rule] of Object.entries({ jvp, vjp })) {
    if (rule !== undefined && typeof rule !== "function")
      throw badOption("defineOp", `${which} of ${name}`, "a function", rule);
  }
  return spec;
}

const mostInputs = 4;

function exampleOf({ shapes }: { readonly shapes: readonly nd.Shape[] }): Example {
  return { shapes, params: undefined };
}

/** Of an op that takes numbers: as many as it makes a number of, the fewest, and vectors if it takes them. */
function numericExamples(name: string, run: OpSpec["eval"]): readonly Example[] {
  const point = [0.7, 0.6, 0.8, 0.9];
  for (let n = 1; n <= mostInputs; n++) {
    const x = point.slice(0, n);
    if (!takes(run, x)) continue;
    const shapes = [
      x.map(() => []),
      ...(takes(
        run,
        x.map((v) => nd.full([3], v)),
      )
        ? [x.map(() => [3])]
        : []),
    ];
    return shapes.map((each) => exampleOf({ shapes: each }));
  }
  throw badOption(
    "defineOp",
    `eval of ${name}`,
    "a function of numbers, or examples: [{ shapes: [[2, 3]] }] that say which arrays it takes",
    run,
  );
}

function takes(run: OpSpec["eval"], x: readonly nd.Plain[]): boolean {
  try {
    const y = run(x);
    return typeof y === "number" ? !Number.isNaN(y) : y instanceof nd.NDArray;
  } catch (error) {
    // A function that asks a number for its shape, or computes with an array as with a number, fails so.
    if (error instanceof TypeError || error instanceof RangeError) return false;
    throw error;
  }
}
