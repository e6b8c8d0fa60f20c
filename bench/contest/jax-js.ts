// jax-js in the contest, in float64: eager, and compiled by its own jit, which has no control flow that depends on data.

import { jaxJsPackage } from "../../suites/conform/engines/jax-js.js";
import type { Absent } from "../../suites/conform/engines/absent.js";
import type { Entrant } from "./entrant.js";
import { elementsOf, type Input, type Ops } from "./tasks.js";

interface JaxArray {
  readonly ref: JaxArray;
  readonly shape: readonly number[];
  readonly data: () => Promise<ArrayLike<number>>;
  readonly dispose: () => void;
}

type V = JaxArray | number;
type Program = (...xs: readonly JaxArray[]) => V;
type Gradient = (...xs: readonly JaxArray[]) => readonly JaxArray[];

type Functions = Readonly<Record<string, (...args: readonly unknown[]) => JaxArray>>;

interface JaxJs {
  readonly init: (device: string) => Promise<unknown>;
  readonly defaultDevice: (device: string) => unknown;
  readonly grad: (f: Program, options: { readonly argnums: readonly number[] }) => Gradient;
  readonly jit: (f: Gradient) => Gradient;
  readonly numpy: Functions;
  readonly nn: Functions;
}

/** jax-js, if it is installed; `how` it runs, and on which of its backends. */
export async function jaxJs(how: "eager" | "compiled", device = "wasm"): Promise<Entrant | Absent> {
  const found = jaxJsPackage();
  if ("absent" in found) return found;
  const jax = found.module as JaxJs;
  await jax.init(device);
  jax.defaultDevice(device);
  const ops = opsOf(jax);
  return {
    version: `${found.version}, ${device}`,
    precision: "float64, sin and exp to 7 digits",
    tolerance: 1e-6,
    run({ name, program, at, given = [] }) {
      if (name === "control-flow") return undefined;
      const xs = at.map((x) => made(jax, x));
      const constants = given.map((x) => made(jax, x));
      const plain = jax.grad((...x) => program<V>(ops, x, constants), { argnums: at.map((_, i) => i) });
      const gradient = how === "compiled" ? jax.jit(plain) : plain;
      return () => Promise.all(gradient(...xs.map((x) => x.ref)).map((part) => part.data()));
    },
  };
}

function made({ numpy }: JaxJs, x: Input): JaxArray {
  const { data, shape } = typeof x === "number" ? { data: x, shape: [] } : elementsOf(x);
  return called(numpy, "array")(data, { shape, dtype: "float64" });
}

function called(functions: Functions, name: string): (...args: readonly unknown[]) => JaxArray {
  const f = functions[name];
  if (f === undefined) throw new TypeError(`jax-js has no ${name}`);
  return f;
}

/** An op consumes its arguments, so each gets a reference of its own. */
function opsOf({ numpy, nn }: JaxJs): Ops<V> {
  const use = (x: V): V => (typeof x === "number" ? x : x.ref);
  const op =
    (name: string, functions = numpy) =>
    (...xs: readonly V[]): V =>
      called(functions, name)(...xs.map(use));
  const [mul, sum, logSoftmax] = [op("multiply"), op("sum"), op("logSoftmax", nn)];
  return {
    add: op("add"),
    sub: op("subtract"),
    mul,
    div: op("divide"),
    neg: op("negative"),
    sin: op("sin"),
    exp: op("exp"),
    sum,
    dot: op("dot"),
    norm: op("norm"),
    matmul: op("matmul"),
    relu: op("relu", nn),
    crossEntropy(logits, labels) {
      const classes = (logits as JaxArray).shape[1] ?? 0;
      const chosen = new Float64Array(labels.length * classes);
      labels.forEach((label, i) => (chosen[i * classes + label] = -1 / labels.length));
      const weights = called(numpy, "array")(chosen, { shape: [labels.length, classes], dtype: "float64" });
      return sum(mul(logSoftmax(logits), weights));
    },
    less() {
      throw new TypeError("jax-js does not know its values while it traces");
    },
  };
}
