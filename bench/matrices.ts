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

const matrix = (x: Float64Array, columns: number): NDArray => new NDArray(x, [x.length / columns, columns]);

/** The gradient of a network by jit, and products of matrices and operations on arrays as they are. */
export function matrices(): Workload[] {
  return [...[128, 512].map(product), perceptron(), ...operations()];
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

function perceptron(): Workload {
  const { inputs, hidden, classes, batch } = sizes;
  const x = vector(batch * inputs, 0);
  const labels = Int32Array.from({ length: batch }, (_, i) => (7 * i) % classes);
  const [images, classesOf] = [matrix(x, inputs), new NDArray(labels, [batch])];
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
    name: "network-jit",
    what: "784-256-10 network, batch of 128, value and gradient, compiled",
    inputs: [0, 1].map((phase) => {
      const [w1, b1, w2, b2] = weights(phase);
      const given = [
        matrix(w1, hidden),
        new NDArray(b1, [hidden]),
        matrix(w2, classes),
        new NDArray(b2, [classes]),
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
    tolerance: 1e-12,
    goal: { unit: "× by hand", most: 0.4 },
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
