// Operations on arrays as loops, by op. What is not here is refused.

import { meant, sizeOf, type Shape, type Transposed } from "../../ndarray/index.js";
import { broadcastToOp, castOp, reshapeOp, sumToOp, type ToShape } from "../../core/space.js";
import { gatherOp, gatherTransposeOp } from "../../ops/gathering.js";
import { put, take } from "../../ops/indexing.js";
import { stopGradient } from "../../ops/identity.js";
import {
  dotOp,
  innerProductOp,
  matmulOp,
  matmulTransposedOp,
  matrixProductOp,
  matrixProductTransposedOp,
} from "../../ops/multiplying.js";
import { sumOfSquares } from "../../ops/products.js";
import { max, min } from "../../ops/reductions.js";
import { sumOp, type Reduced } from "../../ops/reducing.js";
import { concatenate, transpose } from "../../ops/shape.js";
import { embedOp, sliceOp } from "../../ops/slicing.js";
import { stackOp } from "../../ops/lift.js";
import { isNumber, type Node, type Step } from "../graph.js";
import { isPart } from "../kept.js";
import { joining, moving, spilling } from "./moves.js";
import { made, type Emit, type Scope } from "./scope.js";
import { loops, placeText } from "./texts.js";

/** The emitter of a step that is no elementwise formula, if there is one. */
export function emitterOf({ op }: Step): Emit | undefined {
  return emitters.get(op);
}

/** Whether the result of a step is its input by another name, or a part of a loop, which may be what the loop was given. */
export function isAlias(step: Step): boolean {
  return emitterOf(step) === same || isPart(step);
}

/** Runs of neighbouring axes that are reduced as one, the last first, as lengths [outer, length, inner]. */
function runs(shape: Shape, axes: readonly number[]): (readonly [number, number, number])[] {
  const found: (readonly [number, number, number])[] = [];
  let [axis, inner] = [shape.length - 1, 1];
  for (let k = axes.length - 1; k >= 0;) {
    let length = 1;
    for (; axis > (axes[k] ?? 0); axis--) inner *= shape[axis] ?? 1;
    for (; axis === axes[k]; axis--, k--) length *= shape[axis] ?? 1;
    found.push([sizeOf(shape.slice(0, axis + 1)), length, inner]);
  }
  return found;
}

type Fold = (
  from: string,
  to: string,
  lengths: readonly [number, number, number],
  scope: Scope,
) => readonly string[];

/** Reduces run by run; a result of rank 0 is read out, and a number is what it is. */
function reduced(fold: Fold, axesOf: (step: Step) => readonly number[]): Emit {
  return (step, name, scope) => {
    const [x] = step.inputs as [Node];
    if (isNumber(x)) return same(step, name, scope);
    const all = runs(x.shape, axesOf(step));
    let from = scope.nameOf(x);
    return all.flatMap((lengths, k) => {
      const [outer, , inner] = lengths;
      const to = k === all.length - 1 && !isNumber(step) ? name : `${name}_${String(k + 1)}`;
      const lines = [made(to, [outer * inner]), ...fold(from, to, lengths, scope)];
      from = to;
      return k === all.length - 1 && isNumber(step) ? [...lines, `const ${name} = ${to}[0]!;`] : lines;
    });
  };
}

const addUp: Fold = (from, to, [outer, length, inner], scope) => {
  const [l, n] = [String(length), String(inner)];
  if (inner === 1)
    return loops([outer], ([o = "0"]) => [
      `${to}[${o}] = ${scope.helper("pairwise")}(${from}, ${l} * ${o}, ${l} * ${o} + ${l});`,
    ]);
  return loops([outer], ([o = "0"]) => [
    `${scope.helper("addRows")}(${from}, ${l} * ${n} * ${o}, ${l}, ${n}, ${to}, ${n} * ${o});`,
  ]);
};

function extreme(f: string): Fold {
  return (from, to, [outer, length, inner]) =>
    loops([outer, inner], ([o = "0", j = "0"]) => {
      const steps = [length * inner, inner, 1];
      return [
        `let best = ${from}[${placeText([o, "", j], [length * inner, 0, 1])}]!;`,
        `for (let k = 1; k < ${String(length)}; k++) best = ${f}(best, ${from}[${placeText([o, "k", j], steps)}]!);`,
        `${to}[${placeText([o, j], [inner, 1])}] = best;`,
      ];
    });
}

const ofParams = ({ params }: Step): readonly number[] => (params as Reduced).axes;

/** All axes at once need no array. */
const sum: Emit = (step, name, scope) => {
  const [x] = step.inputs as [Node];
  if (isNumber(step) && !isNumber(x) && ofParams(step).length === x.shape.length)
    return [
      `const ${name} = ${scope.helper("pairwise")}(${scope.nameOf(x)}, 0, ${String(sizeOf(x.shape))});`,
    ];
  return reduced(addUp, ofParams)(step, name, scope);
};

