// Modules of WebAssembly as jobs for workers.

import { remainder } from "../instructions.js";
import type { Imports } from "../encoder.js";
import type { SharedMemory } from "../host.js";
import type { Job } from "./thread.js";

/** A module that exports `part`, for a memory that threads share, and what it imports. */
export interface Kernel {
  readonly bytes: Uint8Array;
  readonly imports: Imports;
}

/** The same where it arrives. */
interface Sent {
  readonly bytes: Uint8Array;
  readonly functions: readonly string[];
}

/** Of WebAssembly, what is used there. */
interface Host {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { readonly part: (argument: number) => number } };
}

declare const WebAssembly: Host;

/** The kernels in a worker: the first, and the second where that says that care is needed. It is never called but as text. */
const kernelsIn = (memories: readonly SharedMemory[], sent: readonly Sent[]): unknown => {
  const made = sent.map(({ bytes, functions }) => [
    new WebAssembly.Module(bytes),
    functions.map((text) => (new Function(`return ${text};`) as () => unknown)()),
  ]);
  return memories.map((m) => {
    const parts = made.map(
      ([module, f]) => new WebAssembly.Instance(module as object, { f, m: { m } }).exports.part,
    );
    return (argument: number) => (parts[0]!(argument) === 0 ? 0 : parts[1]!(argument));
  });
};

/** The job that two kernels are; undefined if what they import is not to be had in another thread. */
export function jobOfKernels(...kernels: readonly [usual: Kernel, careful: Kernel]): Job | undefined {
  const given: Sent[] = [];
  for (const { bytes, imports } of kernels) {
    const functions = imports.list.flatMap(({ f }) => textOf(f) ?? []);
    if (functions.length < imports.list.length) return undefined;
    given.push({ bytes, functions });
  }
  return { text: String(kernelsIn), given };
}

/** A function as text that means the same in any thread, if it has one. */
function textOf(f: unknown): string | undefined {
  if (f === remainder) return "(a, b) => a % b";
  const name = Object.getOwnPropertyNames(Math).find((key) => f === Math[key as keyof Math]);
  return name && `Math.${name}`;
}
