// The vocabulary of programs: every op with its arguments and parameters, as an engine under test has to read them.

/** What a program may say of an op. */
export interface Word {
  /** How many values it takes, or at least and at most how many. */
  readonly args: number | readonly [least: number, most: number];
  /** How many functions of the program it takes before its values. */
  readonly functions?: number;
  /** Its parameters, with what they mean; all but those without a default may be left out. */
  readonly params?: Readonly<Record<string, string>>;
  /** Its formula. */
  readonly is: string;
}

const word = (args: Word["args"], is: string, params?: Word["params"]): Word =>
  params === undefined ? { args, is } : { args, is, params };

const many = [1, Infinity] as const;
const last = { axis: "an axis; the last by default" };
const axes = {
  axis: "an axis, a list of them, or null for all; null by default",
  keepDims: "false by default",
};
const windows = {
  stride: "a number or one for each axis; 1 by default, of a pool the window",
  padding: "[before, after] for each spatial axis, or a number for all; 0 by default",
};
const places = { indices: "a list of tuples, each the leading indices of an element or slice of x" };
const output = (of: string) => ({ output: `${of}; 0 by default` });

/**
 * All ops. Their names are those of NumPy, the Array API, scipy.special and jax.nn, in camelCase. Elementwise ops of several
 * arguments broadcast; axes may be negative; conventions are NumPy's where nothing else is said.
 */
