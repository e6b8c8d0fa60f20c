// By hand: the gradient of the loss of a recurrent network, character by character and back.

/** Weights and biases of the gates, two rows of 4b for each layer, and those around the layers, 3 rows of b. */
export interface Numbers {
  readonly main: Float64Array;
  readonly extra: Float64Array;
}

/** The state before the text, two rows of b for each layer, and the text, rows of b. */
export interface Given {
  readonly state: Float64Array;
  readonly characters: Float64Array;
  readonly b: number;
}

/** What is kept of one bit of a layer: its input, state, gates, what is let in, and tanh of the next cell. */
const kept = 8;

/** The gradient, in the same parts. */
export function gradient({ main, extra }: Numbers, { state, characters, b }: Given): Numbers {
  const layers = state.length / (2 * b);
  const rounds = characters.length / b - 1;
  const saved = new Float64Array(rounds * layers * b * kept);
  const [outs, shares] = [new Float64Array(rounds * b), new Float64Array(rounds * b)];
  const now = state.slice();
  const x = new Float64Array(b);
  for (let t = 0; t < rounds; t++) {
    for (let i = 0; i < b; i++) x[i] = characters[t * b + i]! * extra[i]!;
    for (let k = 0; k < layers; k++) {
      const [w, v, at] = [8 * k * b, (8 * k + 4) * b, 2 * k * b];
      for (let i = 0; i < b; i++) {
        const s = ((t * layers + k) * b + i) * kept;
        const [input, hidden, cell] = [x[i]!, now[at + i]!, now[at + b + i]!];
        const forget = sigmoid(input * main[w + i]! + main[v + i]!);
        const inward = sigmoid(hidden * main[w + b + i]! + main[v + b + i]!);
        const outward = sigmoid(input * main[w + 2 * b + i]! + main[v + 2 * b + i]!);
        const change = Math.tanh(hidden * main[w + 3 * b + i]! + main[v + 3 * b + i]!);
        const next = cell * forget + inward * change;
        const tanh = Math.tanh(next);
        saved[s] = input;
        saved[s + 1] = hidden;
        saved[s + 2] = cell;
        saved[s + 3] = forget;
        saved[s + 4] = inward;
        saved[s + 5] = outward;
        saved[s + 6] = change;
        saved[s + 7] = tanh;
        now[at + b + i] = next;
        x[i] = now[at + i] = outward * tanh;
      }
    }
    let all = 2;
    for (let i = 0; i < b; i++) {
      outs[t * b + i] = x[i]!;
      all += shares[t * b + i] = Math.exp(x[i]! * extra[b + i]! + extra[2 * b + i]!);
    }
    for (let i = 0; i < b; i++) shares[t * b + i]! /= all;
  }
  const bar = { main: new Float64Array(main.length), extra: new Float64Array(extra.length) };
  const bars = new Float64Array(state.length);
  const xbar = new Float64Array(b);
  const scale = -1 / (rounds * b);
  for (let t = rounds - 1; t >= 0; t--) {
    let ones = 0;
    for (let i = 0; i < b; i++) ones += characters[(t + 1) * b + i]!;
    for (let i = 0; i < b; i++) {
      const y = scale * (characters[(t + 1) * b + i]! - ones * shares[t * b + i]!);
      bar.extra[b + i]! += y * outs[t * b + i]!;
      bar.extra[2 * b + i]! += y;
      xbar[i] = y * extra[b + i]!;
    }
    for (let k = layers - 1; k >= 0; k--) {
      const [w, v, at] = [8 * k * b, (8 * k + 4) * b, 2 * k * b];
      for (let i = 0; i < b; i++) {
        const s = ((t * layers + k) * b + i) * kept;
        const [input, hidden, cell] = [saved[s]!, saved[s + 1]!, saved[s + 2]!];
        const [forget, inward, outward, change] = [
          saved[s + 3]!,
          saved[s + 4]!,
          saved[s + 5]!,
          saved[s + 6]!,
        ];
        const tanh = saved[s + 7]!;
        const hbar = bars[at + i]! + xbar[i]!;
        const cbar = bars[at + b + i]! + hbar * outward * (1 - tanh * tanh);
        const f = cbar * cell * forget * (1 - forget);
        const n = cbar * change * inward * (1 - inward);
        const o = hbar * tanh * outward * (1 - outward);
        const c = cbar * inward * (1 - change * change);
        bar.main[w + i]! += f * input;
        bar.main[w + b + i]! += n * hidden;
        bar.main[w + 2 * b + i]! += o * input;
        bar.main[w + 3 * b + i]! += c * hidden;
        bar.main[v + i]! += f;
        bar.main[v + b + i]! += n;
        bar.main[v + 2 * b + i]! += o;
        bar.main[v + 3 * b + i]! += c;
        bars[at + i] = n * main[w + b + i]! + c * main[w + 3 * b + i]!;
        bars[at + b + i] = cbar * forget;
        xbar[i] = f * main[w + i]! + o * main[w + 2 * b + i]!;
      }
    }
    for (let i = 0; i < b; i++) bar.extra[i]! += xbar[i]! * characters[t * b + i]!;
  }
  return bar;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
