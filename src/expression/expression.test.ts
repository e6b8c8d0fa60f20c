// What formulas mean, how they differentiate, and what is refused.
import t from "tap";
import fc from "fast-check";
import { createRequire } from "node:module";
import type { MathJsInstance, MathNode } from "mathjs";
import { assertGrads } from "../check/index.js";
import { arange, array, grad, hessian, jvp, registry, value, NDArray } from "../index.js";
import { ExpressionError, compileExpression, fromExpression, parsePoint } from "./index.js";

const math = createRequire(import.meta.url)("mathjs/lib/browser/math.js") as MathJsInstance;

const compile = (source: string, names?: readonly string[]) =>
  compileExpression(source, math.parse, names === undefined ? {} : { names });

/** The plain value of a formula, arrays as nested lists. */
function at(source: string, point: Record<string, number | boolean | number[] | number[][]> = {}): unknown {
  const y = value(compile(source).evaluate(point));
  return y instanceof NDArray ? y.toArray() : y;
}

/** Whether two numbers agree, relatively; NaN with NaN too. */
function same(got: number, expected: number, tolerance: number): boolean {
  return Object.is(got, expected) || Math.abs(got - expected) <= tolerance * Math.abs(expected);
}

t.test("a formula becomes a function that differentiates", async (t) => {
  const { f, names, source, evaluate } = await fromExpression("2 * dot(x, x)");
  t.same([names, source, f(arange(4))], [["x"], "2 * dot(x, x)", 28]);
  for (const mode of ["forward", "reverse", "auto", "both"] as const) {
    t.same(grad(f, { mode })(arange(4)), array([0, 4, 8, 12]), mode);
  }
  t.same(grad(evaluate)({ x: arange(4) }), { x: array([0, 4, 8, 12]) }, "also by name");
  t.equal(String(await fromExpression(" x ")), " x ", "and prints as it was written");
});

t.test("variables come in the order in which they appear, or in which they are declared", async (t) => {
  t.same(compile("w * x + b * x - pi").names, ["w", "x", "b"]);
  t.same(compile("c ? a : b").names, ["c", "a", "b"]);
  t.equal(compile("x - y", ["y", "x"]).f(1, 10), 9);
  t.same(compile("x", ["x", "unused"]).names, ["x", "unused"]);
  t.equal(compile("e * i", ["e", "i"]).f(2, 3), 6, "a declared variable comes before a constant");
});

t.test("scalar operators mean what they mean in mathjs", async (t) => {
  const formulas = [
    "1 + 2 * 3 - 4 / 8",
    "-2^2",
    "2^3^2",
    "2^-1",
    "-x^2",
    "2x y",
    "1/2x",
    "3(x + 1)",
    "2 x^2",
    "+x",
    "- -x",
    "x + 3%",
    "x - 3%",
    "50%",
    "(x + 10%) * 2",
    "x % 3",
    "-x % 3",
    "x mod 3",
    "x > 2",
    "x >= 2.5",
    "x < 2 ? 1 : x^2",
    "1 < x < 3",
    "1 < x <= y < 0",
    "x == 2.5",
    "x != 2.5",
    "not x",
    "x > 0 and y > 0",
    "x > 0 or y > 0",
    "x > 0 xor y < 0",
    "true ? 1 : 2",
    "x > 0 ? (y > 0 ? 1 : 2) : 3",
    "x < 0 ? 1 : y < 0 ? 2 : 3",
    "Infinity",
    "1e-3 + .5 + 0x10 + 2.",
    "pi + e + tau + phi",
    "LN2 + SQRT2",
    "log(8, 2)",
    "log(x)",
    "hypot(x, y, 2)",
    "atan2(y, x)",
    "max(x, y, 1)",
    "min(x, y)",
    "sum(x, y, 3)",
    "mean(1, x)",
    "cube(x)",
    "square(x)",
    "cbrt(x)",
    "sec(x) + csc(x) + cot(x) + sech(x) + csch(x) + coth(x)",
    "fix(-x)",
    "sign(y)",
    "add(x, y) - subtract(x, y) * multiply(x, y) / divide(x, y)",
    "smallerEq(x, y)",
    "unequal(x, y)",
    "sin(x)(2)",
    "exp(x) # a comment",
    "abs(\n  y\n)",
  ];
  const point = { x: 2.5, y: -1.25 };
  for (const formula of formulas) {
    const expected = Number(math.evaluate(formula, { ...point }));
    const got = at(formula, point) as number;
    t.ok(same(got, expected, 1e-15), `${formula}: ${got}, ${expected}`);
  }
  t.ok(Number.isNaN(at("sqrt(-1) + NaN")), "but values are real");
});

