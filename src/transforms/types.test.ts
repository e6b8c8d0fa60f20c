// The types of the public face: what comes back is typed as what went in, and what is wrong does not compile.
//
// Most of this is tested by the compiler. A `@ts-expect-error` is a negative case, the reason beside it: if the line
// below it ever compiles, the build fails.
import t from "tap";
import {
  add,
  arange,
  array,
  backward,
  type Box,
  dot,
  exp,
  GradientTape,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  linearize,
  matmul,
  mul,
  type NDArray,
  norm,
  relu,
  sigmoid,
  sin,
  square,
  sum,
  value,
  valueAndGrad,
  variable,
  vjp,
  type Value,
} from "../index.js";

/** True if the two types are the same, `readonly` and `?` included. */
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Says that the type of `_x` is exactly `T`. */
function isExactly<T>() {
  return <X>(_x: X, ..._same: Equal<X, T> extends true ? [] : [never]): void => undefined;
}

/** Takes code that is compiled and never run. */
function unrun(_code: (...args: never[]) => unknown): void {
  return undefined;
}

const f = (x: Value): Value => mul(2, dot(x, x));

interface Layer {
  readonly weights: NDArray;
  bias: Float64Array;
  scale?: number;
}
interface Model {
  readonly layers: readonly Layer[];
  pair: [number, NDArray];
  temperature: number;
}

const layer: Layer = { weights: arange(4), bias: Float64Array.of(1, 2) };
const model: Model = { layers: [layer], pair: [3, arange(2)], temperature: 1 };
const biases = (m: Model): Value => m.layers.reduce<Value>((total, { bias }) => add(total, sum(bias)), 0);
const loss = (m: Model): Value => add(mul(m.temperature, sum(m.pair[1])), add(m.pair[0], biases(m)));

t.test("the examples of the design compile, with the types that they say", (t) => {
  isExactly<number>()(grad(f)(3));
  isExactly<NDArray>()(grad(f)(arange(4)));
  isExactly<NDArray>()(grad(f, { mode: "forward" })(arange(4)));
  isExactly<Float64Array>()(grad(f)(Float64Array.of(1, 2)));
  isExactly<{ value: number; gradient: NDArray }>()(valueAndGrad(f)(arange(4)));
  isExactly<Value>()(jvp(f, [arange(4)], [arange(4)]).tangent);
  const { value: y, pullback } = vjp(f, arange(4));
  isExactly<Value>()(y);
  isExactly<[NDArray]>()(pullback(1));
  isExactly<Value>()(jacobian(f, { mode: "both" })(arange(4)));
  isExactly<Value>()(hessian(f)(arange(4)));
  isExactly<NDArray>()(hvp(f)(arange(4), arange(4)));
  isExactly<Value>()(linearize((x: Value) => sin(x), 0).pushforward(2));
  const tape = new GradientTape({ persistent: true });
  const x = tape.watch(arange(4));
  isExactly<Value>()(x);
  isExactly<Value>()(tape.gradient(mul(x, x), x));
  const w = variable(arange(4));
  backward(mul(2, dot(w, w)));
  isExactly<number | NDArray | null>()(w.grad);
  t.pass("compiled");
  t.end();
});

t.test("records, tuples, interfaces, and optional and readonly members come back exactly", (t) => {
  isExactly<Model>()(grad(loss)(model));
  isExactly<{ value: number; gradient: Model }>()(valueAndGrad(loss)(model));
  isExactly<[Model]>()(vjp(loss, model).pullback(1));
  isExactly<Model>()(hvp(loss)(model, model));
  isExactly<readonly Layer[]>()(grad(loss)(model).layers);
  isExactly<number | undefined>()(grad(loss)(model).layers[0]?.scale);
  const tuple = (p: readonly [a: number, b: NDArray]): Value => mul(p[0], sum(p[1]));
  const two: readonly [a: number, b: NDArray] = [1, arange(2)];
  isExactly<readonly [a: number, b: NDArray]>()(grad(tuple)(two));
  const named = (p: Record<string, number>): Value => add(p["a"] ?? 0, 1);
  const someNames: Record<string, number> = { a: 1 };
  isExactly<Record<string, number>>()(grad(named)(someNames));
  interface Nested {
    a: { b: { readonly c: number } };
    d?: NDArray | undefined;
  }
  const point: Nested = { a: { b: { c: 1 } } };
  const read = (p: Nested): Value => p.a.b.c;
  isExactly<{ a: { b: { readonly c: number } }; d?: NDArray | undefined }>()(grad(read)(point));
  const affine = (p: { w: Value; b: Value }): Value => sum(add(p.w, p.b));
  isExactly<{ w: NDArray; b: number }>()(grad(affine)({ w: arange(2), b: 1 }));
  isExactly<number[]>()(grad((p: readonly Value[]) => p[0] ?? 0)([1, 2]));
  t.same(grad(loss)(model).pair, [1, array([1, 1])]);
  t.end();
});

