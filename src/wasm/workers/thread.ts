// What a worker runs, which it is given as text: it has no module of its own to load, in a bundle as in Node.

import type { SharedMemory } from "../host.js";

/** What a worker is told once, and does again and again. */
export interface Job {
  /**
   * Of a function of the memories of all slots and of `given`, which must be closed: it gives for each slot what is to
   * be done there, from one whole number to another.
   */
  readonly text: string;
  readonly given: unknown;
}

/** A job on its way to a worker. */
export interface Told extends Job {
  readonly id: number;
  /** A job that will not be asked for again. */
  readonly drop: number | undefined;
}

/** An end of a channel. */
export interface Port {
  readonly postMessage: (message: unknown) => void;
}

/** What a worker and those who ask it have in common. */
export interface Desk {
  /** The bell, whether the worker is there, and `fields` numbers for each slot. */
  readonly control: Int32Array;
  /** One for each slot. */
  readonly memories: readonly SharedMemory[];
  /** Where jobs arrive. */
  readonly port: Port;
}

/** Places in `control`: the bell is another number whenever there is something to do. */
export const bell = 0;
export const isThere = 1;

/** Numbers of a slot in `control`: what state it is in, the job, what that is given, and what it made of it. */
export const fields = 4;

/** Where they begin. */
export function slotAt(k: number): number {
  return fields * (k + 1);
}

/** States of a slot. Only the caller ends the first and the last two, only the worker the third; the second either. */
export const states = { free: 0, ready: 1, begun: 2, done: 3, failed: 4 } as const;

/** What there is of `node:worker_threads` in a worker. */
interface Inside {
  readonly workerData: Desk;
  readonly receiveMessageOnPort: (port: Port) => { readonly message: Told } | undefined;
}

type Run = (argument: number) => number;
type Make = (memories: readonly SharedMemory[], given: unknown) => readonly Run[];

/**
 * The worker: it does what is in its slots, and waits for the bell when it has found nothing to do for a while. It is
 * never called but as text, and closed, without functions that have a name, to which some bundlers attach a helper.
 */
const loop = ({ workerData, receiveMessageOnPort }: Inside): void => {
  const { control, memories, port } = workerData;
  const jobs = new Map<number, readonly Run[]>();
  Atomics.store(control, 1, 1);
  for (;;) {
    const heard = Atomics.load(control, 0);
    for (let k = 0; k < memories.length; k++) {
      const at = 4 * (k + 1);
      if (Atomics.load(control, at) !== 1 || Atomics.compareExchange(control, at, 1, 2) !== 1) continue;
      let state = 3;
      try {
        const id = control[at + 1]!;
        while (!jobs.has(id)) {
          const { message } = receiveMessageOnPort(port)!;
          if (message.drop !== undefined) jobs.delete(message.drop);
          const make = new Function(
            "memories",
            "given",
            `return (${message.text})(memories, given);`,
          ) as Make;
          jobs.set(message.id, make(memories, message.given));
        }
        control[at + 3] = jobs.get(id)![k]!(control[at + 2]!);
      } catch (error) {
        const text = String(error).slice(0, 1000);
        const to = new Uint16Array(memories[k]!.buffer);
        for (let i = 0; i < text.length; i++) to[i] = text.charCodeAt(i);
        control[at + 3] = text.length;
        state = 4;
      }
      Atomics.store(control, at, state);
      Atomics.notify(control, at);
    }
    // To be woken takes longer than a part of an array, so that the next one is looked out for, for some 20 µs.
    for (let turns = 0; turns < 4000 && Atomics.load(control, 0) === heard; turns++);
    Atomics.wait(control, 0, heard);
  }
};

/** The text of the program of a worker. */
export function programOfWorker(): string {
  return `"use strict"; (${String(loop)})(process.getBuiltinModule("node:worker_threads"));`;
}
