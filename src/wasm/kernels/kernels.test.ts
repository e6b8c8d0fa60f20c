// The kernels beside the true values, with 64 digits, over the whole range of each.
import t from "tap";
import { bigField } from "../../check/reference/big.js";
import { loopOf } from "../loop.js";
import { kernels, type Kernel } from "./index.js";

const field = await bigField();

/** The values of a kernel at all of x. */
function valuesOf(kernel: Kernel, x: Float64Array): Float64Array {
  const y = new Float64Array(x.length);
  const loop = loopOf({
    arrays: 1,
    numbers: 0,
    results: 1,
    sums: 0,
    body: (v, [a]) => ({ results: [kernel(v, a!)], sums: [] }),
  });
  for (let start = 0; start < x.length; start += size) {
    const count = Math.min(size, x.length - start);
    loop([x], [], [y], [{ start, size: count, runs: 0, ends: Int32Array.of(8 * count) }], []);
  }
  return y;
}

const size = 1000;

/** Random numbers between 0 and 1, the same in every run. */
function randoms(count: number): Float64Array {
  let state = 12345;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const high = state >>> 5;
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (high * 2 ** 26 + (state >>> 6)) / 2 ** 53;
  });
}

const edges = [
  0,
  -0,
  5e-324,
  -5e-324,
  2 ** -1022,
  -(2 ** -1022),
  2.2250738585072009e-308,
  1e-300,
  1e-20,
  -1e-20,
  2 ** -54,
  2 ** -53,
  2 ** -28,
  -(2 ** -27),
  0.1,
  -0.1,
  0.25,
  0.34657359027997264,
  0.3465735902799727,
  -0.34657359027997264,
  0.5,
  -0.5,
  0.6249999999999999,
  0.625,
  -0.625,
  Math.SQRT1_2,
  0.7853981633974483,
  0.7853981633974484,
  0.9999999999999999,
  1,
  1.0000000000000002,
  -0.9999999999999999,
  -1,
  -1.0000000000000002,
  1.0397207708399179,
  Math.SQRT2,
  Math.PI / 2,
  2.356194490192345,
  Math.PI,
  3 * Math.PI,
  355,
  -355,
  22,
  39.99,
  -39.99,
  -40.01,
  1599.9,
  -1600,
  1600.1,
  1e4,
  2 ** 20 + 0.5,
  1e15,
  2 ** 53,
  1e22,
  -1e22,
  5.319372648326541e255,
  1e300,
  708,
  709.78,
  709.782712893384,
  709.7827128933841,
  710,
  711,
  1e3,
  -708.3,
  -708.4,
  -709,
  -720.5,
  -744.4,
  -745.1,
  -745.1332191019411,
  -745.1332191019412,
  -746,
  -800,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Infinity,
  -Infinity,
  NaN,
];

/** Where each is asked besides: the range in which its values change, near 0, and over all exponents. */
const ranges: Readonly<Record<string, readonly (readonly [low: number, high: number])[]>> = {
  exp: [
    [-746, 710],
    [-1, 1],
    [-745.2, -708],
  ],
  expm1: [
    [-45, 710],
    [-1.2, 1.2],
    [-0.4, 0.4],
  ],
  tanh: [
    [-20, 20],
    [-1, 1],
    [0.5, 0.75],
  ],
  log: [
    [0, 10],
    [0.5, 1.5],
    [0.99, 1.01],
    [1e-320, 1e-307],
  ],
  log1p: [
    [-1, 10],
    [-0.5, 0.5],
    [-1e-5, 1e-5],
    [0.9, 1.1],
  ],
  sin: [
    [-1600, 1600],
    [-4, 4],
    [3.1415, 3.1416],
    [-1e6, 1e6],
  ],
  cos: [
    [-1600, 1600],
    [-4, 4],
    [1.5707, 1.5708],
    [-1e6, 1e6],
  ],
};

function pointsOf(name: string): Float64Array {
  const [within = [], spread] = [ranges[name], randoms(150)];
  return Float64Array.from([
    ...edges,
    ...within.flatMap(([low, high]) => Array.from(randoms(250), (u) => low + u * (high - low))),
    ...Array.from(spread, (u, k) => (k % 2 === 0 ? 1 : -1) * 2 ** (u * 2098 - 1074)),
    // Doubles next to multiples of π/2, where what is left of them has lost most of its digits.
    ...Array.from({ length: 300 }, (_, k) => (3 * k + 1) * (Math.PI / 2)),
  ]);
}

/** The distance between two doubles, or a double and a longer number, in units of the last place of the second. */
function ulpsApart(got: number, name: string, x: number): number {
  const truth = field.functions[name]!(field.fromNumber(x));
  const nearest = field.toNumber(truth);
  if (!Number.isFinite(nearest) || !Number.isFinite(got) || nearest === 0)
    return Object.is(got, nearest) || Math.abs(got - nearest) <= 5e-324 ? 0 : Infinity;
  const unit = 2 ** Math.max(-1074, Math.floor(Math.log2(Math.abs(nearest))) - 52);
  return field.size(field.sub(truth, field.fromNumber(got))) / unit;
}

for (const [name, kernel] of Object.entries(kernels)) {
  const f = (Math as unknown as Readonly<Record<string, (x: number) => number>>)[name]!;
  t.test(`${name} is within 2 ulp of the true value`, (t) => {
    const x = pointsOf(name);
    const y = valuesOf(kernel, x);
    let [most, where] = [0, NaN];
    x.forEach((at, k) => {
      const plain = f(at);
      // Where there is no number, or no digit, nothing but the same will do.
      if (!Number.isFinite(plain) || !Number.isFinite(at) || plain === 0) {
        t.ok(Object.is(y[k], plain), `${name}(${String(at)}) is ${String(y[k])}, not ${String(plain)}`);
        return;
      }
      // Beyond that the reference, which has 64 digits of π, has none left; the kernel is Math there.
      if ((name === "sin" || name === "cos") && Math.abs(at) > 1e40) {
        t.equal(y[k], plain);
        return;
      }
      const off = ulpsApart(y[k]!, name, at);
      if (off > most) [most, where] = [off, at];
    });
    t.ok(most <= 2, `${String(most)} ulp at ${String(where)}`);
    t.comment(`${name}: ${most.toFixed(3)} ulp at ${String(where)}`);
    t.end();
  });

  t.test(`${name} is near that of Math at a million points`, (t) => {
    for (const [low, high] of ranges[name]!) {
      const x = randoms(250_000).map((u) => low + u * (high - low));
      const y = valuesOf(kernel, x);
      let most = 0;
      y.forEach((got, k) => {
        const want = f(x[k]!);
        const unit = 2 ** Math.max(-1074, Math.floor(Math.log2(Math.abs(want))) - 52);
        if (got !== want) most = Math.max(most, Math.abs(got - want) / unit);
      });
      t.ok(most <= 3, `${String(most)} units between ${String(low)} and ${String(high)}`);
      t.comment(
        `${name}: ${most.toFixed(3)} units from that of Math between ${String(low)} and ${String(high)}`,
      );
    }
    t.end();
  });
}
