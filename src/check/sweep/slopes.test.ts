// Derivatives that the values of an op contradict: by differences, on both sides of a kink, and by Taylor's formula.
import t from "tap";
import {
  abs,
  array,
  floor,
  fmod,
  max,
  maximum,
  mul,
  relu,
  sin,
  sqrt,
  sub,
  sum,
  type Value,
} from "../../index.js";
import type { Plain } from "../../ndarray/index.js";
import { altered, entryOf, subjectAt } from "../fixtures/subjects.js";
import type { Law } from "./laws.js";
import { differences, subdifferential, taylor } from "./slopes.js";
import type { Subject } from "./subject.js";

/** An op, both rules of which are off by a factor. */
const skewed = (of: Parameters<typeof entryOf>[0], factor: number, input = 0) => {
  const { jvp, vjp } = entryOf(of);
  return altered(of, {
    jvp: (...call) => (call[0] === input ? mul(jvp(...call), factor) : jvp(...call)),
    vjp: (...call) => (call[0] === input ? mul(vjp(...call), factor) : vjp(...call)),
  });
};

t.test("the rules of the registry keep the three laws", async (t) => {
  const subjects = [
    subjectAt(entryOf(sin), [0.5]),
    subjectAt(entryOf(mul), [array([1, 2]), 3]),
    subjectAt(entryOf(sqrt), [array([0.25, 4])]),
    subjectAt(entryOf(sin), [array([])]),
  ];
  for (const law of [differences, subdifferential, taylor])
    for (const subject of subjects) t.equal(law.check(subject), undefined, `${law.name}: ${subject.op.name}`);
});

t.test("finite differences convict both modes together, and tell the input and what is due", async (t) => {
  const complaint = differences.check(subjectAt(skewed(sin, 1.01), [0.5]));
  t.equal(complaint?.argument, 0);
  t.ok(Math.abs((complaint?.expected ?? NaN) - Math.cos(0.5)) < 1e-9);
  t.ok(Math.abs((complaint?.forward ?? NaN) - 1.01 * Math.cos(0.5)) < 1e-15);
  t.equal(complaint?.reverse, complaint?.forward);
  t.match(complaint?.says, /outside the error bar/);
  for (const input of [0, 1])
    t.equal(differences.check(subjectAt(skewed(mul, 1.01, input), [array([1, 2]), 3]))?.argument, input);
});

t.test("an input that is held is not moved, and the others keep their numbers", async (t) => {
  const x = [array([1, 2]), 3];
  t.equal(differences.check(subjectAt(skewed(mul, 1.01, 0), x, { held: [0] })), undefined);
  t.equal(differences.check(subjectAt(skewed(mul, 1.01, 1), x, { held: [0] }))?.argument, 1);
  t.equal(differences.check(subjectAt(skewed(mul, 1.01, 0), x, { held: [1] }))?.argument, 0);
  t.equal(differences.check(subjectAt(skewed(mul, 1.01, 0), x, { held: [0, 1] })), undefined);
});

t.test("second derivatives are asked of small arrays in the interior", async (t) => {
  const detached = (x: readonly Value[]): Plain =>
    array(Array.from((x[0] as { data: Float64Array }).data, Math.cos));
  const plainOf = (x: readonly Value[]): readonly Value[] =>
    x.map((v) => {
      let inner: unknown = v;
      while (typeof inner === "object" && inner !== null && "value" in inner) inner = inner.value;
      return inner as Value;
    });
  const factor = (x: readonly Value[]): Value => {
    const [plain = 0] = plainOf(x);
    return typeof plain === "number" ? Math.cos(plain) : detached([plain]);
  };
  const wrong = altered(sin, {
    jvp: (_i, dx, _y, x) => mul(dx, factor(x)),
    vjp: (_i, dy, _y, x) => mul(dy, factor(x)),
  });
  t.ok(differences.check(subjectAt(wrong, [array([0.5, 1])])));
  t.equal(differences.check(subjectAt(wrong, [array([0.5, 1])], { kind: "near" })), undefined);
  t.equal(differences.check(subjectAt(wrong, [0.5])), undefined, "of numbers the nestings tell more");
  t.equal(
    differences.check(subjectAt(wrong, [array([1, 2, 3, 4, 5, 6, 7])])),
    undefined,
    "of many elements it costs too much",
  );
  t.ok(differences.check(subjectAt(wrong, [array([1, 2, 3, 4, 5, 6])])));
});

