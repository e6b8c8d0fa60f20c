// Emitted modules: they are typed strictly, run without the library, and compute what the function does, bit by bit.
import t from "tap";
import { fileURLToPath } from "node:url";
import { complaints } from "../../../docs/typecheck.js";
import {
  NDArray,
  add,
  array,
  cholesky,
  concatenate,
  cumsum,
  div,
  dot,
  exp,
  fft,
  gather,
  less,
  lgamma,
  log,
  logsumexp,
  matmul,
  max,
  maximum,
  mean,
  mul,
  pow,
  relu,
  reshape,
  sin,
  slice,
  softplus,
  sqrt,
  square,
  stack,
  sub,
  sum,
  take,
  tanh,
  transpose,
  value,
  valueAndGrad,
  where,
  type Value,
} from "../../index.js";
import { bits, imported, opened } from "../fixtures/modules.js";
import { moduleOf } from "./index.js";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

interface Program {
  readonly f: (...args: never[]) => unknown;
  /** The ways that the module goes are those of the first points; it is asked at all. */
  readonly points: readonly (readonly unknown[])[];
  /** How many of the points the module is made from; all, if it is not said. */
  readonly made?: number;
}

const vector = (n: number, phase = 0): NDArray =>
  array(Array.from({ length: n }, (_, i) => Math.sin(i + phase) + 0.25));
const matrix = (m: number, n: number, phase = 0): NDArray => new NDArray(vector(m * n, phase).data, [m, n]);

function rosenbrock(x: readonly Value[]): Value {
  let s: Value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const [a, b] = [x[i] ?? 0, x[i + 1] ?? 0];
    s = add(s, add(square(sub(1, a)), mul(100, square(sub(b, mul(a, a))))));
  }
  return s;
}

interface Net {
  readonly w: Value;
  readonly b: Value;
  readonly layers: readonly { readonly scale: Value }[];
}

const programs: Readonly<Record<string, Program>> = {
  numbers: {
    f: rosenbrock,
    points: [[[1.5, -2, 0.25, 3]], [[-0, 0, 1, NaN]], [[Infinity, 1, 2, 3]]],
    made: 1,
  },
  ways: {
    f: (a: Value) => (less(a, 0) ? (less(a, -10) ? exp(a) : mul(a, a)) : sin(a)),
    points: [[1.5], [-2], [-20], [0], [-3], [-Infinity]],
  },
  kinks: {
    f: (a: Value, b: Value) => add(mul(relu(a), softplus(b)), maximum(a, b)),
    points: [
      [1, 1],
      [-1, 2],
      [0, 0],
    ],
    made: 1,
  },
  powers: { f: (x: Value) => add(pow(x, 3), mul(sqrt(x), log(x))), points: [[2], [0], [-1]], made: 1 },
  elementwise: {
    f: (x: Value) => sum(div(mul(exp(mul(-1, square(x))), sin(x)), add(1, square(x)))),
    points: [[vector(300)], [vector(300, 2)]],
  },
  net: {
    f: (p: Net, x: Value) => mul(sum(tanh(add(matmul(p.w, x), p.b))), p.layers[0]?.scale ?? 0),
    points: [0, 1].map((phase) => [
      { w: matrix(3, 4, phase), b: vector(3), layers: [{ scale: 2 + phase }] },
      vector(4),
    ]),
  },
  matrices: {
    f: (a: Value, b: Value) => sum(square(matmul(transpose(a), b))),
    points: [
      [matrix(3, 2), matrix(3, 4)],
      [matrix(3, 2, 1), matrix(3, 4, 5)],
    ],
  },
  "matrices that lie transposed": {
    f: (a: Value, b: Value) => sum(tanh(matmul(transpose(a), matmul(b, transpose(a))))),
    points: [
      [matrix(9, 9), matrix(9, 9, 4)],
      [
        matrix(9, 9, 1),
        new NDArray(
          matrix(9, 9, 2).data.map((x, i) => (i % 9 === 3 ? 0 : i === 5 ? Infinity : x)),
          [9, 9],
        ),
      ],
    ],
  },
  broadcasts: {
    f: (a: Value) => sum(mul(sub(a, mean(a, { axis: 0 })), sum(a, { axis: 1, keepDims: true }))),
    points: [[matrix(4, 3)], [matrix(4, 3, 1)]],
  },
  "broadcasts in chains": {
    f: (a: Value, b: Value) => {
      const wide = reshape(a, [4, 1, 3]);
      const y = mul(sub(wide, exp(b)), sum(wide, { axis: 2, keepDims: true }));
      return sum(mul(add(reshape(b, [1, 10]), reshape(b, [10])), reshape(sum(y, { axis: [0, 2] }), [1, 10])));
    },
    points: [
      [matrix(4, 3), new NDArray(vector(10).data, [10, 1])],
      [matrix(4, 3, 1), new NDArray(vector(10, 2).data, [10, 1])],
    ],
  },
  "long sums": {
    f: (a: Value) => dot(sum(a, { axis: 0 }), sum(exp(a), { axis: 0 })),
    points: [[matrix(301, 2)], [matrix(301, 2, 1)]],
  },
  "sums and extremes of a number": {
    f: (x: Value) => add(mul(sum(x), max(x)), sum(mul(x, mean(x)))),
    points: [[3], [-2], [NaN]],
    made: 1,
  },
  extremes: {
    f: (a: Value) => add(max(a), sum(max(a, { axis: 0 }))),
    points: [[matrix(3, 2)], [matrix(3, 2, 4)]],
  },
  logsumexp: {
    f: (x: Value) => logsumexp(mul(x, slice(x, [null, null, -1]))),
    points: [[vector(5)], [vector(5, 3)]],
  },
  moves: {
    f: (x: Value) => {
      const parts = concatenate([slice(x, [null, null, -1]), take(x, [0, 2, 0]), stack([sum(x), 1])]);
      return sum(
        mul(
          reshape(parts, [2, 5]),
          gather(
            reshape(x, [5, 1]),
            [[0], [3], [3], [4], [1]].map((row) => [row[0] ?? 0, 0]),
          ),
        ),
      );
    },
    points: [[vector(5)], [vector(5, 1)]],
  },
  masks: {
    f: (x: Value) => sum(where(less.mask(x, 0.5), mul(x, x), exp(x))),
    points: [[vector(6)], [vector(6, 1)]],
  },
};

