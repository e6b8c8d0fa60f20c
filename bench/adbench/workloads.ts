// The workloads of ADBench, compiled, and sparse matrices.

import {
  NDArray,
  type SparseMatrix,
  grad,
  hessian,
  jacobian,
  jit,
  transpose,
  vmap,
  type JitOptions,
  type Value,
} from "../../src/index.js";
import { wave } from "../arrays.js";
import * as ba from "../limits/ba.js";
import * as gmm from "../limits/gmm.js";
import * as lstm from "../limits/lstm.js";
import * as rosenbrock from "../limits/rosenbrock.js";
import * as programs from "../programs.js";
import { workload, type Workload } from "../workload.js";
import { blockSize, residual } from "./ba.js";
import { linesOf } from "./data.js";
import { likelihood, problemOf, type Mixture } from "./gmm.js";
import { loss, textOf, type Network } from "./lstm.js";

/** A block of bundle adjustment, and where it was measured. */
export function blockOf(name: string): {
  readonly x: readonly number[];
  readonly measured: readonly [number, number];
} {
  const [, camera = [], point = [], weight = [], [u = 0, v = 0] = []] = linesOf(name);
  return { x: [...camera, ...point, ...weight], measured: [u, v] };
}

const { x: block, measured } = blockOf("ba1.txt");
const blocks = (count: number): number[][] =>
  Array.from({ length: count }, (_, i) => block.map((v, k) => v * (1 + 0.001 * Math.sin(i + k))));
const ofBlock = (x: readonly Value[]): readonly Value[] => residual(x, measured);

function adjustment(): Workload[] {
  const one = jit(jacobian(ofBlock));
  const given = columnsOf(1e5);
  // To gather the rows in one list would take longer than to compute them, and by hand nothing need be allocated.
  const rows = new Float64Array(2 * blockSize);
  return [
    workload({
      name: "ba-jit",
      what: "bundle adjustment (ADBench), Jacobian of a block, compiled",
      inputs: blocks(64).map((x) => ({ x, numbers: Float64Array.from(x) })),
      ours: ({ x }) => one(x) as unknown as readonly (readonly number[])[],
      byHand({ numbers }) {
        ba.jacobian(numbers, 0, 1, measured, rows, 0);
        return rows;
      },
      tolerance: 1e-13,
      goal: { unit: "× by hand", most: 1.5 },
      native: { gradient: "bundleAdjustment", arraysOf: ({ numbers }) => [numbers, measured] },
    }),
    batch("ba-batch-jit", "the same of 10⁵ blocks, by vmap, compiled", given),
    batch("ba-batch-jit-workers", "the same, 2 workers", given, { workers: 2 }),
  ];
}

function batch(name: string, what: string, given: Blocks, options: JitOptions = {}): Workload {
  const many = jit(vmap(jacobian(ofBlock)), options);
  return workload({
    name,
    what,
    inputs: [given],
    ours: ({ columns }) => joined(many(columns) as unknown as NDArray[][]),
    byHand({ all, count }) {
      const out = new Float64Array(2 * blockSize * count);
      for (let i = 0; i < count; i++) ba.jacobian(all, i, count, measured, out, i);
      return out;
    },
    tolerance: 1e-13,
    goal: { unit: "× by hand", most: 1.5 },
    native: {
      gradient: "bundleAdjustment",
      arraysOf: ({ all }) => [transposed(all, blockSize), measured],
      inOrder: (numbers) => transposed(numbers, numbers.length / (2 * blockSize)),
    },
  });
}

/** Many blocks, number by number. */
interface Blocks {
  readonly count: number;
  readonly all: Float64Array;
  readonly columns: readonly NDArray[];
}

function columnsOf(count: number): Blocks {
  const all = new Float64Array(blockSize * count);
  blocks(count).forEach((x, i) => {
    x.forEach((v, k) => (all[k * count + i] = v));
  });
  const columns = block.map((_, k) => new NDArray(all.subarray(k * count, (k + 1) * count), [count]));
  return { count, all, columns };
}

/** The elements of a matrix of so many rows, column by column. */
function transposed(x: Float64Array, rows: number): Float64Array {
  return (transpose(new NDArray(x, [rows, x.length / rows])) as NDArray).data as Float64Array;
}

/** The results lie one below the other in one array, which the first is a part of. */
function joined(rows: readonly (readonly NDArray[])[]): Float64Array {
  const [first] = rows.flat();
  return new Float64Array(first?.data.buffer ?? new ArrayBuffer(0));
}

function mixture(): Workload {
  const problem = problemOf("gmm_d10_K25.txt");
  const { start, points, gamma, m } = problem;
  const ours = jit(grad((mixture: Mixture) => likelihood(mixture, problem)));
  const numbers = (x: NDArray): Float64Array => x.data as Float64Array;
  const given = { points: numbers(points), d: points.shape[1] ?? 0, gamma, m };
  const own = { alphas: numbers(start.alphas), means: numbers(start.means), factors: numbers(start.factors) };
  return workload({
    name: "gmm-jit",
    what: "Gaussian mixture (ADBench), d = 10, K = 25, N = 1000, gradient, compiled",
    inputs: [start],
    ours: (x) => ours(x) as unknown as Readonly<Record<string, NDArray>>,
    byHand: () => ({ ...gmm.gradient(own, given) }),
    tolerance: 1e-12,
    goal: { unit: "× by hand", most: 1.5 },
    native: {
      gradient: "mixture",
      arraysOf: () => [own.alphas, own.means, own.factors, given.points, [given.d, gamma, m]],
    },
  });
}

function network(): Workload {
  const text = textOf("lstm_l2_c1024.txt");
  const { start, state, characters } = text;
  const ours = jit(grad((network: Network) => loss(network, text)));
  const numbers = (x: NDArray): Float64Array => x.data as Float64Array;
  const given = { state: numbers(state), characters: numbers(characters), b: characters.shape[1] ?? 0 };
  const own = { main: numbers(start.main), extra: numbers(start.extra) };
  return workload({
    name: "lstm-jit",
    what: "recurrent network (ADBench), 2 layers, 1024 characters of 14 bits, gradient, compiled",
    inputs: [start],
    ours: (x) => ours(x) as unknown as Readonly<Record<string, NDArray>>,
    byHand: () => ({ ...lstm.gradient(own, given) }),
    tolerance: 1e-12,
    goal: { unit: "× by hand", most: 1.5 },
    native: {
      gradient: "network",
      arraysOf: () => [own.main, own.extra, given.state, given.characters, [given.b]],
    },
  });
}

function sparse(): Workload[] {
  const ofRosenbrock = jit(hessian(programs.rosenbrock, { sparse: true }));
  return [20, 1000].map((n) =>
    workload({
      name: `hessian-sparse-jit-${String(n)}`,
      what: `Hessian of Rosenbrock, n = ${String(n)}, sparse, compiled`,
      inputs: [0, 1, 2].map((phase) => wave(n, phase)),
      ours: (x) => entriesOf(ofRosenbrock(x)),
      byHand: rosenbrock.sparseHessian,
      tolerance: 1e-13,
    }),
  );
}

function entriesOf({ values }: SparseMatrix): Value {
  return values;
}

/** All of them. */
export function adbench(): Workload[] {
  return [...adjustment(), mixture(), network(), ...sparse()];
}
