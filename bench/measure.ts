// How long runs take: programs side by side in one process, in turn, medians of many samples.

import Benchmark from "benchmark";

/** At least this many turns, however long a run is. */
const fewest = 3;
/** Seconds of work in one call of what is timed: the timer's own cost for each call is some nanoseconds. */
const grain = 20e-6;

/**
 * Times the programs for about `seconds`, and gives for each the median of the seconds that a run takes. They
 * take turns, so that what disturbs one for a while disturbs the others too. Before that, each is run until
 * it is warm.
 */
export function timed(programs: readonly (() => void)[], seconds: number): readonly number[] {
  const end = performance.now() + 1000 * seconds;
  const stopwatches = programs.map((run) => new Stopwatch(run, seconds / programs.length));
  for (let turn = 0; turn < fewest || performance.now() < end; turn++) {
    for (const stopwatch of stopwatches) stopwatch.sample();
  }
  return stopwatches.map((stopwatch) => stopwatch.median());
}

/** The samples of one program. */
class Stopwatch {
  private readonly samples: number[] = [];
  private readonly batch: number;
  private readonly block: () => void;
  private readonly count: number;

  /** Half of `seconds` goes into warming up, a tenth into each sample. */
  constructor(run: () => void, seconds: number) {
    const warm = repeated(run, seconds / 2);
    this.batch = Math.max(1, Math.round(grain / warm));
    this.block = () => {
      for (let i = this.batch; i > 0; i--) run();
    };
    this.count = Math.ceil(Math.min(0.05, seconds / 10) / (this.batch * warm));
  }

  sample(): void {
    const options = { async: false, minSamples: 1, minTime: 1e-9, maxTime: -1, initCount: this.count };
    const benchmark = new Benchmark(this.block, options);
    benchmark.run();
    this.samples.push(benchmark.stats.mean / this.batch);
  }

  median(): number {
    const sorted = this.samples.toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? NaN;
  }
}

/** Runs for about `seconds`, at least once; the seconds that each of the later runs took. */
export function repeated(run: () => void, seconds: number): number {
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