t.test("arrays follow the matrix algebra of mathjs, and the dotted operators go by elements", async (t) => {
  const formulas = [
    "A * x",
    "x * A",
    "A * A",
    "x * x",
    "x' * A * x",
    "A'",
    "A^2",
    "A^3",
    "A^1",
    "A^0",
    "2 * A + 1",
    "A / 2",
    "x - 1",
    "A .* A",
    "A ./ A",
    "A .^ 2",
    "2 .^ x",
    "A .* x",
    "A + x",
    "-A",
    "[1, 2; 3, 4]",
    "[x; x]",
    "[x, 2 * x]",
    "[x[1], 5]",
    "[[1, 2], [3, 4]] * x",
    "x[1]",
    "x[end]",
    "x[end - 1] + x[(1 + 1)]",
    "A[2, 1]",
    "A[1, :]",
    "A[:, 2]",
    "A[1:2, 1]",
    "v[2:3]",
    "v[1:2:4]",
    "v[4:-1:1]",
    "v[4:-2:2]",
    "v[2:end]",
    "v[:]",
    "v[3:3]",
    "sum(A)",
    "sum(A, 1)",
    "sum(A, 2)",
    "mean(A, 2)",
    "prod(x)",
    "max(v)",
    "min(A)",
    "dot(x, x)",
    "norm(x)",
    "norm(x, 1)",
    "norm(x, Infinity)",
    "cumsum(v)",
    "transpose(A)",
    "A * x > 6",
    "not x",
    "x > 1 and x < 5",
    "x > 1 or x > 0",
    "x > 1 xor x > 0",
  ];
  const point = {
    A: [
      [1, 2],
      [3, 4],
    ],
    x: [1, 2],
    v: [1, 4, 9, 16],
  };
  const matrices = Object.fromEntries(Object.entries(point).map(([name, list]) => [name, math.matrix(list)]));
  for (const formula of formulas) {
    const expected: unknown = math.evaluate(formula, matrices);
    t.same(at(formula, point), math.isMatrix(expected) ? expected.toArray() : expected, formula);
  }
});

t.test("what mathjs has no meaning for has the meaning of the ops", async (t) => {
  t.same(at("x > 1 ? sqrt(x) : 2x", { x: [0, 4, 9] }), [0, 2, 3], "a condition on an array chooses");
  t.same(at("0 < x < 5", { x: [0, 4, 9] }), [false, true, false], "and so does a chain of comparisons");
  t.same(
    at("A^-2 * A^3 - A + 1 / A * A / [2, 0; 0, 4]", {
      A: [
        [0, 1],
        [2, 0],
      ],
    }),
    [
      [0.5, 0],
      [0, 0.25],
    ],
  );
  t.same(
    at("solve(A, x) + det(A)", {
      A: [
        [0, 1],
        [2, 0],
      ],
      x: [2, 3],
    }),
    [-0.5, 0],
  );
  t.same(at("square(x) + sqrt(x)", { x: [0, 4] }), [0, 18], "functions go by elements");
  t.same(at("relu(x) + softplus(0)", { x: -1 }), Math.LN2);
  t.same(at("outer(x, x)", { x: [1, 2] }), [
    [1, 2],
    [2, 4],
  ]);
  t.same(at("concatenate(x, x)", { x: [1, 2] }), [1, 2, 1, 2]);
  t.same(at("v[3:2] + v[5:4]", { v: [1, 2, 3] }), [], "a range of nothing");
  t.equal(at("x and log(0)", { x: 0 }), 0, "`and` stops at what is false");
  t.equal(at("x ? y : z", { x: 1, y: 5, z: [1, 2] }), 5, "one branch runs");
  t.equal(at("x + true", { x: 1 }), 2);
  t.same(at("[]"), []);
});

