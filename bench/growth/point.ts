// One point of a growth curve, in a process of its own: what a gradient takes at one size, and the memory that it needs.

import { grad, jit, NDArray, type Value } from "../../src/index.js";
import { vector, wave } from "../arrays.js";
import { answering } from "../child.js";
import { repeated } from "../measure.js";
import * as programs from "../programs.js";
import { sink } from "../workload.js";

/** What one size takes. */
export interface Point {
  readonly seconds: number;
  /** The first two runs, which stage and compile if it is compiled. */
  readonly first: number;
  /** Bytes by which the process has grown after these. */
  readonly bytes: number;
  /** Why it was not compiled, though it was to be. */
  readonly notCompiled?: string;
}

type Compile = <F extends (...args: never[]) => unknown>(f: F) => F;

/** The gradient of a program at size n, as something that runs. */
const gradients = {
  rosenbrock(n: number, compile: Compile) {
    const f = compile(grad(programs.rosenbrock, { mode: "reverse" }));
    const x = wave(n, 0);
    return { f, run: () => f(x) };
  },
  quadratic: (n: number, compile: Compile) => ofArray(programs.quadratic, n, compile),
  elementwise: (n: number, compile: Compile) => ofArray(programs.elementwise, n, compile),
} as const;

function ofArray(program: (x: Value) => Value, n: number, compile: Compile) {
  const f = compile(grad(program));
  const x = new NDArray(vector(n, 0), [n]);
  return { f, run: () => f(x) };
}

/** The programs. */
export type Name = keyof typeof gradients;
export const sizes: Readonly<Record<Name, number>> = { rosenbrock: 6, quadratic: 7, elementwise: 7 };

/** Measures for about `seconds`. */
export function pointOf(name: Name, n: number, isCompiled: boolean, seconds: number): Point {
  const { f, run } = gradients[name](n, isCompiled ? jit : (program) => program);
  const turn = (): void => {
    sink.answer = run();
  };
  const before = process.memoryUsage.rss();
  const start = performance.now();
  turn();
  turn();
  const first = (performance.now() - start) / 1000;
  // Not the peak that the system reports: it counts what the process was before it became this one.
  const bytes = Math.max(0, process.memoryUsage.rss() - before);
  const each = repeated(turn, seconds);
  const notCompiled = isCompiled ? jit.explain(f).notCompiled : undefined;
  return { seconds: each, first, bytes, ...(notCompiled === undefined ? {} : { notCompiled }) };
}

/** What the process is asked. */
export interface Asked {
  readonly name: Name;
  readonly n: number;
  readonly isCompiled: boolean;
  readonly seconds: number;
}

answering(({ name, n, isCompiled, seconds }: Asked) => pointOf(name, n, isCompiled, seconds));
