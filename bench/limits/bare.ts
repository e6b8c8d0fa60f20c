// The yardstick: Rosenbrock's function on a bare dual number, which is a class of two fields and three
// functions. It allocates as an engine does and can do nothing else, so it tells how fast a machine is at
// what engines do.

/** A number and its tangent, with no trace, no checks and no other mode beside it. */
class Dual {
  constructor(
    readonly value: number,
    readonly tangent: number,
  ) {}
}

type Number = number | Dual;

function add(a: Number, b: Number): Number {
  if (typeof a === "number") return typeof b === "number" ? a + b : new Dual(a + b.value, b.tangent);
  if (typeof b === "number") return new Dual(a.value + b, a.tangent);
  return new Dual(a.value + b.value, a.tangent + b.tangent);
}

function sub(a: Number, b: Number): Number {
  if (typeof a === "number") return typeof b === "number" ? a - b : new Dual(a - b.value, -b.tangent);
  if (typeof b === "number") return new Dual(a.value - b, a.tangent);
  return new Dual(a.value - b.value, a.tangent - b.tangent);
}

function mul(a: Number, b: Number): Number {
  if (typeof a === "number") return typeof b === "number" ? a * b : new Dual(a * b.value, a * b.tangent);
  if (typeof b === "number") return new Dual(a.value * b, a.tangent * b);
  return new Dual(a.value * b.value, a.tangent * b.value + a.value * b.tangent);
}

/** The derivative of Rosenbrock's function along `dx`. */
export function derivative(x: readonly number[], dx: readonly number[]): number {
  const duals: Dual[] = [];
  for (let i = 0; i < x.length; i++) duals.push(new Dual(x[i]!, dx[i]!));
  let y: Number = 0;
  for (let i = 0; i + 1 < duals.length; i++) {
    const u = duals[i]!;
    const a = sub(duals[i + 1]!, mul(u, u));
    const b = sub(1, u);
    y = add(y, add(mul(100, mul(a, a)), mul(b, b)));
  }
  return typeof y === "number" ? 0 : y.tangent;
}

/** How many operations on duals the derivative takes for `n` numbers. */
export function opsOf(n: number): number {
  return 8 * (n - 1);
}
