// Numbers of 64 digits: doubles are taken to the last bit, and functions have all their digits.
import t from "tap";
import { bigField } from "./big.js";

const field = await bigField();
type Big = ReturnType<typeof field.fromNumber>;

const { add, sub, mul, div, neg, fromNumber, toNumber, compare, size, quotient } = field;
const call = (name: string, ...x: Big[]): Big => field.functions[name]?.(...x) ?? fromNumber(NaN);
const at = (name: string, ...x: number[]): Big => call(name, ...x.map(fromNumber));

/** The distance of two numbers beside the larger of the second and 1e-300. */
const apart = (a: Big, b: Big): number => toNumber(div(sub(a, b), b));
const isSame = (a: Big, b: Big, within = 1e-60): boolean => Math.abs(apart(a, b)) < within;

t.test("a double is taken to its last bit", async (t) => {
  t.equal(fromNumber(0.1).toString(), "0.1000000000000000055511151231257827021181583404541015625");
  t.equal(fromNumber(-0.375).toString(), "-0.375");
  for (const x of [0, 1, -3, 2 ** 53 - 1, 1e22, 1e300, -1 / 3, 5e-324, -5e-324, 2.3e-308, 2 ** -1022])
    t.equal(toNumber(fromNumber(x)), x, String(x));
  t.ok(
    isSame(mul(fromNumber(2 ** -1074), fromNumber(2 ** 1023)), fromNumber(2 ** -51)),
    "a subnormal number",
  );
  for (const x of [NaN, Infinity, -Infinity]) t.ok(Object.is(toNumber(fromNumber(x)), x), String(x));
});

t.test("arithmetic keeps 64 digits", async (t) => {
  const [one, three, tiny] = [1, 3, 1e-60].map(fromNumber) as [Big, Big, Big];
  t.equal(toNumber(sub(add(one, tiny), one)), 1e-60);
  t.ok(Math.abs(toNumber(sub(mul(div(one, three), three), one))) < 1e-63);
  t.equal(toNumber(neg(three)), -3);
  t.equal(compare(three, one), 1);
  t.equal(compare(one, three), -1);
  t.equal(compare(one, add(one, tiny)), -1);
  t.equal(compare(three, three), 0);
  t.equal(size(fromNumber(-2.5)), 2.5);
  t.same(
    [7, -7].map((x) => toNumber(quotient(fromNumber(x), fromNumber(2)))),
    [3, -4],
  );
});

t.test("known constants come out to 60 digits", async (t) => {
  // From tables: e, √2, ln 2, π/4, the cube root of 2, the golden ratio's logarithm.
  const known: readonly (readonly [Big, string])[] = [
    [at("exp", 1), "2.718281828459045235360287471352662497757247093699959574966967627724"],
    [at("sqrt", 2), "1.414213562373095048801688724209698078569671875376948073176679737990"],
    [at("log", 2), "0.693147180559945309417232121458176568075500134360255254120680009493"],
    [at("atan", 1), "0.785398163397448309615660845819875721049292349843776455243736148076"],
    [at("cbrt", 2), "1.259921049894873164767210607278228350570251464701507980081975112155"],
    [at("asinh", 0.5), "0.481211825059603447497758913424368423135184334385660519661018168840"],
  ];
  for (const [x, digits] of known) t.equal(x.toPrecision(60), at("exp", 0).times(digits).toPrecision(60));
});

