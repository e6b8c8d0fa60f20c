// Work in parts, divided among threads: the caller does parts, too, and hands others to workers, which are started once
// and stay for what comes later.
//
// Who does which part is left to chance; what is made of it is not, and is put where it belongs. Nobody waits for a worker
// that is late, or not there yet: when the caller has no parts left, it takes back those that are not begun, and does those, too,
// that are begun and do not come to an end, since the worker's processor may have gone to other programs.

import { memoryForThreads } from "../host.js";
import { started, stayAlone, whyAlone, type Worker } from "./host.js";
import { Slot } from "./slot.js";
import { isThere, slotAt, states, type Job, type Port, type Told } from "./thread.js";

export { whyAlone } from "./host.js";
export type { Job } from "./thread.js";

/** Work in parts, which are numbered. None depends on another. */
export interface Parts {
  readonly count: number;
  /** What a worker does with a part; it may be another one later on. */
  readonly job: Job;
  /** Does a part. */
  readonly here: (part: number) => void;
  /** Writes to a slot what a worker needs for a part; gives the number that its job is given. */
  readonly put: (part: number, slot: Slot) => number;
  /** Reads what it made. */
  readonly take: (part: number, slot: Slot) => void;
}

/** A part waits while one is done, and some more, so that no worker waits for the caller. */
const slotsEach = 4;
/** Jobs that a worker keeps; of those that it has not done for longest it is told again. */
const mostJobs = 64;

let jobs = 0;

/** A worker, and what it shares with the caller. */
class Thread {
  readonly slots: readonly Slot[];
  /** Whether it is at work for a call that is not over. */
  isTaken = false;
  private readonly control: Int32Array;
  private readonly told = new Map<Job, number>();
  private readonly worker: Worker;
  private readonly port: Port;

  constructor() {
    this.control = new Int32Array(new SharedArrayBuffer(4 * slotAt(slotsEach)));
    const memories = Array.from({ length: slotsEach }, memoryForThreads);
    this.slots = memories.map(({ buffer }, k) => new Slot(this.control, buffer, k));
    const { worker, port } = started({ control: this.control, memories });
    [this.worker, this.port] = [worker, port];
    worker.on("error", (error) => {
      stayAlone(`a worker has ended: ${String(error)}`);
      this.lose();
    });
    worker.on("exit", () => this.lose());
  }

  /** Whether it has begun to run. */
  get isThere(): boolean {
    return Atomics.load(this.control, isThere) === 1;
  }

  /** How many parts were taken from it. */
  done = 0;

  /** Hands it parts from one on, as many as it has slots for; gives the next one. */
  feed(parts: Parts, from: number): number {
    let next = from;
    if (!this.isThere) return next;
    for (const slot of this.slots) {
      if (slot.state > states.begun) this.take(slot, parts);
      if (slot.state !== states.free || next === parts.count) continue;
      slot.part = next;
      const argument = parts.put(next, slot);
      slot.post(this.tell(parts.job), argument);
      next += 1;
    }
    return next;
  }

  /** Takes back, last first, what it has not begun, and has it done. */
  recall(parts: Parts): void {
    for (const slot of this.slots.toReversed()) if (slot.recall()) redo(slot, parts);
  }

  /** Takes what it has done; what it does not bring to an end is done once more, for what that reads is here still. */
  finish(parts: Parts): void {
    for (const slot of this.slots) {
      if (slot.part === undefined) continue;
      if (slot.isDone()) this.take(slot, parts);
      else redo(slot, parts);
    }
  }

  /** A call is over: nobody asks for what is still in the slots. */
  release(): void {
    for (const slot of this.slots) if (slot.recall() || slot.state > states.begun) slot.free();
    for (const slot of this.slots) slot.part = undefined;
    this.isTaken = false;
  }

  /** Frees a slot whose part is done, and takes what was made. */
  private take(slot: Slot, parts: Parts): void {
    const { part, state } = slot;
    const failure = state === states.failed ? slot.failure : undefined;
    // What is wrong in a part that nobody asks for has been told where it was asked for.
    if (failure === undefined && part !== undefined) {
      parts.take(part, slot);
      this.done += 1;
    }
    slot.free();
    if (failure === undefined || part === undefined) return;
    this.told.delete(parts.job);
    throw new Error(`jit: a worker could not do its part: ${failure}`);
  }

  /** The number of a job, which it is told if it has not been yet. */
  private tell(job: Job): number {
    const known = this.told.get(job);
    const id = known ?? (jobs += 1);
    this.told.delete(job);
    this.told.set(job, id);
    if (known !== undefined) return id;
    const oldest = this.told.size > mostJobs ? [...this.told][0] : undefined;
    if (oldest !== undefined) this.told.delete(oldest[0]);
    this.port.postMessage({ ...job, id, drop: oldest?.[1] } satisfies Told);
    return id;
  }

  /** Ends it, whatever it does: another one is started when there is work. */
  private lose(): void {
    const at = crew.indexOf(this);
    if (at >= 0) crew.splice(at, 1);
    this.worker.terminate();
  }
}

/** Has a part done by the caller. */
function redo(slot: Slot, parts: Parts): void {
  const part = slot.part!;
  slot.part = undefined;
  parts.here(part);
}

const crew: Thread[] = [];

/** So many threads that are not at work, started if there are none; fewer if that cannot be. */
function taken(count: number): readonly Thread[] {
  const free = crew.filter(({ isTaken }) => !isTaken).slice(0, count);
  try {
    while (free.length < count && crew.length < count && whyAlone() === undefined) {
      const thread = new Thread();
      crew.push(thread);
      free.push(thread);
    }
  } catch (error) {
    stayAlone(`no worker could be started: ${String(error)}`);
  }
  for (const thread of free) thread.isTaken = true;
  return free;
}

/**
 * Does all parts, divided among `workers` threads, of which the caller's is one. It returns when all are done, with how many
 * of them workers did.
 *
 * @throws Error if a part fails in a worker, with what the worker said.
 */
export function divided(parts: Parts, workers: number): number {
  const threads = taken(workers - 1);
  const done = (): number => threads.reduce((sum, thread) => sum + thread.done, 0);
  const before = done();
  try {
    for (let next = 0; next < parts.count;) {
      for (const thread of threads) next = thread.feed(parts, next);
      if (next < parts.count) parts.here(next++);
    }
    for (const thread of threads) thread.recall(parts);
    for (const thread of threads) thread.finish(parts);
    return done() - before;
  } finally {
    for (const thread of threads) thread.release();
  }
}
