// Convolutions and pools against sums written out, NumPy's numbers, and their derivatives.
import t from "tap";
import { checkGrads, checkOp, sweepOp } from "../../check/index.js";
import { shapeOf, value, type Value } from "../../core/op.js";
import { arange, array, full, ones, random, zeros, type NDArray } from "../../ndarray/index.js";
import { grad } from "../../transforms/index.js";
import {
  avgPool,
  conv,
  convolve,
  convTranspose,
  correlate,
  dot,
  flip,
  gridSample,
  maxPool,
  mul,
  reshape,
  resize,
  sin,
  slice,
  square,
  sub,
  sum,
} from "../index.js";
import { convKernelOp, type ConvOptions } from "./convolution.js";

const plain = (x: Value): unknown => (value(x) as NDArray).toArray();
const normal = (seed: number, ...shape: number[]): NDArray => random.normal(random.key(seed), shape);
const size = (x: Value): number => Math.max(0, ...(value(x) as NDArray).data.map(Math.abs));

/** A two-dimensional convolution by its definition. */
function byDefinition(
  x: NDArray,
  w: NDArray,
  stride: number,
  padding: number,
  dilation: number,
  groups: number,
) {
  const [n = 0, , height = 0, width = 0] = x.shape;
  const [outputs = 0, channels = 0, h = 0, v = 0] = w.shape;
  const places = (length: number, k: number): number =>
    Math.floor((length + 2 * padding - dilation * (k - 1) - 1) / stride) + 1;
  const at = (b: number, c: number, i: number, j: number): number =>
    i < 0 || j < 0 || i >= height || j >= width ? 0 : Number(value(slice(x, b, c, i, j)));
  const y: number[][][][] = [];
  for (let b = 0; b < n; b++) {
    const maps = Array.from({ length: outputs }, (_o, o) =>
      Array.from({ length: places(height, h) }, (_i, i) =>
        Array.from({ length: places(width, v) }, (_j, j) => {
          let total = 0;
          const first = Math.floor(o / (outputs / groups)) * channels;
          for (let c = 0; c < channels; c++)
            for (let p = 0; p < h; p++)
              for (let q = 0; q < v; q++)
                total +=
                  Number(value(slice(w, o, c, p, q))) *
                  at(b, first + c, i * stride + p * dilation - padding, j * stride + q * dilation - padding);
          return total;
        }),
      ),
    );
    y.push(maps);
  }
  return array(y);
}

t.test("a convolution is the sum that defines it, for all strides, paddings, dilations and groups", (t) => {
  for (const stride of [1, 2])
    for (const padding of [0, 1])
      for (const dilation of [1, 2])
        for (const groups of [1, 2]) {
          const [x, w] = [normal(1, 2, 4, 5, 6), normal(2, 6, 4 / groups, 2, 3)];
          const options: ConvOptions = { stride, padding, dilation, groups };
          const error = size(sub(conv(x, w, options), byDefinition(x, w, stride, padding, dilation, groups)));
          t.ok(error < 1e-13, JSON.stringify(options));
        }
  t.strictSame(plain(conv([[[1, 2, 3, 4]]], [[[1, 0, -1]]])), [[[-2, -2]]]);
  t.strictSame(
    shapeOf(conv(ones([1, 2, 7, 8, 9]), ones([3, 2, 3, 3, 3]), { padding: "same", stride: 2 })),
    [1, 3, 4, 4, 5],
  );
  t.strictSame(shapeOf(conv(ones([1, 1, 8]), ones([1, 1, 3]), { padding: "valid" })), [1, 1, 6]);
  t.strictSame(plain(conv(ones([1, 1, 3]), ones([1, 1, 2]), { padding: [[0, 1]] })), [[[2, 2, 1]]]);
  t.strictSame(shapeOf(conv(zeros([0, 1, 3]), ones([2, 1, 2]))), [0, 2, 2]);
  t.end();
});

t.test("its derivatives of every order are convolutions, and the one in the kernel is swept as well", (t) => {
  const [x, w] = [normal(1, 1, 2, 4, 3), normal(2, 2, 1, 2, 2)];
  const options = { stride: [2, 1], padding: 1, groups: 2 } as const;
  const f = (a: Value, b: Value): Value => sum(square(conv(a, b, options)));
  t.equal(checkGrads(f, [x, w], { order: 2 }).verdict, "pass");
  t.equal(checkOp(convKernelOp as never).verdict, "pass");
  t.equal(sweepOp(convKernelOp as never).verdict, "pass");
  const infinite = array([[[1, Infinity, 2]]]);
  const slope = grad((b: Value) => sum(mul(conv(infinite, b), array([[[0, 1]]]))))(ones([1, 1, 2]));
  t.strictSame(plain(slope), [[[Infinity, 2]]], "a zero cotangent makes no NaN of an infinity");
  t.end();
});

