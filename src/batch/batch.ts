// Many inputs at once: a value carries an axis along which the values of all inputs lie, and every op works on
// the whole of it.

import { type NDArray, zeros, type Plain, type Shape } from "../ndarray/index.js";
import { escapedBox } from "../core/errors.js";
import {
  Box,
  bind,
  nextLevel,
  shapeOf,
  unbox,
  value,
  type Inputs,
  type Op,
  type Trace,
  type Value,
} from "../core/op.js";
import { slice } from "../ops/indexing.js";
import { reshape, stack } from "../ops/shape.js";

/**
 * The plain value of a box was asked for, and is not the same for all inputs of a batch. Whoever began the batch
 * divides it into `groups` of inputs that have the same, and runs the program again for each: a program that asks
 * goes another way for other inputs.
 */
export class Divergence extends Error {
  override readonly name = "Divergence";

  constructor(
    readonly batch: Batch,
    readonly groups: readonly Int32Array[],
  ) {
    super(
      "the plain value of a batched box differs from input to input; ask for it within the function of vmap",
    );
  }
}

/** Runs a program on `n` inputs at once. */
export class Batch implements Trace {
  readonly level = nextLevel();
  private closed = false;

  constructor(readonly n: number) {}

  apply<X extends Inputs, P>(op: Op<X, P>, inputs: X, params: P): Value {
    if (this.closed) throw escapedBox(op.name);
    const batched = inputs.map((v) => this.holds(v));
    const x = unbox(inputs, this);
    if (op.batch !== undefined) {
      const y = op.batch(x, batched, this.n, params);
      return isList(y) ? y[0] : this.box(y);
    }
    if (op.core !== undefined) return this.box(bind(op, aligned(x, batched, op.core), params));
    return this.box(this.oneByOne(op, x, batched, params));
  }

  /** Any op: a call for each input. */
  private oneByOne<X extends Inputs, P>(op: Op<X, P>, x: X, batched: readonly boolean[], params: P): Value {
    const inputs = (i: number): X => x.map((v, k) => (batched[k] === true ? slice(v, i) : v)) as Inputs as X;
    if (this.n > 0) return stack(Array.from({ length: this.n }, (_, i) => bind(op, inputs(i), params)));
    const shapes = x.map((v, k) => shapeOf(v).slice(batched[k] === true ? 1 : 0));
    return zeros([0, ...op.shape(shapes as never, params)]);
  }

  /** The box of a value whose first axis is that of the inputs. */
  box(x: Value): Value {
    return new Batched(this, x);
  }

  /** Whether `x` has values of its own for the inputs. */
  holds(x: Value): x is Batched {
    return x instanceof Batched && x.trace === this;
  }

  /** What `x` is outside this batch. */
  primalOf(x: Value): Value {
    return this.holds(x) ? x.value : x;
  }

  close(): void {
    this.closed = true;
  }
}

function isList(y: Value | readonly [Value]): y is readonly [Value] {
  return Array.isArray(y);
}

/** Inputs whose last axes, as many as `core` says, are an op's own, such that the axes before them meet. */
function aligned<X extends Inputs>(x: X, batched: readonly boolean[], core: readonly number[]): X {
  const extra = x.map((v, i) => shapeOf(v).length - (core[i] ?? 0) - Number(batched[i]));
  const most = Math.max(...extra);
  const all = x.map((v, i) => {
    if (batched[i] !== true || extra[i] === most) return v;
    const [n = 0, ...own] = shapeOf(v);
    return reshape(v, [n, ...new Array<number>(most - (extra[i] ?? 0)).fill(1), ...own]);
  });
  return all as Inputs as X;
}

/** The values of one variable for all inputs of a batch, along the first axis of `value`. */
export class Batched extends Box {
  constructor(
    readonly trace: Batch,
    readonly value: Value,
  ) {
    super();
  }

  override get shape(): Shape {
    return shapeOf(this.value).slice(1);
  }

  override isWatched(): boolean {
    return this.value instanceof Box && this.value.isWatched();
  }

  /** The plain value, if it is the same for all inputs; else the batch has to be divided. */
  override plain(): Plain {
    const all = value(this.value) as NDArray;
    const groups = alike(all);
    if (groups.length > 1) throw new Divergence(this.trace, groups);
    return groups.length === 1 ? (slice(all, 0) as Plain) : (reshape(zeros(this.shape), this.shape) as Plain);
  }

  override toString(): string {
    return `batch of ${String(this.trace.n)}: ${String(this.value)}`;
  }

  override toJSON(): unknown {
    return this.value instanceof Box ? this.value.toJSON() : value(this.value);
  }
}

/** The inputs that have equal values, bit by bit: the first axis of `x` is that of the inputs. */
function alike({ data, shape }: NDArray): readonly Int32Array[] {
  const [n = 0] = shape;
  const size = n === 0 ? 0 : data.length / n;
  const groups = new Map<unknown, number[]>();
  for (let i = 0; i < n; i++) {
    const key =
      size === 1 ? bits(data[i] ?? NaN) : Array.from(data.subarray(i * size, (i + 1) * size), bits).join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [i]);
    else group.push(i);
  }
  return Array.from(groups.values(), (group) => Int32Array.from(group));
}

/** What tells numbers apart, −0 from 0 too. */
function bits(x: number): number | string {
  return Object.is(x, -0) ? "-0" : x;
}
