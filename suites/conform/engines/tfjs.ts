// TensorFlow.js as an engine under test: reverse mode in float32, on its cpu backend.

import type { Adapter } from "../adapter.js";
import type { Tensor as Data } from "../format.js";
import { engineOf, type Fn } from "../interpret.js";
import { numbersOf, tensorOf } from "../numerals.js";
import type { Absent } from "./absent.js";
import { peer } from "./peer.js";
import { opsOf, type Functions, type Tensor, type V } from "./tfjs-ops.js";

/** The other parts of TensorFlow.js that are used here. */
interface Tfjs {
  readonly linalg: Functions;
  readonly setBackend: (name: string) => Promise<boolean>;
  readonly enableProdMode: () => void;
  readonly tensor: (data: readonly number[], shape: readonly number[], dtype: string) => Tensor;
  readonly grads: (f: (...xs: readonly Tensor[]) => V) => (xs: readonly Tensor[]) => readonly Tensor[];
}

/** TensorFlow.js, if it is installed. */
export async function tfjs(): Promise<Adapter | Absent> {
  const found = peer("tfjs", "@tensorflow/tfjs", "4.22.0");
  if ("absent" in found) return found;
  const tf = found.module as Tfjs;
  // Without it, advice to install another backend is printed.
  tf.enableProdMode();
  await tf.setBackend("cpu");

  const watched = (x: V): Tensor => (typeof x === "number" ? tf.tensor([x], [], "float32") : x);
  return engineOf<V>({
    ...{ name: "tfjs", version: found.version, precision: "float32", modes: ["reverse", "rr"] },
    ops: opsOf(found.module as Functions, tf.linalg),
    array: (x) =>
      x.shape.length === 0 ? (numbersOf(x)[0] ?? NaN) : tf.tensor(numbersOf(x), x.shape, "float32"),
    tensor: (x): Data => (typeof x === "number" ? tensorOf(x) : tensorOf(x.dataSync(), x.shape, "float32")),
    gradient: (f: Fn<V>, at) => tf.grads((...xs) => f(xs))(at.map(watched)),
    truth: (x) => (typeof x === "number" ? x : (x.dataSync()[0] ?? 0)) !== 0,
  });
}
