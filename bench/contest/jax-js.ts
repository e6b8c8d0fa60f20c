// jax-js in the contest, in float64: eager, and compiled by its own jit, which has no control flow that depends on data.

import { jaxJsPackage } from "../../suites/conform/engines/jax-js.js";
import type { Absent } from "../../suites/conform/engines/absent.js";
import { joined, type Entrant } from "./entrant.js";
import type { Ops } from "./tasks.js";

interface JaxArray {
  readonly ref: JaxArray;
  readonly data: () => Promise<ArrayLike<number>>;
  readonly dispose: () => void;
}

type V = JaxArray | number;
type Program = (...xs: readonly JaxArray[]) => V;
type Gradient = (...xs: readonly JaxArray[]) => readonly JaxArray[];

interface JaxJs {
  readonly init: (device: string) => Promise<unknown>;
  readonly defaultDevice: (device: string) => unknown;
  readonly grad: (f: Program, options: { readonly argnums: readonly number[] }) => Gradient;
  readonly jit: (f: Gradient) => Gradient;
  readonly numpy: Readonly<Record<string, (...args: readonly unknown[]) => JaxArray>>;
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
    run({ name, program, at }) {
      if (name === "control-flow") return undefined;
      const made = jax.numpy["array"];
      const xs = at.map((x) => made?.(x, { dtype: "float64" })) as JaxArray[];
      const plain = jax.grad((...x) => program<V>(ops, x), { argnums: at.map((_, i) => i) });
      const gradient = how === "compiled" ? jax.jit(plain) : plain;
      return async () =>
        joined(await Promise.all(gradient(...xs.map((x) => x.ref)).map((part) => part.data())));
    },
  };
}

/** An op consumes its arguments, so each gets a reference of its own. */
function opsOf({ numpy }: JaxJs): Ops<V> {
  const use = (x: V): V => (typeof x === "number" ? x : x.ref);
  const op =
    (name: string) =>
    (...xs: readonly V[]): V => {
      const f = numpy[name];
      if (f === undefined) throw new TypeError(`jax-js has no ${name}`);
      return f(...xs.map(use));
    };
  return {
    add: op("add"),
    sub: op("subtract"),
    mul: op("multiply"),
    div: op("divide"),
    neg: op("negative"),
    sin: op("sin"),
    exp: op("exp"),
    sum: op("sum"),
    dot: op("dot"),
    norm: op("norm"),
    less() {
      throw new TypeError("jax-js does not know its values while it traces");
    },
  };
}
