// Branches, loops and recomputation: values, derivatives to the last bit, and as few steps as there can be.
import t from "tap";
import { checkGrads } from "../check/index.js";
import {
  add,
  array,
  checkpoint,
  cond,
  exp,
  foriLoop,
  full,
  grad,
  greater,
  hessian,
  less,
  mul,
  neg,
  random,
  scan,
  sin,
  sum,
  switchCase,
  value,
  whileLoop,
  type Value,
} from "../index.js";
import { tapeOfBlock } from "./scan.js";
import { reverseAll } from "./schedule.js";

const json = (x: unknown): unknown => JSON.parse(JSON.stringify(x));
const modes = ["forward", "reverse"] as const;

t.test("only the branch that is taken runs, and has a derivative", (t) => {
  const f = (x: Value): Value =>
    cond(
      greater(x, 0),
      (v: Value) => mul(2, v),
      (v: Value) => neg(v),
      x,
    );
  for (const mode of modes) t.same([grad(f, { mode })(3), grad(f, { mode })(-3)], [2, -1]);
  t.equal(
    cond(
      true,
      () => 1,
      () => t.fail("must not run") as never,
    ),
    1,
  );
  const branches = [(x: Value) => x, (x: Value) => mul(x, x), (x: Value) => sin(x)];
  const g = (x: Value): Value => switchCase(add(x, -2), branches, x);
  t.equal(grad(g)(3), 6, "an index that is watched");
  t.same(
    [switchCase(-5, branches, 2), switchCase(99, branches, 0)],
    [2, 0],
    "the ends are as far as it goes",
  );
  t.end();
});

t.test("loops give the textbook's control flow", (t) => {
  const f = (a: Value): Value => {
    const b = whileLoop(
      (x: Value) => less(x, 1000),
      (x: Value) => mul(2, x),
      mul(2, a),
    );
    return cond(
      greater(b, 0),
      (x: Value) => x,
      (x: Value) => mul(100, x),
      b,
    );
  };
  for (const mode of modes) t.same([f(1.5), grad(f, { mode })(1.5)], [1536, 1024]);
  t.same([foriLoop(0, 5, (i, x: Value) => add(x, i), 0), foriLoop(3, 3, () => NaN, 7)], [10, 7]);
  t.end();
});

t.test("scan carries a state along a sequence, from either end", (t) => {
  const body = (total: Value, x: Value): readonly [Value, Value] => [add(total, x), mul(total, x)];
  t.same(json(scan(body, 0, [1, 2, 3])), [6, [0, 2, 9]]);
  t.same(json(scan(body, 0, [1, 2, 3], { reverse: true })), [6, [5, 6, 0]]);
  t.same(json(scan(body, 0, [1, 2, 3], { reverse: true, checkpoints: 1 })), [6, [5, 6, 0]]);
  const rows = {
    a: array([
      [1, 2],
      [3, 4],
    ]),
    b: array([10, 20]),
  };
  const [last, ys] = scan(
    (c: Value, { a, b }: { a: Value; b: Value }) => [add(c, a), { twice: mul(2, b) }] as const,
    array([0, 0]),
    rows,
  );
  t.same(json([last, ys]), [[4, 6], { twice: [20, 40] }]);
  t.same(
    scan((c: Value) => [mul(2, c), undefined] as const, 1, undefined, { length: 10 }),
    [1024, undefined],
  );
  t.same(scan(body, 5, [], { length: 0 })[0], 5, "no steps");
  t.same(scan(body, 5, [])[0], 5, "an empty list is a sequence of no items");
  t.end();
});

/** A recurrence with a parameter, whose state is a tree; of every state something is used. */
function recurrence(checkpoints?: number): (a: Value, xs: Value) => Value {
  return (a, xs) => {
    const body = ({ s, a }: { s: Value; a: Value }, x: Value) =>
      [{ s: sin(add(mul(s, a), x)), a }, mul(s, x)] as const;
    const options = checkpoints === undefined ? {} : { checkpoints };
    const [{ s }, ys] = scan(body, { s: 0.3, a }, xs, options);
    return add(s, sum(mul(ys, ys)));
  };
}

t.test("with few states kept, the gradient is that of the whole tape to the last bit", (t) => {
  const xs = random.normal(random.key(3), [17]);
  const both = { argnums: [0, 1], mode: "reverse" } as const;
  const whole = json(grad(recurrence(), both)(0.9, xs));
  for (const k of [0, 1, 3, 16, 40])
    t.same(json(grad(recurrence(k), both)(0.9, xs)), whole, `${String(k)} states`);
  for (const k of [undefined, 2]) {
    const report = checkGrads(recurrence(k), [0.9, array([0.3, -1.2, 0.7])], { order: 2 });
    t.equal(report.verdict, "pass", String(report));
  }
  const power = (x: Value, checkpoints?: number): Value =>
    foriLoop(0, 9, (i, y: Value) => mul(y, add(x, i)), 1, checkpoints === undefined ? {} : { checkpoints });
  t.equal(grad((x: Value) => power(x))(1), 1026576, "9! (1 + 1/2 + … + 1/9)");
  t.throws(() => grad((x: Value) => power(x, 2), { mode: "reverse" })(1.5), {
    name: "TypeError",
    message: /foriLoop: its result depends on a watched value that is not among its arguments/,
  });
  t.end();
});

