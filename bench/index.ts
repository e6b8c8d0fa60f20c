// npm run bench: our derivatives beside the same ones written by hand, and the goals they are held to.
//
//   --only NAME   one workload, or all whose names begin so, and nothing else; may be repeated
//   --quick       fewer samples and smaller sizes
//   --json FILE   write everything measured to FILE
//   --out DIR     where the page goes; bench-report by default

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Asked, Times } from "./alone.js";
import { answerOf } from "./child.js";
import { checkpointCost } from "./checkpoints.js";
import { contest } from "./contest/index.js";
import { growth } from "./growth/index.js";
import { machine } from "./machine.js";
import { Native } from "./native.js";
import { page, type Shown } from "./page.js";
import * as programs from "./programs.js";
import { formatted, rowOf, type Row } from "./report.js";
import { bytesPerOp, type TapeBytes } from "./tape.js";
import type { Workload } from "./workload.js";
import { workloads, yardstick } from "./workloads.js";

const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    quick: { type: "boolean" },
    json: { type: "string" },
    out: { type: "string", default: "bench-report" },
  },
});

/** Seconds for which a workload is timed. */
const seconds = options.quick === true ? 2 : 6;

process.exitCode = await main();

async function main(): Promise<number> {
  const tape = tapeBytes();
  const all = workloads();
  const chosen = all.filter(({ name }) => options.only?.some((prefix) => name.startsWith(prefix)) ?? true);
  if (chosen.length === 0) return failed(`none is called ${String(options.only)}; there are ${namesOf(all)}`);
  const wrong = chosen.filter(({ distance, tolerance }) => !(distance() <= tolerance));
  if (wrong.length > 0) return failed(`not timed, since ours and the limit do not agree: ${namesOf(wrong)}`);
  const checkpoints =
    options.quick === true ? checkpointCost(10_000, 20, 5) : checkpointCost(1_000_000, 20, 5);
  const native = chosen.some((one) => one.native !== undefined) ? Native.compiled() : undefined;
  const rows = await rowsOf(chosen, native);
  native?.close();
  const findings = { machine: machine(), rows, compiler: native?.about, tape, checkpoints };
  console.log(formatted(findings));
  // Who asks for one workload is not asked to wait for the others.
  const others = options.only === undefined ? await beside() : { contest: [], growth: [] };
  const shown = { ...findings, ...others };
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(shown, null, 2)}\n`);
  mkdirSync(options.out, { recursive: true });
  writeFileSync(join(options.out, "index.html"), page(shown));
  console.log(`\nThe page is ${join(options.out, "index.html")}.`);
  return 0;
}

/** Other engines, and other sizes. */
async function beside(): Promise<Pick<Shown, "contest" | "growth">> {
  const quick = options.quick === true;
  return {
    contest: await contest(quick ? 0.3 : 2, (line) => console.error(line)),
    growth: await growth(quick ? 0.1 : 0.5, quick ? 4 : 7),
  };
}

function failed(why: string): number {
  console.error(`bench: ${why}`);
  return 1;
}

function namesOf(some: readonly Workload[]): string {
  return some.map(({ name }) => name).join(", ");
}

async function measured(workload: Workload, native: Native | undefined): Promise<Row> {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${workload.name} …`);
  const inC = (): Promise<number | undefined> => secondsInC(workload, native);
  const before = await inC();
  const asked: Asked = { name: workload.name, seconds };
  const [ours, byHand, bare] = await answerOf<Times>(new URL("alone.js", import.meta.url), asked);
  const after = await inC();
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  const both = before !== undefined && after !== undefined && { native: (before + after) / 2 };
  return rowOf(workload, { ours, byHand, bare: bare / yardstick.ops, ...both });
}

/** What a run of the limit in C++ takes, if there is one. */
async function secondsInC(
  { name, native: limit, tolerance }: Workload,
  native: Native | undefined,
): Promise<number | undefined> {
  if (limit === undefined || native === undefined) return undefined;
  const answer = await native.timed(limit.gradient, limit.points(), seconds / 6);
  if (!(limit.distance(answer.numbers) <= tolerance))
    throw new Error(`bench: ${name} by hand in C++ gives other numbers`);
  return answer.seconds;
}

/** The rows of the workloads, one after the other. */
async function rowsOf(some: readonly Workload[], native: Native | undefined): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const workload of some) rows.push(await measured(workload, native));
  return rows;
}

/** Bytes of tape for each op of a chain of 10⁶. */
function tapeBytes(): TapeBytes {
  const steps = 5e5;
  return bytesPerOp((y) => programs.lines(y, steps), 0.5, 2 * steps);
}
