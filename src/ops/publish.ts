// The public functions of ops: for numbers they are as fast as the arithmetic, for all else they go through
// the seam.

import { stamp, type Data, type NDArray } from "../ndarray/index.js";
import { ScalarBox, bind, type Inputs, type Op, type PartialDerivative, type Value } from "../core/op.js";
import { elementwise, type Elementwise } from "../core/space.js";
import { lift, type Like } from "./lift.js";

/** An op's public function knows its registry entry. */
export interface Published {
  readonly op: Op;
}

/** An elementwise function of one input. */
export interface Unary extends Published {
  (x: number): number;
  (x: NDArray | Data): NDArray;
  (x: Like): Value;
}

/** An elementwise function of two inputs, which are broadcast against each other. */
export interface Binary extends Published {
  (a: number, b: number): number;
  (a: NDArray | Data, b: number | NDArray | Data): NDArray;
  (a: number, b: NDArray | Data): NDArray;
  (a: Like, b: Like): Value;
}

/** An elementwise function of three inputs, which are broadcast against each other. */
export interface Ternary extends Published {
  (a: number, b: number, c: number): number;
  (a: Like, b: Like, c: Like): Value;
}

/** Joins a public function to its entry, under the entry's name. */
export function publish<F extends (...args: never[]) => unknown>(op: Op, call: F): F & Published {
  Object.defineProperty(call, "name", { value: op.name });
  return Object.assign(call, { op });
}

type About = Omit<Elementwise, "d" | "f">;

/** What determines an elementwise function of one input. */
export interface UnarySpec extends About {
  readonly f: (x: number) => number;
  readonly d: (y: Value, x: Value) => Value;
}

/** What determines an elementwise function of two inputs. */
export interface BinarySpec extends About {
  readonly f: (a: number, b: number) => number;
  readonly d: readonly [PartialDerivative2, PartialDerivative2];
}

type PartialDerivative2 = (y: Value, a: Value, b: Value) => Value;

/** An elementwise op of one input, and its function. */
export function unary(spec: UnarySpec): Unary {
  return publishUnary(elementwise({ ...spec, d: [spec.d] }));
}

/** An elementwise op of two inputs, and its function. */
export function binary(spec: BinarySpec): Binary {
  return publishBinary(elementwise(spec));
}

/** An elementwise op of three inputs, and its function. */
export function ternary(spec: Elementwise): Ternary {
  const op = elementwise(spec);
  return publish(op, general(op)) as Ternary;
}

/**
 * A locally constant elementwise op of as many inputs as `f` has, and its function: no box needs to hear of
 * it.
 */
export function step<F extends Published = Unary>(spec: Omit<Elementwise, "d">): F {
  const { f } = spec;
  const arity = f.length;
  const op = {
    ...elementwise({ ...spec, d: new Array<PartialDerivative>(arity).fill(() => 0) }),
    constant: true,
  };
  const call = general(op);
  return publish(op, (a: Like, b?: Like, c?: Like) => {
    const plain =
      typeof a === "number" && (arity < 2 || typeof b === "number") && (arity < 3 || typeof c === "number");
    return plain ? f(a, b as number, c as number) : call(a, b, c);
  }) as unknown as F;
}

type General = (...given: (Like | undefined)[]) => Value;

const places = ["its first input", "its second input", "its third input"];

/** The call through the seam. */
function general(op: Op<Inputs, undefined>): General {
  const arity = op.domain.length;
  return (...given) => {
    const inputs = new Array<Value>(arity);
    for (let i = 0; i < arity; i++) inputs[i] = lift(op.name, given[i] as Like, places[i]);
    return bind(op, inputs, undefined);
  };
}

/**
 * The function of an elementwise op of one input; stamped, so that each op has the optimiser's attention to
 * itself.
 */
export function publishUnary(op: Op<Inputs, undefined>): Unary {
  const { f, partials } = op.scalar as NumberOp;
  const call = stamp(op.name, unaryTemplate)(f as Numbers, partials[0] as Numbers, ScalarBox, general(op));
  return publish(op, call) as Unary;
}

/** The function of an elementwise op of two inputs. */
export function publishBinary(op: Op<Inputs, undefined>): Binary {
  const { f, partials } = op.scalar as NumberOp;
  const [da, db] = partials as readonly Numbers[];
  const stamped = <T>(template: T): T => stamp(op.name, template);
  const call = stamped(binaryTemplate)(
    f as Numbers,
    stamped(leftTemplate)(f as Numbers, da as Numbers),
    stamped(rightTemplate)(f as Numbers, db as Numbers),
    stamped(bothTemplate)(f as Numbers, da as Numbers, db as Numbers),
    ScalarBox,
    general(op),
  );
  return publish(op, call) as Binary;
}

type NumberOp = NonNullable<Op["scalar"]>;
type BoxClass = typeof ScalarBox;
/** A function or a partial, given numbers. */
type Numbers = (a: number, b?: number, c?: number) => number;

const unaryTemplate = (f: Numbers, d: Numbers, Scalar: BoxClass, rest: General) =>
  function (x: Like): Value {
    if (typeof x === "number") return f(x);
    if (x instanceof Scalar) {
      const v = x.value;
      const y = f(v);
      return x.chain(y, d(y, v));
    }
    return rest(x);
  };

// V8 takes a function into its caller until it has taken in so much text: what a call does not need is apart from it.
const binaryTemplate = (
  f: Numbers,
  left: (a: ScalarBox, b: number) => Value,
  right: (a: number, b: ScalarBox) => Value,
  both: (a: ScalarBox, b: ScalarBox) => Value,
  Scalar: BoxClass,
  rest: General,
) =>
  function (a: Like, b: Like): Value {
    if (typeof a === "number") {
      if (typeof b === "number") return f(a, b);
      if (b instanceof Scalar) return right(a, b);
    } else if (a instanceof Scalar) {
      if (typeof b === "number") return left(a, b);
      if (b instanceof Scalar && b.trace === a.trace) return both(a, b);
    }
    return rest(a, b);
  };

const leftTemplate = (f: Numbers, d: Numbers) =>
  function (a: ScalarBox, b: number): Value {
    const u = a.value;
    const y = f(u, b);
    return a.chain(y, d(y, u, b));
  };

const rightTemplate = (f: Numbers, d: Numbers) =>
  function (a: number, b: ScalarBox): Value {
    const v = b.value;
    const y = f(a, v);
    return b.chain(y, d(y, a, v));
  };

const bothTemplate = (f: Numbers, da: Numbers, db: Numbers) =>
  function (a: ScalarBox, b: ScalarBox): Value {
    const u = a.value;
    const v = b.value;
    const y = f(u, v);
    return a.join(y, da(y, u, v), b, db(y, u, v));
  };
