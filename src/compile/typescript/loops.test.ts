// Loops in emitted modules: they are loops, and compute what all rounds do, bit by bit.
import t from "tap";
import { fileURLToPath } from "node:url";
import { complaints } from "../../../docs/typecheck.js";
import {
  add,
  array,
  at,
  dot,
  exp,
  foriLoop,
  greater,
  jit,
  less,
  matmul,
  mul,
  norm,
  reshape,
  scan,
  sin,
  sub,
  sum,
  tanh,
  valueAndGrad,
  vmap,
  whileLoop,
  type Value,
} from "../../index.js";
import { program, rounds, total, type Values } from "../fixtures/loops.js";
import { bits, imported, opened } from "../fixtures/modules.js";
import { moduleOf } from "./index.js";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

type Loss = (...args: never[]) => Value;

function textOf(f: Loss, points: readonly (readonly unknown[])[]): string {
  return moduleOf({ f, name: "loss", points, head: [] });
}

/** What a function and its gradient give, as numbers; the sign of a derivative that is zero does not count. */
function both(f: Loss, point: readonly unknown[]): readonly unknown[] {
  const { value, gradient } = valueAndGrad(f)(...(point as never[])) as Record<string, unknown>;
  return [...bits(value), ...unsigned(gradient)];
}

function unsigned(gradient: unknown): readonly unknown[] {
  return bits(opened(gradient)).map((x) => (x === "-0" ? "0" : x));
}

/** The same of a module. */
async function emitted(text: string): Promise<(point: readonly unknown[]) => readonly unknown[]> {
  const { loss, lossWithGradient } = await imported(text);
  return (point) => {
    const given = point.map(opened);
    const { value, gradient } = lossWithGradient(...given) as Record<string, unknown>;
    const [alone, together] = [bits(loss(...given)), bits(value)];
    return String(alone) === String(together) ? [...together, ...unsigned(gradient)] : [alone, together];
  };
}

const odd = [0, -0, NaN, Infinity, -Infinity, 1e308, 5e-324];

t.test("random programs with loops, at numbers and at what is none", async (t) => {
  const files = new Map<string, string>();
  let loops = 0;
  for (let seed = 0; seed < 14; seed++) {
    const { f, x } = program(seed);
    const loss = total(f);
    const text = textOf(loss, [[x(1)]]);
    files.set(`loops${String(seed)}.ts`, text);
    if (text.includes(`round < ${String(rounds - 1)};`)) loops += 1;
    const got = await emitted(text);
    const strange = odd.map((v, k) =>
      x(2).map((y, i) => ((i + k) % 2 === 0 || i === 1 ? y : mul(v, add(1, mul(0, y))))),
    );
    // In the first round, which is none of the loop, NaN in a derivative that is a product of arrays is another way.
    const points = text.includes("otherWay") ? [x(1), x(2)] : [x(1), x(2), ...strange];
    for (const point of points)
      if (String(got([point])) !== String(both(loss, [point]))) t.fail(`program ${String(seed)}`);
  }
  t.strictSame(complaints(files, root), [], "which compile strictly");
  t.ok(loops > 8, `${String(loops)} have loops`);
});

const length = 40;
const wave = (x: Value, n: number): Value =>
  scan((y: Value) => [sin(mul(1.5, y)), undefined] as const, x, undefined, { length: n })[0];