t.test("where several are tied, the derivative along all of them lies between the slopes too", async (t) => {
  const sharing = (a: number, b: number) =>
    altered(maximum, {
      jvp: (i, dx) => mul(dx, i === 0 ? a : b),
      vjp: (i, dy) => mul(dy, i === 0 ? a : b),
    });
  t.equal(subdifferential.check(subjectAt(sharing(0.25, 0.75), [1, 1])), undefined);
  t.match(subdifferential.check(subjectAt(sharing(0.5, 1), [1, 1]))?.says, /derivative 1.5 is not between/);
  t.equal(subdifferential.check(subjectAt(sharing(0.5, 1), [1, 1], { held: [0] })), undefined);
  const params = { axes: [0], keepDims: false };
  const lost = altered(max, { jvp: (_i, dx) => mul(0.5, sum(dx)) });
  const tied = subjectAt(lost, [array([2, 2, 2])], { params });
  t.match(subdifferential.check(tied)?.says, /derivative 1.5 is not between/);
});

t.test("at a kink the derivative lies between the two slopes", async (t) => {
  const with_ = (d: number) => altered(relu, { jvp: (_i, dx) => mul(dx, d) });
  for (const d of [0, 0.5, 1]) t.equal(subdifferential.check(subjectAt(with_(d), [0])), undefined, String(d));
  const above = subdifferential.check(subjectAt(with_(1.001), [0]));
  t.same(above, {
    argument: 0,
    forward: 1.001,
    says: "the derivative 1.001 is not between the slopes 0 on the left and 1 on the right",
  });
  t.equal(subdifferential.check(subjectAt(with_(-0.001), [0]))?.forward, -0.001);
  const steep = altered(abs, { jvp: (_i, dx) => mul(dx, -1.01) });
  t.ok(subdifferential.check(subjectAt(steep, [0])));
});

t.test("it is asked of each element of each output, with the input told", async (t) => {
  const wrong = skewed(mul, 1.01, 1);
  const complaint = subdifferential.check(subjectAt(wrong, [array([0, 2]), array([3, 4])]));
  t.equal(complaint?.argument, 1);
  t.equal(complaint?.forward, 2.02);
  t.equal(
    subdifferential.check(subjectAt(wrong, [array([0, 2]), array([3, 4])], { held: [1] })),
    undefined,
    "but not of one that is held",
  );
  t.equal(
    subdifferential.check(subjectAt(skewed(mul, 1.01), [array([0, 2]), array([3, 4])], { held: [1] }))
      ?.argument,
    0,
  );
});

t.test("where there is no slope on a side, nothing is asked", async (t) => {
  const wrong = (of: Parameters<typeof entryOf>[0]) => altered(of, { jvp: () => 17 });
  t.equal(subdifferential.check(subjectAt(wrong(sqrt), [0])), undefined, "no value on the left");
  t.equal(subdifferential.check(subjectAt(wrong(floor), [1])), undefined, "a jump on the left");
  t.equal(subdifferential.check(subjectAt(wrong(floor), [1.5]))?.forward, 17);
});

t.test(
  "Taylor's remainder convicts a derivative that is a little wrong, in one input or another",
  async (t) => {
    const says =
      /^along a random direction, of which the derivative is .*, the remainder only halves with the step$/;
    const complaint = taylor.check(subjectAt(skewed(sin, 1.3), [0.5]));
    t.equal(complaint?.argument, 0);
    t.match(complaint?.says, says);
    for (const input of [0, 1])
      t.equal(taylor.check(subjectAt(skewed(mul, 1.3, input), [array([1, 2]), 3]))?.argument, input);
    t.equal(taylor.check(subjectAt(skewed(mul, 1.3, 0), [array([1, 2]), 3], { held: [0] })), undefined);
    t.ok(taylor.check(subjectAt(skewed(mul, 1.3, 1), [array([1, 2]), 3], { held: [0] })));
    t.equal(
      taylor.check(subjectAt(skewed(sin, 1 + 1e-9), [0.5])),
      undefined,
      "but not one that differences see alone",
    );
  },
);

