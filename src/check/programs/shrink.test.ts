// Shrinking: where it ends, and what it must not stumble over.

import t from "tap";
import { array, cos, exp, mul, reshape, sin, softplus, stack, sum, transpose } from "../../index.js";
import { plant } from "../faults/index.js";
import { altered } from "../fixtures/subjects.js";
import { checkGrads, listing, randomProgram, shrink, wengertList } from "../index.js";
import { bind, shapeOf, type Inputs, type Value } from "../../core/op.js";
import { flat, type Program } from "../points.js";
import { valuesOf, type WengertList } from "../wengert.js";

const cube = array([[[1, 2]], [[3, 4]]]);

t.test("an op keeps the axes that it names", async (t) => {
  const hasLines = ({ lines }: WengertList): boolean => lines.length > 0;
  const least = (f: Program, ...x: Value[]): string => listing(shrink(wengertList(f, x as never), hasLines));
  t.equal(
    least(([x = 0]) => [transpose(x, [2, 0, 1])], cube),
    "x = [[[0]]]\nv1 = transpose(x, { axes: [2, 0, 1] })\nreturn v1",
  );
  t.equal(
    least(
      ([x = 0]) => [sum(x, { axis: 1 })],
      array([
        [1, 2],
        [3, 4],
      ]),
    ),
    "x = [[0]]\nv1 = sum(x, { axes: [1], keepDims: false })\nreturn v1",
  );
});

t.test("operands are stacked along an axis that they do not have", async (t) => {
  const stacked = (axis: number): string => {
    const list = wengertList(([x = 0, y = 0]) => [stack([x, y], { axis })], [array([1, 2]), array([3, 4])]);
    return listing(shrink(list, ({ lines, inputs }) => lines.length > 0 && inputs.length === 2));
  };
  t.match(stacked(0), /^x0 = 0\nx1 = 0\n/);
  t.match(stacked(1), /^x0 = \[0\]\nx1 = \[0\]\n/);
});

t.test("a wrong op that names axes is shrunk to an array that has them", async (t) => {
  const wrong = plant(transpose.op, { kind: "factor 0.5", structural: true, mode: "forward" });
  const { culprit, smallest } = checkGrads(
    (x: Value) => bind(wrong as never, [x], { axes: [2, 0, 1] } as never),
    [cube],
  );
  t.equal(culprit?.op, "transpose");
  t.match(smallest, /\[\[\[/);
});

t.test("what no output depends on is dropped first, if the program fails without it", async (t) => {
  const list = wengertList(([x = 0, y = 0]) => (exp(y), [sin(x)]), [0, 0]);
  t.equal(listing(shrink(list, () => true, { budget: 1 })), "x = 0\nv1 = sin(x)\nreturn v1");
  t.equal(shrink(list, ({ inputs }) => inputs.length === 2).inputs.length, 2);
});

t.test("a step that makes others possible is followed by them", async (t) => {
  const f: Program = ([x = 0]) => [sin(cos(x))];
  const isScalar = ({ inputs: [x = 0] }: WengertList): boolean => shapeOf(x).length === 0;
  const afterNarrower = shrink(wengertList(f, [array([0, 0])]), (l) => l.lines.length === 2 || isScalar(l));
  t.same([afterNarrower.lines.length, afterNarrower.inputs], [0, [0]]);
  const isZero = ({ inputs: [x = 0] }: WengertList): boolean => x === 0;
  const afterRounding = shrink(wengertList(f, [1.37]), (l) => l.lines.length === 2 || isZero(l));
  t.same([afterRounding.lines.length, afterRounding.inputs], [0, [0]]);
  const onlyRounded = shrink(wengertList(f, [1.37]), (l) => l.lines.length === 2);
  t.equal(listing(onlyRounded), "x = 0\nv1 = cos(x)\nv2 = sin(v1)\nreturn v2");
});

t.test("programs that an op refuses are passed over, and other errors let through", async (t) => {
  const picky = (error: Error) => ({
    ...altered(sin),
    eval: ([x]: Inputs): number => {
      if (x !== 2) throw error;
      return 1;
    },
  });
  const least = (error: Error): WengertList =>
    shrink(
      wengertList(([x = 0]) => [bind(picky(error) as never, [x], undefined as never)], [2]),
      ({ lines }) => lines.length > 0,
    );
  t.same(least(new TypeError("mine")).inputs, [2]);
  t.same(least(new RangeError("mine")).inputs, [2]);
  t.throws(() => least(new Error("mine")), /mine/);
});

t.test("arrays shrink to the elements that matter", async (t) => {
  const f: Program = ([x = 0]) => [sum(softplus(sum(reshape(mul(x, x), [3, 4]), { axis: 0 })))];
  const list = wengertList(f, [array(Array.from({ length: 12 }, (_, k) => k + 1))]);
  const has = (name: string, n: number) => (smaller: WengertList) => {
    const values = valuesOf(smaller);
    return smaller.lines.some(
      ({ op }, k) => op.name === name && flat([values[smaller.inputs.length + k] ?? 0]).length >= n,
    );
  };
  t.equal(listing(shrink(list, has("softplus", 2))), "x = [0, 0]\nv1 = softplus(x)\nreturn v1");
  t.equal(listing(shrink(list, has("softplus", 1))), "x = 0\nv1 = softplus(x)\nreturn v1");
  t.equal(listing(shrink(list, has("reshape", 1))), "x = 0\nv1 = reshape(x, { shape: [1, 1] })\nreturn v1");
});

t.test(
  "shrinking is deterministic, keeps to its budget, and lets errors of the predicate through",
  async (t) => {
    const list = randomProgram(12, { length: 8 });
    let calls = 0;
    const counting = (): boolean => {
      calls += 1;
      return calls % 3 === 0;
    };
    shrink(list, counting, { budget: 17 });
    t.ok(calls <= 17);
    t.equal(
      shrink(list, () => true, { budget: 0 }),
      list,
    );
    const least = (): string => listing(shrink(list, ({ lines }) => lines.length >= 3));
    t.equal(least(), least());
    t.equal(shrink(list, ({ lines }) => lines.length >= 3).lines.length, 3);
    t.throws(
      () =>
        shrink(list, () => {
          throw new RangeError("mine");
        }),
      /mine/,
    );
    t.throws(() => shrink(list, () => true, { budget: NaN }), {
      name: "TypeError",
      message: /shrink: budget/,
    });
  },
);
