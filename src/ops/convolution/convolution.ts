// Convolutions in one to three dimensions, as those of PyTorch and JAX: the kernel is not reversed.

import * as nd from "../../ndarray/index.js";
import { badOption, outOfRange } from "../../core/errors.js";
import { canAsk, holdsNaN } from "../../core/asking.js";
import { ask, bind, shapeOf, type Op, type Value } from "../../core/op.js";
import { everyone } from "../../core/space.js";
import { known } from "../../ndarray/options.js";
import { moveAxis } from "../arranging.js";
import { bilinear } from "../family.js";
import { lift, type Like } from "../lift.js";
import { publish } from "../publish.js";
import { reshape } from "../shape.js";
import { perAxis, spaceOf, windowsOf, type PerAxis, type WindowOptions } from "./windows.js";

/** A transpose of a convolution also says which shape it makes. */
interface WindowsTo extends nd.Windows {
  readonly of: nd.Shape;
}

type Two<P> = Op<readonly [Value, Value], P>;

/** The op at a and b, and with a strong zero where 0 · ∞ may have made NaN. */
function product<P extends nd.Windows>(op: () => Two<P>): (a: Value, b: Value, params: P) => Value {
  return (a, b, params) => {
    const strongly = (): Value => bind(op(), [a, b], { ...params, strong: true });
    if (!canAsk(a) || !canAsk(b)) return strongly();
    const y = bind(op(), [a, b], params);
    return ask(y, holdsNaN) ? strongly() : y;
  };
}

/** n arrays [N, C, …] along a first axis as one with n C channels, in n times as many groups. */
function channelsOfAll(x: Value): Value {
  const [n = 0, batch = 0, channels = 0, ...space] = shapeOf(x);
  return reshape(moveAxis(x, 0, 1), [batch, n * channels, ...space]);
}

/** And back. */
function channelsOfEach(y: Value, n: number): Value {
  const [batch = 0, channels = 0, ...space] = shapeOf(y);
  return moveAxis(reshape(y, [batch, n, channels / n, ...space]), 1, 0);
}

/** n kernels [O, C, …] along a first axis as one with n O outputs. */
function outputsOfAll(w: Value): Value {
  const [n = 0, outputs = 0, ...rest] = shapeOf(w);
  return reshape(w, [n * outputs, ...rest]);
}

/** The shape of an array [N, C, …] for n of them. */
function shapeOfAll([batch = 0, channels = 0, ...space]: nd.Shape, n: number): nd.Shape {
  return [batch, n * channels, ...space];
}

const along = product<nd.Windows>(() => convOp);
const back = product<WindowsTo>(() => convBackOp);
const kernel = product<WindowsTo>(() => convKernelOp);

const plainly = { stride: [1], padding: [[0, 0]], dilation: [1], groups: 1 } as const;
const widely = { stride: [2], padding: [[1, 0]], dilation: [2], groups: 2 } as const;

const convOp: Two<nd.Windows> = /* @__PURE__ */ bilinear<nd.Windows>({
  name: "conv",
  doc: "Σ w[o, c, k] x[n, c, i s + k d − p] over channels c and the elements k of a window",
  eval: (x, w, windows) => nd.convolve(x, w, windows),
  shape: (x, w, windows) => nd.convolvedShape(x, w, windows),
  product: along,
  transpose: [
    (dy, w, of, windows) => back(dy, w, { ...windows, of }),
    (dy, x, of, windows) => kernel(dy, x, { ...windows, of }),
  ],
  batch: (inputs, batched, n, windows) => {
    const [x, w] = everyone(inputs, batched, n);
    const groups = n * windows.groups;
    return channelsOfEach(bind(convOp, [channelsOfAll(x), outputsOfAll(w)], { ...windows, groups }), n);
  },
  examples: [
    {
      shapes: [
        [1, 2, 4],
        [2, 2, 2],
      ],
      params: plainly,
    },
    {
      shapes: [
        [2, 2, 5],
        [2, 1, 2],
      ],
      params: widely,
    },
    {
      shapes: [
        [1, 1, 3, 2],
        [1, 1, 2, 2],
      ],
      params: {
        stride: [1, 2],
        padding: [
          [0, 1],
          [1, 1],
        ],
        dilation: [1, 1],
        groups: 1,
      },
    },
  ],
});

