// Each piece is that of the real function; where two meet, derivatives are means.
import t from "tap";
import { reals } from "../fixtures/reals.js";
import { complexField } from "./complex-field.js";
import { complex } from "./complex.js";
import { angle, piecewise } from "./piecewise.js";

const real = piecewise(reals);
const functions = piecewise(complexField);

/** The value of a function of real numbers. */
const at = (name: string, ...x: number[]): number => real[name]?.(...x) ?? NaN;

/** The derivative at `x` along `v`: the imaginary part that comes of `v` as imaginary parts. */
const along = (name: string, x: readonly number[], v: readonly number[]): number | undefined =>
  functions[name]?.(...x.map((re, i) => complex(re, v[i]))).im;

t.test("values on all pieces are those of the real functions", async (t) => {
  const unary: Readonly<Record<string, (x: number) => number>> = {
    neg: (x) => -x,
    reciprocal: (x) => 1 / x,
    square: (x) => x ** 2,
    abs: Math.abs,
    relu: (x) => Math.max(x, 0),
  };
  const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => a * b,
    times: (a, b) => a * b,
    div: (a, b) => a / b,
    // Of the sign of the divisor, and of the dividend.
    remainder: (a, b) => ((a % b) + b) % b,
    fmod: (a, b) => a % b,
    copysign: (a, b) => Math.sign(b) * Math.abs(a),
    maximum: Math.max,
    minimum: Math.min,
  };
  for (const a of [-7, -2.5, -0.25, 0.75, 3, 11]) {
    for (const [name, f] of Object.entries(unary)) t.equal(at(name, a), f(a), `${name}(${String(a)})`);
    for (const b of [-4, -0.5, 0.5, 3])
      for (const [name, f] of Object.entries(binary))
        t.equal(at(name, a, b), f(a, b), `${name}(${String(a)}, ${String(b)})`);
  }
});

t.test("functions of three numbers choose, bound and multiply", async (t) => {
  t.equal(at("fma", 2, 3, 5), 11);
  t.same(
    [1, -0.5, 0].map((c) => at("where", c, 10, 20)),
    [10, 10, 20],
  );
  t.same(
    [-3, -1, 0.5, 2, 9].map((x) => at("clip", x, -1, 2)),
    [-1, -1, 0.5, 2, 2],
  );
});

t.test("where two pieces meet, a derivative is the mean of theirs", async (t) => {
  t.equal(along("abs", [0], [3]), 0);
  t.equal(along("relu", [0], [3]), 1.5);
  t.equal(along("maximum", [2, 2], [3, 5]), 4);
  t.equal(along("minimum", [2, 2], [3, 5]), 4);
  t.equal(along("clip", [2, 0, 2], [3, 7, 5]), 4);
});

t.test("beside it, a derivative is that of its own piece", async (t) => {
  t.equal(along("abs", [-1], [3]), -3);
  t.equal(along("relu", [1], [3]), 3);
  t.equal(along("maximum", [2, 1], [3, 5]), 3);
  t.equal(along("minimum", [2, 1], [3, 5]), 5);
  t.equal(along("remainder", [7, 2], [5, 3]), 5 - 3 * 3, "a − 3 b");
  t.equal(along("fmod", [-7, 2], [5, 3]), 5 + 3 * 3, "a + 3 b");
  t.equal(along("copysign", [7, -2], [5, 3]), -5);
});

t.test(
  "at 0, copysign takes the sign of a positive number, and truncates a quotient of 0 to 0",
  async (t) => {
    t.equal(at("copysign", 5, 0), 5);
    t.equal(at("copysign", 0, -5), -0);
    t.equal(at("copysign", 0, 5), 0);
    t.equal(at("fmod", 0, -3), 0);
  },
);

t.test("of what is not a number comes nothing that is one", async (t) => {
  for (const name of ["abs", "relu", "square"]) t.ok(Number.isNaN(at(name, NaN)), name);
  for (const name of ["maximum", "minimum", "remainder", "fmod"]) {
    t.ok(Number.isNaN(at(name, 1, NaN)), `${name}(1, NaN)`);
    t.ok(Number.isNaN(at(name, NaN, 1)), `${name}(NaN, 1)`);
  }
});

t.test("an angle is that of atan2, on all eight arcs and on the axes", async (t) => {
  const atan2 = angle(reals, Math.atan, Math.PI);
  const sides = [-1e3, -2, -1, -0.5, 0, 0.5, 1, 2, 1e3];
  for (const a of sides) {
    for (const b of sides) {
      const off = Math.abs(atan2(a, b) - Math.atan2(a, b));
      t.ok(off < 1e-15, `${String(a)}, ${String(b)}: off by ${String(off)}`);
    }
  }
});

t.test("an angle divides the smaller by the larger: no quotient overflows", async (t) => {
  const quotients: number[] = [];
  const atan = (x: number): number => {
    quotients.push(x);
    return Math.atan(x);
  };
  const atan2 = angle(reals, atan, Math.PI);
  for (const [a, b] of [
    [1e300, 1e-300],
    [-1e300, 1e-300],
    [1e-300, 1e300],
    [1e-300, -1e300],
  ] as const)
    t.equal(atan2(a, b), Math.atan2(a, b));
  t.same(quotients, [0, -0, 0, -0]);
});
