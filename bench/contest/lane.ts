// One engine in a process of its own: it is told a task and for how long, and answers with the seconds of a run.

import { byHand, compiled, eager } from "./dualtape.js";
import type { Entrant, Run } from "./entrant.js";
import { jaxJs } from "./jax-js.js";
import { joined, tasks } from "./tasks.js";
import { tfjs } from "./tfjs.js";
import type { Absent } from "../../suites/conform/engines/absent.js";

/** The engines by the names that the table has. */
const entrants: Readonly<Record<string, () => Entrant | Absent | Promise<Entrant | Absent>>> = {
  "by hand": () => byHand,
  "dualtape jit": () => compiled,
  dualtape: () => eager,
  "jax-js jit": () => jaxJs("compiled"),
  "jax-js": () => jaxJs("eager"),
  "tfjs wasm": () => tfjs("wasm"),
  "tfjs cpu": () => tfjs("cpu"),
};

/** All names. */
export const names: readonly string[] = Object.keys(entrants);

/** What is asked of the process. */
export interface Question {
  readonly task: string;
  readonly seconds: number;
}

/** What it answers: first who it is, then for each question the seconds of a run, or why there are none. */
export type Answer =
  | { readonly is: "ready"; readonly version: string; readonly precision: string; readonly tolerance: number }
  | { readonly is: "absent"; readonly why: string }
  | { readonly is: "time"; readonly seconds: number; readonly numbers: readonly number[] }
  | { readonly is: "cannot"; readonly why: string };

const shown = 1000;

/** Runs for about so long, by powers of two so that the clock is read seldom; the seconds of each of the later runs. */
async function timed(run: Run, seconds: number): Promise<number> {
  const isAsync = run() instanceof Promise;
  const start = performance.now();
  let [runs, last, now] = [0, start, start];
  for (let block = 1; now - start < 1000 * seconds; block *= 2) {
    last = now;
    if (isAsync) for (let i = 0; i < block; i++) await run();
    else for (let i = 0; i < block; i++) void run();
    runs = block;
    now = performance.now();
  }
  return (now - last) / 1000 / runs;
}

/** Serves the parent process. */
async function serve(name: string): Promise<void> {
  const answer = (message: Answer): void => void process.send?.(message);
  const entrant = await entrants[name]?.();
  if (entrant === undefined || "absent" in entrant) {
    answer({ is: "absent", why: entrant?.absent ?? `no engine is called ${name}` });
    return;
  }
  const runs = new Map<string, Run | undefined>();
  process.on("message", (question: Question) => {
    void answered(entrant, runs, question).then(answer);
  });
  const { version, precision, tolerance } = entrant;
  answer({ is: "ready", version, precision, tolerance });
}

async function answered(
  entrant: Entrant,
  runs: Map<string, Run | undefined>,
  { task: name, seconds }: Question,
): Promise<Answer> {
  try {
    const task = tasks.find((one) => one.name === name);
    if (!runs.has(name)) runs.set(name, task && entrant.run(task));
    const run = runs.get(name);
    if (run === undefined) return { is: "cannot", why: "no control flow that depends on data" };
    const numbers = joined(await run()).slice(0, shown);
    return { is: "time", seconds: await timed(run, seconds), numbers };
  } catch (error) {
    return { is: "cannot", why: error instanceof Error ? error.message : String(error) };
  }
}

const [, , asked] = process.argv;
if (process.send !== undefined && asked !== undefined) await serve(asked);
