// Which derivatives the sweep has found right: op × argument × mode, nesting or way × law × region, as it happened.

import type { Interval, Op } from "../../core/op.js";
import { real } from "../../core/space.js";
import { registry, type Published } from "../../ops/index.js";
import type { AnyOp, Kind } from "./points.js";
import { curvature, nestings } from "./second.js";
import type { Derivative } from "./subject.js";
import { sweepOp, type Judgement, type SweepOptions } from "./sweep.js";
import { judgeWays, wayLaws, ways, type Way } from "./ways.js";

const firsts: readonly Derivative[] = ["forward", "reverse"];
const seconds: readonly Derivative[] = ["ff", "fr", "rf", "rr"];

/** The columns: first derivatives, the four nestings of second ones, and the first ones in each way of running. */
export const derivatives: readonly (Derivative | Way)[] = [...firsts, ...seconds, ...ways];

/** What must have been judged, and was not. */
export interface Hole {
  readonly op: string;
  readonly argument: number;
  readonly derivative: Derivative | Way;
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
  readonly derivative: Derivative | Way;
  readonly laws: readonly string[];
  readonly kinds: readonly Kind[];
  /** In which kinds of regions each of the laws judged it. */
  readonly where: Readonly<Record<string, readonly Kind[]>>;
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
  for (const op of ops) judgements.of(op, options);
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

  /** Sweeps an op, runs it in each way, and adds all that is found right. */
  of(subject: Op | Published, options: Omit<SweepOptions, "observe"> = {}): void {
    sweepOp(subject, { ...options, observe: this.add });
    judgeWays(("op" in subject ? subject.op : subject) as unknown as AnyOp, this.add, options.seed);
  }

  all(): readonly Judgement[] {
    return [...this.seen.values()];
  }
}

/** The coverage of ops by judgements that their sweeps have made. */
export function coverageOf(ops: readonly Op[], judgements: readonly Judgement[]): Coverage {
  const cells = new Map<string, Judgement[]>();
  for (const judgement of judgements) {
    const key = keyOf(judgement);
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [judgement]);
    else cell.push(judgement);
  }
  const needs = (ops as unknown as readonly AnyOp[]).flatMap(needsOf);
  const holes = needs.filter((need) => !(cells.get(keyOf(need)) ?? []).some(need.by));
  const coverage = {
    cells: Array.from(cells.values(), cellOf),
    holes: holes.map(({ op, argument, derivative, what }) => ({ op, argument, derivative, what })),
    share: needs.length === 0 ? 1 : 1 - holes.length / needs.length,
  };
  return { ...coverage, toString: () => summary(ops.length, coverage) };
}

function cellOf(judged: readonly Judgement[]): Cell {
  const { op, argument, derivative } = judged[0] as Judgement;
  const laws = [...new Set(judged.map(({ law }) => law))].sort();
  const kindsOf = (some: readonly Judgement[]): readonly Kind[] =>
    [...new Set(some.map(({ kind }) => kind))].sort();
  const where = laws.map((law) => [law, kindsOf(judged.filter((one) => one.law === law))] as const);
  return { op, argument, derivative, laws, kinds: kindsOf(judged), where: Object.fromEntries(where) };
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
 * - either mode on many inputs at once, and compiled, against the op by itself;
 * - of an elementwise op of several inputs, either mode with broadcasting;
 * - of an elementwise op whose domain has kinks or ends there, forward mode on or next to them.
 */
function needsOf(op: AnyOp): readonly Need[] {
  if (op.constant === true) return [];
  return argumentsOf(op).flatMap((argument) => {
    const need = (derivative: Derivative | Way, what: string, by: Need["by"]): Need => ({
      ...{ op: op.name, argument, derivative, what, by },
    });
    const both = (what: string, by: Need["by"]): Need[] => [
      need("forward", what, by),
      need("reverse", what, by),
    ];
    const needs = [
      ...[...firsts, ...seconds].map((derivative) =>
        need(
          derivative,
          "inside, against an independent reference",
          ({ kind, law }) => kind === "interior" && independent.includes(law),
        ),
      ),
      ...seconds.map((nesting) => need(nesting, "against the others", ({ law }) => law === nestings.name)),
      ...ways.flatMap((way) =>
        (["forward", "reverse"] as const).map((mode) =>
          need(
            way,
            `inside, in ${mode} mode, against the op by itself`,
            ({ kind, law }) => kind === "interior" && law === wayLaws[way][mode],
          ),
        ),
      ),
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
