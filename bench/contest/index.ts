// The contest: the same gradients by every engine that there is, each in a process of its own, in turn.

import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { names, type Answer, type Question } from "./lane.js";
import { joined, tasks, type Task } from "./tasks.js";

/** What one engine took for one task: seconds of a run, or why there are none. */
export type Time = number | string;

/** An engine and its times, by the names of the tasks. */
export interface Contestant {
  readonly name: string;
  readonly version: string;
  readonly precision: string;
  readonly times: Readonly<Record<string, Time>>;
}

const turns = 3;

/** Runs the contest: for each task and engine about `seconds`, in three turns of which the median counts. */
export async function contest(
  seconds: number,
  say: (line: string) => void = () => undefined,
): Promise<readonly Contestant[]> {
  const lanes: Lane[] = [];
  for (const name of names) {
    const lane = new Lane(name);
    if (await lane.isReady()) lanes.push(lane);
    else say(`${name} takes no part: ${lane.about}`);
  }
  try {
    for (const task of tasks) {
      say(task.what);
      for (let turn = 0; turn < turns; turn++)
        for (const lane of lanes) await lane.run(task, seconds / turns);
    }
    return lanes.map((lane) => lane.result());
  } finally {
    for (const lane of lanes) lane.close();
  }
}

class Lane {
  private readonly child: ChildProcess;
  private readonly times = new Map<string, Time[]>();
  private version = "";
  private precision = "";
  private tolerance = 0;
  about = "";

  constructor(private readonly name: string) {
    this.child = fork(fileURLToPath(new URL("lane.js", import.meta.url)), [name]);
  }

  async isReady(): Promise<boolean> {
    const first = await this.answer();
    if (first.is === "ready")
      ({ version: this.version, precision: this.precision, tolerance: this.tolerance } = first);
    else this.about = "why" in first ? first.why : first.is;
    return first.is === "ready";
  }

  async run(task: Task, seconds: number): Promise<void> {
    const times = this.times.get(task.name) ?? [];
    this.times.set(task.name, times);
    if (typeof times[0] === "string") return;
    const question: Question = { task: task.name, seconds };
    this.child.send(question);
    const answer = await this.answer();
    if (answer.is !== "time") times.push("why" in answer ? answer.why : answer.is);
    else if (!isRight(answer.numbers, joined(task.byHand()), this.tolerance)) times.push("wrong numbers");
    else times.push(answer.seconds);
  }

  result(): Contestant {
    const { name, version, precision } = this;
    const times = [...this.times].map(([task, all]) => [task, medianOf(all)] as const);
    return { name, version, precision, times: Object.fromEntries(times) };
  }

  close(): void {
    this.child.kill();
  }

  /** The next message of the process; that it ended, if there is none. */
  private answer(): Promise<Answer> {
    return new Promise((resolve) => {
      const { child } = this;
      const ended = (): void => resolve({ is: "absent", why: "its process ended" });
      child.once("exit", ended);
      child.once("message", (message: Answer) => {
        child.off("exit", ended);
        resolve(message);
      });
    });
  }
}

function medianOf(times: readonly Time[]): Time {
  const why = times.find((time) => typeof time === "string");
  if (why !== undefined) return why;
  const sorted = times.filter((time) => typeof time === "number").toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? "not run";
}

/** Whether the beginning of a gradient is right, to within `tolerance` times its largest number. */
export function isRight(got: readonly number[], want: ArrayLike<number>, tolerance: number): boolean {
  const wanted = Array.from(want).slice(0, got.length);
  const scale = wanted.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return got.length > 0 && got.every((x, i) => Math.abs(x - (wanted[i] ?? NaN)) <= tolerance * scale);
}
