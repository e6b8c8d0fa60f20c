// The analytic functions have the values and the derivatives of the real ones, and are analytic around them.
import t from "tap";
import { complexField } from "./complex-field.js";
import { transcendental } from "./complex-functions.js";
import { complex, type Complex } from "./complex.js";

const { functions: _, ...arithmetic } = complexField;
const table = transcendental(arithmetic);
const at = (name: string, ...z: Complex[]): Complex => table[name]?.(...z) ?? complex(NaN, NaN);

/** So small that its square is lost. */
const h = 2 ** -664;

/** A real function, its derivative, and points where the disc of radius ¼ around them is in its domain. */
interface Truth {
  readonly f: (x: number) => number;
  readonly df: (x: number) => number;
  readonly at: readonly number[];
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const sec2 = (x: number): number => 1 / Math.cos(x) ** 2;
const sech2 = (x: number): number => 1 / Math.cosh(x) ** 2;
const sinc = (x: number): number => Math.sin(Math.PI * x) / (Math.PI * x);
const around0 = [-3, -1.25, -0.625, -0.3, 0.125, 0.3, 0.625, 1.25, 3];
const inside1 = [-0.625, -0.375, 0, 0.25, 0.5, 0.625];
const positive = [0.3, 0.625, 1.25, 3, 20];

const truths: Readonly<Record<string, Truth>> = {
  exp: { f: Math.exp, df: Math.exp, at: around0 },
  exp2: { f: (x) => 2 ** x, df: (x) => Math.LN2 * 2 ** x, at: around0 },
  expm1: { f: Math.expm1, df: Math.exp, at: around0 },
  log: { f: Math.log, df: (x) => 1 / x, at: positive },
  log2: { f: Math.log2, df: (x) => 1 / (x * Math.LN2), at: positive },
  log10: { f: Math.log10, df: (x) => 1 / (x * Math.LN10), at: positive },
  log1p: { f: Math.log1p, df: (x) => 1 / (1 + x), at: [-0.625, -0.3, 0, 0.125, 0.45, 0.625, 3] },
  sqrt: { f: Math.sqrt, df: (x) => 0.5 / Math.sqrt(x), at: positive },
  rsqrt: { f: (x) => 1 / Math.sqrt(x), df: (x) => -0.5 * x ** -1.5, at: positive },
  cbrt: { f: Math.cbrt, df: (x) => 1 / (3 * Math.cbrt(x) ** 2), at: [-8, -1.25, -0.5, ...positive] },
  sin: { f: Math.sin, df: Math.cos, at: around0 },
  cos: { f: Math.cos, df: (x) => -Math.sin(x), at: around0 },
  tan: { f: Math.tan, df: sec2, at: [-0.875, -0.25, 0.125, 0.875, 2.5] },
  asin: { f: Math.asin, df: (x) => 1 / Math.sqrt(1 - x * x), at: inside1 },
  acos: { f: Math.acos, df: (x) => -1 / Math.sqrt(1 - x * x), at: inside1 },
  atan: { f: Math.atan, df: (x) => 1 / (1 + x * x), at: around0 },
  sinh: { f: Math.sinh, df: Math.cosh, at: around0 },
  cosh: { f: Math.cosh, df: Math.sinh, at: around0 },
  sech: { f: (x) => 1 / Math.cosh(x), df: (x) => -Math.tanh(x) / Math.cosh(x), at: around0 },
  csch: { f: (x) => 1 / Math.sinh(x), df: (x) => -Math.cosh(x) / Math.sinh(x) ** 2, at: [-2, -0.5, 0.5, 3] },
  tanh: { f: Math.tanh, df: sech2, at: around0 },
  asinh: { f: Math.asinh, df: (x) => 1 / Math.sqrt(1 + x * x), at: around0 },
  acosh: { f: Math.acosh, df: (x) => 1 / Math.sqrt(x * x - 1), at: [1.5, 2, 10] },
  atanh: { f: Math.atanh, df: (x) => 1 / (1 - x * x), at: inside1 },
  sinpi: { f: (x) => Math.sin(Math.PI * x), df: (x) => Math.PI * Math.cos(Math.PI * x), at: around0 },
  cospi: { f: (x) => Math.cos(Math.PI * x), df: (x) => -Math.PI * Math.sin(Math.PI * x), at: around0 },
  sinc: { f: sinc, df: (x) => (Math.cos(Math.PI * x) - sinc(x)) / x, at: around0 },
  sigmoid: { f: sigmoid, df: (x) => sigmoid(x) * sigmoid(-x), at: around0 },
  softplus: { f: (x) => Math.log1p(Math.exp(x)), df: sigmoid, at: around0 },
};

const isNear = (a: number, b: number, within: number): boolean =>
  Math.abs(a - b) <= within * Math.max(1, Math.abs(b));

t.test("values are those of the real functions, and imaginary parts their derivatives", async (t) => {
  for (const [name, { f, df, at: points }] of Object.entries(truths)) {
    for (const x of points) {
      const { re, im } = at(name, complex(x, h));
      t.ok(isNear(re, f(x), 4e-15), `${name}(${String(x)}): ${String(re)}`);
      t.ok(isNear(im / h, df(x), 2e-14), `the derivative of ${name} at ${String(x)}: ${String(im / h)}`);
    }
  }
});

/** The mean of f(c + w) wᵏ / rᵏ over a circle around c, |w| = r. */
function moment(name: string, c: Complex, r: number, k: number): Complex {
  const n = 32;
  let [re, im] = [0, 0];
  for (let j = 0; j < n; j++) {
    const angle = (2 * Math.PI * j) / n;
    const y = at(name, complex(c.re + r * Math.cos(angle), c.im + r * Math.sin(angle)));
    re += (y.re * Math.cos(k * angle) - y.im * Math.sin(k * angle)) / n;
    im += (y.re * Math.sin(k * angle) + y.im * Math.cos(k * angle)) / n;
  }
  return complex(re, im);
}

t.test("the mean over a circle is the value in its middle: the functions are analytic", async (t) => {
  for (const [name, { f, df, at: points }] of Object.entries(truths)) {
    // The circle is to be in one piece of those that are put together from pieces.
    for (const x of points.filter((p) => !(name === "sinc" && Math.abs(p) < 0.6))) {
      const r = 0.1;
      const [mean, slope, back] = [0, -1, 1].map((k) => moment(name, complex(x), r, k)) as readonly Complex[];
      const title = `${name} around ${String(x)}`;
      t.ok(isNear(mean?.re ?? NaN, f(x), 1e-13) && isNear(mean?.im ?? NaN, 0, 1e-13), title);
      t.ok(isNear((slope?.re ?? NaN) / r, df(x), 1e-12), `${title}: the first power has the derivative`);
      t.ok(isNear(back?.re ?? NaN, 0, 1e-13) && isNear(back?.im ?? NaN, 0, 1e-13), `${title}: no w̄`);
    }
  }
});

t.test("so they are far from the real line, where their domains go on", async (t) => {
  const middles: Readonly<Record<string, readonly Complex[]>> = {
    exp: [complex(0.5, 2)],
    expm1: [complex(-0.5, -1)],
    log: [complex(0.5, 2), complex(0.5, -2)],
    log1p: [complex(0.25, 2), complex(0.25, 0.5), complex(-0.5, -1)],
    sqrt: [complex(0.5, 3), complex(0.5, -3)],
    asin: [complex(0.25, 2), complex(-0.25, -1)],
    acos: [complex(0.25, 2), complex(-0.25, -1)],
    atan: [complex(2, 0.5), complex(-2, 2)],
    asinh: [complex(2, 1), complex(-2, -1.5)],
    acosh: [complex(2, 1), complex(2, -1.5)],
    atanh: [complex(0.5, 1), complex(-0.5, -1.5)],
    tanh: [complex(0.5, 0.5), complex(-0.5, 0.5)],
    sinpi: [complex(0.125, 0.5)],
    cospi: [complex(0.125, -0.5)],
  };
  for (const [name, all] of Object.entries(middles)) {
    for (const c of all) {
      const [value, mean, back] = [at(name, c), moment(name, c, 0.1, 0), moment(name, c, 0.1, 1)];
      const title = `${name} around ${String(c.re)} + ${String(c.im)} i`;
      t.ok(isNear(mean.re, value.re, 1e-13) && isNear(mean.im, value.im, 1e-13), title);
      t.ok(isNear(back.re, 0, 1e-13) && isNear(back.im, 0, 1e-13), `${title}: no w̄`);
    }
  }
});

t.test("functions undo each other off the real line", async (t) => {
  const pairs = [
    ["exp", "log"],
    ["expm1", "log1p"],
    ["sin", "asin"],
    ["cos", "acos"],
    ["tan", "atan"],
    ["sinh", "asinh"],
    ["cosh", "acosh"],
    ["tanh", "atanh"],
  ] as const;
  for (const [f, inverse] of pairs) {
    for (const im of [-1.25, -0.25, 0.25, 1.25]) {
      for (const re of f === "cosh" ? [1.25, 2] : [0.25, 0.5, 0.875]) {
        const z = at(f, at(inverse, complex(re, im)));
        t.ok(isNear(z.re, re, 1e-14) && isNear(z.im, im, 1e-14), `${f} of ${inverse} of ${String([re, im])}`);
      }
    }
  }
  for (const [re, im] of [
    [0.5, 2],
    [0.5, -2],
    [4, 1],
  ] as const) {
    const root = at("sqrt", complex(re, im));
    t.ok(isNear(root.re ** 2 - root.im ** 2, re, 1e-14) && isNear(2 * root.re * root.im, im, 1e-14));
    t.ok(root.re > 0, "the principal root");
  }
});

t.test("both parts keep their digits where the plain formulas cancel or overflow", async (t) => {
  const near = (name: string, x: number, y: number, dy: number): void => {
    // Not so small that its product with a small derivative is lost.
    const step = 2 ** -399;
    const { re, im } = at(name, complex(x, step));
    t.ok(Math.abs(re - y) <= 4e-15 * Math.abs(y), `${name}(${String(x)}) is ${String(re)}`);
    t.ok(Math.abs(im / step - dy) <= 4e-15 * Math.abs(dy), `its derivative there is ${String(im / step)}`);
  };
  near("expm1", 1e-20, 1e-20, 1);
  near("log1p", -1e-20, -1e-20, 1);
  near("tanh", 1e-20, 1e-20, 1);
  near("tanh", 150, 1, 4 * Math.exp(-300));
  near("tanh", -150, -1, 4 * Math.exp(-300));
  near("atanh", 1e-20, 1e-20, 1);
  near("asin", 1e-20, 1e-20, 1);
  near("asinh", 1e-20, 1e-20, 1);
  near("sigmoid", -300, Math.exp(-300), Math.exp(-300));
  near("sigmoid", 40, 1, Math.exp(-40));
  near("sigmoid", 0, 0.5, 0.25);
  near("softplus", 800, 800, 1);
  near("softplus", -300, Math.exp(-300), Math.exp(-300));
  near("sinc", 1e-12, 1, (-(Math.PI ** 2) / 3) * 1e-12);
});

t.test("half turns are exact at all their quarters, and as many turns further on", async (t) => {
  for (const turns of [0, 2, -2, 2e6, -2e6]) {
    t.same(
      [0, 0.5, 1, 1.5].map((x) => at("sinpi", complex(x + turns)).re + 0),
      [0, 1, 0, -1],
    );
    t.same(
      [0, 0.5, 1, 1.5].map((x) => at("cospi", complex(x + turns)).re + 0),
      [1, 0, -1, 0],
    );
  }
});

t.test("outside of the domain of the real function there is no number", async (t) => {
  for (const [name, x] of [
    ["log", -1],
    ["log2", -1],
    ["log10", -1],
    ["log1p", -2],
    ["sqrt", -1],
    ["rsqrt", -1],
    ["asin", 1.5],
    ["asin", -1.5],
    ["acos", 1.5],
    ["acosh", 0.5],
    ["atanh", 1.5],
    ["atanh", -1.5],
  ] as const)
    t.ok(Number.isNaN(at(name, complex(x, h)).im), `${name}(${String(x)})`);
});

t.test("at the ends of the domains values are still those of the real functions", async (t) => {
  t.same(at("sqrt", complex(0)), { re: 0, im: 0 });
  t.equal(at("asin", complex(1)).re, Math.PI / 2);
  t.equal(at("acos", complex(1)).re, 0);
  t.equal(at("acos", complex(-1)).re, Math.PI);
  t.equal(at("acosh", complex(1)).re, 0);
  t.equal(at("atanh", complex(1)).re, Infinity);
  t.equal(at("cbrt", complex(0)).re, 0);
});

/** aᵇ and its two derivatives. */
const power = (a: number, b: number) => ({
  value: at("pow", complex(a), complex(b)).re,
  byBase: at("pow", complex(a, h), complex(b)).im / h,
  byExponent: at("pow", complex(a), complex(b, h)).im / h,
});

t.test("powers of positive numbers have both derivatives", async (t) => {
  for (const [a, b] of [
    [2, 3],
    [2, -3],
    [1.5, 0.5],
    [0.5, -2.25],
    [3, 0],
    [1.0625, 100],
    [1.25, 65.5],
  ] as const) {
    const { value, byBase, byExponent } = power(a, b);
    t.ok(isNear(value, a ** b, 1e-14), `${String(a)} to ${String(b)}: ${String(value)}`);
    t.ok(isNear(byBase, b * a ** (b - 1), 1e-13), `by the base: ${String(byBase)}`);
    t.ok(isNear(byExponent, Math.log(a) * a ** b, 1e-13), `by the exponent: ${String(byExponent)}`);
  }
  const y = at("pow", complex(2), complex(1, 1));
  t.ok(isNear(y.re, 2 * Math.cos(Math.LN2), 1e-15) && isNear(y.im, 2 * Math.sin(Math.LN2), 1e-15), "2¹⁺ⁱ");
  const z = at("pow", complex(1, 1), complex(0.5, 2));
  const r = 2 ** 0.25 * Math.exp(-Math.PI / 2);
  const turn = Math.LN2 + Math.PI / 8;
  t.ok(isNear(z.re, r * Math.cos(turn), 1e-15) && isNear(z.im, r * Math.sin(turn), 1e-15), "(1 + i)½⁺²ⁱ");
});

t.test("whole powers are defined left of 0, too, and are exact", async (t) => {
  for (const [a, b] of [
    [-3, 4],
    [-3, 5],
    [-2, -3],
    [0, 2],
    [0, 1],
    [-2, 0],
    [-2, 64],
  ] as const) {
    t.equal(power(a, b).value, a ** b, `${String(a)} to ${String(b)}`);
    t.equal(power(a, b).byBase, b === 0 ? 0 : b * a ** (b - 1), "by the base");
  }
  for (const b of [66, 101]) {
    t.ok(isNear(power(-1.0625, b).value, (-1.0625) ** b, 1e-14), `to ${String(b)}`);
    t.ok(isNear(power(-1.0625, b).byBase, b * (-1.0625) ** (b - 1), 1e-14), "by the base");
  }
});

t.test("a power has no derivative where it has no value beside the point", async (t) => {
  t.ok(Number.isNaN(power(-2, 0.5).value), "a root of a negative number");
  t.ok(Number.isNaN(power(-2, 2).byExponent), "the exponent of a negative base moves");
  t.equal(power(0, 0.5).value, 0);
  t.ok(Number.isNaN(power(0, 0.5).byBase), "a root at 0");
  t.ok(Number.isNaN(power(0, -0.5).value));
});

t.test("a hypotenuse neither overflows nor underflows, and has both derivatives", async (t) => {
  for (const size of [1e-300, 1, 1e300]) {
    const step = 1e-20 * size;
    const [a, b] = [complex(3 * size, step), complex(-4 * size)];
    t.ok(isNear(at("hypot", a, b).re / size, 5, 1e-15), String(size));
    if (size > 1e-250) t.ok(isNear(at("hypot", a, b).im / step, 0.6, 1e-15), "by the one");
    if (size > 1e-250) t.ok(isNear(at("hypot", b, a).im / step, 0.6, 1e-15), "by the other");
  }
  t.equal(at("hypot", complex(0), complex(0)).re, 0);
  t.equal(at("hypot", complex(Infinity), complex(1)).re, Infinity);
});

t.test("angles and logarithms of sums are there under their names, with their derivatives", async (t) => {
  const angle = at("atan2", complex(3, h), complex(4, 2 * h));
  t.ok(isNear(angle.re, Math.atan2(3, 4), 1e-15));
  t.ok(isNear(angle.im / h, (4 - 2 * 3) / 25, 1e-15), "(b da − a db) / (a² + b²)");
  t.ok(isNear(at("logaddexp", complex(1), complex(1, h)).im / h, 0.5, 1e-15));
});

t.test("what is unknown of an argument stays unknown", async (t) => {
  const known = complex(0.4);
  for (const [name, f] of Object.entries(table))
    for (const re of [0.3, 5.2, 60.5])
      for (const place of [0, 1, 2]) {
        const moving = (im: number): Complex[] =>
          [known, known, known].map((z, k) => (k === place ? complex(re, im) : z));
        const [y, moved] = [f(...moving(NaN)), f(...moving(h))];
        const isRead = Math.abs(moved.im) > 0;
        t.ok(!isRead || Number.isNaN(y.re) || Number.isNaN(y.im), `${name}, argument ${String(place)}`);
      }
});
