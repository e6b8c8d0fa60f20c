// Forward mode: a value carries its tangent, and every op pushes the tangents of its inputs on to its result.

import {
  Box,
  ScalarBox,
  bind,
  nextLevel,
  unbox,
  type Inputs,
  type Op,
  type Trace,
  type Value,
} from "../core/op.js";
import { plus, strong } from "../core/space.js";
import { escapedBox } from "../core/errors.js";

/** Runs a program on dual numbers y + ẏε, ε² = 0. */
export class Forward implements Trace {
  readonly level = nextLevel();
  closed = false;

  apply<X extends Inputs, P>(op: Op<X, P>, inputs: X, params: P): Value {
    if (this.closed) throw escapedBox(op.name);
    const x = unbox(inputs, this);
    const y = bind(op, x, params);
    return op.constant === true ? y : this.box(y, this.tangent(op, inputs, y, x, params));
  }

  /** ẏ = Σᵢ (∂y/∂xᵢ) ẋᵢ */
  private tangent<X extends Inputs, P>(op: Op<X, P>, inputs: X, y: Value, x: X, params: P): Value {
    if (op.jvpAll !== undefined)
      return op.jvpAll(
        inputs.map((v) => this.tangentOf(v)),
        y,
        x,
        params,
      );
    let dy: Value = 0;
    for (let i = 0; i < inputs.length; i++) {
      const dx = this.tangentOf(inputs[i] as Value);
      if (dx !== 0) dy = plus(dy, op.jvp(i, dx, y, x, params));
    }
    return dy;
  }

  /** y + ẏε; between numbers, in the box that is made for them. */
  box(y: Value, dy: Value): Value {
    return typeof y === "number" && typeof dy === "number"
      ? new ScalarDual(this, y, dy)
      : new Dual(this, y, dy);
  }

  /** The tangent of `x`, 0 if it has none. */
  tangentOf(x: Value): Value {
    return (x instanceof ScalarDual || x instanceof Dual) && x.trace === this ? x.tangent : 0;
  }

  /** What `x` is without its tangent. */
  primalOf(x: Value): Value {
    return x instanceof Box && x.trace === this ? x.value : x;
  }

  close(): void {
    this.closed = true;
  }
}

/** A value of any kind and its tangent. */
export class Dual extends Box {
  constructor(
    readonly trace: Forward,
    readonly value: Value,
    readonly tangent: Value,
  ) {
    super();
  }
}

/**
 * A number and its tangent. Its prototype is put below that of ScalarBox without `extends`: V8 would take in four
 * times the text for the constructor of a derived class, and so fewer operations into the program that calls them.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- the static block makes it true
export class ScalarDual {
  static {
    Object.setPrototypeOf(this.prototype, ScalarBox.prototype);
  }

  constructor(
    readonly trace: Forward,
    readonly value: number,
    readonly tangent: number,
  ) {}

  chain(y: number, p: number): Value {
    if (this.trace.closed) throw escapedBox();
    return new ScalarDual(this.trace, y, strong(p, this.tangent));
  }

  join(y: number, p: number, other: ScalarDual, q: number): Value {
    if (this.trace.closed) throw escapedBox();
    const dy = p * this.tangent + q * other.tangent;
    return new ScalarDual(this.trace, y, dy === dy ? dy : careful(p, this.tangent, q, other.tangent));
  }
}

/** p · da + q · db with strong zeros; needed only where the plain sum is NaN, and apart because that is rare. */
function careful(p: number, da: number, q: number, db: number): number {
  return strong(p, da) + strong(q, db);
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type -- as above
export interface ScalarDual extends ScalarBox {}
