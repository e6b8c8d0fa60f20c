// Recomputation: a function whose operations are not kept, but run again when its derivative is asked for.

import type { Value } from "../core/op.js";
import { push, type Program } from "../forward/index.js";
import { record } from "../reverse/index.js";
import { Call } from "./call.js";
import { checkFunction } from "./options.js";
import { applied } from "./whole.js";

type Values = readonly Value[];

/**
 * `f`, which leaves one step on a tape instead of all of its own: in reverse mode it runs again for its gradient.
 * That takes the time of one more run, and the memory of one call at a time. The value and every derivative are
 * those of `f`, to the last bit.
 *
 * `f` must be a function of its arguments, trees of numbers and arrays, and do the same each time.
 *
 * @throws TypeError where the result of `f` depends on a watched value that is not an argument.
 * @example
 * const step = checkpoint((x: Value) => sin(mul(x, x)));
 * grad((x: Value) => step(step(x)))(0.5);
 */
export function checkpoint<A extends unknown[], Y>(f: (...args: A) => Y): (...args: A) => Y {
  checkFunction("checkpoint", f);
  return (...args) => {
    const call = Call.ofAll("checkpoint", f, args);
    const { program } = call;
    const y = applied(
      {
        name: f.name === "" ? "checkpoint" : `checkpoint of ${f.name}`,
        run: program,
        push: (dx, _y, x) => push(program, x, dx).dy,
        pull: (dy, _y, x, wanted) => pulledBack(program, x, dy, wanted),
      },
      call.x,
    );
    return call.output.fill(y) as Y;
  };
}

/** x̄ = f′(x)ᵀ ȳ for the inputs that are wanted, by default all, and 0 for the others: `f` runs on a tape of its own. */
export function pulledBack(f: Program, x: Values, dy: Values, wanted?: readonly boolean[]): Values {
  const at = wanted === undefined ? undefined : [...wanted.keys()].filter((i) => wanted[i]);
  const some =
    at === undefined
      ? record(f, x, false)
      : record(
          (watched) => f(replaced(x, at, watched)),
          at.map((i) => x[i] as Value),
          false,
        );
  try {
    const bars = some.pull(dy);
    return at === undefined ? bars : replaced(new Array<Value>(x.length).fill(0), at, bars);
  } finally {
    some.release();
  }
}

/** `x` with other values in the given places. */
function replaced(x: Values, at: readonly number[], values: Values): Values {
  const all = x.slice();
  for (const [k, i] of at.entries()) all[i] = values[k] as Value;
  return all;
}
