// The beta function and its logarithm (DLMF 5.12).

import type { Value } from "../../core/op.js";
import { chain } from "../../core/space.js";
import { add, mul, neg } from "../arithmetic.js";
import { positive } from "../family.js";
import { binary, type Binary } from "../publish.js";
import { betaFunction, polygammaRise, logBeta } from "./beta-function.js";
import { polygamma } from "./gamma.js";

const rises: Binary[] = [];

/** (−1)ⁿ (ψ⁽ⁿ⁾(a + b) − ψ⁽ⁿ⁾(a)); for n = 0, what b adds to the logarithmic derivative of Γ. */
export function rise(n: number): Binary {
  return (rises[n] ??= binary({
    name: `polygammaRise ${String(n)}`,
    doc: "(−1)ⁿ (ψ⁽ⁿ⁾(a + b) − ψ⁽ⁿ⁾(a)), a > 0, b > 0, exact for a small b",
    f: (a, b) => polygammaRise(n, a, b),
    d: [
      (_y, a, b): Value => neg(rise(n + 1)(a, b)),
      (_y, a, b): Value => mul((-1) ** n, polygamma(n + 1, add(a, b))),
    ],
    domain: [{ ...positive, seams: [1, 10] }, positive],
  }));
}

export const betaln: Binary = /* @__PURE__ */ binary({
  name: "betaln",
  doc: "ln B(a, b), a > 0, b > 0, also where Γ overflows; near its zeros exact in units of 1",
  ulps: 64,
  nearZeros: () => 1,
  f: logBeta,
  d: [(_y, a, b) => neg(rise(0)(a, b)), (_y, a, b) => neg(rise(0)(b, a))],
  domain: [
    { ...positive, seams: [1, 10] },
    { ...positive, seams: [1, 10] },
  ],
  conventions: [
    { at: [0, 1], value: Infinity },
    { at: [0, 0], value: Infinity },
    { at: [1, Infinity], value: -Infinity },
    { at: [0, Infinity], value: NaN },
    { at: [-1, 2], value: NaN },
  ],
});

export const beta: Binary = /* @__PURE__ */ binary({
  name: "beta",
  doc: "B(a, b) = Γ(a) Γ(b) / Γ(a + b), a > 0, b > 0, to |ln B| ulp where a or b is above 80 (DLMF 5.12.1)",
  ulps: 16,
  ulpsPerLogarithm: 2,
  f: betaFunction,
  d: [(y, a, b) => neg(chain(y, rise(0)(a, b))), (y, a, b) => neg(chain(y, rise(0)(b, a)))],
  domain: [
    { ...positive, seams: [1e-20, 10, 80] },
    { ...positive, seams: [1e-20, 10, 80] },
  ],
  conventions: [
    { at: [0, 1], value: Infinity },
    { at: [0, 0], value: Infinity },
    { at: [1, Infinity], value: 0 },
    { at: [0, Infinity], value: NaN },
    { at: [-1, 2], value: NaN },
  ],
});
