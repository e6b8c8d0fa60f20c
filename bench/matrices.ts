// The workloads of matrices, and of single operations on arrays.

import {
  NDArray,
  add,
  crossEntropy,
  exp,
  jit,
  matmul,
  mul,
  relu,
  valueAndGrad,
  type Value,
} from "../src/index.js";
import { long, vector } from "./arrays.js";
import { eachExp, eachSquare, multiplied, network, type Sizes, type Weights } from "./limits/matrices.js";
import { workload, type Workload } from "./workload.js";

type Precision = "float32" | "float64";

function arrayOf(x: Float64Array, shape: readonly number[], precision: Precision = "float64"): NDArray {
  return new NDArray(precision === "float32" ? Float32Array.from(x) : x, shape);
}

function matrix(x: Float64Array, columns: number, precision?: Precision): NDArray {
  return arrayOf(x, [x.length / columns, columns], precision);
}

/** The gradient of a network by jit, and products of matrices and operations on arrays as they are. */
export function matrices(): Workload[] {
  return [...[128, 512].map(product), perceptron(), perceptron("float32"), ...operations()];
}

function product(n: number): Workload {
  const [a, b] = [vector(n * n, 0), vector(n * n, 1)];
  return workload({
    name: `matmul-${String(n)}`,
    what: `product of two ${String(n)} × ${String(n)} matrices`,
    inputs: [{ a, b, left: matrix(a, n), right: matrix(b, n) }],
    ours: ({ left, right }) => matmul(left, right),
    byHand: (x) => multiplied(x.a, x.b, n, n, n),
    tolerance: 1e-12,
    goal: { unit: "× by hand", most: 0.2 },
  });
}

const sizes: Sizes = { inputs: 784, hidden: 256, classes: 10, batch: 128 };

/** Beside the same by hand in float64. */
function perceptron(precision: Precision = "float64"): Workload {
  const { inputs, hidden, classes, batch } = sizes;
  const single = precision === "float32";
  const x = vector(batch * inputs, 0);
  const labels = Int32Array.from({ length: batch }, (_, i) => (7 * i) % classes);
  const [images, classesOf] = [matrix(x, inputs, precision), new NDArray(labels, [batch])];
  const gradient = jit(
    valueAndGrad(
      (w1: Value, b1: Value, w2: Value, b2: Value) => {
        const h = relu(add(matmul(images, w1), b1));
        return crossEntropy(add(matmul(h, w2), b2), classesOf);
      },
      { argnums: [0, 1, 2, 3] },
    ),
  );
  const weights = (phase: number): Weights => [
    vector(inputs * hidden, phase).map((v) => 0.05 * v),
    vector(hidden, phase),
    vector(hidden * classes, phase).map((v) => 0.1 * v),
    vector(classes, phase),
  ];
  return workload({
    name: single ? "network-jit-float32" : "network-jit",
    what: `784-256-10 network, batch of 128, value and gradient, compiled${single ? ", in float32" : ""}`,
    inputs: [0, 1].map((phase) => {
      const [w1, b1, w2, b2] = weights(phase);
      const given = [
        matrix(w1, hidden, precision),
        arrayOf(b1, [hidden], precision),
        matrix(w2, classes, precision),
        arrayOf(b2, [classes], precision),
      ] as const;
      return { given, byHand: [w1, b1, w2, b2] as const };
    }),
    ours: ({ given }) => {
      const {
        value,
        gradient: [w1, b1, w2, b2],
      } = gradient(...given);
      return { value, w1, b1, w2, b2 };
    },
    byHand: ({ byHand }) => network(x, labels, byHand, sizes),
    tolerance: single ? 1e-5 : 1e-12,
    goal: { unit: "× by hand", most: single ? 0.25 : 0.4 },
  });
}

function operations(): Workload[] {
  const one = (
    name: string,
    what: string,
    ours: (x: NDArray) => Value,
    byHand: (x: Float64Array, y: Float64Array) => void,
  ): Workload =>
    workload({
      name: `${name}-1e6`,
      what: `${what} of 10⁶ elements, eager`,
      inputs: [0, 1].map((phase) => ({ array: new NDArray(vector(long, phase), [long]) })),
      ours: ({ array }) => ours(array),
      byHand: ({ array }) => {
        const y = new Float64Array(long);
        byHand(array.data as Float64Array, y);
        return y;
      },
      tolerance: 0,
      goal: { unit: "× by hand", most: 1.3 },
    });
  return [one("exp", "exp", (x) => exp(x), eachExp), one("mul", "x · x", (x) => mul(x, x), eachSquare)];
}
