// How many threads a program may be divided among, and what has been divided.

import type { Crew } from "../wasm/loop.js";
import { whyAlone, type Job } from "../wasm/workers/crew.js";

/** What was divided among threads. */
export interface Division {
  /** Loops that are. */
  readonly divided: number;
  /** Parts of theirs that workers have done, and not the caller. */
  readonly partsByWorkers: number;
  /** Why others are not. */
  readonly notDivided: string | undefined;
}

/** The threads that a program may be divided among. */
export class Threads implements Division {
  private readonly crews: Crew[] = [];
  notDivided: string | undefined;

  constructor(private readonly workers: number) {}

  /** Whether there is but one. */
  get isOne(): boolean {
    return this.workers === 1;
  }

  get divided(): number {
    return this.crews.length;
  }

  get partsByWorkers(): number {
    return this.crews.reduce((sum, { elsewhere }) => sum + elsewhere, 0);
  }

  /** The threads for a loop, if there is no reason against them; `job` gives what workers do, if that can be. */
  crew(reason: string | undefined, job: () => Job | undefined): Crew | undefined {
    if (this.isOne) return undefined;
    const why = whyAlone() ?? reason;
    const own = why === undefined ? job() : undefined;
    if (own === undefined) {
      this.notDivided ??= why ?? "a loop calls a function that workers do not have";
      return undefined;
    }
    const crew = { job: own, workers: this.workers, elsewhere: 0 };
    this.crews.push(crew);
    return crew;
  }
}

/** The division of several programs for so many threads. */
export function together(workers: number, all: readonly Division[]): Division {
  const total = (count: (one: Division) => number): number => all.reduce((sum, one) => sum + count(one), 0);
  const divided = total((one) => one.divided);
  const why = whyAlone() ?? all.find(({ notDivided }) => notDivided !== undefined)?.notDivided;
  const none = divided === 0 ? "it has no loop over a large array or many points" : undefined;
  return {
    divided,
    partsByWorkers: total((one) => one.partsByWorkers),
    notDivided: workers === 1 ? undefined : (why ?? none),
  };
}
