// Rounder points than a given one: numbers as one would choose them by hand.

import { NDArray, type Plain } from "../../ndarray/index.js";
import { isReference, type WengertList } from "../wengert.js";
import { numbersOf } from "./dice.js";

/** A number of a program: of which input, or of which operand of which line, and where in it. */
interface Spot {
  readonly value: Plain;
  readonly at: number;
  readonly put: (value: Plain) => WengertList;
}

/** The roundest first. */
const preferences: readonly ((x: number) => number)[] = [
  () => 0,
  () => 1,
  () => -1,
  () => 2,
  () => -2,
  () => 3,
  Math.round,
  (x) => Number(x.toPrecision(1)),
  (x) => Number(x.toPrecision(2)),
  (x) => Number(x.toPrecision(3)),
];

/** Programs in which one number is rounder. */
export function* rounder(list: WengertList): Generator<WengertList> {
  for (let k = 0; k < countNumbers(list); k++) yield* withRounder(list, k);
}

/** Programs in which number k is rounder, the roundest first. */
export function* withRounder(list: WengertList, k: number): Generator<WengertList> {
  const spot = spots(list)[k];
  if (spot === undefined) return;
  const x = numbersOf(spot.value)[spot.at] ?? 0;
  for (const prefer of preferences) {
    const y = prefer(x);
    if (y === x) return;
    yield spot.put(replaced(spot.value, spot.at, y));
  }
}

/** How many numbers there are in the inputs and the constants. */
export function countNumbers(list: WengertList): number {
  return spots(list).length;
}

function spots(list: WengertList): Spot[] {
  const inside = (value: Plain, put: Spot["put"]): Spot[] =>
    Array.from(numbersOf(value), (_, at) => ({ value, at, put }));
  const ofInputs = list.inputs.flatMap((value, i) =>
    inside(value, (next) => ({ ...list, inputs: list.inputs.with(i, next) })),
  );
  const ofLines = list.lines.flatMap((line, k) =>
    line.operands.flatMap((v, i) =>
      isReference(v)
        ? []
        : inside(v, (next) => {
            const operands = line.operands.with(i, next);
            return { ...list, lines: list.lines.with(k, { ...line, operands }) };
          }),
    ),
  );
  return [...ofInputs, ...ofLines];
}

function replaced(value: Plain, at: number, y: number): Plain {
  if (typeof value === "number") return y;
  return new NDArray(Float64Array.from(value.data).with(at, y), value.shape);
}
