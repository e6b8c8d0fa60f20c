// The product of a block of one matrix and a block of another, by tiles of 4 × 4 elements, of which each is in eight
// registers while the inner axis is walked. The inner loop is not unrolled: V8 would load ahead, and run out of them.

import { Code, i32, moduleOf, nothing, v128 } from "./encoder.js";
import { instantiated, sharedMemory } from "./host.js";
import { code, simd } from "./instructions.js";

/** How many rows and columns a block of the product has at most, and how long the inner axis is. */
export const block = { rows: 64, columns: 256, depth: 256 } as const;

/** Where in the shared memory the blocks begin, in numbers. */
export const places = {
  /** Four rows side by side, then the next four. */
  left: 0,
  /** Four columns side by side, then the next four. */
  right: block.rows * block.depth,
  /** Row-major, with `columns` numbers from one row to the next. */
  product: (block.rows + block.columns) * block.depth,
} as const;

/** Multiplies what is in the memory: so many fours of rows by so many fours of columns. */
export type BlockProduct = (rowTiles: number, columnTiles: number, depth: number) => void;

let kernel: BlockProduct | undefined;

/** The kernel, which is compiled when it is first asked for. */
export function blockProduct(): BlockProduct {
  if (kernel === undefined) {
    const bytes = moduleOf([], [{ code: new Writer().code(), name: "product" }]);
    kernel = instantiated<{ product: BlockProduct }>(bytes, { m: { m: sharedMemory() } }).product;
  }
  return kernel;
}

/** Four doubles. */
const fourBytes = 32;

class Writer {
  private readonly to = new Code([i32, i32, i32]);
  /** Where the next four rows end, and the places in both blocks and in the product. */
  private readonly end = this.to.local(i32);
  private readonly left = this.to.local(i32);
  private readonly right = this.to.local(i32);
  private readonly strip = this.to.local(i32);
  private readonly corner = this.to.local(i32);
  private readonly row = this.to.local(i32);
  private readonly column = this.to.local(i32);
  private readonly tile = Array.from({ length: 8 }, () => this.to.local(v128));
  private readonly pair = [this.to.local(v128), this.to.local(v128)] as const;
  private readonly element = this.to.local(v128);

  code(): Code {
    const { to, strip, column, right } = this;
    to.integer(0).at(code.localSet, column).integer(0).at(code.localSet, strip);
    this.times(column, 1, () => {
      this.rows();
      // The next strip of columns.
      to.at(code.localGet, right).at(code.localSet, strip);
    });
    return to;
  }

  /** As often as parameter `limit` says, at least once. */
  private times(counter: number, limit: number, body: () => void): void {
    const { to } = this;
    to.op(code.loop, nothing);
    body();
    this.add(counter, 1).at(code.localGet, limit).op(code.i32LtU).at(code.branchIf, 0).op(code.end);
  }

  /** Adds to a local, and leaves the sum on the stack. */
  private add(local: number, by: number): Code {
    return this.to.at(code.localGet, local).integer(by).op(code.i32Add).at(code.localTee, local);
  }

  private rows(): void {
    const { to, row, left, right, strip, corner, column } = this;
    to.integer(0).at(code.localSet, row).integer(0).at(code.localSet, left);
    to.at(code.localGet, column).integer(fourBytes).op(code.i32Mul).at(code.localSet, corner);
    this.times(row, 0, () => {
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
    this.add(right, fourBytes).op(code.drop);
    this.add(left, fourBytes).at(code.localGet, end).op(code.i32LtU).at(code.branchIf, 0).op(code.end);
  }

  private store(): void {
    const { to, corner, tile } = this;
    tile.forEach((sum, k) => {
      const offset = places.product + block.columns * (k >> 1) + 2 * (k & 1);
      to.at(code.localGet, corner)
        .at(code.localGet, sum)
        .simdAt(simd.store, 8 * offset);
    });
    this.add(corner, 4 * 8 * block.columns).op(code.drop);
  }
}

const zero = [0xfd, simd.const, ...new Array<number>(16).fill(0)];
