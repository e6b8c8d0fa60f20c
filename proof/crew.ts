// The trials of all ops, shared out among as many threads as there are cores.

import { availableParallelism } from "node:os";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import { registry } from "../src/ops/index.js";
import { barOf } from "../src/cli/progress.js";
import { trialsOf, type Row } from "./trials.js";

interface Share {
  readonly short: boolean;
  /** The numbers of the ops. */
  readonly ops: readonly number[];
}

interface Done {
  readonly k: number;
  readonly rows: readonly Row[];
}

/** The rows of all ops, in the order of the registry. */
export async function allTrials(short: boolean): Promise<readonly Row[]> {
  const all = registry().map((_, k) => k);
  const crew = Math.max(1, Math.min(availableParallelism(), 8));
  const bar = barOf(all.length);
  const done: Done[] = [];
  const shares = Array.from({ length: crew }, (_, n) => all.filter((k) => k % crew === n));
  const report = (one: Done): void => {
    done.push(one);
    bar.at(done.length, "ops with planted faults");
  };
  await Promise.all(shares.map((ops) => worked({ short, ops }, report)));
  bar.stop();
  return done.sort((a, b) => a.k - b.k).flatMap(({ rows }) => rows);
}

/** One thread, from its start to its end. */
function worked(share: Share, report: (one: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.on("message", report);
    worker.on("error", reject);
    worker.on("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`proof: a thread ended with the code ${String(code)}`));
    });
  });
}

if (!isMainThread) {
  const { short, ops } = workerData as Share;
  for (const k of ops) parentPort?.postMessage({ k, rows: trialsOf(k, short) });
}
