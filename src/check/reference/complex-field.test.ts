// The complex numbers as a number system: what it decides by real parts, and how its numbers are made up.
import t from "tap";
import { complex } from "./complex.js";
import { complexField as field } from "./complex-field.js";

const z = complex(3, -4);
const w = complex(1, 2);

t.test("arithmetic is that of complex numbers", async (t) => {
  t.same(field.add(z, w), complex(4, -2));
  t.same(field.sub(z, w), complex(2, -6));
  t.same(field.mul(z, w), complex(11, 2));
  t.same(field.div(complex(11, 2), w), z);
  t.same(field.neg(z), complex(-3, 4));
  t.same(field.fromNumber(2.5), complex(2.5));
});

t.test("decisions are made by real parts, sizes count both", async (t) => {
  t.equal(field.toNumber(z), 3);
  t.equal(field.compare(z, complex(3, 7)), 0);
  t.ok(field.compare(z, w) > 0);
  t.ok(field.compare(w, z) < 0);
  t.equal(field.compare(complex(Infinity), complex(Infinity)), 0);
  t.ok(Number.isNaN(field.compare(complex(NaN), w)));
  t.equal(field.size(z), 7);
});

t.test("quotients are of the exact ratio, rounded down", async (t) => {
  const quotient = (a: number, b: number): number => field.quotient(complex(a), complex(b)).re;
  for (const [a, b, due] of [
    [7, 2, 3],
    [-7, 2, -4],
    [7, -2, -4],
    [-7, -2, 3],
    [6, 2, 3],
    [-6, 2, -3],
    [0, 2, 0],
    [1, 0.1, 9],
    [0.3, 0.1, 2],
  ] as const)
    t.equal(quotient(a, b), due, `${String(a)} / ${String(b)}`);
});

t.test("its numbers are made up of two real ones", async (t) => {
  t.same(field.plane?.coordinates(z), [3, -4]);
  t.same(field.plane?.compose([3, -4]), z);
  t.same(field.plane?.compose([]), complex(0, 0));
});

t.test("it has the functions of pieces and those that are not algebraic", async (t) => {
  t.same(field.functions["square"]?.(z), complex(-7, -24));
  t.ok(Math.abs((field.functions["exp"]?.(complex(0, Math.PI)).re ?? 0) + 1) < 1e-15);
});
