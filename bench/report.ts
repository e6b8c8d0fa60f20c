// What a benchmark tells: a table for people, JSON for machines.

import Table from "cli-table3";
import { plain } from "../report/terminal.js";
import type { CheckpointCost } from "./checkpoints.js";
import type { Machine } from "./machine.js";
import type { TapeBytes } from "./tape.js";
import type { Goal, Workload } from "./workload.js";

/** One line of the table: the seconds that a run took, beside its limit and the yardstick. */
export interface Row extends Pick<Workload, "name" | "what" | "ops" | "goal"> {
  readonly ours: number;
  readonly byHand: number;
  /** Seconds for each operation on a bare dual number, in the same turns. */
  readonly bare: number;
  readonly ratio: number;
  /** Seconds of the same by hand in C++. */
  readonly native?: number;
  /** What the goal speaks of, on the machine it was set on, and whether it is reached. */
  readonly figure?: number;
  readonly met?: boolean;
}

/** What an operation on a bare dual number takes where the goals were set: Zen 4 at 3.3 GHz, Node 20. */
const bareThere = 6.6e-9;

/** All that a run of the benchmarks found. */
export interface Findings {
  readonly machine: Machine;
  readonly rows: readonly Row[];
  /** The compiler of the limits in C++; undefined if none was there, or none was asked for. */
  readonly compiler: string | undefined;
  readonly tape: TapeBytes;
  readonly checkpoints: CheckpointCost;
}

/**
 * The row of a workload that took so long. Goals in nanoseconds were set on another machine; what the bare
 * dual number takes here and took there says how much faster or slower this one is.
 */
export function rowOf(
  { name, what, ops, goal }: Workload,
  { ours, byHand, bare, native }: Pick<Row, "ours" | "byHand" | "bare" | "native">,
): Row {
  const ratio = ours / byHand;
  const row = { name, what, ours, byHand, bare, ratio, ...(ops && { ops }), ...(native && { native }) };
  if (goal === undefined) return row;
  const ns = (ours * 1e9 * bareThere) / bare;
  const figure = { ns: ns, "ns/op": ns / (ops ?? 1), "× by hand": ratio }[goal.unit];
  return { ...row, goal, figure, met: figure <= goal.most };
}

const mostBytes = 48;
/** What the columns are. */
export const heads = [
  "workload",
  "",
  "ours",
  "by hand",
  "ratio",
  "C++",
  "per op",
  "bare dual",
  "scaled",
  "goal",
  "",
];

/** The findings as text. */
export function formatted({ machine, rows, ...others }: Findings): string {
  const right = "right" as const;
  const table = new Table({
    ...plain,
    head: [...heads],
    colAligns: ["left", "left", right, right, right, right, right, right, right, right, "left"],
  });
  for (const row of rows) table.push(cellsOf(row));
  return [titleOf(machine), "", table.toString(), "", ...notes(others)].join("\n");
}

/** What is to be known beside the table. */
export function notes({
  tape,
  checkpoints,
  compiler = "no compiler here",
}: Pick<Findings, "tape" | "checkpoints" | "compiler">): readonly string[] {
  return [
    `Tape: ${bytesOf(tape)}`,
    `Checkpoints: ${costOf(checkpoints)}`,
    `Medians of runs in turn, each workload in a process of its own. Bare dual: an operation on a minimal dual number, in the same turns. Scaled: what the
goal speaks of, times ${nanoseconds(bareThere)} (a bare dual where the goals were set) / that.`,
    `C++: ours beside the same by hand in C++, which runs by itself before and after; ${compiler}.`,
  ];
}

/** Machine and day in a line. */
export function titleOf({ processor, cores, load, node, date }: Machine): string {
  return `${processor}, ${cores} cores, load ${load.toFixed(1)}; Node ${node}, ${date}`;
}

/** The cells of a line. */
export function cellsOf(row: Row): string[] {
  const { name, what, ours, byHand, native, bare, ratio, ops, goal, figure, met } = row;
  return [
    name,
    what,
    duration(ours),
    duration(byHand),
    `${ratio.toPrecision(3)}×`,
    native === undefined ? "" : `${(ours / native).toPrecision(3)}×`,
    ops === undefined ? "" : nanoseconds(ours / ops),
    nanoseconds(bare),
    figure === undefined ? "" : `${String(Number(figure.toPrecision(3)))} ${goal?.unit ?? ""}`,
    goalText(goal),
    met === undefined ? "" : met ? "✓" : "✗",
  ];
}

function nanoseconds(seconds: number): string {
  return `${(seconds * 1e9).toFixed(1)} ns`;
}

function goalText(goal: Goal | undefined): string {
  return goal === undefined ? "" : `≤ ${goal.most} ${goal.unit}`;
}

function bytesOf({ place, measured }: TapeBytes): string {
  const verdict = measured <= mostBytes ? "✓" : "✗";
  const found = `${measured.toFixed(1)} per op measured after 10⁶ ops`;
  return `${place} bytes a place, ${found}; goal ≤ ${mostBytes} ${verdict}`;
}

function costOf({ steps, kept, runs, predicted, ratio }: CheckpointCost): string {
  const often = `${runs.toFixed(3)} runs of the body a step, by the schedule ${predicted.toFixed(3)}`;
  return `${steps} steps, ${kept} states kept: ${often}; ${ratio.toPrecision(3)} × the time of the whole tape`;
}

/** A duration with three digits and the unit that suits it. */
export function duration(seconds: number): string {
  const [unit, scale] = seconds < 1e-6 ? ["ns", 1e9] : seconds < 1e-3 ? ["µs", 1e6] : ["ms", 1e3];
  return `${String(Number((seconds * scale).toPrecision(3)))} ${unit}`;
}
