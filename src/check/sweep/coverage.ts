// Which derivatives the sweep has found right: op × argument × mode or nesting × law × region, as it happened.

import type { Interval, Op } from "../../core/op.js";
import { real } from "../../core/space.js";
import { registry, type Published } from "../../ops/index.js";
import type { AnyOp, Kind } from "./points.js";
import { curvature, nestings } from "./second.js";
import type { Derivative } from "./subject.js";
import { sweepOp, type Judgement, type SweepOptions } from "./sweep.js";

/** The first derivatives and the four nestings of second ones. */
export const derivatives: readonly Derivative[] = ["forward", "reverse", "ff", "fr", "rf", "rr"];

/** What must have been judged, and was not. */
export interface Hole {
  readonly op: string;
  readonly argument: number;
  readonly derivative: Derivative;
  /** What was missing: "against an independent reference", "on kinks and boundaries", … */
  readonly what: string;
}

/** The coverage of some ops. */
export interface Coverage {
  /** By op, argument and derivative: which laws judged it in which kinds of regions. */
  readonly cells: readonly Cell[];
  readonly holes: readonly Hole[];
  /** The share of what must be judged that was, from 0 to 1. */
  readonly share: number;
  readonly toString: () => string;
}

/** One derivative of an op with respect to one argument. */
export interface Cell {
  readonly op: string;
  readonly argument: number;
  readonly derivative: Derivative;
  readonly laws: readonly string[];
  readonly kinds: readonly Kind[];
}

/** The laws that ask the op's values, which share nothing with its rules. */
const independent: readonly string[] = [
  "finite differences do not contradict",
  "the derivative lies between the slopes on both sides",
  "Taylor's remainder goes to zero twice as fast",
  curvature.name,
];

/**
 * Sweeps ops, by default all of the registry, and tells which of their derivatives were judged.
 *
 * @example
 * derivativeCoverage([sin]).holes; // []
 */
export function derivativeCoverage(
  ops: readonly (Op | Published)[] = registry(),
  options: Omit<SweepOptions, "observe"> = {},
): Coverage {
  const judgements = new Judgements();
  for (const op of ops) sweepOp(op, { ...options, observe: judgements.add });
  return coverageOf(
    ops.map((op) => ("op" in op ? op.op : op)),
    judgements.all(),
  );
}

/** Judgements, each once. */
export class Judgements {
  private readonly seen = new Map<string, Judgement>();

  readonly add = (judgement: Judgement): void => {
    const { op, argument, derivative, law, region } = judgement;
    const key = `${op} ${String(argument)} ${derivative} ${region} ${law}`;
    if (!this.seen.has(key)) this.seen.set(key, judgement);
  };

  all(): readonly Judgement[] {
    return [...this.seen.values()];
  }
}

/** The coverage of ops by judgements that their sweeps have made. */
export function coverageOf(ops: readonly Op[], judgements: readonly Judgement[]): Coverage {
  const cells = new Map<string, { laws: Set<string>; kinds: Set<Kind>; asked: Judgement[] }>();
  for (const judgement of judgements) {
    const key = keyOf(judgement);
    const cell = cells.get(key) ?? { laws: new Set(), kinds: new Set(), asked: [] };
    cell.laws.add(judgement.law);
    cell.kinds.add(judgement.kind);
    cell.asked.push(judgement);
    cells.set(key, cell);
  }
  const needs = (ops as unknown as readonly AnyOp[]).flatMap(needsOf);
  const holes = needs.filter((need) => !(cells.get(keyOf(need))?.asked ?? []).some(need.by));
  const listed = [...cells.values()].map(({ laws, kinds, asked: [first] }) => {
    const { op, argument, derivative } = first as Judgement;
    return { op, argument, derivative, laws: [...laws].sort(), kinds: [...kinds].sort() };
  });
  const coverage = {
    cells: listed,
    holes: holes.map(({ op, argument, derivative, what }) => ({ op, argument, derivative, what })),
    share: needs.length === 0 ? 1 : 1 - holes.length / needs.length,
  };
  return { ...coverage, toString: () => summary(ops.length, coverage) };
}

function keyOf({ op, argument, derivative }: Omit<Hole, "what">): string {
  return `${op} ${String(argument)} ${derivative}`;
}

/** A derivative that must be judged, and what counts as that. */
interface Need extends Hole {
  readonly by: (judgement: Judgement) => boolean;
}

/**
 * What must be judged of an op. For each argument in which it has a derivative:
 * - either mode, inside the domain, against a reference that shares nothing with the rules;
 * - the four nestings of second derivatives, against each other;
 * - of an elementwise op of several inputs, either mode with broadcasting;
 * - of an elementwise op whose domain has kinks or ends there, forward mode on or next to them.
 */
function needsOf(op: AnyOp): readonly Need[] {
  if (op.constant === true) return [];
  return argumentsOf(op).flatMap((argument) => {
    const need = (derivative: Derivative, what: string, by: Need["by"]): Need => ({
      ...{ op: op.name, argument, derivative, what, by },
    });
    const both = (what: string, by: Need["by"]): Need[] => [
      need("forward", what, by),
      need("reverse", what, by),
    ];
    const needs = [
      ...derivatives.map((derivative) =>
        need(
          derivative,
          "inside, against an independent reference",
          ({ kind, law }) => kind === "interior" && independent.includes(law),
        ),
      ),
      ...derivatives
        .slice(2)
        .map((nesting) => need(nesting, "against the others", ({ law }) => law === nestings.name)),
    ];
    if (op.scalar === undefined) return needs;
    if (op.domain.length > 1)
      needs.push(...both("with broadcasting", ({ region }) => region === "broadcasting"));
    if (isBounded(op.domain[argument]))
      needs.push(
        need("forward", "on or next to kinks and ends", ({ kind }) => kind === "kink" || kind === "near"),
      );
    return needs;
  });
}

function isBounded({ low, high, kinks = [] }: Interval = real): boolean {
  return kinks.length > 0 || Number.isFinite(low) || Number.isFinite(high);
}

/** The arguments that an entry declares, without those that every one of its examples holds; at least one. */
function argumentsOf({ domain, examples }: AnyOp): readonly number[] {
  const count = Math.max(
    1,
    ...(examples.length > 0 ? examples.map(({ shapes }) => shapes.length) : [domain.length]),
  );
  const isHeld = (i: number): boolean =>
    examples.length > 0 &&
    examples.every(({ held, shapes }) => i >= shapes.length || held?.includes(i) === true);
  return Array.from({ length: count }, (_, i) => i).filter((i) => !isHeld(i));
}

/** One line, and one more for each hole. */
function summary(ops: number, { share, holes }: Pick<Coverage, "share" | "holes">): string {
  const lines = holes.map(
    ({ op, argument, derivative, what }) =>
      `\n  ${op}, argument ${String(argument)}: ${derivative} was not judged ${what}`,
  );
  return `derivative coverage of ${String(ops)} ops: ${(100 * share).toFixed(1)} %, ${String(holes.length)} holes${lines.join("")}`;
}