t.test("the transposed convolution is the transpose", (t) => {
  const [x, w, y] = [normal(1, 2, 4, 7), normal(2, 6, 2, 3), normal(3, 2, 6, 4)];
  const options = { stride: 2, padding: 1, groups: 2 };
  const flat = (v: Value): Value => reshape(v, [-1]);
  const [there, back] = [
    dot(flat(conv(x, w, options)), flat(y)),
    dot(flat(x), flat(convTranspose(y, w, options))),
  ].map((v) => Number(value(v)));
  t.ok(Math.abs((there ?? 0) - (back ?? 1)) < 1e-12);
  t.strictSame(plain(convTranspose([[[1, 2]]], [[[1, 1, 1]]], { stride: 2 })), [[[1, 1, 3, 2, 2]]]);
  t.strictSame(
    shapeOf(convTranspose(ones([1, 1, 4]), ones([1, 3, 3]), { stride: 2, padding: 1, outputPadding: 1 })),
    [1, 3, 8],
  );
  t.end();
});

t.test("what does not fit is refused", (t) => {
  const x = ones([1, 4, 5]);
  t.throws(() => conv(ones([4, 5]), ones([1, 4, 2])), { name: "RangeError", message: /one to three axes/ });
  t.throws(() => conv(x, ones([1, 3, 2])), {
    name: "RangeError",
    message: /of shape \[O, 4, …\].*\[1, 3, 2\]/,
  });
  t.throws(() => conv(x, ones([3, 2, 2]), { groups: 2 }), { name: "TypeError", message: /divisor of the 3/ });
  t.throws(() => conv(x, ones([1, 4, 2]), { stride: 0 }), { name: "TypeError", message: /stride.*≥ 1/ });
  t.throws(() => conv(x, ones([1, 4, 2]), { padding: [1, 2] }), { name: "TypeError", message: /padding/ });
  t.throws(() => convTranspose(x, ones([3, 4, 2])), { name: "RangeError" });
  t.throws(() => convTranspose(x, ones([4, 1, 1]), { padding: 3 }), {
    name: "TypeError",
    message: /less than/,
  });
  t.strictSame(shapeOf(conv(ones([1, 1, 1]), ones([1, 1, 3]))), [1, 1, 0], "no window fits");
  t.end();
});

t.test("sequences, as NumPy has them", (t) => {
  const [a, b] = [
    [1, 2, 3],
    [0, 1, 0.5],
  ];
  t.strictSame(plain(convolve(a, b)), [0, 1, 2.5, 4, 1.5]);
  t.strictSame(plain(convolve(a, b, { mode: "same" })), [1, 2.5, 4]);
  t.strictSame(plain(convolve(a, b, { mode: "valid" })), [2.5]);
  t.strictSame(plain(correlate(a, b)), [3.5]);
  t.strictSame(plain(correlate(a, b, { mode: "same" })), [2, 3.5, 3]);
  t.strictSame(plain(correlate(a, b, { mode: "full" })), [0.5, 2, 3.5, 3, 0]);
  const long = [1, 2, 3, 4, 5];
  t.strictSame(plain(convolve(long, [1, 1], { mode: "same" })), [1, 3, 5, 7, 9]);
  t.strictSame(plain(convolve([1, 1], long, { mode: "same" })), [1, 3, 5, 7, 9]);
  t.strictSame(plain(correlate(long, [1, 2], { mode: "same" })), [2, 5, 8, 11, 14]);
  t.strictSame(plain(correlate([1, 2], long, { mode: "same" })), [14, 11, 8, 5, 2]);
  t.strictSame(plain(flip(convolve(a, b))), plain(convolve(flip(a), flip(b))));
  t.throws(() => convolve([], [1]), { name: "RangeError" });
  t.throws(() => convolve([1], [1], { mode: "half" as never }), { name: "TypeError" });
  t.end();
});