t.test("a module does not grow with the rounds of its loops", async (t) => {
  const [short, long] = [100, 100_000].map((n) => textOf((x: Value) => wave(x, n), [[0.5]]));
  t.equal(long?.replaceAll("99999", "99"), short);
  t.match(long, /for \(let round = 0; round < 99999; round\+\+\) \{/);
  const got = await emitted(long ?? "");
  t.strictSame(got([0.75]), [
    ...bits(wave(0.75, 100_000)),
    ...unsigned(jit(valueAndGrad((x: Value) => wave(x, 100_000)))(0.75).gradient),
  ]);
});

t.test("few rounds are straight text, and none are none", async (t) => {
  for (const n of [0, 1, 2, 8, 9, 10]) {
    const f = (x: Value): Value => wave(x, n);
    const text = textOf(f, [[0.5]]);
    t.equal(text.includes("for ("), n > 8, `${String(n)} rounds`);
    t.strictSame((await emitted(text))([0.75]), both(f, [0.75]));
  }
});

const sequence = reshape(array(Array.from({ length: 3 * length }, (_, i) => Math.sin(i))), [length, 3]);
const matrix = reshape(array([0.5, -0.25, 0, 0.125, 1, 0.75, -0.5, 0.25, 0.5]), [3, 3]);
const shapes: Readonly<
  Record<string, { readonly f: Loss; readonly points: readonly (readonly unknown[])[] }>
> = {
  "states that change places": {
    f: (x: Value) => {
      const [a, b] = foriLoop(0, length, (_i, [a, b]: Values) => [b ?? 0, add(a ?? 0, mul(0.1, b ?? 0))], [
        x,
        1,
      ]);
      return sub(a ?? 0, b ?? 0);
    },
    points: [[0.5], [-2]],
  },
  "constants by rounds, and a loop in a loop": {
    f: (x: Value) =>
      foriLoop(
        0,
        length,
        (i, y: Value) => foriLoop(0, 12, (_j, z: Value) => sin(mul(z, 1.25)), mul(y, Math.cos(i))),
        x,
      ),
    points: [[0.5], [NaN]],
  },
  "a sequence from its end, whose results are used": {
    f: (w: Value, xs: Value) => {
      const step = (h: Value, x: Value): readonly [Value, Value] => {
        const next = tanh(add(mul(w, h), x));
        return [next, sum(mul(next, x))];
      };
      const [h, ys] = scan(step, array([0, 0.5, -0.5]), xs, { reverse: true });
      return add(sum(h), sum(mul(ys, ys)));
    },
    points: [
      [0.5, sequence],
      [Infinity, sequence],
    ],
  },
  "what is read by rounds": {
    f: (w: Value, xs: Value) => {
      const step = (i: number, h: Value): Value =>
        sin(add(mul(at(xs, i).get(), h), mul(w, at(xs, i + 1, (7 * i) % 3).get())));
      const own = (i: number, y: Value): Value => add(mul(0.5, y), at(xs, i + 1, 0).get());
      return add(sum(foriLoop(0, length - 1, step, array([0, 0.5, -0.5]))), foriLoop(0, length - 1, own, w));
    },
    points: [
      [0.5, sequence],
      [NaN, sequence],
    ],
  },
  "a recurrent network": {
    f: (w: Value, xs: Value) => {
      const h = scan(
        (h: Value, x: Value) => [tanh(add(matmul(w, h), mul(x, dot(h, x)))), undefined] as const,
        array([0.5, 0.25, -0.5]),
        xs,
      )[0];
      return sum(h);
    },
    points: [
      [matrix, sequence],
      [mul(3, matrix), mul(0.5, sequence)],
    ],
  },
  "arrays of no elements": {
    f: (x: Value, none: Value) =>
      add(sum(foriLoop(0, length, (_i, y: Value) => sin(mul(y, x)), none)), wave(x, length)),
    points: [[0.5, array([])]],
  },
  "a condition": {
    f: (x: Value) =>
      whileLoop(
        (y: Value) => less(y, 1000),
        (y) => mul(y, add(y, x)),
        add(1, x),
      ),
    points: [[0.5], [2], [0.01], [0.1]],
  },
  "a condition on arrays, and a gradient by all of them": {
    f: (v: Value) => {
      const [end] = whileLoop(
        ([u = 0]: Values) => greater(sum(mul(u, u)), 1e-3) === true,
        ([u = 0, k = 0]: Values) => [sin(mul(array([0.5, 0.25, 0.75]), u)), add(k, 1)],
        [v, 0],
      );
      return sum(exp(end));
    },
    points: [[array([1, 2, 3])], [array([0.5, 0, -1])], [array([100, 0, 1])]],
  },
};

const texts = new Map(
  Object.entries(shapes).map(([name, { f, points }]) => [name, textOf(f, points.slice(0, 1))]),
);

t.test("modules with loops compile strictly", (t) => {
  const files = new Map([...texts].map(([name, text]) => [`${name.replaceAll(" ", "-")}.ts`, text]));
  t.strictSame(complaints(files, root), []);
  t.end();
});

for (const [name, { f, points }] of Object.entries(shapes))
  t.test(name, async (t) => {
    const text = texts.get(name) ?? "";
    t.match(text, /state1/);
    const got = await emitted(text);
    for (const point of points) t.strictSame(got(point), both(f, point));
  });

t.test("a condition's rounds are none of the ways of a module", async (t) => {
  const f = (x: Value): Value =>
    whileLoop(
      (y: Value) => less(norm(y), 1000),
      (y) => mul(2, y),
      mul(2, x),
    );
  const { loss } = await imported(textOf(f, [[1.5], [600]]));
  for (const x of [1.5, 600, 0.001, 37, -2]) t.equal(loss(x), f(x));
});

t.test("loops of a batch, and points that go different ways", async (t) => {
  const f = (xs: Value): Value => sum(vmap((x: Value) => wave(x, length))(xs));
  const text = textOf(f, [[array([1, 2])]]);
  t.match(text, /round < 39;/);
  t.strictSame((await emitted(text))([array([0.5, 3])]), both(f, [array([0.5, 3])]));
  const open = (xs: Value): Value =>
    sum(
      vmap((x: Value) =>
        whileLoop<Values>(
          ([k = 0]) => less(k, 20),
          ([k = 0, y = 0]) => [add(k, 1), sin(mul(y, x))],
          [0, 2],
        ).at(-1),
      )(xs) as Value,
    );
  const ways = (x: Value): Value =>
    less(x, 0) === true ? wave(mul(x, x), length) : add(wave(x, length), open(mul(x, array([1, 2]))));
  const asked = await emitted(textOf(ways, [[1], [-1]]));
  for (const x of [0.5, -2, 3]) t.strictSame(asked([x]), both(ways, [x]));
});

t.test("products in rounds have a strong zero", async (t) => {
  const f = (w: Value, x: Value): Value =>
    foriLoop(
      0,
      length,
      (i, y: Value) => add(mul(0.5, y), sum(mul(matmul(w, x), dot(x, array([1, i, 0.5]))))),
      sum(w),
    );
  const x = array([1, 0.5, -1]);
  const text = textOf(f, [[matrix, x]]);
  const got = await emitted(text);
  const by = await emitted(textOf((x: Value, w: Value) => f(w, x), [[x, matrix]]));
  for (const odd of [NaN, Infinity, -Infinity])
    for (const place of [0, 2]) {
      const data = [1, 0, -1];
      data[place] = odd;
      const one = array([1, 1, 1].map((v, k) => (k === place ? odd : v)));
      t.strictSame(got([mul(matrix, one), x]), both(f, [mul(matrix, one), x]));
      t.strictSame(
        by([array(data), matrix]),
        both((x: Value, w: Value) => f(w, x), [array(data), matrix]),
      );
    }
});