t.test("every elementwise op is a function of formulas", async (t) => {
  for (const { name, scalar, domain } of registry()) {
    if (scalar === undefined) continue;
    const letters = ["a", "b", "c"].slice(0, domain.length);
    const { f } = compile(`${name}(${letters.join(", ")})`);
    const [a = 0, b = 0, c = 0] = [0.25, 0.5, 0.75].slice(0, domain.length);
    t.ok(Object.is(f(...[a, b, c].slice(0, domain.length)), scalar.f(a, b, c)), name);
  }
});

t.test("gradients agree with symbolic derivatives and with differences, at second order too", async (t) => {
  const formulas = [
    "x^3 - 2x + 1",
    "sin(x) * exp(-x^2 / 2)",
    "log(x) / x",
    "sqrt(1 + x^2)",
    "tanh(3x) - atan(x)",
    "x^x",
    "2^x",
    "1 / (1 + exp(-x))",
    "log(x^2) * sin(x) + 1 / x",
    "cos(sin(x))^2",
    "asin(x / 3) + acosh(1 + x)",
    "(x - 1) (x + 2) / (x^2 + 1)",
    "log(x, 10) + x + 5%",
    "sec(x) + cot(x)",
  ];
  for (const formula of formulas) {
    const { f } = compile(formula);
    const [d1, d2] = [math.derivative(formula, "x"), math.derivative(math.derivative(formula, "x"), "x")];
    for (const x of [0.7, 1.3]) {
      const [first, second] = [Number(d1.evaluate({ x })), Number(d2.evaluate({ x }))];
      for (const mode of ["forward", "reverse"] as const) {
        const slope = grad(f, { mode });
        t.ok(near(slope(x), first, 1e-13), `${formula} at ${x} by ${mode}: ${String(slope(x))}, ${first}`);
        for (const outer of ["forward", "reverse"] as const) {
          const curvature = grad(slope, { mode: outer })(x);
          t.ok(near(curvature, second, 1e-12), `${outer} over ${mode}: ${String(curvature)}, ${second}`);
        }
      }
    }
    assertGrads(f, [0.7]);
  }
});

function near(got: unknown, expected: number, tolerance: number): boolean {
  return typeof got === "number" && Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected));
}

t.test("formulas of arrays differentiate too", async (t) => {
  const A = array([
    [2, 1],
    [0, 3],
  ]);
  const x = array([0.5, -1.5]);
  for (const formula of [
    "x' * A * x",
    "sum((A * x) .^ 2)",
    "norm(x) + max(x)",
    "sum(x > 0 ? x .^ 2 : exp(x))",
    "x[1] * x[end]^2 + sum(A[:, 2])",
    "sum(A^3 * x)",
    "logsumexp(A * x)",
    "dot([x[1], x[1] x[2]], x)",
    "mean(softmax(x) .* A)",
    "sum(x / A)",
    "sum(A^-2)",
    "x[1] < 0 ? 0 : prod(x) + sum(A)",
  ]) {
    const { f } = compile(formula, ["x", "A"]);
    t.equal(assertGrads(f, [x, A]).verdict, "pass", formula);
    t.match(value(hessian(f, { mode: "both" })(x, A)), { shape: [2, 2] }, "twice, both modes agree");
  }
  const quadratic = compile("x' * A * x", ["x", "A"]).f;
  t.equal(assertGrads(quadratic, [x, A], { order: 2 }).verdict, "pass");
  t.same(
    hessian(quadratic)(x, A),
    array([
      [4, 1],
      [1, 6],
    ]),
  );
  t.equal(jvp(compile("x[1] * 3").f, [x], [array([1, 1])]).tangent, 3);
});

