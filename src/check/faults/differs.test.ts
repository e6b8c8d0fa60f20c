// Whether a fault can be seen at all: wherever it shows, it is seen, and rounding is not.
import t from "tap";
import { value } from "../../core/op.js";
import {
  abs,
  array,
  cos,
  exp,
  greater,
  matmul,
  max,
  maximum,
  mul,
  reshape,
  sin,
  stopGradient,
  sum,
  where,
  type Value,
} from "../../index.js";
import type { Plain } from "../../ndarray/index.js";
import type { Published } from "../../ops/index.js";
import { entryOf } from "../fixtures/subjects.js";
import { differs } from "./differs.js";
import type { AnyOp, Rule } from "./fault.js";

const { jvp, vjp } = entryOf(sin);
/** An op with rules of its own. */
const changed = (of: Published, rules: { readonly jvp?: Rule; readonly vjp?: Rule }): AnyOp => ({
  ...entryOf(of),
  ...rules,
});
const seen = (of: Published, rules: { readonly jvp?: Rule; readonly vjp?: Rule }): boolean =>
  differs(entryOf(of), changed(of, rules));

t.test("an op does not differ from itself, nor by rounding", async (t) => {
  for (const of of [sin, mul, maximum, where, matmul, max, abs])
    t.equal(seen(of, {}), false, entryOf(of).name);
  t.equal(seen(sin, { vjp: (...call) => mul(vjp(...call), 1 + 2 ** -52) }), false);
  t.equal(seen(sin, { vjp: (...call) => mul(vjp(...call), 1 + 1e-12) }), true);
});

t.test("either rule may differ, for any input", async (t) => {
  t.equal(seen(sin, { vjp: (_i, dy) => dy }), true);
  t.equal(seen(sin, { jvp: (_i, dx) => dx }), true);
  const product = entryOf(mul);
  for (const input of [0, 1])
    t.equal(
      seen(mul, {
        vjp: (...call) => (call[0] === input ? mul(product.vjp(...call), 2) : product.vjp(...call)),
      }),
      true,
    );
});

t.test("a derivative that is lost at order 2 is seen", async (t) => {
  t.equal(seen(sin, { vjp: (_i, dy, _y, [x = 0]) => mul(dy, stopGradient(cos(x))) }), true);
  t.equal(seen(sum, { vjp: (...call) => entryOf(sum).vjp(...call) }), false);
});

const off = (test: (x: Plain) => Value | boolean) => ({
  vjp: ((...call) => {
    const [, , , [x = 0]] = call;
    return where(test(value(x)) as Value, 7, vjp(...call));
  }) as Rule,
});

t.test("it is looked for far out, and at each kink and end of the domain", async (t) => {
  t.equal(
    seen(
      sin,
      off((x) => greater(abs(x) as Plain, 12) as Value),
    ),
    true,
    "far out",
  );
  t.equal(
    seen(
      sin,
      off((x) => greater(abs(x) as Plain, 1e4) as Value),
    ),
    false,
    "but not as far as that",
  );
  const { vjp: rule } = entryOf(abs);
  const atKink: Rule = (...call) => where(greater(abs(value(call[3][0] ?? 0)), 0), rule(...call), NaN);
  t.equal(seen(abs, { vjp: atKink }), true, "on the kink");
});

t.test("it is looked for at ties", async (t) => {
  const { vjp: rule } = entryOf(maximum);
  const isTie = (a: Value, b: Value): boolean => typeof value(a) === "number" && value(a) === value(b);
  t.equal(
    seen(maximum, { vjp: (...call) => (isTie(call[3][0] ?? 0, call[3][1] ?? 0) ? call[1] : rule(...call)) }),
    true,
  );
});

t.test("it is looked for where inputs are arrays and where they are broadcast", async (t) => {
  const { vjp: rule } = entryOf(mul);
  const sized = (x: Value | undefined): number => {
    const plain = value(x ?? 0);
    return typeof plain === "number" ? 0 : plain.size;
  };
  const when = (test: (a: number, b: number) => boolean): boolean =>
    seen(mul, {
      vjp: (...call) => (test(sized(call[3][0]), sized(call[3][1])) ? mul(rule(...call), 2) : rule(...call)),
    });
  t.equal(
    when((a, b) => a > 0 && a === b),
    true,
    "alike",
  );
  t.equal(
    when((a, b) => a > 0 && a < b),
    true,
    "a column and a table",
  );
  t.equal(
    when((a, b) => a > b && b > 0),
    true,
    "a table and a row",
  );
  t.equal(
    when((a, b) => a === 0 && b === 0),
    true,
    "numbers",
  );
  t.equal(
    when((a) => a > 100),
    false,
    "nothing large",
  );
});

t.test(
  "another shape, an input that is written to, a rule that wavers and one that throws are seen",
  async (t) => {
    t.equal(seen(sin, { vjp: (...call) => reshape(vjp(...call), [1, -1]) }), true);
    const writing: Rule = (...call) => {
      const right = vjp(...call);
      const plain: Plain = value(call[3][0] ?? 0);
      if (typeof plain !== "number" && plain.size > 0) plain.data[0] = 9;
      return right;
    };
    t.equal(seen(sin, { vjp: writing }), true);
    let calls = 0;
    t.equal(seen(sin, { jvp: (...call) => mul(jvp(...call), 1 + (calls++ % 2) * 2 ** -52) }), true);
    const throwing: Rule = () => {
      throw new RangeError("on purpose");
    };
    t.equal(seen(sin, { vjp: throwing }), true);
    t.equal(
      differs(changed(sin, { vjp: throwing }), changed(sin, { vjp: (_i, dy) => mul(dy, 7) })),
      false,
      "where the right one throws nothing is asked",
    );
  },
);

t.test("nothing is asked where the value is not finite, nor of an input that is held", async (t) => {
  const infinite = { ...entryOf(exp), eval: () => Infinity };
  t.equal(differs(infinite, { ...infinite, vjp: () => 7 }), false);
  const held = { ...entryOf(sin), examples: [{ shapes: [[2]], params: undefined, held: [0] }] };
  t.equal(differs(held, { ...held, vjp: () => array([7, 7]) }), false);
});
