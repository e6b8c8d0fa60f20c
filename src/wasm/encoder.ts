// The binary format of WebAssembly, as much of it as programs and kernels need: https://webassembly.github.io/spec/core/binary/

import { code } from "./instructions.js";

/** Types of values. */
export const i32 = 0x7f;
export const f64 = 0x7c;
export const v128 = 0x7b;

export type Type = typeof i32 | typeof f64 | typeof v128;

/** A block that leaves nothing. */
export const nothing = 0x40;

/** The body of a function, instruction by instruction. */
export class Code {
  readonly bytes: number[] = [];
  /** The types of its locals that are no parameters. */
  readonly locals: Type[] = [];

  constructor(readonly params: readonly Type[] = []) {}

  op(...bytes: readonly number[]): this {
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }

  /** An instruction with an index: of a local, of a function. */
  at(instruction: number, index: number): this {
    this.bytes.push(instruction);
    unsigned(this.bytes, index);
    return this;
  }

  number(x: number): this {
    scratch[0] = x;
    return this.op(code.f64Const, ...octets);
  }

  integer(x: number): this {
    this.bytes.push(code.i32Const);
    signed(this.bytes, x);
    return this;
  }

  /** Reads or writes number `place` of the memory; the address, 0, must be below what is written. */
  memory(instruction: number, place: number): this {
    this.op(instruction, 3);
    unsigned(this.bytes, 8 * place);
    return this;
  }

  /** The same where an address on the stack is added, and `bytes` are given instead of a place. */
  memoryAt(instruction: number, bytes: number): this {
    this.op(instruction, instruction === code.i32Load ? 2 : 3);
    unsigned(this.bytes, bytes);
    return this;
  }

  simd(instruction: number): this {
    this.bytes.push(0xfd);
    unsigned(this.bytes, instruction);
    return this;
  }

  /** Loads or stores so many bytes after the address that is on the stack, which is a multiple of 8. */
  simdAt(instruction: number, offset: number): this {
    this.simd(instruction).op(3);
    unsigned(this.bytes, offset);
    return this;
  }

  local(type: Type = f64): number {
    return this.params.length + this.locals.push(type) - 1;
  }
}

const scratch = new Float64Array(1);
const octets = new Uint8Array(scratch.buffer);

/** A function that comes from outside, of `arity` numbers, and gives one. */
export interface Import {
  readonly arity: number;
  readonly f: (...x: number[]) => number;
}

/** The functions from outside that a module calls, each once. */
export class Imports {
  readonly list: Import[] = [];
  private readonly places = new Map<unknown, number>();

  at(f: Import["f"], arity: number): number {
    let place = this.places.get(f);
    if (place === undefined) this.places.set(f, (place = this.list.push({ f, arity }) - 1));
    return place;
  }

  /** What the host is to be given for them. */
  get given(): Readonly<Record<string, Import["f"]>> {
    return Object.fromEntries(this.list.map(({ f }, k) => [String(k), f]));
  }
}

/** A function: what it returns, if not nothing, and the name by which it is known outside, if it is. */
export interface Func {
  readonly code: Code;
  readonly returns?: Type;
  readonly name?: string;
}

export const pageBytes = 65536;

/** A memory from outside: one that threads share has as many pages as it says. */
export interface Imported {
  readonly sharedPages?: number;
}

/**
 * A module whose functions are numbered from the imports on. Its memory of so many numbers is known outside as "memory";
 * if it has none of its own, it has that which is imported as "m" "m".
 */
export function moduleOf(
  imports: readonly Import[],
  functions: readonly Func[],
  from: number | Imported = {},
): Uint8Array {
  const types: number[][] = [];
  const typeOf = (params: readonly number[], results: readonly number[]): number => {
    const type = [0x60, ...list(params.map((x) => [x])), ...list(results.map((x) => [x]))];
    const known = types.findIndex((other) => String(other) === String(type));
    return known >= 0 ? known : types.push(type) - 1;
  };
  const imported = imports.map(({ arity }, k) => [
    ...text("f"),
    ...text(String(k)),
    0x00,
    ...index(typeOf(new Array<number>(arity).fill(f64), [f64])),
  ]);
  const declared = functions.map(({ code: { params }, returns }) =>
    index(typeOf(params, returns === undefined ? [] : [returns])),
  );
  const exported = functions.flatMap(({ name }, k) =>
    name === undefined ? [] : [[...text(name), 0x00, ...index(imports.length + k)]],
  );
  const memory = typeof from === "number" ? [memoryOf(from)] : [];
  if (typeof from === "number") exported.push([...text("memory"), 0x02, 0x00]);
  else imported.push([...text("m"), ...text("m"), 0x02, ...limitsOf(from)]);
  return joined([
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [list(types)]),
    ...section(2, [list(imported)]),
    ...section(3, [list(declared)]),
    ...section(5, [list(memory)]),
    ...section(7, [list(exported)]),
    ...section(10, [index(functions.length), ...functions.flatMap((f) => bodyOf(f.code))]),
  ]);
}

function limitsOf({ sharedPages }: Imported): number[] {
  return sharedPages === undefined ? [0x00, 0x01] : [0x03, ...index(sharedPages), ...index(sharedPages)];
}

function memoryOf(numbers: number): number[] {
  return [0x00, ...index(Math.max(1, Math.ceil((8 * numbers) / pageBytes)))];
}

/** Bytes in parts: a long program has millions of them, which are copied once. */
type Parts = readonly (readonly number[])[];

function bodyOf({ bytes, locals }: Code): Parts {
  const declared = declarations(locals);
  return [index(declared.length + bytes.length + 1), declared, bytes, [code.end]];
}

/** Locals in the order of their numbers: how many of one type, and it, again and again. */
function declarations(locals: readonly Type[]): number[] {
  const runs: number[][] = [];
  for (let from = 0, to = 0; from < locals.length; from = to) {
    while (locals[to] === locals[from] && to < locals.length) to += 1;
    runs.push([...index(to - from), locals[from] ?? f64]);
  }
  return list(runs);
}

function section(id: number, content: Parts): Parts {
  return [[id, ...index(sizeOf(content))], ...content];
}

function sizeOf(parts: Parts): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

function joined(parts: Parts): Uint8Array {
  const bytes = new Uint8Array(sizeOf(parts));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A vector: how many there are, and they one after the other. */
function list(items: readonly (readonly number[])[]): number[] {
  const bytes = index(items.length);
  for (const item of items) for (const byte of item) bytes.push(byte);
  return bytes;
}

function text(name: string): number[] {
  return list(Array.from(new TextEncoder().encode(name), (byte) => [byte]));
}

/** An unsigned whole number as bytes. */
export function index(x: number): number[] {
  const bytes: number[] = [];
  unsigned(bytes, x);
  return bytes;
}

/** LEB128. */
function unsigned(bytes: number[], x: number): void {
  let rest = x;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
}

function signed(bytes: number[], x: number): void {
  let rest = x;
  while (rest > 0x3f || rest < -0x40) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  bytes.push(rest & 0x7f);
}
