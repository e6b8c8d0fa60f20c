// Pieces of emitted text: names that nobody else has, nested loops, and places that are computed from their counters.

import { sizeOf, type Shape } from "../../ndarray/index.js";

/** Names, each given once. */
export class Names {
  private readonly taken: Set<string>;

  /** None of these is given, nor a word that emitted modules have a use for. */
  constructor(others: Iterable<string> = []) {
    this.taken = new Set([...reserved, ...others]);
  }

  /** The name itself, or with a number. */
  given(wanted: string): string {
    const base = wanted.replaceAll(/\W/g, "_").replace(/^(?=\d)|^$/, "_");
    let name = base;
    for (let k = 2; this.taken.has(name) || isTable.test(name); k++)
      name = `${base}${/\d$/.test(base) ? "_" : ""}${String(k)}`;
    this.taken.add(name);
    return name;
  }

  /** The name with a number, from 1 on. */
  numbered(wanted: string): string {
    let k = 1;
    while (this.taken.has(`${wanted}${String(k)}`)) k++;
    return this.given(`${wanted}${String(k)}`);
  }
}

/** What numbers are called that are written once. */
const isTable = /^numbers\d*$/;

/** Words of the language, counters, and what emitted modules define or use. */
const reserved = (
  "i j k l m n sum total best first Math Number Object Float64Array RangeError NaN Infinity undefined times hasNaN same row grown runOf pairwise " +
  "addRows dot strongDot strongMatmul otherWay arguments await break case catch class const continue debugger default delete do else enum eval " +
  "export extends false finally for function if implements import in instanceof interface let new null package private " +
  "protected public return static super switch this throw true try typeof var void while with yield"
).split(" ");

const counters = ["i", "j", "k", "l", "m", "n"];

/** Loops over the indices of a shape around `body`, which gets their counters. */
export function loops(shape: Shape, body: (at: readonly string[]) => readonly string[]): string[] {
  const at = shape.map((_, axis) => counters[axis] ?? `i${String(axis)}`);
  const nested = (axis: number): string[] => {
    const [name, length] = [at[axis], shape[axis]];
    if (name === undefined || length === undefined) return [...body(at)];
    return [
      `for (let ${name} = 0; ${name} < ${String(length)}; ${name}++) {`,
      ...indented(nested(axis + 1)),
      "}",
    ];
  };
  return nested(0);
}

export function indented(lines: readonly string[], indent = "  "): string[] {
  return lines.map((line) => indent + line);
}

/** How far apart elements are along each axis of an array of this shape. */
export function stepsOf(shape: Shape): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** `first` + Σ counter · step. */
export function placeText(at: readonly string[], steps: readonly number[], first = 0): string {
  const terms = at.flatMap((name, axis) => {
    const step = steps[axis] ?? 0;
    if (step === 0) return [];
    return [step === 1 ? name : step === -1 ? `-${name}` : `${String(step)} * ${name}`];
  });
  if (first !== 0 || terms.length === 0) terms.unshift(String(first));
  return terms.join(" + ").replaceAll("+ -", "- ");
}

/** The steps by which `places`, one for each index of a shape, go on along each axis; undefined if they do not. */
export function evenSteps(places: ArrayLike<number>, shape: Shape): readonly number[] | undefined {
  const own = stepsOf(shape);
  const first = places[0] ?? 0;
  const steps = shape.map((length, axis) => (length > 1 ? (places[own[axis] ?? 0] ?? 0) - first : 0));
  for (let i = 0; i < places.length; i++) {
    let place = first;
    for (const [axis, length] of shape.entries())
      place += (Math.floor(i / (own[axis] ?? 1)) % length) * (steps[axis] ?? 0);
    if (place !== places[i]) return undefined;
  }
  return steps;
}

/** The opposite of a test. */
export function not(text: string): string {
  const [, inner] = /^!([\w.]+\([^()]*\))$/.exec(text) ?? [];
  return inner ?? `!(${text})`;
}
