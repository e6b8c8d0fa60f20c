// jit: a function staged once for each way that it goes, and compiled.

import { badOption, outOfRange } from "../core/errors.js";
import type { Plain } from "../ndarray/index.js";
import { known } from "../ndarray/options.js";
import { keepingAnyLoops } from "../transforms/loops/keeping.js";
import { Graph } from "./graph.js";
import type { Compile } from "./lifted.js";
import { irOf, type IR } from "./print.js";
import type { LoopSize } from "./program.js";
import { Signature } from "./signature.js";
import { staged, type Fn } from "./staged.js";
import type { BackEnd, Target } from "./program.js";
import { together } from "./threads.js";
import { Variant, type Source } from "./variant.js";

/** The options of `jit`. */
export interface JitOptions {
  /** Arguments that are a part of the program, which is compiled anew for each value of theirs. */
  readonly staticArgnums?: number | readonly number[];
  /** How many ways through the program are compiled for arguments of one structure; 64 if it is not said. */
  readonly maxPaths?: number;
  /**
   * What the program becomes: JavaScript, or WebAssembly if it is one of numbers alone, and the loops over elements in
   * others, and the loop over many points; "auto", which it is if it is not said, takes that for long programs, large arrays,
   * many points and many rounds of a loop. The results are the same, bit by bit, but that for `exp`, `expm1`, `log`, `log1p`,
   * `sin`, `cos` and `tanh` of arrays, at many points, and in many rounds, WebAssembly has functions of its own, within 2 ulp
   * of the true value.
   */
  readonly backEnd?: BackEnd;
  /**
   * Among how many threads loops over large arrays or many points are divided, the caller's among them; 1 if it is not said. The results
   * are the same, bit by bit, for any number. It needs worker threads as Node has them; elsewhere it is done in one.
   */
  readonly workers?: number;
}

/** More threads would each have their memory, and no work. */
const mostWorkers = 256;
const threads = `a whole number from 1 to ${String(mostWorkers)}`;
const backEnds: readonly unknown[] = ["auto", "javascript", "webassembly"];

/** What `jit.explain` tells. */
export interface Compilation {
  /** For how many structures of arguments (shapes, element types, trees) it was staged. */
  readonly signatures: number;
  /** Ways through the program, over all signatures. */
  readonly paths: number;
  /** Questions on whose answers they depend. */
  readonly guards: number;
  /** Calls that met an answer for which there was no way yet. */
  readonly retraces: number;
  /** Calls that ran the function itself. */
  readonly eagerCalls: number;
  /** Values that are computed on the ways. */
  readonly steps: number;
  /** The loops that were found where steps repeat, which have text for one round. */
  readonly loops: readonly LoopSize[];
  /** Time spent on staging and on compiling, in milliseconds. */
  readonly stageMs: number;
  readonly compileMs: number;
  /** Loops that are divided among threads. */
  readonly divided: number;
  /** Parts of these that workers have done, and not the caller. */
  readonly partsByWorkers: number;
  /** If `workers` were asked for: why loops are not divided, if some are not. */
  readonly notDivided?: string;
  /** Length of the code, in characters. */
  readonly codeSize: number;
  /** The code itself, for each program. */
  readonly sources: readonly string[];
  /** Why calls are not compiled, if some are not. */
  readonly notCompiled?: string;
  readonly toString: () => string;
}

const compilers = new WeakMap<object, Compiler>();
const mostSignatures = 64;

/** A function with all that is known of it. */
class Compiler implements Source {
  private readonly variants: Variant[] = [];
  private readonly isStatic: (place: number) => boolean;
  readonly maxPaths: number;
  readonly target: Target;
  readonly compile: Compile;

  constructor(
    readonly f: Fn,
    options: JitOptions,
  ) {
    if (typeof f !== "function") throw badOption("jit", "its first argument", "a function", f);
    const {
      staticArgnums = [],
      maxPaths = 64,
      backEnd = "auto",
      workers = 1,
    } = known("jit", options, ["staticArgnums", "maxPaths", "backEnd", "workers"]);
    const places = typeof staticArgnums === "number" ? [staticArgnums] : staticArgnums;
    if (!Array.isArray(places) || !places.every((n) => Number.isInteger(n) && n >= 0))
      throw badOption("jit", "staticArgnums", "a position or a list of positions", staticArgnums);
    if (!Number.isInteger(maxPaths) || maxPaths < 1)
      throw badOption("jit", "maxPaths", "a whole number of 1 or more", maxPaths);
    if (!backEnds.includes(backEnd))
      throw badOption("jit", "backEnd", '"auto", "javascript" or "webassembly"', backEnd);
    if (typeof workers !== "number") throw badOption("jit", "workers", threads, workers);
    if (!Number.isInteger(workers) || workers < 1 || workers > mostWorkers)
      throw outOfRange("jit", "workers", threads, workers);
    this.target = { backEnd, workers };
    this.compile = (g) => jit(g, { backEnd, workers });
    this.isStatic = (place) => places.includes(place);
    this.maxPaths = maxPaths;
  }

  call(args: readonly unknown[]): unknown {
    const { variants } = this;
    for (let i = 0; i < variants.length; i++) {
      const variant = variants[i]!;
      const leaves = variant.signature.leavesOf(args);
      if (leaves === undefined) continue;
      if (i > 0) variants.unshift(...variants.splice(i, 1));
      return variant.call(args, leaves);
    }
    const signature = new Signature("jit", args, this.isStatic);
    const variant = new Variant(this, signature);
    variants.unshift(variant);
    variants.splice(mostSignatures);
    return variant.call(args, signature.leavesOf(args) ?? []);
  }

