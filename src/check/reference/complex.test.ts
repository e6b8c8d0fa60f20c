// The arithmetic of complex numbers, in small integers and at the ends of the range.
import t from "tap";
import { complex, minus, opposite, plus, product, ratio, scaled } from "./complex.js";

const [a, b] = [complex(3, 4), complex(1, -2)];

t.test("sums, products and multiples are those done by hand", async (t) => {
  t.same(complex(5), { re: 5, im: 0 });
  t.same(plus(a, b), { re: 4, im: 2 });
  t.same(minus(a, b), { re: 2, im: 6 });
  t.same(product(a, b), { re: 11, im: -2 });
  t.same(product(complex(0, 1), complex(0, 1)), { re: -1, im: 0 });
  t.same(scaled(-2, a), { re: -6, im: -8 });
  t.same(opposite(a), { re: -3, im: -4 });
});

t.test(
  "a quotient times its divisor is the dividend, whichever part of the divisor is the larger",
  async (t) => {
    const divisors = [complex(1, -2), complex(2, -1), complex(-4, 4), complex(0, 2), complex(-0.5, 0)];
    t.same(ratio(complex(11, -2), b), a);
    for (const d of divisors) t.same(ratio(product(a, d), d), a, `by ${String(d.re)} + ${String(d.im)} i`);
  },
);

t.test("no quotient of moderate size overflows or underflows on the way", async (t) => {
  for (const size of [1e-300, 1e300])
    for (const d of [complex(2 * size, size), complex(size, 2 * size)]) t.same(ratio(d, d), { re: 1, im: 0 });
  t.equal(ratio(complex(1, 1e-200), complex(2)).im, 5e-201);
});
