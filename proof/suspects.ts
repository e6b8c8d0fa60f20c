// One wrong op in a random program, and whom the report on it blames.

import { programOf, randomProgram, valuesOf, type Operation, type WengertList } from "../src/check/index.js";
import { faults, plant, type Fault } from "../src/check/faults/index.js";
import { checkWith } from "../src/check/grads.js";
import { flat, gaussian, unflat } from "../src/check/points.js";
import { Dice } from "../src/check/programs/dice.js";
import { searchAndShrink, type SmallSearch } from "../src/check/smallest.js";
import { isReference } from "../src/check/wengert.js";
import { bind, type Inputs, type Op, type Value } from "../src/core/op.js";
import { push } from "../src/forward/index.js";
import type { Plain } from "../src/ndarray/index.js";
import { record } from "../src/reverse/index.js";
import { isConviction } from "./killed.js";

/** A random program in which one op is wrong. */
export interface Suspect {
  readonly seed: number;
  readonly fault: Fault;
  readonly list: WengertList;
  /** The name of the op that is wrong. */
  readonly op: string;
  /** The arguments of it whose derivative is wrong there. */
  readonly wrong: readonly number[];
}

/** What the report said of a suspect. */
export interface Blame extends Suspect {
  readonly convicted: boolean;
  /** Whether the op that is named is the wrong one, and the argument one of those whose derivative is wrong. */
  readonly right: boolean;
  /** How many ops the smallest program has. */
  readonly ops: number;
  /** What was said. */
  readonly said: string;
}

type AnyOp = Op<Inputs, unknown>;

/** Wrong formulas, and right ones that are off by a hundredth, or a hundredth of that. */
const planted = faults.filter(({ magnitude = 1e-2 }) => magnitude === 1e-2 || magnitude === 1e-4);

/** The random program of a seed with a fault in a line, which shows there; undefined if no try applies. */
export function suspectOf(seed: number): Suspect | undefined {
  const list = randomProgram(seed);
  const dice = new Dice(seed);
  for (let tries = 0; tries < 20; tries++) {
    const [k, fault] = [dice.from(0, list.lines.length - 1), dice.pick(planted)];
    const suspect = unlessThrown(() => tampered(seed, list, k, fault));
    if (suspect !== undefined) return suspect;
  }
  return undefined;
}

/** A wrong rule that throws is found without any report. */
function unlessThrown<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function tampered(seed: number, list: WengertList, k: number, fault: Fault | undefined): Suspect | undefined {
  const line = list.lines[k];
  if (line === undefined || fault === undefined) return undefined;
  const op = plant(line.op, fault) as unknown as AnyOp | undefined;
  if (op === undefined) return undefined;
  const wrong = wrongArguments(line, op, valuesOf(list));
  if (wrong.length === 0) return undefined;
  return { seed, fault, list: { ...list, lines: list.lines.with(k, { ...line, op }) }, op: op.name, wrong };
}

/** The arguments by which a line has another derivative if it has the op `wrong`; the rules alone are asked. */
function wrongArguments(line: Operation, wrong: AnyOp, values: readonly Plain[]): readonly number[] {
  const inputs = line.operands.map((v) => (isReference(v) ? (values[v.at] ?? 0) : v));
  return [...inputs.keys()].filter((i) => {
    const [bad, good] = [wrong, line.op].map((op) => derivativesOf({ ...line, op }, inputs, i));
    return !bad?.every((d, k) => Math.abs(d - (good?.[k] ?? NaN)) <= 1e-9 * Math.abs(d));
  });
}

/** Both modes' derivatives by one argument, along a random direction and by a random weight; none of a wrong shape. */
function derivativesOf({ op, params }: Operation, inputs: readonly Plain[], i: number): Float64Array {
  const f = ([moved = 0]: readonly Value[]): readonly Value[] => [
    bind(
      op,
      inputs.map((x, k) => (k === i ? moved : x)),
      params,
    ),
  ];
  const x = [inputs[i] ?? 0];
  const { y, dy } = push(f, x, unflat(gaussian(1, flat(x).length), x));
  const cotangent = record(f, x, true).pull(unflat(gaussian(2, flat(y).length), y));
  return Float64Array.from([...flat(dy), ...flat(cotangent)]);
}

/** Checks a suspect, and looks whom the report blames; undefined where a wrong rule throws, so that there is none. */
export function blameOf(suspect: Suspect): Blame | undefined {
  return unlessThrown(() => reported(suspect));
}

function reported(suspect: Suspect): Blame {
  const { list, op, wrong } = suspect;
  let found: SmallSearch | undefined;
  const run = programOf(list);
  const report = checkWith(
    (...given) => (found = searchAndShrink(...given)),
    (...x: Value[]) => run(x),
    list.inputs,
    {},
  );
  const { culprit } = report;
  return {
    ...suspect,
    convicted: isConviction(report.verdict),
    right: culprit?.op === op && wrong.includes(culprit.argument),
    ops: found?.least?.lines.length ?? list.lines.length,
    said: report.toString(),
  };
}
