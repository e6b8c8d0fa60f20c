// What the host has to run modules with.

import { Code, i32, moduleOf, pageBytes } from "./encoder.js";
import { simd } from "./instructions.js";

/** A memory of WebAssembly. */
export interface Memory {
  readonly buffer: ArrayBuffer;
}

/** A memory that several threads have in common. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

interface Pages {
  readonly initial: number;
  readonly maximum: number;
}

/** The part of the host's WebAssembly that is used here. */
interface WebAssembly {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: {
    new (pages: Pages & { readonly shared: true }): SharedMemory;
    new (pages: Pages): Memory;
  };
}

/** Undefined where the host has none. */
export const webAssembly = (globalThis as { readonly WebAssembly?: WebAssembly }).WebAssembly;

/** A module that runs: what it exports. */
export function instantiated<Exports>(bytes: Uint8Array, imports: object): Exports {
  const { Module, Instance } = webAssembly!;
  return new Instance(new Module(bytes), imports).exports as Exports;
}

let vectors: boolean | undefined;

/** Whether the host has instructions on two doubles at once, and lets them be compiled: a policy may forbid it. */
export function hasVectors(): boolean {
  const pair = new Code([]).integer(0).simdAt(simd.load, 0).simd(simd.anyTrue);
  return (vectors ??= canCompile(moduleOf([], [{ code: pair, returns: i32 }])));
}

function canCompile(bytes: Uint8Array): boolean {
  if (webAssembly === undefined) return false;
  try {
    return new webAssembly.Module(bytes) instanceof webAssembly.Module;
  } catch {
    return false;
  }
}

/** Of the memory that kernels share, how many numbers it holds. */
export const sharedNumbers = 2 ** 17;

/** The same in pages. */
export const sharedPages = (8 * sharedNumbers) / pageBytes;

let shared: Memory | undefined;

/**
 * One memory for all kernels, which never grows: each call puts in it what it reads, a part at a time, and has taken
 * from it what it made when it returns.
 */
export function sharedMemory(): Memory {
  return (shared ??= new webAssembly!.Memory({ initial: sharedPages, maximum: sharedPages }));
}

/** Such a memory for a kernel that runs in another thread. */
export function memoryForThreads(): SharedMemory {
  return new webAssembly!.Memory({ initial: sharedPages, maximum: sharedPages, shared: true });
}