t.test("random arithmetic evaluates as mathjs evaluates it", async (t) => {
  const sign = fc.constantFrom("+", "-", "*", "/", ".*", "./");
  const order = fc.constantFrom("<", "<=", ">", ">=");
  const name = fc.constantFrom("sin", "cos", "tanh", "atan", "exp", "abs");
  const { formula } = fc.letrec<{ formula: string }>((tie) => {
    const part = tie("formula");
    return {
      formula: fc.oneof(
        { maxDepth: 6, depthSize: 0.1, withCrossShrink: true },
        fc.constantFrom("x", "y", "x", "y", "x", "y", "pi", "e", "0", "1", "2.5", ".125", "3e2", "true"),
        fc.tuple(part, sign, part).map(([a, op, b]) => `${a} ${op} ${b}`),
        fc.tuple(part, sign, part).map(([a, op, b]) => `${a} ${op} ${b}`),
        part.map((a) => `(${a})`),
        part.map((a) => `-(${a})`),
        fc.tuple(part, fc.integer({ min: -2, max: 3 })).map(([a, n]) => `(${a})^${n}`),
        fc.tuple(name, part).map(([f, a]) => `${f}(${a})`),
        part.map((a) => `sqrt(abs(${a}))`),
        part.map((a) => `2 (${a})`),
        fc.tuple(part, part, order).map(([a, b, op]) => `(x ${op} y ? ${a} : ${b})`),
      ),
    };
  });
  const real = fc.double({ min: -4, max: 4, noNaN: true });
  fc.assert(
    fc.property(formula, real, real, (source, x, y) => {
      fc.pre(x === y || Math.abs(x - y) > 1e-9);
      const expected = Number(math.evaluate(source, { x, y }));
      const got = compile(source, ["x", "y"]).f(x, y) as number;
      return same(got, expected, 1e-12);
    }),
    { seed: 20240607, numRuns: 1500 },
  );
  t.pass("1500 formulas");
});

/** What `run` throws; the test fails if that is nothing. */
function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

/** The error that compiling `source` throws. */
function refusal(source: string, names?: readonly string[]): ExpressionError {
  const error = thrown(() => compile(source, names));
  if (error instanceof ExpressionError) return error;
  throw error;
}

t.test("whatever is not a formula is refused, and the place is shown", async (t) => {
  // In each, what is wrong stands between « and ».
  for (const [marked, complaint] of [
    ["2 * «sinn»(x)", 'there is no function "sinn"; did you mean "sin"?'],
    ["«epx»(x)", 'there is no function "epx"; did you mean "exp"?'],
    ["sin(cos(x)) + sin(«tann»(x))", 'did you mean "tan"?'],
    ["«foo»(x) + 1", 'there is no function "foo"'],
    ["x * «import»(x)", 'there is no function "import"'],
    ["«eval»(1)", 'there is no function "eval"'],
    ["«constructor»(1)", 'there is no function "constructor"'],
    ["«toString»()", 'there is no function "toString"'],
    ["«Function»(x)(1)", 'there is no function "Function"'],
    ["«constructor»", "constructor cannot be a variable"],
    ["1 + «__proto__»", "__proto__ cannot be a variable"],
    ["x - «hasOwnProperty»", "hasOwnProperty cannot be a variable"],
    ["x«.»constructor", "values have no properties"],
    ["x.constructor«.»constructor(1)", "only a function with a name can be called"],
    ["x«?.»y", "values have no properties"],
    ['x[«"constructor"»]', "an index is made of whole numbers"],
    ["x[«'__proto__'»]", "an index is made of whole numbers"],
    ["x' * «'abc'» * y'", 'only numbers are constants, not the string "abc"'],
    ["a «=» 3", "a formula assigns nothing"],
    ["f(x) «=» x", "a formula defines no functions"],
    ["x[1] «=» 3", "a formula assigns nothing"],
    ["x«;» y", "a formula is one expression"],
    ["x\n«y»", "a formula is one expression"],
    ["«{»a: 1}", "objects are not accepted"],
    ['sin(x) + «"abc"»', 'only numbers are constants, not the string "abc"'],
    ["«null»", "only numbers are constants, not null"],
    ["", "the formula is empty"],
    ["# nothing", "the formula is empty"],
    ["«sin» x", "sin is a function; give it arguments"],
    ["«atan2»(x)", "atan2 takes 2 arguments, not 1"],
    ["x + «sin»(x, 2)", "sin takes 1 argument, not 2"],
    ["«max»()", "max takes 1 or more arguments, not 0"],
    ["«log»(1, 2, 3)", "log takes 1 to 2 arguments, not 3"],
    ["x«!»", 'there is no operator "!"'],
    ["x «|» y", 'there is no operator "|" (write or)'],
    ["«~»x", 'there is no operator "~"'],
    ["x «to» y", 'there is no operator "to" (values have no units)'],
    ["2 «i»", "i is the imaginary unit"],
    ["«end»", '"end" stands only in an index'],
    ["1«:»3", "a range stands only in an index"],
    ["x[«y»]", "an index is made of whole numbers"],
    ["x[«1.5»]", "an index is made of whole numbers"],
    ["x + «x»(1)", "x is not a function; for a product write x * (...)"],
    ["2 «pi»(3)", "pi is not a function"],
    ["(1 + ", "unexpected end of expression"],
    ["x +«*» y", "value expected"],
    ["x «⊕» y\n+ 1", 'unexpected character "⊕"'],
    ["(x\r\n + 𝛼é * «bar»(2))", 'there is no function "bar"'],
    ["x[:, 1] + [1, 2; 3, 4] * A[2:end, :]' + 100 + 3% + «bar»(2)", 'there is no function "bar"'],
    ["(x < 1 < y ? not a : -b') - (c)[1:2:end] 2 (3) + «nope»(2)", 'there is no function "nope"'],
    ["a mod b % c ^ 5% .* d ./ e != f and g or h xor -(k1) + «nope»(2)", 'there is no function "nope"'],
  ] as const) {
    const source = marked.replace(/[«»]/g, "");
    const { message, place } = refusal(source);
    t.ok(message.startsWith("fromExpression: ") && message.includes(complaint), `${source}: ${message}`);
    const start = marked.indexOf("«");
    if (start >= 0) t.same(place, { start, end: marked.indexOf("»") - 1 }, `${source}: the place`);
  }
});

