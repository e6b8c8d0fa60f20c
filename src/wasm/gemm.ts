// The product of a block of one matrix and a block of another, by tiles of 4 × 4 elements, of which each is in eight
// registers while the inner axis is walked. The inner loop is not unrolled: V8 would load ahead, and run out of them.

import { Code, i32, moduleOf, nothing, v128 } from "./encoder.js";
import { instantiated, sharedMemory } from "./host.js";
import { code, simd } from "./instructions.js";

/** How many rows and columns a block of the product has, and how long the inner axis is; of narrow ones, more rows. */
export const block = { rows: 64, columns: 256, depth: 256 } as const;

/** How many numbers a block on the left has. */
export const numbers = block.rows * block.depth;

/** Where in the shared memory the blocks begin, in numbers. */
export const places = {
  /** Four rows side by side, then the next four. */
  left: 0,
  /** Four columns side by side, then the next four. */
  right: numbers,
  /** Row-major. What the last tiles have beyond the last row is behind it. */
  product: numbers + block.columns * block.depth,
  /** What is to be packed, row-major: as many numbers as a block on the left has. */
  raw: 2 * numbers + block.columns * block.depth,
} as const;

/** How many rows a block has where the others are so long: as many as fit, but not so many that the cache overflows. */
export function mostRows(depth: number, columns: number): number {
  return Math.min(512, 4 * Math.floor(numbers / Math.max(depth, columns) / 4));
}

export interface GemmKernels {
  /** Lays so many fours of rows of this length side by side, from a place on. */
  readonly packRows: (tiles: number, depth: number, to: number) => void;
  /** Lays fours of so many columns side by side, of `rows` of the `depth` rows that a four has in its place. */
  readonly packColumns: (tiles: number, rows: number, to: number, depth: number, columns: number) => void;
  /** Multiplies what is packed. */
  readonly product: (rowTiles: number, columnTiles: number, depth: number, columns: number) => void;
}

let kernels: GemmKernels | undefined;

/** The kernels, which are compiled when they are first asked for. */
export function gemmKernels(): GemmKernels {
  if (kernels === undefined) {
    const bytes = moduleOf(
      [],
      [
        { code: rowPacker(), name: "packRows" },
        { code: columnPacker(), name: "packColumns" },
        { code: new Writer().code(), name: "product" },
      ],
    );
    kernels = instantiated<GemmKernels>(bytes, { m: { m: sharedMemory() } });
  }
  return kernels;
}

/** Four doubles. */
const fourBytes = 32;

/** As often as the local `limit` says, at least once. */
function times(to: Code, counter: number, limit: number, body: () => void): void {
  to.integer(0).at(code.localSet, counter).op(code.loop, nothing);
  body();
  add(to, counter, 1).at(code.localGet, limit).op(code.i32LtU).at(code.branchIf, 0).op(code.end);
}

/** Adds to a local, and leaves the sum on the stack. */
function add(to: Code, local: number, by: number): Code {
  return to.at(code.localGet, local).integer(by).op(code.i32Add).at(code.localTee, local);
}

function rowPacker(): Code {
  const to = new Code([i32, i32, i32]);
  const [rowTiles, depth, first] = [0, 1, 2];
  const [tile, p, place] = [to.local(i32), to.local(i32), to.local(i32)];
  const rows = Array.from({ length: 4 }, () => to.local(i32));
  to.at(code.localGet, first).integer(8).op(code.i32Mul).at(code.localSet, place);
  times(to, tile, rowTiles, () => {
    // Row r of the tile begins (4 · tile + r) · depth numbers from the first.
    rows.forEach((row, r) => {
      to.at(code.localGet, tile).integer(4).op(code.i32Mul).integer(r).op(code.i32Add);
      to.at(code.localGet, depth).op(code.i32Mul).integer(8).op(code.i32Mul).at(code.localSet, row);
    });
    times(to, p, depth, () => {
      rows.forEach((row, r) => {
        to.at(code.localGet, place)
          .at(code.localGet, row)
          .memoryAt(code.f64Load, 8 * places.raw);
        to.memoryAt(code.f64Store, 8 * r);
        add(to, row, 8).op(code.drop);
      });
      add(to, place, fourBytes).op(code.drop);
    });
  });
  return to;
}