t.test(
  "every function agrees with that of JavaScript, on both sides of where its formula changes",
  async (t) => {
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    const around: readonly number[] = [-2.5, -0.75, -0.25, 0.25, 0.75, 2.5];
    const truths: Readonly<Record<string, readonly [(x: number) => number, readonly number[]]>> = {
      exp: [Math.exp, around],
      exp2: [(x) => 2 ** x, around],
      expm1: [Math.expm1, around],
      log: [Math.log, [0.25, 3]],
      log2: [Math.log2, [0.25, 3]],
      log10: [Math.log10, [0.25, 3]],
      log1p: [Math.log1p, [-0.75, -0.25, 0.25, 0.75, 2.5]],
      sqrt: [Math.sqrt, [0.25, 3]],
      rsqrt: [(x) => 1 / Math.sqrt(x), [0.25, 3]],
      cbrt: [Math.cbrt, around],
      sin: [Math.sin, around],
      cos: [Math.cos, around],
      tan: [Math.tan, around],
      asin: [Math.asin, [-0.75, 0.25]],
      acos: [Math.acos, [-0.75, 0.25]],
      atan: [Math.atan, around],
      sinh: [Math.sinh, around],
      cosh: [Math.cosh, around],
      tanh: [Math.tanh, around],
      sech: [(x) => 1 / Math.cosh(x), around],
      csch: [(x) => 1 / Math.sinh(x), around],
      asinh: [Math.asinh, around],
      acosh: [Math.acosh, [1.5, 3]],
      atanh: [Math.atanh, [-0.75, 0.25]],
      sinpi: [(x) => Math.sin(Math.PI * x), [0.25, -0.75, 1.75, -2.375]],
      cospi: [(x) => Math.cos(Math.PI * x), [0.25, -0.75, 1.75, -2.375]],
      sinc: [(x) => Math.sin(Math.PI * x) / (Math.PI * x), [0.25, -0.75, 1.75, -2.375]],
      sigmoid: [sigmoid, around],
      softplus: [(x) => Math.log1p(Math.exp(x)), around],
      logit: [(x) => Math.log(x / (1 - x)), [0.25, 0.75]],
      abs: [Math.abs, around],
    };
    for (const [name, [f, points]] of Object.entries(truths))
      for (const x of points) {
        const y = toNumber(at(name, x));
        t.ok(Math.abs(y / f(x) - 1) < 2e-15, `${name}(${String(x)}) is ${String(y)}`);
      }
  },
);

t.test("functions undo each other to 60 digits", async (t) => {
  for (const x of [0.001, 0.3, 0.45, 0.6, 0.9, 1.5].map(fromNumber)) {
    t.ok(isSame(call("log1p", call("expm1", x)), x), "ln(1 + (eˣ − 1))");
    t.ok(isSame(call("asinh", call("sinh", x)), x), "arsinh sinh x");
    t.ok(isSame(call("atanh", call("tanh", x)), x, 1e-58), "artanh tanh x");
    t.ok(isSame(div(fromNumber(1), call("csch", x)), call("sinh", x)), "1 / csch x");
    t.ok(isSame(mul(call("sech", x), call("cosh", x)), fromNumber(1)), "sech x cosh x");
    const [s, c] = [call("sinpi", x), call("cospi", x)];
    t.ok(isSame(add(mul(s, s), mul(c, c)), fromNumber(1)), "sin² πx + cos² πx");
  }
});

t.test("near 0 no digit is cancelled, and far from it no series runs long", async (t) => {
  const tiny = fromNumber(1e-50);
  for (const name of ["expm1", "log1p", "sinh", "tanh"]) t.ok(isSame(call(name, tiny), tiny, 1e-49), name);
  t.ok(isSame(call("csch", tiny), div(fromNumber(1), tiny), 1e-60));
  t.ok(isSame(at("sinh", 300), div(at("exp", 300), fromNumber(2))));
  t.ok(isSame(at("tanh", -300), fromNumber(-1)));
  t.ok(isSame(at("softplus", -200), at("exp", -200), 1e-60), "small beside 1");
  t.ok(isSame(at("softplus", 400), fromNumber(400)));
});

t.test("half turns are exact at integers, however large", async (t) => {
  for (const x of [0, 2, 7, -1e15, 1e15 + 1]) {
    t.ok(Math.abs(toNumber(at("sinpi", x))) < 1e-60, `sin ${String(x)} π`);
    t.ok(isSame(at("cospi", x), fromNumber(x % 2 === 0 ? 1 : -1)), `cos ${String(x)} π`);
  }
  t.equal(toNumber(at("sinc", 0)), 1);
  t.ok(isSame(at("sinc", 1e-40), fromNumber(1)));
});

t.test("functions of two numbers have their names", async (t) => {
  t.ok(isSame(at("pow", 2, 0.5), at("sqrt", 2)));
  t.equal(toNumber(at("hypot", 3, -4)), 5);
  for (const [a, b] of [
    [1, 2],
    [3, -1],
    [-3, -4],
    [-1, 0],
  ] as const)
    t.ok(Math.abs(toNumber(at("atan2", a, b)) - Math.atan2(a, b)) < 1e-15, `atan2(${String([a, b])})`);
  t.ok(isSame(at("logaddexp", 1, 1), add(fromNumber(1), at("log", 2))));
});

t.test("the field is made once", async (t) => {
  t.equal(await bigField(), field);
});