const modules = new Map(
  Object.entries(programs).map(([name, { f, points, made }]) => [
    name,
    moduleOf({ f, name: "loss", points: points.slice(0, made), head: [`${name}, for a test.`] }),
  ]),
);

t.test("emitted modules compile under the strict compiler, and name no library", (t) => {
  const files = new Map([...modules].map(([name, text]) => [`${name.replaceAll(" ", "-")}.ts`, text]));
  t.strictSame(complaints(files, root), []);
  for (const [name, text] of modules) t.notMatch(text, /import|require|new Function|eval/, name);
  t.end();
});

for (const [name, { f, points }] of Object.entries(programs))
  t.test(`${name}: the values and the gradients of the function, bit by bit`, async (t) => {
    const { loss, lossWithGradient } = await imported(modules.get(name) ?? "");
    for (const point of points) {
      const given = point.map(opened);
      const copy = JSON.stringify(given);
      const { value: y, gradient } = valueAndGrad(f as (...x: unknown[]) => Value)(...(point as never[])) as {
        value: number;
        gradient: unknown;
      };
      t.strictSame(bits(loss(...given)), bits(y));
      t.strictSame(bits(lossWithGradient(...given)), bits([y, opened(gradient)]));
      t.equal(JSON.stringify(given), copy, "and arguments are left alone");
    }
  });

t.test("a gradient shares no memory with an argument", async (t) => {
  const { lossWithGradient } = await imported(
    moduleOf({
      f: (x: Value, y: Value) => dot(x, y),
      name: "loss",
      points: [[vector(3), vector(3)]],
      head: [],
    }),
  );
  const y = Float64Array.of(1, 2, 3);
  const { gradient } = lossWithGradient(y, y) as { gradient: Float64Array };
  gradient[0] = 7;
  t.equal(y[0], 1);
});

t.test("another way than those of the points is an error that names it", async (t) => {
  const f = (a: Value): Value => (less(a, 0) ? mul(a, a) : mul(a, value(a)));
  const { loss } = await imported(moduleOf({ f, name: "loss", points: [[-2]], head: [] }));
  t.equal(loss(-3), 9);
  t.throws(() => loss(3), {
    name: "RangeError",
    message: /loss: less\(a, 0\) is not true, .* export it again/,
  });
  const asked = await imported(moduleOf({ f, name: "loss", points: [[-2], [3]], head: [] }));
  t.equal(asked.loss(3), 9);
  t.throws(() => asked.loss(4), { message: /a is not 3/ });
  t.throws(() => loss([1, 2]), /./);
  const list = await imported(moduleOf({ f: rosenbrock, name: "loss", points: [[[1, 2]]], head: [] }));
  t.throws(() => list.loss([1, 2, 3]), { message: "loss: x must have 2 numbers, not 3" });
});

t.test("what is more than text is refused by name", (t) => {
  const refused = (f: (x: Value) => Value, x: unknown): string => {
    try {
      return moduleOf({ f: f, name: "f", points: [[x]], head: [] });
    } catch (error) {
      return (error as Error).message;
    }
  };
  t.match(
    refused((x) => lgamma(x), 3),
    /^export: lgamma .*cannot be written as text that needs no library/,
  );
  t.match(
    refused(
      (x) => sum(cholesky(x)),
      array([
        [2, 0],
        [0, 2],
      ]),
    ),
    /^export: cholesky/,
  );
  t.match(
    refused((x) => sum(cumsum(x)), vector(3)),
    /^export: cumsum/,
  );
  t.match(
    refused((x) => sum(fft(x)), matrix(4, 2)),
    /^export: fft/,
  );
  t.match(
    refused((x) => sum(x), Float32Array.of(1)),
    /^export: .*float32/,
  );
  t.match(
    refused((x) => sum(matmul(x, x)), new NDArray(vector(8).data, [2, 2, 2])),
    /^export: matmul at \[2, 2, 2\]/,
  );
  t.end();
});

t.test("names are those of the function's own parameters, and no words of the language", (t) => {
  const text = moduleOf({
    f: (sum: Value, i: Value) => mul(sum, i),
    name: "delete",
    points: [[2, 3]],
    head: [],
  });
  t.match(text, /export function delete2\(sum2: number, i2: number\): number/);
  t.end();
});