  /** What is known by now. */
  explain(): Compilation {
    const total = (count: (variant: Variant) => number): number =>
      this.variants.reduce((sum, variant) => sum + count(variant), 0);
    const why = this.variants.find(({ reason }) => reason !== undefined)?.reason;
    const { divided, partsByWorkers, notDivided } = together(
      this.target.workers,
      this.variants.flatMap((variant) => variant.divisions),
    );
    const told = {
      signatures: this.variants.length,
      paths: total(({ paths }) => paths),
      guards: total((variant) => variant.guards),
      retraces: total(({ retraces }) => retraces),
      eagerCalls: total(({ eagerCalls }) => eagerCalls),
      steps: total(({ graph }) => graph.nodes.filter(({ kind }) => kind === "step").length),
      stageMs: total(({ stageMs }) => stageMs),
      compileMs: total(({ compileMs }) => compileMs),
      loops: this.variants.flatMap((variant) => variant.loops),
      sources: this.variants.flatMap((variant) => variant.sources),
      divided,
      partsByWorkers,
      ...(why === undefined ? {} : { notCompiled: why }),
      ...(notDivided === undefined ? {} : { notDivided }),
    };
    const codeSize = told.sources.reduce((sum, source) => sum + source.length, 0);
    return { ...told, codeSize, toString: () => summary({ ...told, codeSize }) };
  }
}

function summary(told: Omit<Compilation, "toString">): string {
  const many = (n: number, what: string): string => `${String(n)} ${what}${n === 1 ? "" : "s"}`;
  const lines = [
    `${many(told.paths, "path")} for ${many(told.signatures, "structure")} of arguments, by ${many(told.guards, "guard")}`,
    `${many(told.steps, "step")}, staged in ${told.stageMs.toFixed(1)} ms (${many(told.retraces, "retrace")}), compiled in ${told.compileMs.toFixed(1)} ms to ${many(told.codeSize, "character")}`,
  ];
  if (told.loops.length > 0) {
    const sizes = told.loops.map(
      ({ rounds, steps, ahead }) =>
        `${String(rounds)} × ${many(steps, "step")}${ahead === undefined ? "" : `, ${String(ahead)} of them two rounds at once`}`,
    );
    lines.push(`${many(told.loops.length, "loop")}: ${sizes.join("; ")}`);
  }
  if (told.divided > 0)
    lines.push(
      `${many(told.divided, "loop")} divided among threads, ${many(told.partsByWorkers, "part")} done by workers`,
    );
  if (told.notDivided !== undefined) lines.push(`in one thread: ${told.notDivided}`);
  if (told.eagerCalls > 0)
    lines.push(`${many(told.eagerCalls, "call")} not compiled: ${told.notCompiled ?? "no way yet"}`);
  return lines.join("\n");
}

/**
 * `f`, compiled: its operations are written down when it runs, for arguments of each structure, and later calls run
 * the program that they make. Where its way depends on a value (`if (less(x, 0))`), the program asks too, and a new
 * answer has it written down again: it is never wrong for a new input. It may be differentiated, and `f` may be a
 * derivative.
 *
 * What `f` reads besides its arguments it reads once for each way. Arguments that are neither numbers nor arrays,
 * and those of `staticArgnums`, are a part of the program.
 *
 * @example
 * const f = jit(grad((x: Value) => mul(2, dot(x, x))));
 * f(arange(4)); // [0, 4, 8, 12]
 */
export function jit<F extends (...args: never[]) => unknown>(f: F, options: JitOptions = {}): F {
  const compiler = new Compiler(f, options);
  const call = (...args: unknown[]): unknown => compiler.call(args);
  compilers.set(call, compiler);
  Object.defineProperty(call, "name", { value: f.name === "" ? "jit" : `jit(${f.name})` });
  return call as unknown as F;
}

/**
 * The program that `f` is at these arguments, value by value: text by `String`, or as JSON, or `toDot()` for Graphviz. A
 * loop that is kept is one value, with what it does in a round.
 *
 * @example
 * jit.ir((x: Value) => mul(x, x))(3).values.map(({ op }) => op); // ["input", "mul"]
 */
function ir<A extends unknown[]>(f: (...args: A) => unknown): (...args: A) => IR {
  return (...args) => {
    const signature = new Signature("jit.ir", args, () => false);
    const leaves = signature.leavesOf(args) ?? [];
    if (signature.isBoxed) throw badOption("jit.ir", "its arguments", "plain numbers and arrays", args);
    return keepingAnyLoops(() => {
      const graph = new Graph();
      const { guards, end } = staged("jit.ir", f, signature, leaves as readonly Plain[], graph);
      return irOf(graph.inputs, guards, end.outputs);
    });
  };
}

/**
 * What was compiled of a function that `jit` has returned, and what was not, and why.
 *
 * @example
 * const f = jit((x: Value) => (less(x, 0) ? neg(x) : x));
 * f(-2);
 * f(3);
 * jit.explain(f).paths; // 2
 */
function explain(f: (...args: never[]) => unknown): Compilation {
  const compiler = compilers.get(f);
  if (compiler === undefined)
    throw badOption("jit.explain", "its argument", "a function that jit has returned", f);
  return compiler.explain();
}

jit.ir = ir;
jit.explain = explain;