t.test("pools of one to three dimensions", (t) => {
  t.strictSame(plain(maxPool([[[1, 3, 2, 6]]], 2)), [[[3, 6]]]);
  t.strictSame(plain(avgPool([[[1, 3, 2, 6]]], 2)), [[[2, 4]]]);
  t.strictSame(plain(maxPool([[[-1, -3, -2]]], 2, { stride: 1, padding: 1 })), [[[-1, -1, -2, -2]]]);
  t.strictSame(plain(avgPool(full([1, 1, 2], 4), 2, { padding: 1 })), [[[2, 2]]]);
  t.strictSame(plain(avgPool(full([1, 1, 2], 4), 2, { padding: 1, countIncludePad: false })), [[[4, 4]]]);
  const x = reshape(arange(16), [1, 1, 4, 4]);
  t.strictSame(plain(maxPool(x, [2, 2])), [
    [
      [
        [5, 7],
        [13, 15],
      ],
    ],
  ]);
  t.strictSame(plain(avgPool(x, 2, { stride: [2, 1] })), [
    [
      [
        [2.5, 3.5, 4.5],
        [10.5, 11.5, 12.5],
      ],
    ],
  ]);
  t.strictSame(shapeOf(maxPool(ones([2, 3, 4, 4, 4]), 2)), [2, 3, 2, 2, 2]);
  t.strictSame(plain(grad((v: Value) => sum(maxPool(v, 2)))(array([[[1, 1, 2, 3]]]))), [[[0.5, 0.5, 0, 1]]]);
  const pools = (v: Value): Value =>
    sum(square(sub(maxPool(v, 2, { stride: 1 }), avgPool(v, 2, { stride: 1 }))));
  t.equal(checkGrads(pools, [normal(5, 1, 2, 3, 3)], { order: 2 }).verdict, "pass");
  t.throws(() => maxPool(ones([2, 2]), 2), { name: "RangeError" });
  t.throws(() => maxPool(ones([1, 1, 2]), 0), { name: "TypeError", message: /window/ });
  t.end();
});

t.test("other sizes, by lines between the centres of cells or by the nearest", (t) => {
  t.strictSame(plain(resize([0, 1], [4])), [0, 0.25, 0.75, 1]);
  t.strictSame(plain(resize([0, 1, 2, 3], 2)), [0.5, 2.5]);
  t.strictSame(plain(resize([1, 2], [4], { method: "nearest" })), [1, 1, 2, 2]);
  t.strictSame(plain(resize([5], [3])), [5, 5, 5]);
  t.strictSame(plain(resize([1, 2, Infinity], [3])), [1, 2, Infinity]);
  t.strictSame(
    plain(resize([0, 1, Infinity, 4], [2])),
    [0.5, Infinity],
    "what has no weight does not matter",
  );
  t.strictSame(plain(resize([[0, 1]], [2, 2])), [
    [0, 1],
    [0, 1],
  ]);
  t.equal(
    checkGrads((x: Value) => sum(sin(resize(x, [5, 3]))), [normal(1, 2, 4)], { order: 2 }).verdict,
    "pass",
  );
  t.throws(() => resize([1], [1, 2]), { name: "RangeError" });
  t.throws(() => resize([1], 2, { method: "cubic" as never }), { name: "TypeError" });
  t.end();
});

t.test("samples at places of a grid", (t) => {
  const x = reshape(arange(4), [1, 1, 2, 2]);
  const at = (...pairs: number[][]): NDArray => array([[pairs]]);
  t.strictSame(plain(gridSample(x, at([0, 0], [-0.5, -0.5], [0.5, 0.5]))), [[[[1.5, 0, 3]]]]);
  t.strictSame(plain(gridSample(x, at([-1, -1], [1, 1]), { alignCorners: true })), [[[[0, 3]]]]);
  t.strictSame(plain(gridSample(x, at([1, 1], [9, 9]))), [[[[0.75, 0]]]], "zeros outside");
  t.strictSame(plain(gridSample(x, at([1, 1], [9, -9]), { paddingMode: "border" })), [[[[3, 1]]]]);
  const [image, grid] = [normal(1, 1, 2, 3, 4), mul(0.4, normal(2, 1, 2, 2, 2))];
  for (const paddingMode of ["zeros", "border"] as const) {
    const f = (v: Value, g: Value): Value => sum(sin(gridSample(v, g, { paddingMode })));
    t.equal(checkGrads(f, [image, grid], { order: 2 }).verdict, "pass");
  }
  t.throws(() => gridSample(ones([1, 2, 2]), grid), { name: "RangeError" });
  t.throws(() => gridSample(image, ones([2, 1, 1, 2])), {
    name: "RangeError",
    message: /grid must be of shape \[1, H, W, 2\]/,
  });
  t.end();
});
