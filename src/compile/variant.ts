// A function at arguments of one structure: the ways that it is known to go, and the programs that they are.

import { canStamp, type Plain } from "../ndarray/index.js";
import type { Value } from "../core/op.js";
import { Graph, type Node } from "./graph.js";
import { compiled } from "./javascript.js";
import { Lifted, type Compile } from "./lifted.js";
import { added, routes, straight, type Way } from "./paths.js";
import { ordered } from "./order.js";
import { loose } from "./loose.js";
import { planned } from "./plan.js";
import { mapped } from "../transforms/vmap.js";
import { Unkept } from "../transforms/loops/body.js";
import { Keeping, keepingLoops } from "../transforms/loops/keeping.js";
import { Points } from "./points.js";
import { missed, type LoopSize, type Program, type Target } from "./program.js";
import { Rolls } from "./rolls.js";
import type { Signature } from "./signature.js";
import { staged, type Fn, type Run } from "./staged.js";
import { NotStaged } from "./staging.js";
import { isLong } from "./task.js";
import type { Division } from "./threads.js";
import { compiledToWasm } from "./wasm/program.js";

/** What is compiled, and how. */
export interface Source {
  readonly f: Fn;
  readonly maxPaths: number;
  readonly target: Target;
  /** Compiles other functions that are made of f. */
  readonly compile: Compile;
}

/** A function at arguments of one structure. */
export class Variant {
  readonly graph = new Graph();
  private readonly ways: Way[] = [];
  private programs: readonly Program[] = [];
  /** All programs, one after the other, if they are compiled. */
  private run: Program["run"] | undefined;
  /** Why it goes no further ways, if it does not. */
  reason: string | undefined;
  paths = 0;
  private stagings = 0;
  eagerCalls = 0;
  stageMs = 0;
  compileMs = 0;
  /** Which loops are kept; undefined if none is any more. */
  private keeping: Keeping | undefined = new Keeping();
  private lifted: Lifted | undefined;
  /** The loop over many points that it is, or null if it is none. */
  private points: Points | null | undefined;

  constructor(
    private readonly source: Source,
    readonly signature: Signature,
  ) {
    if (!canStamp()) this.reason = "this host does not let text become code (its content security policy)";
  }

  call(args: readonly unknown[], leaves: readonly Value[]): unknown {
    if (this.signature.isBoxed)
      return (this.lifted ??= new Lifted(this.source.f, this.signature, this.source.compile)).call(
        args,
        leaves,
      );
    const x = leaves as readonly Plain[];
    if (this.points !== null) {
      const y = this.atPoints(x);
      if (y !== undefined) return y;
      this.points = null;
    }
    const y = (this.run ??= this.compile())(x);
    if (y !== missed) return y;
    if (this.reason === undefined && this.paths >= this.source.maxPaths)
      this.reason = `it goes more than ${String(this.paths)} ways (maxPaths), as its plain values differ from call to call`;
    return this.reason === undefined ? this.stage(args, x) : this.eagerly(args);
  }

  /** What it gives, if it is `vmap` of a function of numbers. */
  private atPoints(x: readonly Plain[]): unknown {
    const of = this.reason === undefined ? mapped.get(this.source.f) : undefined;
    this.points ??= of && Points.of(of, this.signature, x, this.source.maxPaths, this.source.target);
    return this.points?.call(x);
  }

  private eagerly(args: readonly unknown[]): unknown {
    this.eagerCalls += 1;
    return this.source.f(...(args as never[]));
  }

  private stage(args: readonly unknown[], x: readonly Plain[]): unknown {
    const began = performance.now();
    this.stagings += 1;
    try {
      const { guards, end, result } = this.staged(x);
      if (!this.ways.some((way) => added(way, guards, end))) this.ways.push(straight(guards, end));
      this.run = undefined;
      this.programs = [];
      this.paths += 1;
      return result;
    } catch (error) {
      if (!(error instanceof NotStaged)) throw error;
      this.reason = error.message;
      return this.eagerly(args);
    } finally {
      this.stageMs += performance.now() - began;
    }
  }

  /** A run that is written down, with its loops if they can be kept. */
  private staged(x: readonly Plain[]): Run {
    const run = (): Run => staged("jit", this.source.f, this.signature, x, this.graph);
    if (this.keeping === undefined) return run();
    try {
      return keepingLoops(this.keeping, run);
    } catch (error) {
      if (!(error instanceof Unkept)) throw error;
      this.keeping = undefined;
      return run();
    }
  }

  private compile(): Program["run"] {
    const began = performance.now();
    const { target } = this.source;
    this.programs = this.ways.map((way) => withStrict(way, this.graph.inputs.length, target));
    this.compileMs += performance.now() - began;
    return firstOf(this.programs.map(({ run }) => run));
  }

  /** How often it was staged again. */
  get retraces(): number {
    return Math.max(0, this.stagings - 1);
  }

  get sources(): readonly string[] {
    const ofPoints = this.points ? [this.points.source] : [];
    return [...ofPoints, ...this.programs.map(({ source }) => source)];
  }

  get divisions(): readonly Division[] {
    const ofPoints = this.points ? [this.points.division] : [];
    return [...ofPoints, ...this.programs.flatMap(({ division }) => division ?? [])];
  }

  get loops(): readonly LoopSize[] {
    return this.programs.flatMap(({ loops }) => loops);
  }

  get guards(): number {
    return this.ways.reduce(
      (sum, way) => sum + [...routes(way)].reduce((n, { asked }) => n + asked.length, 0),
      0,
    );
  }
}

/**
 * The first of these programs that goes its way. There is no loop around them, for V8 takes a program into its caller, and
 * loops within that loop would take half as long again.
 */
function firstOf([run, ...others]: readonly Program["run"][]): Program["run"] {
  if (run === undefined) return () => missed;
  if (others.length === 0) return run;
  const rest = firstOf(others);
  return (x) => {
    const y = run(x);
    return y === missed ? rest(x) : y;
  };
}

/** A program, and the careful one in its place where its result shows that care was needed. */
function withStrict(way: Way, inputs: number, target: Target): Program {
  const asItRan = planned(way);
  const moved = ordered(asItRan);
  const emitted = (plain: ReadonlySet<Node>, otherwise?: Program["run"]): Program => {
    const rolls = shorter(
      () => new Rolls(moved, plain),
      () => new Rolls(asItRan, plain),
    );
    const { backEnd, workers } = target;
    const isWasm = backEnd === "webassembly" || (backEnd === "auto" && isLong(rolls.length));
    return (
      (isWasm ? compiledToWasm(rolls, plain, inputs, workers, otherwise) : undefined) ??
      compiled(rolls, plain, target, otherwise)
    );
  };
  let strict: Program | undefined;
  const careful = (x: readonly Plain[]): unknown => (strict ??= emitted(new Set())).run(x);
  const { run, ...rest } = emitted(loose(way), careful);
  return {
    ...rest,
    run(x) {
      const y = run(x);
      return y === missed ? careful(x) : y;
    },
  };
}

/** The loops of the first order of a program, or if it is long of the one that has less text. */
function shorter(first: () => Rolls, second: () => Rolls): Rolls {
  const one = first();
  if (!isLong(one.length)) return one;
  const other = second();
  return other.length < one.length ? other : one;
}
