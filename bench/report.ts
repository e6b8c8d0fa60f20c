// What a benchmark tells: a table for people, JSON for machines.

import Table from "cli-table3";
import type { Machine } from "./machine.js";
import type { Timing } from "./measure.js";
import type { TapeBytes } from "./tape.js";
import type { Goal, Workload } from "./workload.js";

/** One line of the table: what a workload took beside its limit. */
export interface Row extends Pick<Workload, "name" | "what" | "ops" | "goal"> {
  readonly ours: Timing;
  readonly byHand: Timing;
  /** Ours / by hand, of processor time. */
  readonly ratio: number;
  /** What the goal speaks of, and whether it is reached. */
  readonly figure?: number;
  readonly met?: boolean;
}

/** All that a run of the benchmarks found. */
export interface Findings {
  readonly machine: Machine;
  readonly rows: readonly Row[];
  readonly tape: TapeBytes;
}

/** The row of a workload that took so long. Goals are of processor time: others do not count in it. */
export function rowOf({ name, what, ops, goal }: Workload, ours: Timing, byHand: Timing): Row {
  const ratio = ours.cpu / byHand.cpu;
  const row = { name, what, ours, byHand, ratio, ...(ops && { ops }) };
  if (goal === undefined) return row;
  const ns = ours.cpu * 1e9;
  const figure = { ns: ns, "ns/op": ns / (ops ?? 1), "× by hand": ratio }[goal.unit];
  return { ...row, goal, figure, met: figure <= goal.most };
}

const mostBytes = 48;
const lines = ["top", "bottom", "left", "right"].flatMap((side) => [
  side,
  `${side}-mid`,
  `${side}-left`,
  `${side}-right`,
]);

/** A table without lines. */
const plain = {
  chars: { ...Object.fromEntries([...lines, "mid", "mid-mid"].map((line) => [line, ""])), middle: " " },
  style: { head: [], border: [], "padding-left": 0, "padding-right": 1 },
};

/** The findings as text. */
export function formatted({ machine, rows, tape }: Findings): string {
  const right = "right" as const;
  const table = new Table({
    ...plain,
    head: ["workload", "", "ours", "of it CPU", "by hand", "ratio", "per op", "goal", ""],
    colAligns: ["left", "left", right, right, right, right, right, right, "left"],
  });
  for (const row of rows) table.push(cellsOf(row));
  return [
    titleOf(machine),
    "",
    table.toString(),
    "",
    `Tape: ${bytesOf(tape)}`,
    "Medians; ratio, ns per op and goals are of processor time, in which other programs do not count.",
  ].join("\n");
}

function titleOf({ processor, cores, load, node, date }: Machine): string {
  return `${processor}, ${cores} cores, load ${load.toFixed(1)}; Node ${node}, ${date}`;
}

function cellsOf({ name, what, ours, byHand, ratio, ops, goal, met }: Row): string[] {
  const perOp = ops === undefined ? "" : `${((ours.cpu * 1e9) / ops).toFixed(1)} ns`;
  return [
    name,
    what,
    duration(ours.wall),
    duration(ours.cpu),
    duration(byHand.cpu),
    `${ratio.toPrecision(3)}×`,
    perOp,
    goalText(goal),
    met === undefined ? "" : met ? "✓" : "✗",
  ];
}

function goalText(goal: Goal | undefined): string {
  return goal === undefined ? "" : `≤ ${goal.most} ${goal.unit}`;
}

function bytesOf({ place, measured }: TapeBytes): string {
  const verdict = measured <= mostBytes ? "✓" : "✗";
  const found = `${measured.toFixed(1)} per op measured after 10⁶ ops`;
  return `${place} bytes a place, ${found}; goal ≤ ${mostBytes} ${verdict}`;
}

/** A duration with three digits and the unit that suits it. */
function duration(seconds: number): string {
  const [unit, scale] = seconds < 1e-6 ? ["ns", 1e9] : seconds < 1e-3 ? ["µs", 1e6] : ["ms", 1e3];
  return `${String(Number((seconds * scale).toPrecision(3)))} ${unit}`;
}