t.test("a refusal shows the line with a caret under the place", async (t) => {
  t.equal(
    refusal("2 * sinn(x)").message,
    'fromExpression: there is no function "sinn"; did you mean "sin"?\n  2 * sinn(x)\n      ^^^^',
  );
  t.match(refusal("(1 +\n\tfoo(x) +\n 3)").message, "\n  \tfoo(x) +\n  \t^^^\naccepted: abs, acos, ");
  const long = refusal(`${"x + ".repeat(50)}foo(x)${" + x".repeat(50)}`).message;
  t.match(long, /\n {2}…[x +]{60}foo\(x\)[x +]{54}…\n {63}\^{3}\n/, "of a long line, a part");
  t.equal(refusal("(1 + ").message, "fromExpression: unexpected end of expression\n  (1 + \n       ^");
  t.ok(refusal("foo(x)").accepted.includes("logsumexp"), "what is accepted is listed");
  t.ok(refusal("foo(x)") instanceof SyntaxError);
});

t.test("declared variables are the only ones", async (t) => {
  const { message } = refusal("weigth * x", ["x", "weight"]);
  t.match(message, 'there is no variable "weigth"; did you mean "weight"?');
  t.match(refusal("2 q", ["x"]).message, /there is no variable "q"\n {2}2 q\n {4}\^\naccepted: x, pi, /);
  for (const name of ["sin", "constructor", "__proto__", "and", "NaN", "end", "a b", "", "2x", 3, null]) {
    const names = ["x", name] as string[];
    const wanted = { name: "TypeError", message: /names must be different names/ };
    t.throws(() => compile("x", names), wanted, String(name));
  }
  t.throws(() => compile("x", ["x", "x"]), { name: "TypeError" });
  for (const [run, message] of [
    [() => compile("x", "x" as unknown as string[]), /names must be a list/],
    [() => compile(3 as unknown as string), /the formula must be a string, not 3/],
  ] as const) {
    t.throws(run, { name: "TypeError", message });
  }
  await t.rejects(fromExpression("x +"), { name: "ExpressionError" });
});

t.test("no formula hangs or overflows the stack", async (t) => {
  for (const source of [
    "(".repeat(4000),
    `${"(".repeat(4000)}x${")".repeat(4000)}`,
    `x${" + x".repeat(2000)}`,
    `${"-".repeat(9000)}x`,
    `x${"^x".repeat(4000)}`,
    `x${"'".repeat(9000)}`,
    `x${"[1]".repeat(3000)}`,
    "[".repeat(9000),
    "x".repeat(100_000),
  ]) {
    t.match(refusal(source).message, /nested too deeply|longer than 10000 characters/, source.slice(0, 12));
  }
  t.equal(at(`x${" + x".repeat(900)}`, { x: 1 }), 901, "a long sum is none of those");
  // mathjs hands x + 1% over as x + x * 1%: a walk of both would take 2⁶⁰ steps.
  const source = `${"(".repeat(60)}x${" + 1%)".repeat(60)}`;
  t.ok(near(at(source, { x: 1 }), 1.01 ** 60, 1e-13));
});