t.test(
  "what Taylor's remainder tells is the derivative along the direction of the output that is wrong",
  async (t) => {
    const { jvp } = entryOf(sub);
    const wrong = altered(sub, { jvp: (...call) => mul(jvp(...call), array([1, 1.5])) });
    const { forward = NaN } = taylor.check(subjectAt(wrong, [array([1, 2]), array([0, 0])])) ?? {};
    t.ok(forward !== 0 && Math.abs(forward) < 1, "of a direction in proportion to the input");
    t.equal(
      taylor.check(subjectAt(entryOf(max), [array([1, 2])], { params: { axes: [0], keepDims: false } })),
      undefined,
    );
  },
);

/** What a law finds right at a point: argument and derivative. */
function rightBy(law: Law, subject: Subject): string[] {
  const all: string[] = [];
  const judged = (argument: number, ...derivatives: readonly string[]): void => {
    for (const derivative of derivatives) all.push(`${String(argument)} ${derivative}`);
  };
  law.check({ ...subject, judged });
  return [...new Set(all)].sort();
}

t.test(
  "differences bear out first derivatives, and second ones of small arrays, argument by argument",
  async (t) => {
    const pair = [array([1, 2]), 3];
    const first = ["0 forward", "0 reverse", "1 forward", "1 reverse"];
    const second = [0, 1].flatMap((i) => ["ff", "fr", "rf", "rr"].map((how) => `${String(i)} ${how}`));
    t.same(rightBy(differences, subjectAt(entryOf(mul), pair)), [...first, ...second].sort());
    t.same(rightBy(differences, subjectAt(entryOf(mul), pair, { kind: "near" })), first);
    t.same(rightBy(differences, subjectAt(entryOf(mul), pair, { kind: "near", held: [0] })), first.slice(2));
    const half = subjectAt(skewed(mul, 1.01, 0), pair, { kind: "near" });
    t.same(rightBy(differences, half), first.slice(2), "what is wrong is not borne out, and the other is");
    const kink = subjectAt(entryOf(abs), [0], { kind: "near" });
    t.same(rightBy(differences, kink), [], "nor what is only a subgradient");
  },
);

t.test("slopes on both sides bear out the forward rule, where there are any", async (t) => {
  t.same(rightBy(subdifferential, subjectAt(entryOf(abs), [0])), ["0 forward"]);
  t.same(rightBy(subdifferential, subjectAt(entryOf(mul), [2, array([1, 3])])), ["0 forward", "1 forward"]);
  t.same(rightBy(subdifferential, subjectAt(entryOf(mul), [2, 3], { held: [0] })), ["1 forward"]);
  t.same(rightBy(subdifferential, subjectAt(entryOf(sqrt), [0])), []);
  t.same(rightBy(subdifferential, subjectAt(entryOf(floor), [1])), []);
});

t.test("Taylor's remainder bears out a derivative that is a number other than zero", async (t) => {
  t.same(rightBy(taylor, subjectAt(entryOf(sin), [0.5])), ["0 forward"]);
  t.same(rightBy(taylor, subjectAt(entryOf(mul), [2, array([1, 3])])), ["0 forward", "1 forward"]);
  t.same(rightBy(taylor, subjectAt(entryOf(mul), [2, array([1, 3])], { held: [1] })), ["0 forward"]);
  t.same(rightBy(taylor, subjectAt(entryOf(floor), [1.5])), [], "a zero tells nothing");
  t.same(rightBy(taylor, subjectAt(entryOf(sin), [0])), [], "nor does a point that is not moved");
  t.same(rightBy(taylor, subjectAt(altered(sin, { jvp: () => Infinity }), [0.5])), []);
});

t.test("steps beyond the jumps of an op say nothing against its derivative", async (t) => {
  for (const x of [
    [145.66559395695495, -0.017461101165942974],
    [-576.8916874045385, -0.004340723248373674],
  ])
    for (let seed = 0; seed < 50; seed++)
      t.equal(
        taylor.check(subjectAt(entryOf(fmod), x, { seed })),
        undefined,
        `${String(x)}, seed ${String(seed)}`,
      );
  const wrong = altered(fmod, { jvp: (i, dx) => (i === 0 ? dx : mul(dx, -2.001)) });
  t.ok(taylor.check(subjectAt(wrong, [6, 2.5])));
});
