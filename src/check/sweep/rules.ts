// That the rules of an op are programs of what they are given: linear ones, whose derivatives are themselves, and which
// on many tangents or cotangents at once are what they are on each.

import { runMany } from "../../batch/index.js";
import type { Inputs, Value } from "../../core/op.js";
import { push } from "../../forward/index.js";
import type { Plain } from "../../ndarray/index.js";
import { slice } from "../../ops/indexing.js";
import { stack } from "../../ops/shape.js";
import { record } from "../../reverse/index.js";
import { gaussian } from "../points.js";
import { times } from "./batches.js";
import { alike, isFinite, largestOf, tiny, type Complaint, type Law } from "./laws.js";
import type { AnyOp, Point } from "./points.js";
import { flat, spread, type Subject } from "./subject.js";

/** A rule of an op with respect to one of its inputs, of a tangent or cotangent `d`, the value and the inputs. */
interface Rule {
  readonly name: "forward" | "reverse";
  readonly run: (d: Value, y: Value, x: Inputs) => Value;
  /** What the rule is given, and what it answers with, are of the spaces of these. */
  readonly from: Plain;
  readonly to: Plain;
}

/** Both rules with respect to input `i`, each with the other, its transpose. */
function rulesOf(op: AnyOp, i: number, y: Plain, { x, params }: Point): readonly (readonly [Rule, Rule])[] {
  const xi = x[i] ?? 0;
  const forward: Rule = {
    ...{ name: "forward", from: xi, to: y },
    run: (dx, own, at) => op.jvp(i, dx, own, at, params),
  };
  const reverse: Rule = {
    ...{ name: "reverse", from: y, to: xi },
    run: (dy, own, at) => op.vjp(i, dy, own, at, params),
  };
  return [
    [forward, reverse],
    [reverse, forward],
  ];
}

/** A law of both rules with respect to each input; of what is made of numbers alone, the other laws say it all. */
function lawOfRules(
  name: string,
  complaintOf: (subject: Subject, rule: Rule, other: Rule) => string | undefined,
): Law {
  return {
    name,
    kinds: ["interior", "shape"],
    modes: ["forward", "reverse"],
    check(subject): Complaint | undefined {
      const { op, point, y } = subject;
      if (op.constant === true || ![...point.x, y].some((v) => typeof v !== "number") || !isFinite(y))
        return undefined;
      for (const i of point.x.keys()) {
        for (const [rule, other] of rulesOf(op, i, y, point)) {
          const says = complaintOf(subject, rule, other);
          if (says !== undefined) return { argument: i, says: `the ${rule.name} rule, ${says}` };
        }
      }
      return undefined;
    },
  };
}

export const derivedRules: Law = lawOfRules(
  "a rule is its own derivative",
  ({ y, point: { x }, seed }, rule, other) => {
    const [d, along] = [random(rule.from, seed + 31), random(rule.from, seed + 32)];
    const back = random(rule.to, seed + 33);
    const f = ([v = 0]: Inputs): Inputs => [rule.run(v, y, x)];
    const pushed = push(f, [d], [along]).dy[0] ?? 0;
    const ahead = differing(pushed, rule.run(along, y, x), rule.to, 1e-13);
    if (ahead !== undefined) return `differentiated by forward mode, ${ahead}`;
    const recording = record(f, [d], true);
    const pulled = isZero(recording.y[0]) ? 0 : (recording.pull([back])[0] ?? 0);
    const behind = differing(pulled, other.run(back, y, x), rule.from, 1e-12);
    return behind && `differentiated by reverse mode, ${behind}`;
  },
);

/** Whether a value is the number that is the zero of every space. */
function isZero(v: Value | undefined): boolean {
  return v === 0;
}

/** What of a batch of calls of a rule may have values of its own for each. */
const varied: readonly (readonly [d: boolean, x: boolean])[] = [
  [true, false],
  [false, true],
  [true, true],
];

export const batchedRules: Law = lawOfRules(
  "a rule on many is the rule on each",
  ({ op, point, seed }, rule) => {
    for (const [ofTangents, ofInputs] of varied) {
      const rows = [0, 1].map((k) => {
        const x = point.x.map((v, i) => (ofInputs && k > 0 && !point.held.includes(i) ? times(v, 0.75) : v));
        return [random(rule.from, seed + (ofTangents ? k : 0)), op.eval(x, point.params), ...x];
      });
      const isVaried = (i: number): boolean => (i === 0 ? ofTangents : ofInputs);
      const found = amongRows(rule, rows, isVaried);
      if (found !== undefined) return `in a batch, ${found}`;
    }
    return undefined;
  },
);

/** How a rule on all rows (a tangent, the value, the inputs) at once differs from the rule on each. */
function amongRows(
  { run, to }: Rule,
  rows: readonly (readonly Plain[])[],
  isVaried: (i: number) => boolean,
): string | undefined {
  const [first = []] = rows;
  const many = first.flatMap((_, i) => (isVaried(i) ? [stack(rows.map((row) => row[i] ?? 0))] : []));
  const program = (given: Inputs): Inputs => {
    const boxes = [...given];
    const [d = 0, y = 0, ...x] = first.map((v, i) => (isVaried(i) ? (boxes.shift() ?? 0) : v));
    return [run(d, y, x)];
  };
  const { y: answers, batched } = runMany(program, many, rows.length);
  const all = answers[0] ?? 0;
  for (const [k, [d = 0, y = 0, ...x]] of rows.entries()) {
    const found = differing(batched[0] === true ? slice(all, k) : all, run(d, y, x), to, 1e-12);
    if (found !== undefined) return found;
  }
  return undefined;
}

function random(like: Plain, seed: number): Plain {
  return spread(gaussian(seed, flat([like]).length), [like])[0] as Plain;
}

/** How two values of the space of `like` differ, by more than rounding beside the largest element. */
function differing(got: Value, due: Value, like: Plain, precision: number): string | undefined {
  const size = flat([like]).length;
  const [a, b] = [got, due].map((v) => (v === 0 ? new Float64Array(size) : flat([v]))) as [
    Float64Array,
    Float64Array,
  ];
  if (a.length !== b.length) return `is of ${String(a.length)} numbers, not of ${String(b.length)}`;
  const slack = precision * largestOf([b]) + tiny;
  const i = a.findIndex((v, j) => Number.isFinite(b[j]) && !alike(v, b[j] ?? NaN, slack));
  return i < 0 ? undefined : `is ${String(a[i])}, not ${String(b[i])}`;
}
