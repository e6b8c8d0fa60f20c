// A function of several values as one operation, with rules of its own for all of it at once.

import { capturedBox } from "../core/errors.js";
import { Box, bind, dtypeOf, shapeOf, type Inputs, type Op, type Value } from "../core/op.js";
import { cast, zeroOf } from "../core/space.js";
import { zeros, type DType, type Plain, type Shape } from "../ndarray/index.js";
import { packLike, unpack } from "../ops/packing.js";
import { record } from "../reverse/index.js";

type Values = readonly Value[];

/** A function of flat lists, and its derivative at x, where it has the value y, as a linear map either way. */
export interface Whole extends Pick<Op, "keepsResults"> {
  readonly name: string;
  /** Of plain values. */
  readonly run: (x: Values) => Values;
  /** ẏ = f′(x) ẋ; an ẋᵢ that is zero may be the number 0. */
  readonly push: (dx: Values, y: Values, x: Values) => Values;
  /** x̄ = f′(x)ᵀ ȳ; an x̄ᵢ that is zero, or not `wanted`, may be the number 0. */
  readonly pull: (dy: Values, y: Values, x: Values, wanted: readonly boolean[]) => Values;
  /** What the results look like, if that shows before it runs. */
  readonly like?: () => Values;
}

/** The values of `whole` at `x`: run plainly if nothing is watched, and else one step of each trace. */
export function applied(whole: Whole, x: Values): Values {
  if (!x.some(isBox)) return opened(whole.name, whole.run(x));
  const parts = new Parts();
  return parts.of(bind(opOf(whole, parts), x, undefined));
}

function opOf(
  { name, run, push, pull, like, keepsResults = false }: Whole,
  parts: Parts,
): Op<Inputs, undefined> {
  const pushed = (dx: Values, y: Value, x: Values): Value => {
    const ys = parts.of(y);
    return parts.likes(push(dx, ys, x), ys);
  };
  return {
    name,
    doc: "a function with rules of its own",
    eval: (x) => parts.together(name, run(x)),
    shape: (x) => {
      // In a batch of no inputs it has not run, so it runs once for what it would have returned.
      if (!parts.areKnown) parts.together(name, like?.() ?? run(x.map((shape) => zerosOf(shape))));
      return parts.shape;
    },
    jvp: (i, dx, y, x) =>
      pushed(
        x.map((_, k) => (k === i ? dx : 0)),
        y,
        x,
      ),
    jvpAll: pushed,
    vjp: (i, dy, y, x) =>
      pull(
        parts.of(dy),
        parts.of(y),
        x,
        x.map((_, k) => k === i),
      )[i] ?? 0,
    vjpAll: (dy, y, x, _params, wanted) => pull(parts.of(dy), parts.of(y), x, wanted),
    keepsResults,
    domain: [],
    examples: [],
  };
}

/** What a function of plain values has returned, which is plain but for what it got by another way. */
function opened(name: string, y: Values): Values {
  if (y.some(isBox)) throw capturedBox(name);
  return y;
}

function isBox(x: Value): x is Box {
  return x instanceof Box;
}

/** Zeros of a shape, as a value. */
function zerosOf(shape: Shape): Plain {
  return shape.length === 0 ? 0 : zeros(shape);
}

/** What the results of one call are, as its first evaluation shows; a single one is not packed. */
class Parts {
  areKnown = false;
  private shapes: readonly Shape[] = [];
  private dtypes: readonly DType[] = [];
  shape: Shape = [];

  together(name: string, y: Values): Plain {
    opened(name, y);
    this.areKnown = true;
    this.shapes = y.map(shapeOf);
    this.dtypes = y.map(dtypeOf);
    const whole = this.likes(y, y) as Plain;
    this.shape = shapeOf(whole);
    return whole;
  }

  likes(dy: Values, y: Values): Value {
    return y.length < 2 ? (dy[0] ?? 0) : packLike(dy, y);
  }

  of(whole: Value): Values {
    if (this.shapes.length < 2) return this.shapes.map(() => whole);
    return unpack(whole, this.shapes).map((part, k) => {
      const dtype = this.dtypes[k] ?? "float64";
      return dtypeOf(part) === dtype ? part : cast(part, dtype);
    });
  }
}

/** The transpose of a linear map of values like `x`, applied to `w`. Where a linear map is taken does not matter. */
export function transposed(map: (dx: Values) => Values, x: Values, w: Values): Values {
  const recording = record(map, x.map(zeroOf), true);
  return recording.pull(w);
}
