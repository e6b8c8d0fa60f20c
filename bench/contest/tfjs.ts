// TensorFlow.js in the contest, in float32, on one of its backends.

import { dirname, sep } from "node:path";
import { peer } from "../../suites/conform/engines/peer.js";
import type { Absent } from "../../suites/conform/engines/absent.js";
import type { Entrant } from "./entrant.js";
import { elementsOf, type Input, type Ops } from "./tasks.js";

interface Tensor {
  readonly shape: readonly number[];
  readonly dataSync: () => ArrayLike<number>;
  readonly dispose: () => void;
}

type V = Tensor | number;

interface Tfjs extends Omit<Ops<V>, "less" | "matmul" | "crossEntropy"> {
  readonly setBackend: (name: string) => Promise<boolean>;
  readonly enableProdMode: () => void;
  readonly tensor: (data: ArrayLike<number>, shape: readonly number[], dtype: string) => Tensor;
  readonly grads: (f: (...xs: readonly Tensor[]) => V) => (xs: readonly Tensor[]) => readonly Tensor[];
  readonly matMul: (a: V, b: V) => V;
  readonly oneHot: (labels: Int32Array, depth: number) => Tensor;
  readonly losses: { readonly softmaxCrossEntropy: (chosen: Tensor, logits: V) => V };
}

interface WasmBackend {
  readonly setWasmPaths: (folder: string) => void;
}

/** TensorFlow.js, if it is installed, and the backend too. */
export async function tfjs(backend: "cpu" | "wasm"): Promise<Entrant | Absent> {
  const found = peer("tfjs", "@tensorflow/tfjs", "4.22.0");
  if ("absent" in found) return found;
  const tf = found.module as Tfjs;
  if (backend === "wasm") {
    const kernels = peer("tfjs wasm", "@tensorflow/tfjs-backend-wasm", "4.22.0");
    if ("absent" in kernels) return kernels;
    (kernels.module as WasmBackend).setWasmPaths(dirname(kernels.file) + sep);
  }
  tf.enableProdMode();
  await tf.setBackend(backend);
  const made = (x: Input): Tensor => {
    const { data, shape } = typeof x === "number" ? { data: [x], shape: [] } : elementsOf(x);
    return tf.tensor(Float32Array.from(data), shape, "float32");
  };
  const ops = opsOf(tf);
  return {
    version: `${found.version}, ${backend}`,
    precision: "float32",
    tolerance: 1e-5,
    run({ program, at, given = [] }) {
      const [xs, constants] = [at.map(made), given.map(made)];
      const gradient = tf.grads((...x) => program<V>(ops, x, constants));
      return () => {
        const parts = gradient(xs);
        const numbers = parts.map((part) => part.dataSync());
        for (const part of parts) part.dispose();
        return numbers;
      };
    },
  };
}

function opsOf(tf: Tfjs): Ops<V> {
  const plain = (x: V): number => (typeof x === "number" ? x : (x.dataSync()[0] ?? NaN));
  return {
    ...tf,
    less: (a, b) => plain(a) < plain(b),
    matmul: (a, b) => tf.matMul(a, b),
    crossEntropy(logits, labels) {
      const classes = (logits as Tensor).shape[1] ?? 0;
      return tf.losses.softmaxCrossEntropy(tf.oneHot(labels, classes), logits);
    },
  };
}
