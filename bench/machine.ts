// The machine that a benchmark ran on: figures mean nothing without it.

import os from "node:os";

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memory: string;
  readonly node: string;
  readonly v8: string;
  readonly system: string;
  /** How many programs wanted the processor, over the last minute. */
  readonly load: number;
  readonly date: string;
}

/** The machine at hand. */
export function machine(): Machine {
  const cores = os.cpus();
  return {
    processor: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    memory: `${(os.totalmem() / 2 ** 30).toFixed(0)} GiB`,
    node: process.version,
    v8: process.versions.v8,
    system: `${os.type()} ${os.arch()}`,
    load: os.loadavg()[0] ?? 0,
    date: new Date().toISOString().slice(0, 10),
  };
}
