// What moves elements about, and what goes over windows of images, in the ops of TensorFlow.js.

import type { Parameters } from "../format.js";
import { Unsupported, type Ops } from "../interpret.js";
import { listAt, nestedAt, numberAt, wordAt, type Range } from "./parameters.js";
import type { Call, Tensor, V } from "./tfjs-ops.js";

/** Arranging, indexing, convolution. */
export function arranging(call: Call): Ops<V> {
  return {
    ravel: ([x]) => call("reshape", x, [-1]),
    reshape: ([x], params) => call("reshape", x, listAt(params, "shape")),
    transpose: ([x], { axes }) => call("transpose", x, axes ?? undefined),
    squeeze: ([x], { axis }) => call("squeeze", x, typeof axis === "number" ? [axis] : (axis ?? undefined)),
    expandDims: ([x], params) => call("expandDims", x, numberAt(params, "axis", 0)),
    broadcastTo: ([x], params) => call("broadcastTo", x, listAt(params, "shape")),
    concatenate: (xs, params) => call("concat", xs, numberAt(params, "axis", 0)),
    stack: (xs, params) => call("stack", xs, numberAt(params, "axis", 0)),
    split([x], params) {
      const parts: unknown = call("split", x, numberAt(params, "sections", 1), numberAt(params, "axis", 0));
      return (parts as readonly Tensor[])[numberAt(params, "output", 0)] ?? NaN;
    },
    tile: ([x], params) => call("tile", x, listAt(params, "reps")),
    diag([x]) {
      if (typeof x === "object" && x.shape.length === 1) return call("diag", x);
      throw new Unsupported("it does not read diagonals");
    },
    pad([x], params) {
      const mode = wordAt(params, "mode", "constant");
      if (mode === "constant") return call("pad", x, listAt(params, "width"));
      if (mode === "reflect" || mode === "symmetric")
        return call("mirrorPad", x, listAt(params, "width"), mode);
      throw new Unsupported(`it does not pad by ${mode}`);
    },
    ...indexing(call),
    ...windows(call),
  };
}

function indexing(call: Call): Ops<V> {
  const integers = (params: Parameters, name: string): Tensor => {
    const { shape, data } = nestedAt(params, name);
    return call("tensor", data, shape, "int32");
  };
  return {
    slice: ([x], params) => sliced(call, x, listAt<Range>(params, "ranges")),
    take: ([x], params) => call("gather", x, integers(params, "indices"), numberAt(params, "axis", 0)),
    gather: ([x], params) => call("gatherND", x, integers(params, "indices")),
    scatter: ([x, u], params) => call("tensorScatterUpdate", x, integers(params, "indices"), u),
    segmentSum: ([x], params) =>
      call("unsortedSegmentSum", x, integers(params, "segmentIds"), numberAt(params, "numSegments", 0)),
    topK: ([x], params) =>
      (call("topk", x, numberAt(params, "k", 1)) as unknown as { values: Tensor }).values,
  };
}

/** `slice`, and `squeeze` where there is an index for an axis; where there are steps, `stridedSlice`. */
function sliced(call: Call, x: V = NaN, ranges: readonly Range[]): V {
  const shape = typeof x === "number" ? [] : x.shape;
  const full = shape.map((length, i) => boundsOf(ranges[i] ?? [null, null, null], length));
  const gone = shape.flatMap((_, i) => (typeof ranges[i] === "number" ? [i] : []));
  const starts = full.map(({ start }) => start);
  const stops = full.map(({ stop }) => stop);
  const steps = full.map(({ step }) => step);
  // Only a mask can say an end before the first element.
  const open = stops.reduce((mask, stop, i) => (stop < 0 ? mask | (1 << i) : mask), 0);
  const part = steps.every((step) => step === 1)
    ? call(
        "slice",
        x,
        starts,
        full.map(({ start, stop }) => Math.max(stop - start, 0)),
      )
    : call("stridedSlice", x, starts, stops, steps, 0, open);
  return gone.length === 0 ? part : call("squeeze", part, gone);
}

interface Bounds {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** A range as NumPy reads it, with nothing left out and nothing counted from the end; −1 is before the first. */
function boundsOf(range: Range, length: number): Bounds {
  if (typeof range === "number") {
    const at = range < 0 ? range + length : range;
    return { start: at, stop: at + 1, step: 1 };
  }
  const [first, last, step] = [range[0], range[1], range[2] ?? 1];
  const [least, most] = step < 0 ? [-1, length - 1] : [0, length];
  const within = (at: number): number => Math.min(Math.max(at < 0 ? at + length : at, least), most);
  const start = first === null ? (step < 0 ? most : 0) : within(first);
  return { start, stop: last === null ? (step < 0 ? -1 : length) : within(last), step };
}

/** Images have their channels last here. */
function windows(call: Call): Ops<V> {
  // Not by a number: it computes the shape of what a window that is no square gives as if it were one.
  const padding = (params: Parameters): unknown => {
    const given = params["padding"] ?? 0;
    if (given === 0) return "valid";
    const each = typeof given === "number" ? [0, 1].map(() => [given, given]) : listAt(params, "padding");
    return [[0, 0], ...each, [0, 0]];
  };
  const over = (x: V | undefined, run: (images: Tensor) => Tensor): Tensor => {
    if (typeof x !== "object" || x.shape.length !== 4)
      throw new Unsupported("its windows are those of images");
    return call("transpose", run(call("transpose", x, [0, 2, 3, 1])), [0, 3, 1, 2]);
  };
  const pool = (name: string): Ops<V>[string] => {
    return ([x], params) => {
      const window = params["window"];
      return over(x, (images) => call(name, images, window, params["stride"] ?? window, padding(params)));
    };
  };
  return {
    ...{ maxPool: pool("maxPool"), avgPool: pool("avgPool") },
    conv: ([x, w], params) =>
      over(x, (images) =>
        call("conv2d", images, call("transpose", w, [2, 3, 1, 0]), params["stride"] ?? 1, padding(params)),
      ),
  };
}
