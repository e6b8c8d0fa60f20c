// One workload in a process of its own.

import { answering } from "./child.js";
import { timed } from "./measure.js";
import { workloads, yardstick } from "./workloads.js";

/** What is asked: the name of a workload, and for how many seconds it is to be timed. */
export interface Asked {
  readonly name: string;
  readonly seconds: number;
}

/** The seconds of a run: ours, by hand, and of the yardstick. */
export type Times = readonly [ours: number, byHand: number, bare: number];

answering(({ name, seconds }: Asked): Times => {
  const workload = workloads().find((one) => one.name === name);
  if (workload === undefined) throw new RangeError(`bench: no workload is called ${name}`);
  const [ours = NaN, byHand = NaN, bare = NaN] = timed(
    [workload.ours, workload.byHand, yardstick.run],
    seconds,
  );
  return [ours, byHand, bare];
});
