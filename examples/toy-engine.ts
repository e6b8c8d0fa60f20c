// A toy engine of reverse mode, of numbers alone, with one mistake: what docs/guide/write-an-adapter.md tries.

type Parent = readonly [of: Toy, partial: () => Toy];

let made = 0;

/** A number that knows what it was made of, and the partial derivatives, which are such numbers again. */
export class Toy {
  readonly order = made++;
  constructor(
    readonly value: number,
    readonly parents: readonly Parent[] = [],
  ) {}
}

export const number = (x: number): Toy => new Toy(x);
const node = (value: number, ...parents: Parent[]): Toy => new Toy(value, parents);
const one = (): Toy => number(1);

export const neg = (x: Toy): Toy => node(-x.value, [x, () => number(-1)]);
export const add = (a: Toy, b: Toy): Toy => node(a.value + b.value, [a, one], [b, one]);
export const sub = (a: Toy, b: Toy): Toy => node(a.value - b.value, [a, one], [b, () => number(-1)]);
export const mul = (a: Toy, b: Toy): Toy => node(a.value * b.value, [a, () => b], [b, () => a]);
export const sin = (x: Toy): Toy => node(Math.sin(x.value), [x, () => cos(x)]);
export const cos = (x: Toy): Toy => node(Math.cos(x.value), [x, () => neg(sin(x))]);
export const log = (x: Toy): Toy => node(Math.log(x.value), [x, () => div(number(1), x)]);

export function exp(x: Toy): Toy {
  const y: Toy = node(Math.exp(x.value), [x, () => y]);
  return y;
}

export function div(a: Toy, b: Toy): Toy {
  const y: Toy = node(a.value / b.value, [a, () => div(number(1), b)], [b, () => neg(div(y, b))]);
  return y;
}

/** The mistake: at a tie, each side has the whole derivative. */
export const maximum = (a: Toy, b: Toy): Toy =>
  node(
    Math.max(a.value, b.value),
    [a, () => number(a.value >= b.value ? 1 : 0)],
    [b, () => number(b.value >= a.value ? 1 : 0)],
  );

/** The gradient of a function to a number, which can be differentiated again. */
export function gradient(f: (xs: readonly Toy[]) => Toy, at: readonly Toy[]): readonly Toy[] {
  const start = made;
  const xs = at.map((x) => node(x.value, [x, one]));
  const y = f(xs);
  const bars = new Map<Toy, Toy>([[y, number(1)]]);
  for (const toy of since(start, y)) {
    const bar = bars.get(toy) ?? number(0);
    if (xs.includes(toy)) continue;
    for (const [of, partial] of toy.parents) {
      const share = mul(bar, partial());
      const before = bars.get(of);
      bars.set(of, before === undefined ? share : add(before, share));
    }
  }
  return xs.map((x) => bars.get(x) ?? number(0));
}

/** What y was made of since then, from the last to the first. */
function since(start: number, y: Toy): readonly Toy[] {
  const found = new Set([y]);
  for (const toy of found) for (const [of] of toy.parents) if (of.order >= start) found.add(of);
  return [...found].sort((a, b) => b.order - a.order);
}
