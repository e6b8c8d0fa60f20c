// A tangent or cotangent as it is added up: in place, as soon as it is in an array of the engine's own.

import { NDArray, accumulate, recycle, zeros, type DType } from "../ndarray/index.js";
import { Box, dtypeOf, shapeOf, type Inputs, type Op, type Value } from "../core/op.js";
import { plus } from "../core/space.js";

/** A sum of tangents or cotangents. */
export class Sum {
  total: Value = 0;
  /** Whether the total was made for this sum alone: then it may be added to in place. */
  own = false;

  /** Adds `dx`; a `fresh` one is an array that nobody else knows of. */
  add(dx: Value, fresh = false): void {
    if (dx === 0) return;
    const { total } = this;
    if (this.own && total instanceof NDArray && dx instanceof NDArray && total.dtype === dx.dtype) {
      accumulate(total, dx);
      if (fresh) recycle(dx);
    } else {
      this.total = plus(total, dx);
      this.own = fresh || this.total !== dx;
    }
  }

  /**
   * Adds what ȳ adds to x̄ᵢ without making it, if the rule can and all is plain, and tells whether it did: n reads of
   * elements of an array of length n are then O(n) work, and not n arrays of zeros.
   */
  addInto({ vjpInto }: Op<Inputs, unknown>, i: number, dy: Value, x: Inputs, params: unknown): boolean {
    if (vjpInto === undefined || dy instanceof Box) return false;
    const room = this.room(x[i] ?? 0, dtypeOf(dy));
    if (room === undefined) return false;
    vjpInto(i, room, dy, params);
    return true;
  }

  /**
   * The total as an array of its own in the space of `x`, for elements of `dtype`. Undefined where there can be none:
   * where x is a number, or the total is boxed or of a smaller type.
   */
  private room(x: Value, dtype: DType): NDArray | undefined {
    const { total } = this;
    if (total instanceof NDArray) {
      if (total.dtype !== dtype && total.dtype !== "float64") return undefined;
      return this.own ? total : this.keep(new NDArray(total.data.slice(), total.shape));
    }
    const shape = shapeOf(x);
    return total !== 0 || shape.length === 0 ? undefined : this.keep(zeros(shape, { dtype }));
  }

  private keep(total: NDArray): NDArray {
    this.total = total;
    this.own = true;
    return total;
  }
}
