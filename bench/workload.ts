// What a benchmark is: a program of ours beside the same derivative written by hand, and their goal.

import { Box, NDArray, value, type Value } from "../src/index.js";
import type { Arrays } from "./native.js";

/** What a run returns: a number, numbers, or a list or an object of these. */
export type Answer = Numbers | readonly (readonly number[])[] | Readonly<Record<string, Numbers>>;
type Numbers = Value | ArrayLike<number>;

/** A limit that a workload is held to. */
export interface Goal {
  readonly unit: "ns/op" | "ns" | "× by hand";
  readonly most: number;
}

/** What determines a workload. Both sides must return the same numbers. */
export interface WorkloadSpec<X> {
  /** Short, to be asked for with --only. */
  readonly name: string;
  readonly what: string;
  /** Points that the runs take in turn. */
  readonly inputs: readonly X[];
  readonly ours: (x: X) => Answer;
  readonly byHand: (x: X) => Answer;
  /** How far the two may be apart, relative to the largest number. */
  readonly tolerance: number;
  /** Of a scalar program: how many ops it runs. */
  readonly ops?: number;
  readonly goal?: Goal;
  readonly native?: NativeSpec<X>;
}

/** The same derivative by hand in C++. */
export interface NativeSpec<X> {
  /** What it is called in bench/native. */
  readonly gradient: string;
  readonly arraysOf: (x: X) => Arrays;
  /** The numbers of one point in the order that the others have; as they are if there is none. */
  readonly inOrder?: (numbers: Float64Array) => Float64Array;
}

/** A benchmark, ready to run. */
export interface Workload extends Pick<WorkloadSpec<never>, "name" | "what" | "tolerance" | "ops" | "goal"> {
  /** One run, at the next point. */
  readonly ours: () => void;
  readonly byHand: () => void;
  /** The largest distance between the two sides over all points, relative to the largest number. */
  readonly distance: () => number;
  readonly native?: NativeLimit;
}

/** A limit in C++, ready to run. */
export interface NativeLimit {
  readonly gradient: string;
  readonly points: () => readonly Arrays[];
  /** The distance of what it returns at the first point from what is written by hand beside us. */
  readonly distance: (numbers: Float64Array) => number;
}

/** Where the last answer of each run is put, so that no optimiser can do without it. */
export const sink: { answer: Answer } = { answer: 0 };

/** A workload from what determines it. */
export function workload<X>(spec: WorkloadSpec<X>): Workload {
  const { inputs, ours, byHand } = spec;
  const inTurn = (run: (x: X) => Answer) => {
    let next = 0;
    return (): void => {
      sink.answer = run(inputs[next] as X);
      next = next + 1 === inputs.length ? 0 : next + 1;
    };
  };
  const distanceAt = (x: X): number => distanceOf(numbersOf(ours(x)), numbersOf(byHand(x)));
  const distance = (): number => Math.max(...inputs.map(distanceAt));
  const { native: inC, ...others } = spec;
  const native = inC && { native: limitOf(inC, inputs, byHand) };
  return { ...others, ours: inTurn(ours), byHand: inTurn(byHand), distance, ...native };
}

function limitOf<X>(
  { gradient, arraysOf, inOrder = (numbers) => numbers }: NativeSpec<X>,
  inputs: readonly X[],
  byHand: (x: X) => Answer,
): NativeLimit {
  return {
    gradient,
    points: () => inputs.map(arraysOf),
    distance: (numbers) => distanceOf(inOrder(numbers), numbersOf(byHand(inputs[0] as X))),
  };
}

function distanceOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let [gap, scale] = [0, Number.MIN_VALUE];
  for (let i = 0; i < a.length; i++) {
    const [u, v] = [a[i] ?? NaN, b[i] ?? NaN];
    gap = Math.max(gap, Math.abs(u - v));
    scale = Math.max(scale, Math.abs(v));
  }
  return gap / scale;
}

function numbersOf(answer: Answer): ArrayLike<number> {
  if (ArrayBuffer.isView(answer) || isNumbers(answer)) return answer as ArrayLike<number>;
  if (typeof answer === "number" || answer instanceof NDArray || answer instanceof Box) {
    const plain = value(answer);
    return typeof plain === "number" ? [plain] : plain.data;
  }
  return Object.values(answer).flatMap((part: Numbers) => Array.from(numbersOf(part)));
}

function isNumbers(answer: Answer): boolean {
  return Array.isArray(answer) && typeof answer[0] === "number";
}
