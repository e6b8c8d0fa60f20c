// Logarithms of sums, differences and products keep their digits and do not overflow.
import t from "tap";
import { reals } from "../fixtures/reals.js";
import { logarithmic } from "./logarithms.js";

const table = logarithmic(reals, Math);
const at = (name: string, ...x: number[]): number => table[name]?.(...x) ?? NaN;

t.test("values are those of the definitions, to rounding", async (t) => {
  const definitions: Readonly<Record<string, (a: number, b: number) => number>> = {
    logaddexp: (a, b) => Math.log(Math.exp(a) + Math.exp(b)),
    log1mexp: (x) => Math.log(1 - Math.exp(-x)),
    xlogy: (a, b) => a * Math.log(b),
    xlog1py: (a, b) => a * Math.log(1 + b),
    entr: (x) => -x * Math.log(x),
    logit: (x) => Math.log(x / (1 - x)),
  };
  for (const [name, f] of Object.entries(definitions)) {
    for (const [a, b] of [
      [0.25, 0.75],
      [0.75, 0.5],
      [0.5, 3],
    ] as const) {
      const off = Math.abs(at(name, a, b) - f(a, b));
      t.ok(off < 1e-14, `${name}(${String(a)}, ${String(b)}) is off by ${String(off)}`);
    }
  }
});

t.test("a logarithm of a sum of exponentials does not overflow, whichever is the larger", async (t) => {
  t.equal(at("logaddexp", 1000, 1), 1000);
  t.equal(at("logaddexp", 1, 1000), 1000);
  t.equal(at("logaddexp", 1000, 1000), 1000 + Math.LN2);
  t.equal(at("logaddexp", -1000, -2000), -1000);
});

t.test("log1mexp keeps its digits on both sides of 1", async (t) => {
  // 1 − exp(−x) is x − x²/2 + … near 0; ln(1 − ε) is −ε − ε²/2 − … near −0.
  t.equal(at("log1mexp", 1e-20), Math.log(1e-20));
  t.ok(Math.abs(at("log1mexp", 40) / -Math.exp(-40) - 1) < 1e-15);
});