/** The axes along which a broadcast to the shape of the input stretched. */
function stretchedAxes({ inputs: [x], params }: Step): readonly number[] {
  const { shape } = params as ToShape;
  const from = x?.shape ?? [];
  const skipped = from.length - shape.length;
  return [...from.keys()].filter((axis) => axis < skipped || shape[axis - skipped] !== from[axis]);
}

const inner: Emit = (step, name, scope) => {
  const [a, b = a] = step.inputs as [Node, Node?];
  return [
    `const ${name} = ${scope.helper("dot")}(${scope.nameOf(a)}, 0, ${scope.nameOf(b)}, 0, ${String(sizeOf(a.shape))});`,
  ];
};

/** Partial sums of so many products are added apart. */
const depth = 256;

/** Which factors of a product lie transposed. */
function transposedOf({ params }: Step): Transposed {
  return (params as Transposed | undefined) ?? [false, false];
}

const product: Emit = (step, name, scope) => {
  const [a, b] = step.inputs as [Node, Node];
  const [isLeft, isRight] = transposedOf(step);
  const [m = 0, k = 0, n = 0] = [...meant(a.shape, isLeft), meant(b.shape, isRight)[1]];
  const [x, y] = [scope.nameOf(a), scope.nameOf(b)];
  const ks = String(k);
  if (n === 1)
    return [
      made(name, [m]),
      ...loops([m], () => [
        `${name}[i] = ${scope.helper("dot")}(${x}, ${placeText(["i"], [k])}, ${y}, 0, ${ks});`,
      ]),
    ];
  const left = isLeft ? placeText(["k", "i"], [m, 1]) : placeText(["i", "k"], [k, 1]);
  const right = isRight ? placeText(["j", "k"], [k, 1]) : placeText(["k", "j"], [n, 1]);
  const term = `${x}[${left}]! * ${y}[${right}]!`;
  const target = `${name}[${placeText(["i", "j"], [n, 1])}]`;
  const whole = [`let sum = 0;`, `for (let k = 0; k < ${ks}; k++) sum += ${term};`, `${target} = sum;`];
  const parts = [
    `let total = 0;`,
    `for (let first = 0; first < ${ks}; first += ${String(depth)}) {`,
    `  let sum = 0;`,
    `  for (let k = first; k < Math.min(${ks}, first + ${String(depth)}); k++) sum += ${term};`,
    `  total += sum;`,
    `}`,
    `${target} = total;`,
  ];
  return [made(name, [m * n]), ...loops([m, n], () => (k <= depth ? whole : parts))];
};

const same: Emit = (step, name, scope) => {
  const [x] = step.inputs as [Node];
  return [
    isNumber(x) === isNumber(step)
      ? `const ${name} = ${scope.nameOf(x)};`
      : isNumber(step)
        ? `const ${name} = ${scope.nameOf(x)}[0]!;`
        : `const ${name} = Float64Array.of(${scope.nameOf(x)});`,
  ];
};

/** The inner product of vectors, with a strong zero. */
const strongInner: Emit = (step, name, scope) => {
  const [a, b] = step.inputs as [Node, Node];
  if (!isNumber(step)) return [];
  return [`const ${name} = ${scope.helper("strongDot")}(${scope.nameOf(a)}, ${scope.nameOf(b)});`];
};

/** The product of matrices, with a strong zero. */
const strongProduct: Emit = (step, name, scope) => {
  const [a, b] = step.inputs as [Node, Node];
  const lines = ofMatrices(step, name, scope);
  if (lines.length === 0) return [];
  const [isLeft, isRight] = transposedOf(step);
  const k = meant(a.shape, isLeft)[1]!;
  const lying = isLeft || isRight ? [isLeft, isRight] : [];
  const given = [scope.nameOf(a), scope.nameOf(b), k, name, ...lying].join(", ");
  return [...lines, `${scope.helper("strongMatmul")}(${given});`];
};

/** Of matrices, without axes before their own. */
const ofMatrices: Emit = (step, name, scope) =>
  step.inputs.every(({ shape }) => shape.length === 2) ? product(step, name, scope) : [];

const emitters: ReadonlyMap<unknown, Emit> = new Map<unknown, Emit>([
  ...[broadcastToOp, sliceOp, transpose.op, take.op, gatherOp].map((op) => [op, moving] as const),
  ...[embedOp, put.op, gatherTransposeOp].map((op) => [op, spilling] as const),
  ...[stackOp, concatenate.op].map((op) => [op, joining] as const),
  ...[reshapeOp, castOp, stopGradient.op].map((op) => [op, same] as const),
  ...[dotOp, sumOfSquares.op].map((op) => [op, inner] as const),
  ...[matmulOp, matmulTransposedOp].map((op) => [op, ofMatrices] as const),
  [innerProductOp, strongInner],
  ...[matrixProductOp, matrixProductTransposedOp].map((op) => [op, strongProduct] as const),
  [sumOp, sum],
  [sumToOp, reduced(addUp, stretchedAxes)],
  [max.op, reduced(extreme("Math.max"), ofParams)],
  [min.op, reduced(extreme("Math.min"), ofParams)],
]);
