// The sweep: every law in every region of an op's domain, and what was found.

import { badOption } from "../../core/errors.js";
import type { Inputs, Op } from "../../core/op.js";
import type { Plain } from "../../ndarray/index.js";
import { known } from "../../ndarray/options.js";
import { registry, type Published } from "../../ops/index.js";
import type { CheckMode } from "../compare.js";
import type { BigValues } from "../reference/index.js";
import { accuracy, hasKnownValues } from "./accuracy.js";
import { batches } from "./batches.js";
import { conventions } from "./conventions.js";
import { callOf, publicFunctions, type Call } from "./functions.js";
import { agreement, type Complaint, type Law } from "./laws.js";
import { adjoint, linearity, scaling, zeros } from "./linearity.js";
import { regionsOf, type Kind, type Region } from "./points.js";
import { curvature, nestings } from "./second.js";
import { differences, subdifferential, taylor } from "./slopes.js";
import { batchedRules, derivedRules } from "./rules.js";
import { purity, spaces } from "./spaces.js";
import { subjectOf, type Derivative, type Subject } from "./subject.js";
import { thirdNestings } from "./third.js";
import type { Way } from "./ways.js";

/** All laws, those first that name a fault best; the values of `reference` are those that an op should have. */
const laws = (reference?: BigValues): readonly Law[] => [
  spaces,
  purity,
  publicFunctions,
  batches,
  zeros,
  agreement,
  adjoint,
  linearity,
  scaling,
  derivedRules,
  batchedRules,
  differences,
  subdifferential,
  conventions,
  taylor,
  nestings,
  curvature,
  thirdNestings,
  ...(reference === undefined ? [] : [accuracy(reference)]),
];

/** The names of all laws. */
export const lawNames: readonly string[] = laws(() => undefined).map(({ name }) => name);

/** The options of `sweepOp` and `sweep`. */
export interface SweepOptions {
  /** Of the points and of the random directions; 0 by default. */
  readonly seed?: number;
  /** The modes that the laws may speak of; both by default. */
  readonly modes?: readonly CheckMode[];
  /** The names of the laws to hold the ops to; all by default. */
  readonly only?: readonly string[];
  /** What ops should have answered, from `loadBigValues`: without it, values are not judged. */
  readonly values?: BigValues;
  /** Is told each derivative that a law has found right, for the coverage. */
  readonly observe?: (judgement: Judgement) => void;
  /** Whether to end at the first failure: what comes after it is not asked. False by default. */
  readonly bail?: boolean;
}

/** A derivative that a law has found right, and in which region. */
export interface Judgement {
  readonly op: string;
  readonly argument: number;
  readonly derivative: Derivative | Way;
  readonly law: string;
  readonly region: string;
  readonly kind: Kind;
}

/** A law that does not hold at a point. */
export interface SweepFailure extends Omit<Complaint, "says"> {
  readonly op: string;
  readonly region: string;
  readonly law: string;
  readonly point: readonly Plain[];
  /** Which op, which argument, where, what came and what was due. */
  readonly message: string;
}

/** What a sweep of one op found: for each region and law, at how many points the law was asked. */
export interface SweepReport {
  readonly op: string;
  readonly verdict: "pass" | "fail";
  readonly checks: number;
  readonly regions: readonly {
    readonly name: string;
    readonly points: number;
    readonly laws: readonly string[];
  }[];
  readonly failures: readonly SweepFailure[];
  readonly toString: () => string;
}

/**
 * Holds an op, or the op of a public function, to every law in every region of its declared domain.
 *
 * @example
 * sweepOp(sin).verdict; // "pass"
 */
export function sweepOp(subject: Op | Published, options: SweepOptions = {}): SweepReport {
  const { seed, modes, only, bail, values, observe } = checked(options);
  const op = opOf(subject);
  const call = typeof subject === "function" ? (subject as unknown as Call) : callOf(op);
  const held = laws(hasKnownValues(op) ? values : undefined).filter(
    (law) => only.includes(law.name) && law.modes.every((mode) => modes.includes(mode)),
  );
  const failures: SweepFailure[] = [];
  let checks = 0;
  const regions = regionsOf(op, seed).map((region) => {
    const asked = held.filter(({ kinds }) => kinds.includes(region.kind));
    for (const answer of answersIn({ op, call }, region, asked, seed, observe)) {
      if (bail && failures.length > 0) break;
      checks += 1;
      if (answer !== undefined) failures.push(answer);
    }
    return { name: region.name, points: region.points.length, laws: asked.map(({ name }) => name) };
  });
  const report = {
    op: op.name,
    verdict: failures.length === 0 ? "pass" : "fail",
    checks,
    regions,
    failures,
  } as const;
  return { ...report, toString: () => summary(report) };
}

