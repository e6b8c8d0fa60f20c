// How long runs take: programs side by side in one process, in turn, medians of many samples.

import Benchmark from "benchmark";

/** Seconds that one run takes: on the clock, and of the processor's time, in which others do not count. */
export interface Timing {
  readonly wall: number;
  readonly cpu: number;
  readonly samples: number;
}

/** At least this many turns, however long a run is. */
const fewest = 3;
/** Seconds of work in one call of what is timed: the timer's own cost for each call is some nanoseconds. */
const grain = 20e-6;

/**
 * Times the programs for about `seconds`, and gives each its medians. They take turns, so that what disturbs
 * one for a while disturbs the others too. Before that, each is run until it is warm.
 */
export function timed(programs: readonly (() => void)[], seconds: number): readonly Timing[] {
  const end = performance.now() + 1000 * seconds;
  const stopwatches = programs.map((run) => new Stopwatch(run, seconds));
  for (let turn = 0; turn < fewest || performance.now() < end; turn++) {
    for (const stopwatch of stopwatches) stopwatch.sample();
  }
  return stopwatches.map((stopwatch) => stopwatch.medians());
}

/** The samples of one program. */
class Stopwatch {
  private readonly wall: number[] = [];
  private readonly cpu: number[] = [];
  private readonly batch: number;
  private readonly block: () => void;
  private count = 1;

  /** A fifth of `seconds` goes into warming up, a fortieth into each sample. */
  constructor(run: () => void, seconds: number) {
    const warm = repeated(run, seconds / 5);
    this.batch = Math.max(1, Math.round(grain / warm));
    this.block = () => {
      for (let i = this.batch; i > 0; i--) run();
    };
    this.count = Math.ceil(Math.min(0.05, seconds / 40) / (this.batch * warm));
  }

  sample(): void {
    const options = { async: false, minSamples: 1, minTime: 1e-9, maxTime: -1, initCount: this.count };
    const benchmark = new Benchmark(this.block, options);
    const [start, before] = [performance.now(), process.cpuUsage()];
    benchmark.run();
    const { user, system } = process.cpuUsage(before);
    const busy = (user + system) / 1e3 / (performance.now() - start);
    const wall = benchmark.stats.mean / this.batch;
    this.wall.push(wall);
    this.cpu.push(wall * busy);
  }

  medians(): Timing {
    return { wall: median(this.wall), cpu: median(this.cpu), samples: this.wall.length };
  }
}

/** Runs for about `seconds`, at least once; the seconds that each of the later runs took. */
function repeated(run: () => void, seconds: number): number {
  const start = performance.now();
  let [runs, last, now] = [0, start, start];
  // By powers of two, so that the clock is read seldom, and the last block, warm, has half of all runs.
  for (let block = 1; now - start < 1000 * seconds; block *= 2) {
    last = now;
    for (let i = 0; i < block; i++) run();
    runs = block;
    now = performance.now();
  }
  return (now - last) / 1000 / runs;
}

function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