const convBackOp: Two<WindowsTo> = /* @__PURE__ */ bilinear<WindowsTo>({
  name: "convTranspose",
  doc: "the transpose of conv in its first input, as an op of a cotangent and the kernel",
  eval: (dy, w, { of, ...windows }) => nd.convolveBack(dy, w, of, windows),
  shape: (_dy, _w, { of }) => of,
  product: back,
  transpose: [
    (dx, w, _of, { of: _x, ...windows }) => along(dx, w, windows),
    (dx, dy, of, { of: _x, ...windows }) => kernel(dy, dx, { ...windows, of }),
  ],
  batch: (inputs, batched, n, windows) => {
    const [dy, w] = everyone(inputs, batched, n);
    const params = { ...windows, groups: n * windows.groups, of: shapeOfAll(windows.of, n) };
    return channelsOfEach(bind(convBackOp, [channelsOfAll(dy), outputsOfAll(w)], params), n);
  },
  examples: [
    {
      shapes: [
        [1, 2, 3],
        [2, 2, 2],
      ],
      params: { ...plainly, of: [1, 2, 4] },
    },
    {
      shapes: [
        [1, 2, 2],
        [2, 1, 2],
      ],
      params: { ...widely, of: [1, 2, 5] },
    },
  ],
});

/** Not for callers: it comes of differentiating `conv`. */
export const convKernelOp: Two<WindowsTo> = /* @__PURE__ */ bilinear<WindowsTo>({
  name: "convKernel",
  doc: "the transpose of conv in its kernel, as an op of a cotangent and the input",
  eval: (dy, x, { of, ...windows }) => nd.convolveKernel(dy, x, of, windows),
  shape: (_dy, _x, { of }) => of,
  product: kernel,
  transpose: [
    (dw, x, _of, { of: _w, ...windows }) => along(x, dw, windows),
    (dw, dy, of, { of: _w, ...windows }) => back(dy, dw, { ...windows, of }),
  ],
  batch: (inputs, batched, n, windows) => {
    const [dy, x] = everyone(inputs, batched, n);
    const [outputs = 0, ...rest] = windows.of;
    const params = { ...windows, groups: n * windows.groups, of: [n * outputs, ...rest] };
    const all = bind(convKernelOp, [channelsOfAll(dy), channelsOfAll(x)], params);
    return reshape(all, [n, ...windows.of]);
  },
  examples: [
    {
      shapes: [
        [1, 2, 3],
        [1, 2, 4],
      ],
      params: { ...plainly, of: [2, 2, 2] },
    },
    {
      shapes: [
        [2, 2, 2],
        [2, 2, 5],
      ],
      params: { ...widely, of: [2, 1, 2] },
    },
  ],
});

/** Of `conv`. */
export interface ConvOptions extends WindowOptions {
  /** Into how many groups the channels fall, each with outputs of its own; 1 by default. */
  readonly groups?: number;
}

/**
 * The convolution of `x` [N, C, …space] with `w` [O, C / groups, …window], an array [N, O, …places], with one to three axes
 * of space: as in PyTorch and JAX the kernel is not reversed.
 *
 * @throws RangeError if the shapes do not fit each other.
 * @example
 * conv([[[1, 2, 3, 4]]], [[[1, 0, -1]]]); // [[[-2, -2]]]
 * conv([[[1, 2, 3, 4]]], [[[1, 1]]], { stride: 2 }); // [[[3, 7]]]
 */
