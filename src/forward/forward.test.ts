// Forward mode: one tangent or several at once, values of any kind, traces that end.
import t from "tap";
import fc from "fast-check";
import { type Box, EscapedBoxError, shapeOf, value, type Value } from "../core/index.js";
import { arange, array, type NDArray, ones, zeros, type Plain } from "../ndarray/index.js";
import {
  abs,
  add,
  concatenate,
  div,
  dot,
  equal,
  exp,
  floor,
  less,
  mul,
  reshape,
  sin,
  slice,
  sqrt,
  stack,
  stopGradient,
  sub,
  sum,
  where,
} from "../ops/index.js";
import {
  Dual,
  Forward,
  ForwardLanes,
  Lanes,
  lanes,
  push,
  pushMany,
  ScalarDual,
  ScalarLanes,
} from "./index.js";

type Values = readonly Value[];

function plain(x: Value): unknown {
  const v = value(x);
  return typeof v === "number" ? v : v.toArray();
}

/** A program of two inputs, a number and a vector, that meets most kinds of ops. */
function program([s = 0, v = 0]: Values): Values {
  const w = mul(sin(v), add(s, 2));
  const parts = stack([slice(w, 0), s, dot(v, w)]);
  return [exp(sub(s, 1)), concatenate([w, parts]), sum(where(less(v, 1), mul(v, s), abs(v))), 7];
}

const at: Values = [0.5, array([0.25, -1, 2])];

t.test("a value carries its tangent through numbers and arrays", (t) => {
  const { y, dy } = push(([x = 0]) => [mul(x, x), sum(mul(x, arange(3)))], [3], [1]);
  t.same(
    [y, dy],
    [
      [9, 9],
      [6, 3],
    ],
  );
  const vector = push(([x = 0]) => [mul(x, x), dot(x, x)], [arange(3)], [array([1, 0, 2])]);
  t.same(vector.y.map(plain), [[0, 1, 4], 5]);
  t.same(vector.dy.map(plain), [[0, 0, 8], 8]);
  t.end();
});

t.test("the tangent of what does not depend on the input is a zero of its shape", (t) => {
  const single = ones(2, { dtype: "float32" });
  const { dy } = push(() => [3, ones([2, 1]), single], [1], [1]);
  t.same(dy.map(plain), [0, [[0], [0]], [0, 0]]);
  t.equal((dy[2] as NDArray).dtype, "float32");
  const many = pushMany(([x = 0]) => [floor(x), stopGradient(arange(2))], [1], [[1], [2]]);
  t.same(
    many.dys.map((each) => each.map(plain)),
    [
      [0, [0, 0]],
      [0, [0, 0]],
    ],
  );
  t.end();
});

t.test("an input with the tangent 0 adds nothing, even where its partial is infinite", (t) => {
  t.same(push(([x = 0, y = 0]) => [mul(sqrt(x), y)], [0, 2], [0, 1]).dy, [0]);
  const { dy } = push(([x = 0]) => [sqrt(x)], [array([0, 4])], [array([0, 1])]);
  t.same(dy.map(plain), [[0, 0.25]]);
  t.same(push(([x = 0]) => [sqrt(x)], [0], [1]).dy, [Infinity]);
  t.end();
});

t.test("several tangents at once are the single ones side by side, for every number of them", (t) => {
  const number = fc.double({ min: -2, max: 2, noNaN: true });
  const direction = fc.tuple(number, fc.tuple(number, number, number)).map(([s, v]): Values => [s, array(v)]);
  fc.assert(
    fc.property(fc.array(direction, { minLength: 1, maxLength: lanes + 2 }), (dxs) => {
      const many = pushMany(program, at, dxs);
      return dxs.every((dx, lane) => {
        const { y, dy } = push(program, at, dx);
        const same = (a: Values, b: Values): boolean => a.every((x, i) => close(x, b[i] ?? 0));
        return same(many.y, y) && same(many.dys[lane] ?? [], dy);
      });
    }),
    { numRuns: 30 },
  );
  t.end();
});

function close(a: Value, b: Value): boolean {
  const [x, y] = [a, b].map((v) => {
    const p = value(v);
    return typeof p === "number" ? [p] : Array.from(p.data);
  });
  return (
    String(shapeOf(a)) === String(shapeOf(b)) &&
    (x ?? []).every((e, i) => Math.abs(e - (y?.[i] ?? NaN)) <= 1e-14 * (1 + Math.abs(e)))
  );
}

t.test("the program runs once for all tangents", (t) => {
  let runs = 0;
  const counted = ([x = 0]: Values): Values => {
    runs += 1;
    return [mul(x, x)];
  };
  pushMany(
    counted,
    [arange(3)],
    Array.from({ length: 7 }, () => [ones(3)]),
  );
  t.equal(runs, 1);
  t.end();
});

t.test("numbers get the boxes that are made for them, at each count of tangents", (t) => {
  const seen: unknown[] = [];
  const spy = ([x = 0]: Values): Values => {
    seen.push(x.constructor, (sin(x) as Box).constructor);
    return [x];
  };
  push(spy, [1], [1]);
  push(spy, [arange(2)], [ones(2)]);
  pushMany(
    spy,
    [1],
    Array.from({ length: lanes }, () => [1]),
  );
  pushMany(spy, [1], [[1], [2]]);
  t.strictSame(seen, [ScalarDual, ScalarDual, Dual, Dual, ScalarLanes, ScalarLanes, Lanes, Lanes]);
  t.end();
});

