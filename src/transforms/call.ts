// A call of a user's function as a flat program: trees of arguments taken apart, the output's put together
// again.

import { badOption, notLeaf, notOutput } from "../core/errors.js";
import { sizeOf } from "../ndarray/index.js";
import { Box, shapeOf, type Value } from "../core/op.js";
import { flatten, outside, type Complaint, type Flat } from "../core/tree.js";
import { checkFunction, positionsOf, type Argnums } from "./options.js";

/** Any function that a transform is given. */
export type Fn = (...args: never[]) => unknown;

/** What a program that has not run has returned. */
const nothing: Flat = flatten("", [], "");

/**
 * One call that is to be differentiated: its function as a flat program of the leaves of the watched
 * arguments.
 */
export class Call {
  readonly x: readonly Value[];
  /** What the program last returned, taken apart. */
  output: Flat = nothing;
  /** The side result of the last run. */
  aux: unknown;
  private readonly positions: readonly number[];
  private readonly trees: readonly Flat[];

  constructor(
    readonly name: string,
    private readonly f: Fn,
    private readonly args: readonly unknown[],
    private readonly argnums: Argnums,
    private readonly hasAux = false,
    complain: Complaint = notLeaf,
  ) {
    checkFunction(name, f);
    this.positions = positionsOf(name, argnums, args.length);
    this.trees = this.positions.map((n) => flatten(name, args[n], `argument ${String(n)}`, complain));
    this.x =
      this.trees.length === 1 ? (this.trees[0] as Flat).leaves : this.trees.flatMap((tree) => tree.leaves);
  }

  /** How many numbers the leaves hold. */
  get size(): number {
    return sizeOfLeaves(this.x);
  }

  /**
   * Runs the function with `x` for the leaves of its watched arguments; the leaves of what it returns. Made
   * when asked for: a call that held its own closure would be a cycle, which V8 tenures call by call.
   */
  get program(): (x: readonly Value[]) => readonly Value[] {
    return (x) => this.run(x);
  }

  private run(x: readonly Value[]): readonly Value[] {
    const given = this.args.slice();
    const parts = this.split(x, "fill");
    for (let k = 0; k < parts.length; k++) given[this.positions[k] ?? 0] = parts[k];
    const result = this.f(...(given as never[]));
    if (this.hasAux) this.aux = auxOf(this.name, result, x);
    const output = this.hasAux ? (result as unknown[])[0] : result;
    if (output === undefined) throw notOutput(this.name, "the output of f", output);
    this.output = flatten(this.name, output, "the output of f", notOutput);
    return this.output.leaves;
  }

  /** A call whose leaves may be of any element type: what is no float is passed on, and has no derivative. */
  static ofAll(name: string, f: Fn, args: readonly unknown[]): Call {
    const positions = Array.from(args, (_, n) => n);
    return new Call(name, f, args, positions, false, (...at) => notLeaf(...at));
  }

  /** The watched arguments' structure around other leaves, each of the kind of the one that it replaces. */
  restore(leaves: readonly Value[]): unknown {
    return this.gathered(this.split(leaves, "restore"));
  }

  /** The same with the leaves as they are. */
  fill(leaves: readonly Value[]): unknown {
    return this.gathered(this.split(leaves, "fill"));
  }

  private gathered(parts: readonly unknown[]): unknown {
    return typeof this.argnums === "number" ? parts[0] : parts;
  }

  private split(leaves: readonly Value[], how: "fill" | "restore"): readonly unknown[] {
    if (this.trees.length === 1) return [(this.trees[0] as Flat)[how](leaves)];
    let from = 0;
    return this.trees.map((tree) => {
      const part = leaves.slice(from, from + tree.leaves.length);
      from += part.length;
      return tree[how](part);
    });
  }
}

/** How many numbers the leaves hold. */
export function sizeOfLeaves(leaves: readonly Value[]): number {
  let size = 0;
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i] as Value;
    size += typeof leaf === "number" ? 1 : sizeOf(shapeOf(leaf));
  }
  return size;
}

/**
 * The second of the pair that a function with `hasAux` returns, as it is outside the trace that watches the
 * inputs.
 */
function auxOf(name: string, result: unknown, [input]: readonly Value[]): unknown {
  if (!Array.isArray(result) || result.length !== 2) {
    throw badOption(name, "with hasAux, the output of f", "a pair [value, aux]", result);
  }
  const aux: unknown = result[1];
  return input instanceof Box ? outside(name, input.trace, aux) : aux;
}