/** Sweeps several ops, by default all of the registry. */
export function sweep(
  ops: readonly (Op | Published)[] = registry(),
  options: SweepOptions = {},
): SweepReport[] {
  return ops.map((op) => sweepOp(op, options));
}

/** Asks each law at each point, when it is asked for the answer: undefined where the law holds. */
function* answersIn(
  { op, call }: Pick<Subject, "op" | "call">,
  { name, kind, points }: Region,
  asked: readonly Law[],
  seed: number,
  observe: SweepOptions["observe"],
): Generator<SweepFailure | undefined> {
  for (const point of points) {
    const subject = subjectOf(op, kind, point, seed, call);
    for (const law of asked) {
      const judged: Subject["judged"] = (argument, ...derivatives) => {
        for (const derivative of derivatives)
          observe?.({ op: op.name, argument, derivative, law: law.name, region: name, kind });
      };
      const complaint = complaintOf(law, observe === undefined ? subject : { ...subject, judged });
      yield complaint && failureOf(complaint, { op: op.name, region: name, law: law.name, point: point.x });
    }
  }
}

function failureOf(
  { says, ...rest }: Complaint,
  place: Pick<SweepFailure, "op" | "region" | "law" | "point">,
): SweepFailure {
  const where = place.point.map(String).join(", ");
  const message = `${place.op}, argument ${String(rest.argument)}, at x = ${where} (${place.region}): ${says}`;
  return { ...rest, ...place, message };
}

/** A rule that throws breaks the law that was being asked. */
function complaintOf(law: Law, subject: Subject): Complaint | undefined {
  try {
    return law.check(subject);
  } catch (error) {
    return { argument: 0, says: `a rule throws: ${String(error)}` };
  }
}

function opOf(subject: unknown): Op<Inputs, unknown> {
  const { op = subject } = (subject ?? {}) as { op?: unknown };
  const { jvp, vjp } = (op ?? {}) as Partial<Op<Inputs, unknown>>;
  if (jvp === undefined || vjp === undefined)
    throw badOption("sweepOp", "its argument", "an op or the function of one", subject);
  return op as Op<Inputs, unknown>;
}

type Checked = Required<Omit<SweepOptions, "values" | "observe">> & {
  readonly values: BigValues | undefined;
  readonly observe: SweepOptions["observe"];
};

function checked(options: SweepOptions): Checked {
  const {
    seed = 0,
    modes = ["forward", "reverse"],
    only = lawNames,
    bail = false,
    values,
    observe,
  } = known("sweepOp", options, ["seed", "modes", "only", "bail", "values", "observe"]);
  if (observe !== undefined && typeof observe !== "function")
    throw badOption("sweepOp", "observe", "a function", observe);
  if (!Number.isInteger(seed)) throw badOption("sweepOp", "seed", "an integer", seed);
  const both: readonly unknown[] = ["forward", "reverse"];
  if (!Array.isArray(modes) || modes.length === 0 || !modes.every((mode) => both.includes(mode)))
    throw badOption("sweepOp", "modes", 'a list of "forward" and "reverse"', modes);
  if (!Array.isArray(only) || !only.every((name) => lawNames.includes(name as string)))
    throw badOption(
      "sweepOp",
      "only",
      `a list of laws of ${lawNames.map((name) => `"${name}"`).join(", ")}`,
      only,
    );
  if (values !== undefined && typeof values !== "function")
    throw badOption("sweepOp", "values", "what loadBigValues resolves to", values);
  return { seed, modes, only, bail, values, observe };
}

/** One line, and one more for each law that fails in a region. */
function summary({ op, verdict, checks, failures }: Omit<SweepReport, "toString">): string {
  const seen = new Map<string, { readonly first: string; count: number }>();
  for (const { law, region, argument, message } of failures) {
    const key = `${law}, ${region}, ${String(argument)}`;
    const some = seen.get(key) ?? { first: `${law}: ${message}`, count: 0 };
    some.count += 1;
    seen.set(key, some);
  }
  const lines = [...seen.values()].map(
    ({ first, count }) => `\n  ${first}${count > 1 ? ` (and ${String(count - 1)} more)` : ""}`,
  );
  return `${op}: ${verdict}, ${String(checks)} checks, ${String(failures.length)} failures${lines.join("")}`;
}
