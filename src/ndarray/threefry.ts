// Threefry-2x32, 20 rounds: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011.

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];
const PARITY = 0x1bd11bda;

/** Scrambles the counter (c0, c1) under the key (k0, k1), 32 bits each, into two random words in `out`. */
export function threefry(k0: number, k1: number, c0: number, c1: number, out: Uint32Array): void {
  let next = k1;
  let second = PARITY ^ k0 ^ k1;
  let third = k0; // the words of the key take turns
  let a = (c0 + k0) | 0;
  let b = (c1 + k1) | 0;
  for (let round = 0; round < 20; round++) {
    const bits = ROTATIONS[round & 7]!;
    a = (a + b) | 0;
    b = ((b << bits) | (b >>> (32 - bits))) ^ a;
    if ((round & 3) !== 3) continue;
    a = (a + next) | 0;
    b = (b + second + (round >> 2) + 1) | 0;
    [next, second, third] = [second, third, next];
  }
  out[0] = a;
  out[1] = b;
}