t.test("no method of a syntax tree is ever called: bare data compile as well", async (t) => {
  const bare = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(bare);
    if (typeof node !== "object" || node === null) return node;
    const { type } = node as MathNode;
    return { type, ...Object.fromEntries(Object.entries(node).map(([key, part]) => [key, bare(part)])) };
  };
  const source = "x[1:end] * [1, 2; 3, 4] * x' + (0 < dot(x, x) < 2 ? -1 : not 0)";
  const expression = compileExpression(source, (text) => bare(math.parse(text)));
  t.equal(expression.evaluate({ x: [1, 2] }), compile(source).evaluate({ x: [1, 2] }));
});

t.test("an error of an op tells where in the formula it came up", async (t) => {
  for (const [marked, point, complaint] of [
    [
      "1 + A «*» x",
      {
        A: [
          [1, 2],
          [3, 4],
        ],
        x: [1, 2, 3],
      },
      "RangeError: matmul: shapes [2, 2] and [3]",
    ],
    ["x «+» [1, 2, 3]", { x: [1, 2] }, "RangeError: add: shapes [2] and [3] do not broadcast"],
    ["«[»x, 1]", { x: [1, 2] }, "RangeError: "],
    ["1 «/» x", { x: [1, 2] }, "TypeError: /: the divisor must be a scalar or a square matrix, not"],
    ["x«^»2", { x: [1, 2] }, "TypeError: ^: an array of shape [2] to the power 2"],
    ["2 «^» x", { x: [1, 2] }, "TypeError: ^: an exponent that is an array of shape [2]"],
    [
      "A «^» 0.5",
      {
        A: [
          [1, 2],
          [3, 4],
        ],
      },
      "TypeError: ^: an array of shape [2, 2] to the power 0.5",
    ],
    [
      "A «/» [1, 2, 3]'",
      {
        A: [
          [1, 2],
          [3, 4],
        ],
      },
      "TypeError: /: ",
    ],
    ["1 «/» A", { A: [[1, 2, 3]] }, "RangeError: inv: "],
    ["2 * x«[»5]", { x: [1, 2] }, "RangeError: [ ]: index 5 is out of range for an axis of length 2"],
    ["x«[»0]", { x: [1, 2] }, "RangeError: [ ]: index 0 is out of range"],
    ["x«[»1:3]", { x: [1, 2] }, "RangeError: [ ]: index 3 is out of range"],
    ["x«[»1:0:2]", { x: [1, 2] }, "RangeError: [ ]: the step of a range must not be 0"],
    ["x«[»1]", { x: 2 }, "RangeError: [ ]: 1 index for a scalar"],
    ["x«[»1]", { x: [[1], [2]] }, "RangeError: [ ]: 1 index for an array of shape [2, 1]; give one"],
    ["«max»(x, 1)", { x: [1, 2] }, "TypeError: max: several arguments must all be scalars"],
    ["«sum»(x, 2)", { x: [1, 2] }, "RangeError: sum: the dimension must be a whole number from 1 to 1"],
    ["«sum»(x, x)", { x: [1, 2] }, "TypeError: sum: its second argument must be a constant number"],
    ["«sum»(x, 1, 2)", { x: [1, 2] }, "TypeError: sum: give one array"],
    ["x «<» y < 3", { x: [1, 2], y: [1, 2, 3] }, "RangeError: less: "],
    ["x «and» y", { x: [1, 2], y: [1, 2, 3] }, "RangeError: logicalAnd: "],
    ["x «?» y : 1", { x: [1, 2], y: [1, 2, 3] }, "RangeError: where: "],
  ] as const) {
    const source = marked.replace(/[«»]/g, "");
    const start = marked.indexOf("«");
    const carets = " ".repeat(start) + "^".repeat(marked.indexOf("»") - start - 1);
    const text = String(thrown(() => at(source, point as unknown as Record<string, number>)));
    t.ok(text.startsWith(complaint), `${source}: ${text}`);
    t.ok(text.endsWith(`\n  ${source}\n  ${carets}`), `${source}: the place in ${text}`);
  }
});