t.test("the members that are written keep their modifiers", (t) => {
  const g = grad(loss)(model);
  unrun((h: Layer) => {
    // @ts-expect-error weights is readonly in Layer, so it is in its gradient
    h.weights = arange(1);
  });
  unrun(() => {
    // @ts-expect-error temperature is a number, and a string is none
    g.temperature = "hot";
  });
  // @ts-expect-error the scale of a layer may be missing
  unrun((): number => g.layers[0]!.scale);
  unrun(() => {
    g.temperature = 1;
  });
  t.pass("compiled");
  t.end();
});

t.test("Jacobians and Hessians of trees are trees of values", (t) => {
  const p = { a: 1, v: arange(2) };
  const many = (q: { a: Value; v: Value }) => ({ y: mul(q.a, q.v), z: [q.a] as [Value] });
  isExactly<{ y: { a: Value; v: Value }; z: [{ a: Value; v: Value }] }>()(jacobian(many)(p));
  isExactly<[Value, { k: Value }]>()(
    jacobian((x: Value, o: { k: Value }) => mul(x, o.k), { argnums: [0, 1] })(2, { k: 3 }),
  );
  const one = (q: { a: Value; v: Value }): Value => mul(q.a, sum(q.v));
  isExactly<{ a: { a: Value; v: Value }; v: { a: Value; v: Value } }>()(hessian(one)(p));
  const two = hessian((x: Value, y: Value) => mul(x, y), { argnums: [0, 1] })(1, 2);
  isExactly<[[Value, Value], [Value, Value]]>()(two);
  isExactly<Value>()(jacobian(hessian(f))(arange(2)));
  isExactly<Value>()(jacobian(sin)(arange(2)));
  t.strictSame(two, [
    [0, 1],
    [1, 0],
  ]);
  // @ts-expect-error the Jacobian of a tree is no value
  unrun(() => add(jacobian(many)(p), 1));
  t.end();
});

t.test("a gradient of a tape may be null only where that was asked for", (t) => {
  const tape = new GradientTape({ persistent: true });
  const x = tape.watch({ a: 1, v: arange(2) });
  isExactly<{ a: Value; v: Value }>()(tape.gradient(x.a, x));
  isExactly<{ a: Value; v: Value }>()(tape.gradient(x.a, x, { unconnected: "zero" }));
  const g = tape.gradient(x.a, x, { unconnected: "null" });
  isExactly<{ a: Value | null; v: Value | null }>()(g);
  t.strictSame(g, { a: 1, v: null });
  t.end();
});

t.test("argnums chooses what comes back", (t) => {
  const h = (a: Value, b: Value, c: { k: Value }): Value => mul(a, mul(sum(b), c.k));
  const at = [2, arange(3), { k: 4 }] as const;
  isExactly<number>()(grad(h)(2, arange(3), { k: 4 }));
  isExactly<number>()(grad(h, { argnums: 0 })(2, arange(3), { k: 4 }));
  isExactly<NDArray>()(grad(h, { argnums: 1 })(2, arange(3), { k: 4 }));
  isExactly<{ k: number }>()(grad(h, { argnums: 2 })(2, arange(3), { k: 4 }));
  isExactly<[number, { k: number }]>()(grad(h, { argnums: [0, 2] })(2, arange(3), { k: 4 }));
  isExactly<[NDArray, number]>()(grad(h, { argnums: [1, 0] })(2, arange(3), { k: 4 }));
  isExactly<[NDArray]>()(valueAndGrad(h, { argnums: [1] })(2, arange(3), { k: 4 }).gradient);
  t.same(grad(h, { argnums: [0, 2] })(...at), [12, { k: 6 }]);
  // @ts-expect-error a position is a number
  unrun(() => grad(h, { argnums: "0" }));
  // @ts-expect-error a list of positions holds numbers
  unrun(() => grad(h, { argnums: [0, "1"] }));
  t.end();
});

t.test("hasAux splits the pair that the function returns", (t) => {
  const withAux = (x: Value) => [square(x), { note: "seen" }] as const;
  isExactly<[number, { readonly note: "seen" }]>()(grad(withAux, { hasAux: true })(3));
  const { aux } = valueAndGrad(withAux, { hasAux: true })(3);
  isExactly<{ readonly note: "seen" }>()(aux);
  t.same(grad(withAux, { hasAux: true })(3), [6, { note: "seen" }]);
  // @ts-expect-error a pair is no output unless hasAux says so
  unrun(() => grad(withAux));
  // @ts-expect-error with hasAux a number alone is no output
  unrun(() => grad((x: Value) => square(x), { hasAux: true }));
  t.end();
});

t.test("derivatives of derivatives type-check to any depth", (t) => {
  const g = (x: Value): Value => exp(mul(2, x));
  isExactly<number>()(grad(grad(g))(0));
  isExactly<number>()(grad(grad(grad(grad(g))))(0));
  isExactly<number>()(grad(grad(grad(grad(sin))))(0));
  const twice = grad(grad(sigmoid, { mode: "forward" }), { mode: "reverse" });
  isExactly<number>()(grad(twice, { mode: "forward" })(0));
  isExactly<number>()(grad((x: number) => grad((y: Value) => mul(x, y))(1))(2));
  isExactly<NDArray>()(grad((x: Value) => sum(grad((y: Value) => sum(mul(y, y)))(x)))(arange(2)));
  isExactly<Value>()(jacobian(grad(f))(arange(2)));
  isExactly<{ value: number; gradient: NDArray }>()(valueAndGrad((x: Value) => norm(grad(f)(x)))(arange(2)));
  t.equal(grad(grad(grad(grad(g))))(0), 16);
  t.end();
});