t.test("a box that outlives its trace throws, whatever is done with it", (t) => {
  const uses: Record<string, (x: Value) => unknown> = {
    "an op": (x) => sin(x),
    "an op of two": (x) => mul(x, 2),
    "an op of two, on the right": (x) => sub(arange(2), x),
    "an op with itself": (x) => mul(x, x),
    "a comparison": (x) => less(x, 1),
    "an equality": (x) => equal(1, x),
    "a locally constant op": (x) => floor(x),
    stopGradient: (x) => stopGradient(x),
    "a list": (x) => sum([x, x]),
    "a reduction": (x) => sum(x),
    "a movement": (x) => reshape(x, [1, -1]),
    "a box of an open trace": (x) => push(([y = 0]) => [mul(x, y)], [1], [1]),
  };
  const inputs: Record<string, Plain> = { "a number": 2, "an array": arange(2) };
  for (const [kind, x] of Object.entries(inputs)) {
    for (const count of [1, 2, lanes]) {
      let escaped: Value = 0;
      const keep = ([v = 0]: Values): Values => {
        escaped = mul(v, 1);
        return [v];
      };
      if (count === 1) push(keep, [x], [x]);
      else
        pushMany(
          keep,
          [x],
          Array.from({ length: count }, () => [x]),
        );
      for (const [use, f] of Object.entries(uses)) {
        t.throws(() => f(escaped), EscapedBoxError, `${use} of ${kind} with ${String(count)} tangents`);
      }
      t.same(plain(escaped), plain(x), "its plain value may still be read");
    }
  }
  t.end();
});

t.test("a trace ends when its program throws", (t) => {
  let escaped: Value = 0;
  const failing = ([x = 0]: Values): Values => {
    escaped = x;
    throw new Error("on purpose");
  };
  t.throws(() => push(failing, [1], [1]), { message: "on purpose" });
  t.throws(() => sin(escaped), EscapedBoxError);
  t.throws(() => pushMany(failing, [1], [[1], [1]]), { message: "on purpose" });
  t.throws(() => sin(escaped), EscapedBoxError);
  t.same(push(([x = 0]) => [mul(x, x)], [3], [1]).dy, [6]);
  t.end();
});

t.test("traces within traces keep their tangents apart", (t) => {
  const inner = (x: Value): Value => push(([y = 0]) => [mul(x, y)], [4], [1]).dy[0] ?? 0;
  t.same(push(([x = 0]) => [mul(x, inner(x))], [4], [1]).dy, [8], "D(x · D(x y))");
  const many = pushMany(([x = 0]) => [mul(x, inner(x))], [4], [[1], [10], [100], [1000]]);
  t.same(many.dys, [[8], [80], [800], [8000]]);
  const lanesInside = (x: Value): Value => {
    const [, second] = pushMany(([y = 0]) => [mul(x, mul(y, y))], [3], [[1], [2]]).dys;
    return second?.[0] ?? 0;
  };
  t.same(
    push(([x = 0]) => [lanesInside(x)], [5], [1]),
    { y: [60], dy: [12] },
  );
  t.end();
});

t.test("two open traces, neither within the other, do not disturb each other", (t) => {
  const [a, b] = [new Forward(), new ForwardLanes(2)];
  const [x, y] = [a.box(3, 1), b.box(2, [1, 10])];
  const product = mul(mul(x, x), y);
  t.same(b.tangentsOf(product)?.map(value), [9, 90]);
  t.equal(a.tangentOf(b.primalOf(product)), 12);
  a.close();
  t.throws(() => mul(x, y), EscapedBoxError);
  t.same(b.tangentsOf(mul(y, y)), [4, 40]);
  t.end();
});

t.test("tangents share their memory with nothing", (t) => {
  const dx = arange(3);
  const { dy } = push(([x = 0]) => [x, x], [ones(3)], [dx]);
  const [a, b] = dy as NDArray[];
  t.same([a, b], [dx, dx]);
  t.ok(a?.data !== dx.data && b?.data !== dx.data && a?.data !== b?.data);
  t.end();
});

t.test("single precision stays single precision", (t) => {
  const x = ones(2, { dtype: "float32" });
  const { y, dy } = push(([v = 0]) => [mul(sin(v), 2), dot(v, v)], [x], [x]);
  t.equal((y[0] as NDArray).dtype, "float32");
  t.equal((dy[0] as NDArray).dtype, "float32");
  const many = pushMany(([v = 0]) => [mul(sin(v), 2)], [x], [[x], [zeros(2, { dtype: "float32" })]]);
  t.ok(many.dys.every(([d]) => (d as NDArray).dtype === "float32"));
  t.end();
});

t.test("a loop of a hundred thousand steps is no deeper than one", (t) => {
  const loop = ([x = 0]: Values): Values => {
    let y = x;
    for (let i = 0; i < 1e5; i++) y = add(mul(y, 0.5), div(x, 2));
    return [y];
  };
  t.same(push(loop, [3], [1]), { y: [3], dy: [1] });
  t.same(pushMany(loop, [3], [[1], [2], [3], [4]]).dys, [[1], [2], [3], [4]]);
  t.end();
});
