// A place at which a worker is handed something to do.

import { bell, slotAt, states } from "./thread.js";

/** A place at which a worker is handed something to do. */
export class Slot {
  /** Its memory, as numbers and as whole numbers. */
  readonly numbers: Float64Array;
  readonly integers: Int32Array;
  /** What is being done in it, by the number of the part; undefined if nobody will ask for it. */
  part: number | undefined;
  private readonly at: number;

  constructor(
    private readonly control: Int32Array,
    buffer: SharedArrayBuffer,
    k: number,
  ) {
    this.at = slotAt(k);
    this.numbers = new Float64Array(buffer);
    this.integers = new Int32Array(buffer);
  }

  get state(): number {
    return Atomics.load(this.control, this.at);
  }

  /** What the worker made of the task. */
  get answer(): number {
    return this.control[this.at + 3]!;
  }

  /** Why the worker could not do it. */
  get failure(): string {
    return String.fromCharCode(...new Uint16Array(this.numbers.buffer, 0, this.answer));
  }

  /** Hands a job to the worker, whose memory is filled. */
  post(job: number, argument: number): void {
    const { control, at } = this;
    control[at + 1] = job;
    control[at + 2] = argument;
    Atomics.store(control, at, states.ready);
    Atomics.add(control, bell, 1);
    Atomics.notify(control, bell);
  }

  /** Takes a task back that the worker has not begun; false if it has. */
  recall(): boolean {
    return Atomics.compareExchange(this.control, this.at, states.ready, states.free) === states.ready;
  }

  /** Looks out for as long as a part takes, or some, for the worker to be done with it; false if it is not. */
  isDone(): boolean {
    for (let turns = 0; turns < 4000; turns++) if (this.state !== states.begun) return true;
    return false;
  }

  free(): void {
    this.part = undefined;
    Atomics.store(this.control, this.at, states.free);
  }
}
