// Functions whose derivatives are known: the one place that says what the truth is.

/** A function of one number, its derivative in closed form, and where to look. */
export interface Known {
  readonly name: string;
  readonly f: (x: number) => number;
  readonly derivative: (x: number) => number;
  readonly low: number;
  readonly high: number;
}

/** Written so that the derivative keeps its digits; the last few are hard on differences. */
export const known: readonly Known[] = [
  { name: "sin x", f: Math.sin, derivative: Math.cos, low: -3, high: 3 },
  { name: "exp x", f: Math.exp, derivative: Math.exp, low: -3, high: 3 },
  { name: "log x", f: Math.log, derivative: (x) => 1 / x, low: 1e-3, high: 3 },
  { name: "√x", f: Math.sqrt, derivative: (x) => 0.5 / Math.sqrt(x), low: 1e-3, high: 3 },
  { name: "1 / x", f: (x) => 1 / x, derivative: (x) => -1 / (x * x), low: 1e-3, high: 3 },
  { name: "x³", f: (x) => x * x * x, derivative: (x) => 3 * x * x, low: -10, high: 10 },
  { name: "tanh x", f: Math.tanh, derivative: (x) => 1 / Math.cosh(x) ** 2, low: -6, high: 6 },
  { name: "atan x", f: Math.atan, derivative: (x) => 1 / (1 + x * x), low: -9, high: 9 },
  {
    name: "asin x",
    f: Math.asin,
    derivative: (x) => 1 / Math.sqrt((1 - x) * (1 + x)),
    low: -0.99,
    high: 0.99,
  },
  { name: "sin 50x", f: (x) => Math.sin(50 * x), derivative: (x) => 50 * Math.cos(50 * x), low: -3, high: 3 },
  {
    name: "e⁻ˣ²",
    f: (x) => Math.exp(-x * x),
    derivative: (x) => -2 * x * Math.exp(-x * x),
    low: -3,
    high: 3,
  },
  { name: "1e8 + x²", f: (x) => 1e8 + x * x, derivative: (x) => 2 * x, low: 0.5, high: 3 },
  {
    name: "sin 1e4x",
    f: (x) => Math.sin(1e4 * x),
    derivative: (x) => 1e4 * Math.cos(1e4 * x),
    low: 0.1,
    high: 1,
  },
];