t.test("a formula is given a value for each of its variables", async (t) => {
  for (const [run, message] of [
    [() => compile("x + w").evaluate({ x: 1 }), "evaluate: there is no value for w; give { x, w }"],
    [() => compile("w").evaluate(Object.create({ w: 1 }) as { w: number }), "evaluate: there is no value"],
    [() => compile("x").evaluate(3 as never), "evaluate: the point must be an object"],
    [() => compile("x").evaluate({ x: "1" as never }), "fromExpression: the value of x must be a number"],
    [() => compile("x + y").f(1), 'f: "x + y" takes 2 arguments (x, y), not 1'],
  ] as const) {
    const error = thrown(run);
    t.ok(error instanceof TypeError && error.message.startsWith(message), String(error));
  }
  t.equal(compile("x").evaluate({ x: 1, y: 2 }), 1, "and may be given more");
  t.equal(compile("1 + 1").f(), 2);
});

t.test("a point is read from text", async (t) => {
  t.same(parsePoint("x=[0, 1, 2, 3]"), { x: array([0, 1, 2, 3]) });
  t.same(parsePoint(" x = 1.5, w=[[1,2],[3,4]] "), {
    x: 1.5,
    w: array([
      [1, 2],
      [3, 4],
    ]),
  });
  t.same(parsePoint("a=-1e-3; b=+.5\n, c=1., d=0x1F"), { a: -1e-3, b: 0.5, c: 1, d: 31 });
  t.same(parsePoint("a=NaN, b=Infinity, c=[-Infinity]"), { a: NaN, b: Infinity, c: array([-Infinity]) });
  t.same(parsePoint('{"x": [1, 2.5], "y_1": -1e-3}'), { x: array([1, 2.5]), y_1: -1e-3 });
  t.same([parsePoint(""), parsePoint(" {} "), parsePoint("x=[]")], [{}, {}, { x: array([]) }]);
  t.ok(Object.is(parsePoint("x=-0")["x"], -0));
});

t.test("a text that is no point is refused, and the place is shown", async (t) => {
  for (const [marked, complaint] of [
    ["x=«»", 'expected a number or "[", not the end'],
    ["x=«foo»", 'expected a number or "[", not "foo"'],
    ["x=«alert»(1)", 'expected a number or "[", not "alert"'],
    ["x=-«-»1", 'expected a number or "[", not "-"'],
    ["x=2«*»pi", 'expected "," and another name, not "*"'],
    ["x=1«e»", 'expected "," and another name'],
    ["x=1 «y»=2", 'expected "," and another name'],
    ["x=1,«»", "expected the name of a variable, not the end"],
    ["x=1, «x»=2", "expected a name other than x"],
    ["x «1»", 'expected "=" after x, not "1"'],
    ["«=»1", "expected the name of a variable"],
    ["«[»1, 2]", "expected the name of a variable"],
    ["«__proto__»=1", "expected the name of a variable"],
    ["x=[1, 2«»", 'expected "," or "]", not the end'],
    ["x=[1,«,»2]", 'expected a number or "["'],
    ["x=«[1, [2]]»", "ragged nesting"],
    ['{"x": «"1"»}', "expected a number"],
    ['{"x": «null»}', "expected a number"],
    ['{«"__proto__"»: 1}', "expected the name of a variable"],
    ['{"x" «=» 1}', 'expected ":" after x'],
    ['{"x": 1«»', 'expected "," or "}"'],
    ['{"x": 1} «,» y=2', "expected the end"],
    [`x=${"[".repeat(64)}«[»`, "arrays have at most 64 axes"],
  ] as const) {
    const text = marked.replace(/[«»]/g, "");
    const start = marked.indexOf("«");
    const { message, place } = thrown(() => parsePoint(text)) as ExpressionError;
    t.ok(message.startsWith("parsePoint: ") && message.includes(complaint), `${text}: ${message}`);
    t.same(place, { start, end: marked.indexOf("»") - 1 }, `${text}: the place`);
  }
  t.throws(() => parsePoint(3 as unknown as string), { name: "TypeError", message: /must be a string/ });
});