function columnPacker(): Code {
  const to = new Code([i32, i32, i32, i32, i32]);
  const [columnTiles, rows, first, depth, columns] = [0, 1, 2, 3, 4];
  const [tile, p, from, place] = [to.local(i32), to.local(i32), to.local(i32), to.local(i32)];
  times(to, tile, columnTiles, () => {
    to.at(code.localGet, tile).integer(fourBytes).op(code.i32Mul).at(code.localSet, from);
    to.at(code.localGet, tile).at(code.localGet, depth).op(code.i32Mul).integer(fourBytes).op(code.i32Mul);
    to.at(code.localGet, first).integer(8).op(code.i32Mul, code.i32Add).at(code.localSet, place);
    times(to, p, rows, () => {
      for (const half of [0, 16])
        to.at(code.localGet, place)
          .at(code.localGet, from)
          .simdAt(simd.load, 8 * places.raw + half)
          .simdAt(simd.store, half);
      to.at(code.localGet, from).at(code.localGet, columns).integer(8).op(code.i32Mul, code.i32Add);
      to.at(code.localSet, from);
      add(to, place, fourBytes).op(code.drop);
    });
  });
  return to;
}

class Writer {
  private readonly to = new Code([i32, i32, i32, i32]);
  /** Where the next four rows end, and the places in both blocks and in the product. */
  private readonly end = this.to.local(i32);
  private readonly left = this.to.local(i32);
  private readonly right = this.to.local(i32);
  private readonly strip = this.to.local(i32);
  private readonly corner = this.to.local(i32);
  private readonly row = this.to.local(i32);
  private readonly column = this.to.local(i32);
  /** Bytes from one row of the product to the next. */
  private readonly width = this.to.local(i32);
  private readonly tile = Array.from({ length: 8 }, () => this.to.local(v128));
  private readonly pair = [this.to.local(v128), this.to.local(v128)] as const;
  private readonly element = this.to.local(v128);

  /** From the last columns to the first: what a tile has beyond the last column is written over by the next row's first. */
  code(): Code {
    const { to, strip, column, width } = this;
    to.at(code.localGet, 3).integer(8).op(code.i32Mul).at(code.localSet, width);
    to.at(code.localGet, 1).at(code.localSet, column).op(code.loop, nothing);
    add(to, column, -1).at(code.localGet, 2).op(code.i32Mul).integer(fourBytes).op(code.i32Mul);
    to.at(code.localSet, strip);
    this.rows();
    to.at(code.localGet, column).at(code.branchIf, 0).op(code.end);
    return to;
  }

  private rows(): void {
    const { to, row, left, right, strip, corner, column } = this;
    to.integer(0).at(code.localSet, left);
    to.at(code.localGet, column).integer(fourBytes).op(code.i32Mul).at(code.localSet, corner);
    times(to, row, 0, () => {
      to.at(code.localGet, strip).at(code.localSet, right);
      this.tileOf();
      this.store();
    });
  }

  /** One tile: the sum of the products of four elements and four. */
  private tileOf(): void {
    const { to, left, right, end, tile, pair, element } = this;
    for (const sum of tile) to.op(...zero).at(code.localSet, sum);
    to.at(code.localGet, left).at(code.localGet, 2).integer(fourBytes).op(code.i32Mul, code.i32Add);
    to.at(code.localSet, end).op(code.loop, nothing);
    pair.forEach((local, k) =>
      to
        .at(code.localGet, right)
        .simdAt(simd.load, 8 * places.right + 16 * k)
        .at(code.localSet, local),
    );
    for (let r = 0; r < 4; r++) {
      to.at(code.localGet, left)
        .simdAt(simd.loadSplat, 8 * (places.left + r))
        .at(code.localSet, element);
      pair.forEach((local, k) => {
        const sum = tile[2 * r + k]!;
        to.at(code.localGet, sum).at(code.localGet, element).at(code.localGet, local);
        to.simd(simd.f64Mul).simd(simd.f64Add).at(code.localSet, sum);
      });
    }
    add(to, right, fourBytes).op(code.drop);
    add(to, left, fourBytes).at(code.localGet, end).op(code.i32LtU).at(code.branchIf, 0).op(code.end);
  }

  private store(): void {
    const { to, corner, tile, width } = this;
    tile.forEach((sum, k) => {
      to.at(code.localGet, corner)
        .at(code.localGet, sum)
        .simdAt(simd.store, 8 * places.product + 16 * (k & 1));
      if (k % 2 === 1)
        to.at(code.localGet, corner).at(code.localGet, width).op(code.i32Add).at(code.localSet, corner);
    });
  }
}

const zero = [0xfd, simd.const, ...new Array<number>(16).fill(0)];
