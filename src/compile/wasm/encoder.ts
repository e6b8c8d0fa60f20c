// The binary format of WebAssembly, as much of it as programs of numbers need: https://webassembly.github.io/spec/core/binary/

/** Types of values. */
export const i32 = 0x7f;
export const f64 = 0x7c;

/** Instructions, by their names in the specification. */
export const code = {
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  branchIf: 0x0d,
  return: 0x0f,
  call: 0x10,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  i32Load: 0x28,
  f64Load: 0x2b,
  f64Store: 0x39,
  i32Const: 0x41,
  f64Const: 0x44,
  i32Eqz: 0x45,
  f64Eq: 0x61,
  f64Ne: 0x62,
  f64Lt: 0x63,
  f64Gt: 0x64,
  f64Le: 0x65,
  f64Ge: 0x66,
  i32Add: 0x6a,
  i32And: 0x71,
  i32Or: 0x72,
  f64Abs: 0x99,
  f64Neg: 0x9a,
  f64Ceil: 0x9b,
  f64Floor: 0x9c,
  f64Trunc: 0x9d,
  f64Sqrt: 0x9f,
  f64Add: 0xa0,
  f64Sub: 0xa1,
  f64Mul: 0xa2,
  f64Div: 0xa3,
  f64Min: 0xa4,
  f64Max: 0xa5,
  f64ConvertI32U: 0xb8,
} as const;

/** A block that leaves nothing. */
export const nothing = 0x40;

/** The body of a function, instruction by instruction. */
export class Code {
  readonly bytes: number[] = [];
  /** The types of its locals. */
  readonly locals: number[] = [];

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

  local(type = f64): number {
    return this.locals.push(type) - 1;
  }
}

const scratch = new Float64Array(1);
const octets = new Uint8Array(scratch.buffer);

/** A function that comes from outside, of `arity` numbers, and gives one. */
export interface Import {
  readonly arity: number;
  readonly f: (...x: number[]) => number;
}

/** What a function returns: nothing, or an i32. */
export interface Func {
  readonly code: Code;
  readonly returns: boolean;
}

const pageBytes = 65536;

/**
 * A module with a memory of so many numbers, "memory", and its last function, "program". Functions are numbered from the
 * imports on.
 */
export function moduleOf(
  imports: readonly Import[],
  functions: readonly Func[],
  numbers: number,
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
  const declared = functions.map(({ returns }) => index(typeOf([], returns ? [i32] : [])));
  const pages = Math.max(1, Math.ceil((8 * numbers) / pageBytes));
  const last = imports.length + functions.length - 1;
  return joined([
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [list(types)]),
    ...section(2, [list(imported)]),
    ...section(3, [list(declared)]),
    ...section(5, [list([[0x00, ...index(pages)]])]),
    ...section(7, [
      list([
        [...text("memory"), 0x02, 0x00],
        [...text("program"), 0x00, ...index(last)],
      ]),
    ]),
    ...section(10, [index(functions.length), ...functions.flatMap((f) => bodyOf(f.code))]),
  ]);
}

/** Bytes in parts: a long program has millions of them, which are copied once. */
type Parts = readonly (readonly number[])[];

function bodyOf({ bytes, locals }: Code): Parts {
  // Locals of one type after each other are declared together.
  const runs: [number, number][] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.[1] === type) last[0] += 1;
    else runs.push([1, type]);
  }
  const declared = list(runs.map(([count, type]) => [...index(count), type]));
  return [index(declared.length + bytes.length + 1), declared, bytes, [code.end]];
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

function index(x: number): number[] {
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
