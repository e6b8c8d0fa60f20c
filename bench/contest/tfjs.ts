// TensorFlow.js in the contest, on its cpu backend in float32.

import { peer } from "../../suites/conform/engines/peer.js";
import type { Absent } from "../../suites/conform/engines/absent.js";
import { joined, type Entrant } from "./entrant.js";
import type { Ops } from "./tasks.js";

interface Tensor {
  readonly dataSync: () => ArrayLike<number>;
  readonly dispose: () => void;
}

type V = Tensor | number;

interface Tfjs extends Omit<Ops<V>, "less"> {
  readonly setBackend: (name: string) => Promise<boolean>;
  readonly enableProdMode: () => void;
  readonly tensor: (data: ArrayLike<number>, shape: readonly number[], dtype: string) => Tensor;
  readonly grads: (f: (...xs: readonly Tensor[]) => V) => (xs: readonly Tensor[]) => readonly Tensor[];
}

/** TensorFlow.js, if it is installed. */
export async function tfjs(): Promise<Entrant | Absent> {
  const found = peer("tfjs", "@tensorflow/tfjs", "4.22.0");
  if ("absent" in found) return found;
  const tf = found.module as Tfjs;
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const plain = (x: V): number => (typeof x === "number" ? x : (x.dataSync()[0] ?? NaN));
  const ops: Ops<V> = { ...tf, less: (a, b) => plain(a) < plain(b) };
  return {
    version: `${found.version}, cpu`,
    precision: "float32",
    tolerance: 1e-5,
    run({ program, at }) {
      const xs = at.map((x) =>
        typeof x === "number"
          ? tf.tensor([x], [], "float32")
          : tf.tensor(Float32Array.from(x), [x.length], "float32"),
      );
      const gradient = tf.grads((...x) => program<V>(ops, x));
      return () => {
        const parts = gradient(xs);
        const numbers = parts.map((part) => part.dataSync());
        for (const part of parts) part.dispose();
        return joined(numbers);
      };
    },
  };
}