t.test("a program written for values takes numbers, arrays and typed vectors", (t) => {
  isExactly<number>()(grad(relu)(3));
  isExactly<NDArray>()(grad((x: Value) => sum(relu(x)))(arange(3)));
  const g32 = grad((x: Value) => sum(relu(x)))(Float32Array.of(1));
  t.ok((g32 satisfies Float32Array) instanceof Float32Array);
  const value64: Float64Array = grad((x: Value) => sum(x))(Float64Array.of(1));
  t.same(value64, Float64Array.of(1));
  isExactly<number | NDArray>()(value(3));
  isExactly<number>()(sin(3));
  isExactly<NDArray>()(sin(arange(3)));
  isExactly<Value>()(sin(arange(3) as Value));
  isExactly<number>()(sum(arange(3)));
  isExactly<Value>()(sum(arange(3), { axis: 0 }));
  isExactly<Value>()(matmul(arange(3), arange(3)));
  t.end();
});

t.test("arguments of the wrong kind do not compile", (t) => {
  const text = (s: string): Value => s.length;
  const scalar = (x: number): Value => square(x);
  // @ts-expect-error a string is no value
  unrun(() => grad(f)("3"));
  // @ts-expect-error null is no value
  unrun(() => grad(f)(null));
  // @ts-expect-error undefined is no value
  unrun(() => grad(f)(undefined));
  // @ts-expect-error an argument is missing
  unrun(() => grad(f)());
  // @ts-expect-error there is one argument too many
  unrun(() => grad(f)(1, 2));
  // @ts-expect-error the function asks for a number, and an array is none
  unrun(() => grad(scalar)(arange(3)));
  // @ts-expect-error the function asks for a string
  unrun(() => grad(text)(3));
  // @ts-expect-error a member is missing
  unrun(() => grad(loss)({ pair: [1, arange(1)], temperature: 1 }));
  // @ts-expect-error a member is of the wrong kind
  unrun(() => grad(loss)({ layers: [], pair: [1, 2], temperature: 1 }));
  // @ts-expect-error a function is to be differentiated, not a number
  unrun(() => grad(3));
  // @ts-expect-error what an async function returns is a promise
  unrun(() => grad((x: Value) => Promise.resolve(x)));
  // @ts-expect-error a string is no output
  unrun(() => grad((x: Value) => String(x)));
  unrun(() =>
    // @ts-expect-error nothing is no output
    grad((x: Value) => {
      value(x);
    }),
  );
  // @ts-expect-error there is no such mode
  unrun(() => grad(f, { mode: "sideways" }));
  // @ts-expect-error there is no such option
  unrun(() => grad(f, { argNums: 0 }));
  // @ts-expect-error options are an object
  unrun(() => grad(f, "forward"));
  t.pass("compiled");
  t.end();
});

t.test("maps and ops reject arguments of the wrong kind", (t) => {
  // @ts-expect-error the arguments are a list
  unrun(() => jvp(f, 3, [1]));
  // @ts-expect-error the tangents are a list
  unrun(() => jvp(f, [3], 1));
  // @ts-expect-error one tangent is missing
  unrun(() => jvp((a: Value, b: Value) => add(a, b), [1, 2], [1]));
  // @ts-expect-error a string is no value
  unrun(() => vjp(f, "3"));
  // @ts-expect-error a string is no value
  unrun(() => linearize(f, "3"));
  // @ts-expect-error a string is no value
  unrun(() => hvp(f)("3", 1));
  // @ts-expect-error a string is no value
  unrun(() => jacobian(f)("3"));
  // @ts-expect-error a pair is not a scalar
  unrun(() => hessian((x: Value) => [x, x]));
  // @ts-expect-error a string is no value
  unrun(() => sin("3"));
  // @ts-expect-error a bigint is no value
  unrun(() => add(1n, 1));
  // @ts-expect-error an input is missing
  unrun(() => add(1));
  // @ts-expect-error axis is an option
  unrun(() => sum(arange(3), 0));
  // @ts-expect-error the option is called axis
  unrun(() => sum(arange(3), { axes: 0 }));
  // @ts-expect-error a variable holds one value
  unrun(() => variable([1, 2]));
  // @ts-expect-error a box does not turn into a number
  unrun((x: Box): number => x * 2);
  // @ts-expect-error a value may be a box, and a box does not turn into a number
  unrun((x: Value): number => x * 2);
  // @ts-expect-error the gradient of a variable may be null
  unrun((): NDArray => variable(arange(2)).grad);
  unrun((x: NDArray) => {
    // @ts-expect-error the shape of an array is readonly
    x.shape = [1];
  });
  unrun((x: NDArray) => {
    // @ts-expect-error the data of an array are readonly
    x.data = Float64Array.of(1);
  });
  t.pass("compiled");
  t.end();
});
