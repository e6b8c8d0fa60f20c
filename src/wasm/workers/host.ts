// What the host has for threads.

import { memoryForThreads, webAssembly } from "../host.js";
import { programOfWorker, type Desk, type Port } from "./thread.js";

/** A worker, as its owner sees it. */
export interface Worker {
  readonly on: (event: "error" | "exit", heard: (what: unknown) => void) => void;
  readonly unref: () => void;
  readonly terminate: () => unknown;
}

/** What there is of `node:worker_threads` outside of a worker. */
interface Outside {
  readonly Worker: new (program: string, options: object) => Worker;
  readonly MessageChannel: new () => { readonly port1: Port; readonly port2: Port };
}

/** What there is of Node, which a browser has nothing of. */
interface Host {
  readonly getBuiltinModule?: (id: "node:worker_threads") => Outside;
}

function threadsOfHost(): Outside | undefined {
  const { process: host } = globalThis as { process?: Host };
  return host?.getBuiltinModule?.("node:worker_threads");
}

let reason: string | undefined | null = null;

/** Why the host cannot divide work among threads, if it cannot. */
export function whyAlone(): string | undefined {
  return reason === null ? (reason = missing()) : reason;
}

/** From now on it cannot, for this reason. */
export function stayAlone(why: string): void {
  reason = why;
}

function missing(): string | undefined {
  if (typeof SharedArrayBuffer === "undefined") return "this host has no memory that threads can share";
  if (threadsOfHost() === undefined) return "this host has no worker_threads, as Node has them";
  if (webAssembly === undefined) return "this host has no WebAssembly";
  try {
    // Where a thread may not wait, as that of a page, this throws.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    memoryForThreads();
    return undefined;
  } catch (error) {
    return `this host lets no thread wait for another: ${String(error)}`;
  }
}

/** Starts a worker, which does not keep the process from its end; gives also the way to tell it jobs. */
export function started(desk: Omit<Desk, "port">): { readonly worker: Worker; readonly port: Port } {
  const { Worker, MessageChannel } = threadsOfHost()!;
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(programOfWorker(), {
    eval: true,
    name: "dualtape",
    // Loaders that were asked for by flags are for the modules of the program, of which there are none.
    execArgv: [],
    workerData: { ...desk, port: port2 },
    transferList: [port2],
  });
  worker.unref();
  return { worker, port: port1 };
}