export const vocabulary = {
  // arithmetic
  add: word(2, "a + b"),
  sub: word(2, "a − b"),
  mul: word(2, "a b"),
  div: word(2, "a / b"),
  neg: word(1, "−x"),
  reciprocal: word(1, "1 / x"),
  square: word(1, "x²"),
  abs: word(1, "|x|"),
  sign: word(1, "−1, 0 or 1"),
  pow: word(2, "aᵇ"),
  remainder: word(2, "a − b ⌊a / b⌋, with the sign of b"),
  fmod: word(2, "a − b trunc(a / b), with the sign of a"),
  floorDivide: word(2, "⌊a / b⌋"),
  copysign: word(2, "|a| with the sign of b"),
  floor: word(1, "the largest integer ≤ x"),
  ceil: word(1, "the smallest integer ≥ x"),
  round: word(1, "the nearest integer, ties to even"),
  trunc: word(1, "x without its fraction"),

  // exponential, logarithm, roots
  exp: word(1, "eˣ"),
  exp2: word(1, "2ˣ"),
  expm1: word(1, "eˣ − 1, exact near 0"),
  log: word(1, "ln x"),
  log2: word(1, "log₂ x"),
  log10: word(1, "log₁₀ x"),
  log1p: word(1, "ln(1 + x), exact near 0"),
  logaddexp: word(2, "ln(eᵃ + eᵇ), without overflow"),
  xlogy: word(2, "a ln b, and 0 where a = 0"),
  logit: word(1, "ln(x / (1 − x))"),
  sqrt: word(1, "√x"),
  rsqrt: word(1, "1 / √x"),
  cbrt: word(1, "∛x"),
  hypot: word(2, "√(a² + b²)"),

  // trigonometric, hyperbolic
  sin: word(1, "sin x"),
  cos: word(1, "cos x"),
  tan: word(1, "tan x"),
  asin: word(1, "arcsin x"),
  acos: word(1, "arccos x"),
  atan: word(1, "arctan x"),
  atan2: word(2, "the angle of the point (b, a)"),
  sinc: word(1, "sin πx / πx, 1 at 0"),
  sinh: word(1, "sinh x"),
  cosh: word(1, "cosh x"),
  tanh: word(1, "tanh x"),
  asinh: word(1, "arsinh x"),
  acosh: word(1, "arcosh x"),
  atanh: word(1, "artanh x"),

  // choosing, comparing
  maximum: word(2, "the larger of a and b, NaN if either is"),
  minimum: word(2, "the smaller of a and b, NaN if either is"),
  clip: word(3, "x kept within lo ≤ x ≤ hi"),
  where: word(3, "a where the mask is true, b elsewhere, of arguments mask, a, b"),
  nanToNum: word(1, "x with 0 in the place of NaN, and the largest numbers in those of ±∞"),
  less: word(2, "the mask a < b"),
  lessEqual: word(2, "the mask a ≤ b"),
  greater: word(2, "the mask a > b"),
  greaterEqual: word(2, "the mask a ≥ b"),
  equal: word(2, "the mask a = b"),
  notEqual: word(2, "the mask a ≠ b"),
  logicalAnd: word(2, "the mask a and b"),
  logicalOr: word(2, "the mask a or b"),
  logicalNot: word(1, "the mask not x"),
  isNaN: word(1, "the mask of what is NaN"),

  // special functions, activations
  erf: word(1, "2/√π ∫₀ˣ e^(−t²) dt"),
  erfc: word(1, "1 − erf x"),
  erfinv: word(1, "the inverse of erf"),
  lgamma: word(1, "ln |Γ(x)|"),
  digamma: word(1, "Γ′(x) / Γ(x)"),
  ndtr: word(1, "½ erfc(−x / √2)"),
  relu: word(1, "max(x, 0)"),
  relu6: word(1, "min(max(x, 0), 6)"),
  leakyRelu: word(1, "x where it is positive, else slope x", { slope: "0.01 by default" }),
  elu: word(1, "x where it is positive, else eˣ − 1"),
  selu: word(1, "λ elu(x, α), with the constants of Klambauer et al. (2017)"),
  gelu: word(1, "x Φ(x), of the normal distribution itself"),
  silu: word(1, "x σ(x)"),
  mish: word(1, "x tanh(ln(1 + eˣ))"),
  softplus: word(1, "ln(1 + eˣ), without overflow"),
  softsign: word(1, "x / (1 + |x|)"),
  sigmoid: word(1, "1 / (1 + e⁻ˣ)"),
  logSigmoid: word(1, "ln σ(x), without overflow"),
  hardTanh: word(1, "x kept within −1 and 1"),
  softmax: word(1, "eˣ / Σ eˣ", last),
  logSoftmax: word(1, "x − ln Σ eˣ, without overflow", last),

  // reductions and scans
  sum: word(1, "Σ x", axes),
  mean: word(1, "Σ x / n", axes),
  prod: word(1, "Π x", axes),
  max: word(1, "the largest element", axes),
  min: word(1, "the smallest element", axes),
  var: word(1, "Σ (x − x̄)² / (n − ddof)", { ...axes, ddof: "0 by default" }),
  std: word(1, "the square root of var", { ...axes, ddof: "0 by default" }),
  logsumexp: word(1, "ln Σ eˣ, without overflow", axes),
  norm: word(1, "√(Σ x²) of all elements"),
  median: word(1, "the element in the middle, or the mean of the two there", axes),
  argmax: word(1, "the index of the first largest element", { axis: "an axis" }),
  cumsum: word(1, "the sums of the first 1, 2, … elements", last),
  cumprod: word(1, "the products of the first 1, 2, … elements", last),
  cummax: word(1, "the largest of the first 1, 2, … elements", last),
  trace: word(1, "the sum of the diagonal of a matrix"),
  diff: word(1, "xᵢ₊₁ − xᵢ", last),

  // shape
  reshape: word(1, "the same elements in another shape", { shape: "the shape" }),
  ravel: word(1, "x as a vector"),
  transpose: word(1, "x with its axes in another order", { axes: "the order; by default reversed" }),
  squeeze: word(1, "x without axes of length 1", { axis: "an axis or null for all; null by default" }),
  expandDims: word(1, "x with a new axis of length 1", { axis: "where; 0 by default" }),
  broadcastTo: word(1, "x repeated along new axes and those of length 1", { shape: "the shape" }),
  concatenate: word(many, "the arguments one after the other", { axis: "0 by default" }),
  stack: word(many, "the arguments side by side along a new axis", { axis: "0 by default" }),
  split: word(1, "the part at `output` of x in equal parts", {
    sections: "how many parts",
    axis: "0 by default",
    output: "which part; 0 by default",
  }),
  tile: word(1, "x laid side by side", { reps: "how often along each axis" }),
  repeat: word(1, "the elements along an axis several times each", { repeats: "how often", axis: "an axis" }),
  flip: word(1, "x read backwards", { axis: "an axis" }),
  roll: word(1, "x with its elements moved on along an axis", { shift: "how far", axis: "an axis" }),
  pad: word(1, "x with elements more at the ends of its axes", {
    width: "[before, after] for each axis",
    mode: "constant (with 0), edge, reflect, symmetric or wrap; constant by default",
  }),
  tril: word(1, "the lower triangle", { k: "the last diagonal kept; 0 by default" }),
  triu: word(1, "the upper triangle", { k: "the first diagonal kept; 0 by default" }),
  diag: word(1, "the matrix with the vector x on its diagonal; of a matrix, its diagonal"),

  // indexing and sorting
  slice: word(1, "x[start:stop:step, …], as NumPy's basic indexing", {
    ranges: "for each leading axis [start, stop, step], null where NumPy's is left out, or an index",
  }),
  take: word(1, "the elements at indices along an axis", {
    indices: "nested lists of indices, which may repeat",
    axis: "0 by default",
  }),
  takeAlongAxis: word(1, "the elements at indices, a list for each line along an axis", {
    indices: "nested lists of the rank of x",
    axis: "the last by default",
  }),
  gather: word(1, "the elements or slices of x at tuples of indices", places),
  scatter: word(
    2,
    "x with what is at tuples of indices replaced by that of u; the last of several counts",
    places,
  ),
  scatterAdd: word(2, "x with u added at tuples of indices, all that are for one element", places),
  segmentSum: word(1, "the sums of the rows of x by segment", {
    segmentIds: "the segment of each row",
    numSegments: "how many segments",
  }),
  sort: word(1, "the elements in order", last),
  topK: word(1, "the k largest elements of the last axis, in descending order", { k: "how many" }),

  // products, convolution, linear algebra
  dot: word(2, "Σ aᵢ bᵢ of two vectors"),
  outer: word(2, "aᵢ bⱼ of two vectors"),
  matmul: word(
    2,
    "the matrix product; leading axes are broadcast, a vector is a row before and a column behind",
  ),
  tensordot: word(2, "the sum of products over pairs of axes", {
    axes: "how many, or [those of a, those of b]",
  }),
  einsum: word(many, "sums of products over named axes", { spec: "as NumPy's: ij,jk->ik" }),
  kron: word(2, "the Kronecker product"),
  cross: word(2, "the vector product of vectors of length 3"),
  conv: word(2, "Σ w[o, c, k] x[n, c, i s + k − p] over c and k, of x [n, c, …] and w [o, c, …]", windows),
  maxPool: word(1, "the largest of each window, of x [n, c, …]", { ...windows, window: "its lengths" }),
  avgPool: word(1, "the mean of each window, of x [n, c, …]", { ...windows, window: "its lengths" }),
  det: word(1, "the determinant"),
  slogdet: word(1, "the sign of the determinant and ln of its size", output("0 the sign, 1 the logarithm")),
  inv: word(1, "a⁻¹"),
  solve: word(2, "the x of a x = b, for b a vector or a matrix"),
  triangularSolve: word(2, "the x of t x = b, of the lower triangle t", { lower: "true by default" }),
  cholesky: word(1, "the lower triangle l with l lᵀ = (a + aᵀ) / 2"),
  qr: word(1, "a = q r; the diagonal of r is positive", output("0 q, 1 r")),
  eigh: word(
    1,
    "the ascending eigenvalues and the eigenvectors of (a + aᵀ) / 2",
    output("0 values, 1 vectors"),
  ),
  svdvals: word(1, "the descending singular values"),
  expm: word(1, "Σ aᵏ / k!"),
  matrixPower: word(1, "aⁿ", { n: "a whole number" }),
  pinv: word(1, "the Moore–Penrose inverse"),

  // values and types
  constant: word(0, "these numbers", { data: "the elements in row-major order", shape: "[] by default" }),
  identity: word(1, "x itself"),
  cast: word(1, "x rounded to another type, which its derivative is too", { dtype: "float32 or float64" }),
  toInteger: word(1, "x without its fraction, through an integer type"),

  // functions
  stopGradient: word(1, "x as a constant"),
  call: { args: many, functions: 1, is: "f(x, …)" },
  grad: {
    args: many,
    functions: 1,
    is: "the gradient of the sum of f(x, …)",
    params: {
      wrt: "with respect to which argument; 0 by default",
      mode: "forward or reverse; by default the engine's own",
    },
  },
  jvp: { args: [2, Infinity], functions: 1, is: "f′(x, …)(ẋ, …): first all arguments, then all tangents" },
  vmap: { args: many, functions: 1, is: "f of each slice of its arguments along their first axes, stacked" },
  cond: { args: [1, Infinity], functions: 2, is: "f(x, …) if the scalar before the x is true, else g(x, …)" },
  while: { args: 1, functions: 2, is: "x = g(x) as long as f(x) is true" },
} as const satisfies Readonly<Record<string, Word>>;

/** The name of an op. */
export type OpName = keyof typeof vocabulary;
