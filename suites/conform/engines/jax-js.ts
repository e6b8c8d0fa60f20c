// jax-js as an engine under test: both modes, which nest, in float64 on its cpu backend, whose functions are Math's.

import type { Adapter, Mode } from "../adapter.js";
import type { Tensor } from "../format.js";
import { engineOf, type Fn } from "../interpret.js";
import { numbersOf, sizeOf, tensorOf } from "../numerals.js";
import type { Absent } from "./absent.js";
import { opsOf, type Namespaces, type V } from "./jax-js-ops.js";
import { peer, type Peer } from "./peer.js";

type Program = (...xs: readonly V[]) => V;

/** The other parts of jax-js that are used here. */
interface JaxJs extends Namespaces {
  readonly init: (device: string) => Promise<unknown>;
  readonly defaultDevice: (device: string) => unknown;
  readonly grad: (
    f: Program,
    options: { readonly argnums: readonly number[] },
  ) => (...xs: readonly V[]) => readonly V[];
  readonly jvp: (f: Program, at: readonly V[], tangents: readonly V[]) => readonly [V, V];
  readonly vmap: (f: Program) => Program;
}

const modes: readonly Mode[] = ["forward", "reverse", "ff", "fr", "rf", "rr"];

/** The package of jax-js, loaded, if it is installed. */
export function jaxJsPackage(): Peer | Absent {
  // jax-js asks of every array of numbers whether it is one of these, which Node has from version 24 on only; until
  // then any class will do of which none is an instance.
  if (!("Float16Array" in globalThis)) Object.assign(globalThis, { Float16Array: DataView });
  return peer("jax-js", "@jax-js/jax", "0.1.25");
}

/** jax-js, if it is installed. */
export async function jaxJs(): Promise<Adapter | Absent> {
  const found = jaxJsPackage();
  if ("absent" in found) return found;
  const jax = found.module as JaxJs;
  await jax.init("cpu");
  jax.defaultDevice("cpu");

  const dtype = "float64";
  const made = (data: readonly number[], shape: readonly number[]): V =>
    (jax.numpy["array"] as (...args: unknown[]) => V)(data, { shape, dtype });
  return engineOf<V>({
    ...{ name: "jax-js", version: found.version, precision: dtype, modes },
    ops: opsOf(jax, dtype),
    array: (x) => made(numbersOf(x), x.shape),
    tensor,
    gradient: (f, at, mode) =>
      mode === "reverse"
        ? jax.grad((...xs) => f(xs), { argnums: at.map((_, i) => i) })(...at)
        : at.map((_, i) => forwardGradient(jax, made, f, at, i)),
    jvp: (f, at, tangents) => jax.jvp((...xs) => f(xs), at, tangents)[1],
    vmap: (f, args) => jax.vmap((...xs) => f(xs))(...args),
    use: (x) => x.ref,
  });
}

async function tensor(x: V): Promise<Tensor> {
  const { shape, dtype } = x;
  return tensorOf(Array.from(await x.data(), Number), shape, dtype === "float32" ? dtype : "float64");
}

/** The gradient with respect to one argument, an element at a time: what f changes by along a unit vector. */
function forwardGradient(
  { jvp, numpy }: JaxJs,
  made: (data: readonly number[], shape: readonly number[]) => V,
  f: Fn<V>,
  at: readonly V[],
  which: number,
): V {
  const shapes = at.map(({ shape }) => shape);
  const shape = shapes[which] ?? [];
  const zeros = (shape: readonly number[]): number[] => Array.from({ length: sizeOf(shape) }, () => 0);
  const elements = zeros(shape).map((_, k) => {
    const tangents = shapes.map((one, i) =>
      made(
        zeros(one).map((_, j) => (i === which && j === k ? 1 : 0)),
        one,
      ),
    );
    return jvp(
      (...xs) => f(xs),
      at.map((x) => x.ref),
      tangents,
    )[1];
  });
  if (elements.length === 0) return made([], shape);
  return (numpy["stack"] as (xs: readonly V[]) => V)(elements).reshape(shape);
}
