// Forward mode with k tangents at once: the program runs one time, and each op pushes k tangents through its
// partials.

import { Box, ScalarBox, bind, nextLevel, shapeOf, unbox } from "../core/op.js";
import type { Inputs, Op, Trace, Value } from "../core/op.js";
import { broadcastTo, chain, plus, strong } from "../core/space.js";
import { escapedBox } from "../core/errors.js";

/** How many tangents a number carries at once: what fits a literal of doubles. */
export const lanes = 4;

type Tangents = readonly Value[];

/** Runs a program on values with k tangents each. */
export class ForwardLanes implements Trace {
  readonly level = nextLevel();
  closed = false;

  constructor(readonly k: number) {}

  apply<X extends Inputs, P>(op: Op<X, P>, inputs: X, params: P): Value {
    if (this.closed) throw escapedBox(op.name);
    const x = unbox(inputs, this);
    const y = bind(op, x, params);
    return op.constant === true ? y : this.box(y, this.tangents(op, inputs, y, x, params));
  }

  private tangents<X extends Inputs, P>(op: Op<X, P>, inputs: X, y: Value, x: X, params: P): Tangents {
    const dx = inputs.map((v) => this.tangentsOf(v));
    const each = Array.from({ length: this.k }, (_, lane) => lane);
    if (op.jvpAll !== undefined) {
      const { jvpAll } = op;
      return each.map((lane) =>
        jvpAll(
          dx.map((d) => d?.[lane] ?? 0),
          y,
          x,
          params,
        ),
      );
    }
    const dy: Value[] = each.map(() => 0);
    for (const [i, d] of dx.entries()) {
      if (d === undefined) continue;
      const push = rule(op, i, y, x, params);
      for (const lane of each) {
        const dxi = d[lane] ?? 0;
        if (dxi !== 0) dy[lane] = plus(dy[lane] ?? 0, push(dxi));
      }
    }
    return dy;
  }

  /** The box of y; a number with the full count of plain tangents goes the short way from here on. */
  box(y: Value, dy: Tangents): Value {
    if (typeof y === "number" && this.k === lanes && allNumbers(dy)) return new ScalarLanes(this, y, dy);
    return new Lanes(this, y, dy);
  }

  tangentsOf(x: Value): Tangents | undefined {
    return (x instanceof ScalarLanes || x instanceof Lanes) && x.trace === this ? x.tangents : undefined;
  }

  primalOf(x: Value): Value {
    return x instanceof Box && x.trace === this ? x.value : x;
  }

  close(): void {
    this.closed = true;
  }
}

/** ẋᵢ ↦ (∂y/∂xᵢ) ẋᵢ, the partial of an elementwise op computed once for all lanes. */
function rule<X extends Inputs, P>(op: Op<X, P>, i: number, y: Value, x: X, params: P): (dx: Value) => Value {
  const d = op.scalar?.partials[i];
  if (d === undefined) return (dx) => op.jvp(i, dx, y, x, params);
  const p = d(y, x[0] ?? 0, x[1] ?? 0, x[2] ?? 0);
  const shape = shapeOf(y);
  return (dx) => broadcastTo(chain(p, dx), shape);
}

function allNumbers(x: readonly Value[]): x is readonly number[] {
  return x.every((v) => typeof v === "number");
}

/** A value of any kind and its tangents. */
export class Lanes extends Box {
  constructor(
    readonly trace: ForwardLanes,
    readonly value: Value,
    readonly tangents: Tangents,
  ) {
    super();
  }
}

/** A number and its four tangents. */
export class ScalarLanes extends ScalarBox {
  constructor(
    readonly trace: ForwardLanes,
    readonly value: number,
    readonly tangents: readonly number[],
  ) {
    super();
  }

  chain(y: number, p: number): Value {
    if (this.trace.closed) throw escapedBox();
    const t = this.tangents;
    return new ScalarLanes(this.trace, y, [
      strong(p, t[0]!),
      strong(p, t[1]!),
      strong(p, t[2]!),
      strong(p, t[3]!),
    ]);
  }

  join(y: number, p: number, other: ScalarLanes, q: number): Value {
    if (this.trace.closed) throw escapedBox();
    const [t, u] = [this.tangents, other.tangents];
    return new ScalarLanes(this.trace, y, [
      strong(p, t[0]!) + strong(q, u[0]!),
      strong(p, t[1]!) + strong(q, u[1]!),
      strong(p, t[2]!) + strong(q, u[2]!),
      strong(p, t[3]!) + strong(q, u[3]!),
    ]);
  }
}
