// Failing programs made small, so that a reader sees what fails: greedy steps, down to where none is left.

import { badOption } from "../../core/errors.js";
import { shapeOf } from "../../core/op.js";
import { known } from "../../ndarray/options.js";
import { isReference, valuesOf, type WengertList } from "../wengert.js";
import { pruned } from "./edit.js";
import { listing } from "./listing.js";
import { countNumbers, withRounder } from "./rounder.js";
import { narrower, shorter } from "./smaller.js";

/** The options of `shrink`. */
export interface ShrinkOptions {
  /** How often `fails` may be called; 500 unless given. */
  readonly budget?: number;
}

/**
 * A smallest program, at a round point, that still fails: first lines are left out, then elements of arrays,
 * then digits. `list` itself should fail; programs that throw a TypeError or a RangeError are not considered.
 *
 * @example
 * const list = wengertList(([x = 0]) => [exp(add(sin(x), 1))], [1.37]);
 * expressionOf(shrink(list, ({ lines }) => lines.some(({ op }) => op.name === "sin"))); // "sin(x)"
 */
export function shrink(
  list: WengertList,
  fails: (list: WengertList) => boolean,
  options: ShrinkOptions = {},
): WengertList {
  const { budget = 500 } = known("shrink", options, ["budget"]);
  if (!(budget >= 0)) throw badOption("shrink", "budget", "a number of calls, 0 or more", budget);
  const search = new Search(list, fails, budget);
  if (search.accepts(pruned(list))) search.best = pruned(list);
  while (search.descend(shorter) || search.descend(narrower) || search.round());
  return search.best;
}

/** The smallest failing program so far, and what was tried. */
class Search {
  private readonly tried = new Set<string>();

  constructor(
    public best: WengertList,
    private readonly fails: (list: WengertList) => boolean,
    private left: number,
  ) {}

  /** Takes steps of one kind as long as there are any; true if there were. */
  descend(steps: (list: WengertList) => Iterable<WengertList>): boolean {
    let moved = false;
    while (this.step(steps(this.best))) moved = true;
    return moved;
  }

  /** Rounds each number once; true if one changed. */
  round(): boolean {
    let moved = false;
    for (let k = 0; k < countNumbers(this.best); k++) if (this.step(withRounder(this.best, k))) moved = true;
    return moved;
  }

  private step(candidates: Iterable<WengertList>): boolean {
    for (const candidate of candidates) {
      if (this.left <= 0) return false;
      if (!this.accepts(candidate)) continue;
      this.best = candidate;
      return true;
    }
    return false;
  }

  accepts(candidate: WengertList): boolean {
    const text = listing(candidate);
    if (this.left <= 0 || candidate.inputs.length === 0 || this.tried.has(text)) return false;
    this.tried.add(text);
    if (!runs(candidate)) return false;
    this.left -= 1;
    return this.fails(candidate);
  }
}

/** Whether every op of the program accepts its operands. */
function runs(list: WengertList): boolean {
  try {
    if (!hasItsAxes(list)) return false;
    valuesOf(list);
    return true;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether every line's operand has the axes that the line names; below the public functions nothing looks. */
function hasItsAxes(list: WengertList): boolean {
  const shapes = list.inputs.map(shapeOf);
  return list.lines.every(({ op, operands, params }) => {
    const own = operands.map((v) => (isReference(v) ? (shapes[v.at] ?? []) : shapeOf(v)));
    const shape = op.shape(own, params);
    shapes.push(shape);
    // Several operands may be stacked along an axis that they do not have.
    const rank = own.length > 1 ? shape.length : (own[0] ?? []).length;
    return axesOf(params).every((axis) => axis < rank) && shape.every(Number.isInteger);
  });
}

function axesOf(params: unknown): readonly number[] {
  const { axis, axes } = (params ?? {}) as { readonly axis?: unknown; readonly axes?: unknown };
  return [axis, axes].flat().filter((one) => typeof one === "number");
}