/** The fewest advances of n steps with c states besides the first, by trying every split. */
function fewest(n: number, c: number, known = new Map<number, number>()): number {
  if (n < 2) return 0;
  if (c === 0) return (n * (n - 1)) / 2;
  const key = 1000 * n + c;
  const found = known.get(key);
  if (found !== undefined) return found;
  let best = Infinity;
  for (let m = 1; m < n; m++) best = Math.min(best, m + fewest(n - m, c - 1, known) + fewest(m, c, known));
  known.set(key, best);
  return best;
}

t.test("no schedule needs fewer steps with as many states", (t) => {
  for (const checkpoints of [0, 1, 2, 3, 6]) {
    const known = new Map<number, number>();
    for (const steps of [0, 1, 2, 3, 7, 20, 55, 90])
      for (const block of [1, 4]) {
        let advances = 0;
        const order: number[] = [];
        const advance = (state: number, from: number, to: number): number => {
          if (state !== from) t.fail("a step from a state that is not its own");
          advances += to - from;
          return to;
        };
        const reverse = (state: number, from: number, to: number): void => {
          if (state !== from || to - from > block) t.fail("a block from a state that is not its own");
          for (let i = to - 1; i >= from; i--) order.push(i);
        };
        reverseAll(0, { steps, block, checkpoints }, { advance, reverse });
        t.same(order, [...Array(steps).keys()].reverse());
        const blocks = Math.ceil(steps / block);
        const says = `${String(blocks)} blocks of ${String(block)}, ${String(checkpoints)} states`;
        t.equal(advances, block * fewest(blocks, checkpoints, known), says);
      }
  }
  t.end();
});

t.test("a loop runs its body as often as the schedule says, small steps in blocks", (t) => {
  const [n, c] = [200, 5];
  for (const [x, block] of [
    [0.5, tapeOfBlock / 4],
    [full([tapeOfBlock], 0.5), 1],
  ] as const) {
    let runs = 0;
    const body = (_i: number, y: Value): Value => {
      runs += 1;
      return sin(mul(1.01, y));
    };
    const f = (x: Value): Value => sum(foriLoop(0, n, body, x, { checkpoints: c }));
    const gradient = grad(f, { mode: "reverse" })(x);
    const advances = block * fewest(Math.ceil(n / block), c);
    t.equal(
      runs,
      n + 1 + advances + n,
      "forwards, one step to be measured, the advances, and each on a tape",
    );
    t.same(gradient, grad((x: Value) => sum(foriLoop(0, n, body, x)), { mode: "reverse" })(x));
  }
  t.end();
});

t.test("a checkpointed function runs once more, and is what it was", (t) => {
  let runs = 0;
  const step = (x: Value): Value => {
    runs += 1;
    return sin(mul(x, exp(x)));
  };
  const plain = (x: Value): Value => step(step(x));
  const kept = checkpoint(step);
  const f = (x: Value): Value => kept(kept(x));
  for (const mode of modes) t.equal(grad(f, { mode })(0.5), grad(plain, { mode })(0.5), mode);
  runs = 0;
  grad(f, { mode: "reverse" })(0.5);
  t.equal(runs, 4, "twice forwards, twice for the gradient");
  const x = array([0.1, 0.7]);
  t.same(json(hessian((v: Value) => sum(f(v)))(x)), json(hessian((v: Value) => sum(plain(v)))(x)));
  const model = checkpoint(({ w, b }: { w: Value; b: Value }, v: Value) => ({ y: add(mul(w, v), b), w }));
  const loss = (p: { w: Value; b: Value }): Value => {
    const { y, w } = model(p, x);
    return sum(mul(y, w));
  };
  t.equal(checkGrads(loss, [{ w: array([2, 3]), b: 1.5 }], { order: 2 }).verdict, "pass");
  t.equal(value(checkpoint((v: Value) => mul(2, v))(4)), 8);
  t.end();
});

t.test("what does not fit is refused by name", (t) => {
  t.throws(
    () =>
      cond(
        array([1, 0]),
        () => 1,
        () => 2,
      ),
    { name: "TypeError", message: /cond: its predicate.*where/ },
  );
  t.throws(() => cond<[], number>(1, () => 1, 2 as unknown as () => number), {
    message: /cond: onFalse must be a function/,
  });
  t.throws(() => switchCase(0.5, [() => 1]), { message: /switchCase: its index must be an integer/ });
  t.throws(() => switchCase<[], number>(0, []), { message: /switchCase: its second argument/ });
  t.throws(() => foriLoop(0, 2.5, (_i, x: Value) => x, 0), {
    name: "RangeError",
    message: /foriLoop: upper/,
  });
  t.throws(() => foriLoop(0, 2, (_i, x: Value) => x, 0, { checkpoints: -1 }), { message: /checkpoints/ });
  t.throws(() => scan((c: Value) => [c, c] as const, 0, undefined), {
    name: "RangeError",
    message: /scan: the seq/,
  });
  t.throws(() => scan((c: Value) => [c, c] as const, 0, array([1, 2]), { length: 3 }), {
    message: /one length/,
  });
  t.throws(() => scan((c: Value) => c as never, 0, [1]), { message: /scan: what its body returns.*pair/ });
  t.throws(() => scan<Value, Value, Value>(() => [array([1]), 0], 0, [1, 2]), { message: /scan: the state/ });
  t.throws(() => checkpoint(3 as never), { name: "TypeError", message: /checkpoint: its first argument/ });
  t.throws(() => grad((x: Value) => checkpoint((y: Value) => mul(x, y))(mul(2, x)))(1), {
    name: "TypeError",
    message: /checkpoint: .*not among its arguments/,
  });
  t.end();
});
