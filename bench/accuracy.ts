// How many units in the last place the values and the partials of elementwise ops are off, at their worst: npm run accuracy.

import Table from "cli-table3";
import { loadBigDifference, loadBigValues, wengertList } from "../src/check/index.js";
import type { Program } from "../src/check/points.js";
import { regionsOf, type AnyOp } from "../src/check/sweep/points.js";
import { bind } from "../src/core/op.js";
import { push } from "../src/forward/index.js";
import { registry } from "../src/ops/index.js";

/** What should be reached on the ordinary part of a domain. */
export const goal = 4;

/** The worst of an op's values or of its partials with respect to one argument. */
export interface Worst {
  readonly op: string;
  readonly what: string;
  readonly ulps: number;
  readonly at: readonly number[];
  /** What the entry admits to. */
  readonly bound: number;
  /** The most units in the last place by which a unit in that of each input would move it, there. */
  readonly conditioning: number;
  readonly points: number;
  /** Whether the entry says in words where it is less exact. */
  readonly isSaid: boolean;
}

/** Whether a row is as it is to be: within the goal, or as far off as the entry admits, or as its inputs make it. */
export function isFine({ ulps, bound, conditioning, isSaid }: Worst): boolean {
  return ulps <= goal || (isSaid && ulps <= Math.max(bound, goal + conditioning));
}

/** How far `got` is from `due`, in units in the last place of `due`. */
export function ulpsBetween(got: number, due: number): number {
  if (Object.is(got, due) || got === due) return 0;
  const unit = 2 ** (Math.max(-1022, Math.floor(Math.log2(Math.abs(due)))) - 52);
  const off = Math.abs(got - due) / unit;
  return Number.isNaN(off) ? Infinity : off;
}

/** The points inside the domain of an elementwise op, and next to its kinks and ends, where all is of moderate size. */
function pointsOf(op: AnyOp, seeds: number): readonly (readonly number[])[] {
  const all = Array.from({ length: seeds }, (_, seed) => regionsOf(op, seed))
    .flat()
    .filter(({ kind }) => kind === "interior" || kind === "near")
    .flatMap(({ points }) => points.map(({ x }) => x));
  const isOrdinary = (v: unknown): v is number =>
    typeof v === "number" && (v === 0 || (Math.abs(v) > 1e-100 && Math.abs(v) < 1e100));
  return all.filter((x): x is number[] => x.every(isOrdinary));
}

/** The worst value and the worst partials of each op, at points of several seeds. */
export async function worstOf(ops: readonly AnyOp[], seeds: number): Promise<readonly Worst[]> {
  const [values, difference] = [await loadBigValues(), await loadBigDifference()];
  return ops.flatMap((op) => {
    const points = pointsOf(op, seeds);
    const off = (x: readonly number[], argument: number): number => {
      if (argument < 0) {
        const due = values(op, x, undefined)?.[0] ?? NaN;
        // The reference is no number where its series would lose too many digits.
        return Number.isNaN(due) ? NaN : ulpsBetween(op.eval(x, undefined) as number, due);
      }
      const due = difference(wengertList(programOf(op), x), unit(x, argument));
      const [slope = NaN, error = NaN] = [due?.value[0], due?.error[0]];
      if (!(error <= 1e-18 * Math.abs(slope))) return NaN;
      return ulpsBetween(Number(quantity(op, argument)(x)[0]), slope);
    };
    return Array.from({ length: op.domain.length + 1 }, (_, k) => worst(op, k - 1, points, off));
  });
}

function programOf(op: AnyOp): Program {
  return (x) => [bind(op, x, undefined)];
}

/** The value of an op, or its partial with respect to an argument. */
function quantity(op: AnyOp, argument: number): Program {
  const f = programOf(op);
  return argument < 0 ? f : (x) => push(f, x, Array.from(unit(x, argument))).dy;
}

function unit(x: readonly unknown[], argument: number): Float64Array {
  return Float64Array.from(x, (_, i) => (i === argument ? 1 : 0));
}

/** 2 Σ |xⱼ ∂g/∂xⱼ| / |g|: a unit in the last place is between 2⁻⁵³ and 2⁻⁵² of a number. */
function conditioningOf(g: Program, x: readonly number[]): number {
  const moves = x.map((xj, j) => Math.abs(xj * Number(push(g, x, Array.from(unit(x, j))).dy[0])));
  return (2 * moves.reduce((a, b) => a + b, 0)) / Math.abs(Number(g(x)[0]));
}

function worst(
  op: AnyOp,
  argument: number,
  points: readonly (readonly number[])[],
  off: (x: readonly number[], argument: number) => number,
): Worst {
  let [ulps, at, count] = [0, [] as readonly number[], 0];
  for (const x of points) {
    const here = off(x, argument);
    if (Number.isNaN(here)) continue;
    count += 1;
    if (here > ulps) [ulps, at] = [here, x];
  }
  const what = argument < 0 ? "value" : op.domain.length === 1 ? "derivative" : `∂/∂x${String(argument)}`;
  const conditioning = ulps > goal ? conditioningOf(quantity(op, argument), at) : NaN;
  const isSaid = /\b(exact|ulp|digits)\b/.test(op.doc);
  return { op: op.name, what, ulps, at, bound: op.ulps ?? goal, conditioning, points: count, isSaid };
}

/** The table, the worst first. */
export function tableOf(all: readonly Worst[]): string {
  const rows = all
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.ulps - a.ulps)
    .map((row) => [
      row.op,
      row.what,
      row.ulps.toPrecision(3),
      row.ulps > goal ? row.conditioning.toPrecision(2) : "",
      row.bound > goal ? `≤ ${String(row.bound)}` : "",
      row.ulps <= goal ? "✓" : isFine(row) ? "as it says" : "✗",
      String(row.points),
      row.at.join(", "),
    ]);
  const table = new Table({
    head: ["op", "what", "ulp", "by the inputs", "declared", "", "points", "worst at"],
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows);
  return table.toString();
}

if (process.argv[1]?.endsWith("accuracy.js") === true) {
  const names = process.argv.slice(2);
  const ops = (registry() as unknown as readonly AnyOp[]).filter(
    ({ name, scalar, constant }) =>
      scalar !== undefined && constant !== true && (names.length === 0 || names.includes(name)),
  );
  const found = await worstOf(ops, 3);
  console.log(tableOf(found));
  const beyond = found.filter((row) => !isFine(row));
  const measured = found.filter(({ points }) => points > 0);
  const counts = [
    `${String(measured.length)} values and partials`,
    `${String(measured.filter(({ ulps }) => ulps > goal).length)} beyond ${String(goal)} ulp`,
    `${String(beyond.length)} of these not as their entries say and their inputs forbid`,
  ];
  console.log(`\n${counts.join(", ")}`);
  const open = found.filter(({ points }) => points === 0).map(({ op, what }) => `${op} (${what})`);
  if (open.length > 0) console.log(`Not measured, for want of a reference: ${open.join(", ")}`);
  process.exitCode = beyond.length === 0 ? 0 : 1;
}