export const conv = /* @__PURE__ */ publish(convOp, (x: Like, w: Like, options: ConvOptions = {}): Value => {
  const { groups = 1, ...rest } = known("conv", options, ["stride", "padding", "dilation", "groups"]);
  const [v, u] = [lift("conv", x, "its first input"), lift("conv", w, "its second input")];
  const [a, b] = [shapeOf(v), shapeOf(u)];
  const space = spaceOf("conv", "its first input", a);
  checkGroups("conv", groups, b[0] ?? 0);
  if (b.length !== a.length || (b[1] ?? 0) * groups !== a[1])
    throw outOfRange(
      "conv",
      "its second input",
      kernelFor(`O, ${String((a[1] ?? 0) / groups)}`, space),
      nd.formatShape(b),
    );
  return bind(convOp, [v, u], { ...windowsOf("conv", space, b.slice(2), rest), groups });
});

function kernelFor(channels: string, space: nd.Shape): string {
  return `of shape [${channels}, …] with ${String(space.length)} axes for the window`;
}

function checkGroups(name: string, groups: number, channels: number): void {
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0)
    throw badOption(name, "groups", `a divisor of the ${String(channels)} channels`, groups);
}

/** Of `convTranspose`. */
export interface ConvTransposeOptions {
  readonly stride?: PerAxis;
  /** By how much less than all of the output is given, on both sides; 0 by default. */
  readonly padding?: PerAxis;
  /** How many elements are given besides, behind; 0 by default. */
  readonly outputPadding?: PerAxis;
  readonly dilation?: PerAxis;
  readonly groups?: number;
}

/**
 * The transpose of a convolution, of `x` [N, C, …space] with `w` [C, O / groups, …window]: each element spread out by the
 * kernel, an array [N, O, …] with (n − 1) s − 2 p + d (k − 1) + outputPadding + 1 for n. As PyTorch's.
 *
 * @example
 * convTranspose([[[1, 2]]], [[[1, 1, 1]]], { stride: 2 }); // [[[1, 1, 3, 2, 2]]]
 */
export const convTranspose = /* @__PURE__ */ publish(
  convBackOp,
  (x: Like, w: Like, options: ConvTransposeOptions = {}): Value => {
    const name = "convTranspose";
    const {
      stride = 1,
      padding = 0,
      outputPadding = 0,
      dilation = 1,
      groups = 1,
    } = known(name, options, ["stride", "padding", "outputPadding", "dilation", "groups"]);
    const [v, u] = [lift(name, x, "its first input"), lift(name, w, "its second input")];
    const [a, b] = [shapeOf(v), shapeOf(u)];
    const space = spaceOf(name, "its first input", a);
    checkGroups(name, groups, a[1] ?? 0);
    if (b.length !== a.length || b[0] !== a[1])
      throw outOfRange(
        name,
        "its second input",
        kernelFor(`${String(a[1] ?? 0)}, O / groups`, space),
        nd.formatShape(b),
      );
    const steps = perAxis(name, "stride", stride, space.length, 1);
    const less = perAxis(name, "padding", padding, space.length, 0);
    const more = perAxis(name, "outputPadding", outputPadding, space.length, 0);
    const apart = perAxis(name, "dilation", dilation, space.length, 1);
    const lengths = space.map(
      (n, k) =>
        (n - 1) * (steps[k] ?? 1) -
        2 * (less[k] ?? 0) +
        ((b[k + 2] ?? 1) - 1) * (apart[k] ?? 1) +
        (more[k] ?? 0) +
        1,
    );
    if (lengths.some((n) => n < 1)) throw badOption(name, "padding", "less than the output is long", padding);
    return bind(convBackOp, [v, u], {
      stride: steps,
      padding: less.map((n) => [n, n] as const),
      dilation: apart,
      groups,
      of: [a[0] ?? 0, (b[1] ?? 0) * groups, ...lengths],
    });
  },
);
