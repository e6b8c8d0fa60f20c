// The discrete Fourier transform of one lane: by halving where the length is a power of two, by the definition where it is
// short, by Bluestein's convolution else.

/** Turns a lane of complex numbers into its transform, in place. */
export type Transform = (re: Float64Array, im: Float64Array) => void;

/** The longest length for which the definition itself is taken. */
const short = 24;

/** Σⱼ xⱼ e^(sign · 2πi jk / n) for all k. */
export function transformOf(n: number, sign: 1 | -1): Transform {
  if (n < 2) return () => undefined;
  if ((n & (n - 1)) === 0) return byHalves(n, sign);
  return n <= short ? byDefinition(n, sign) : byConvolution(n, sign);
}

/** cos and sin of 2π k / n for k = 0 … n − 1, each from an angle of at most π/4. */
function roots(n: number): { readonly cos: Float64Array; readonly sin: Float64Array } {
  const [cos, sin] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n; k++) {
    // In eighths of a turn: octant o, and what is left of it, in units of a turn over 8 n.
    const octant = Math.floor((8 * k) / n);
    const rest = 8 * k - octant * n;
    const isOdd = octant % 2 === 1;
    const angle = (Math.PI / 4) * ((isOdd ? n - rest : rest) / n);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const [x, y] = [
      [c, s],
      [s, c],
      [-s, c],
      [-c, s],
      [-c, -s],
      [-s, -c],
      [s, -c],
      [c, -s],
    ][octant] as [number, number];
    [cos[k], sin[k]] = [x, y];
  }
  return { cos, sin };
}

function byDefinition(n: number, sign: 1 | -1): Transform {
  const { cos, sin } = roots(n);
  return (re, im) => {
    const [a, b] = [re.slice(0, n), im.slice(0, n)];
    for (let k = 0; k < n; k++) {
      let [x, y] = [0, 0];
      for (let j = 0, at = 0; j < n; j++) {
        const [c, s] = [cos[at]!, sign * sin[at]!];
        x += a[j]! * c - b[j]! * s;
        y += a[j]! * s + b[j]! * c;
        at = at + k < n ? at + k : at + k - n;
      }
      re[k] = x;
      im[k] = y;
    }
  };
}

/** Cooley & Tukey (1965), in place, after the elements have been put at the reversed places. */
function byHalves(n: number, sign: 1 | -1): Transform {
  const { cos, sin } = roots(n);
  const reversed = new Uint32Array(n);
  for (let k = 1; k < n; k++) reversed[k] = (reversed[k >> 1]! >> 1) | (k & 1 ? n >> 1 : 0);
  return (re, im) => {
    for (let k = 0; k < n; k++) {
      const j = reversed[k]!;
      if (j <= k) continue;
      [re[k], re[j]] = [re[j]!, re[k]!];
      [im[k], im[j]] = [im[j]!, im[k]!];
    }
    for (let half = 1; half < n; half *= 2) {
      const step = n / (2 * half);
      for (let start = 0; start < n; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const [c, s] = [cos[k * step]!, sign * sin[k * step]!];
          const [i, j] = [start + k, start + k + half];
          const x = re[j]! * c - im[j]! * s;
          const y = re[j]! * s + im[j]! * c;
          re[j] = re[i]! - x;
          im[j] = im[i]! - y;
          re[i] = re[i]! + x;
          im[i] = im[i]! + y;
        }
      }
    }
  };
}

/** Bluestein (1970): with jk = (j² + k² − (k − j)²) / 2 the sum is a convolution, which lengths of powers of two do. */
function byConvolution(n: number, sign: 1 | -1): Transform {
  const size = 2 ** Math.ceil(Math.log2(2 * n - 1));
  const [forth, back] = [byHalves(size, -1), byHalves(size, 1)];
  const { cos, sin } = roots(2 * n);
  // The angle π k² / n; k² modulo 2 n keeps it exact.
  const chirp = Array.from({ length: n }, (_, k) => (k * k) % (2 * n));
  const [kernelRe, kernelIm] = [new Float64Array(size), new Float64Array(size)];
  for (const [k, at] of chirp.entries()) {
    for (const place of k === 0 ? [0] : [k, size - k]) {
      kernelRe[place] = cos[at]!;
      kernelIm[place] = -sign * sin[at]!;
    }
  }
  forth(kernelRe, kernelIm);
  return (re, im) => {
    const [a, b] = [new Float64Array(size), new Float64Array(size)];
    for (const [k, at] of chirp.entries()) {
      const [c, s] = [cos[at]!, sign * sin[at]!];
      a[k] = re[k]! * c - im[k]! * s;
      b[k] = re[k]! * s + im[k]! * c;
    }
    forth(a, b);
    for (let k = 0; k < size; k++) {
      const x = a[k]! * kernelRe[k]! - b[k]! * kernelIm[k]!;
      b[k] = a[k]! * kernelIm[k]! + b[k]! * kernelRe[k]!;
      a[k] = x;
    }
    back(a, b);
    for (const [k, at] of chirp.entries()) {
      const [c, s] = [cos[at]! / size, (sign * sin[at]!) / size];
      re[k] = a[k]! * c - b[k]! * s;
      im[k] = a[k]! * s + b[k]! * c;
    }
  };
}
