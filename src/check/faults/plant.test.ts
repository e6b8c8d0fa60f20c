// A planted fault is in the rules that it is for, and in no other part of the op.
import t from "tap";
import { abs, add, floor, mul, sin, sum, take } from "../../index.js";
import type { Op } from "../../core/op.js";
import { entryOf } from "../fixtures/subjects.js";
import type { AnyOp, Fault, FaultMode } from "./fault.js";
import { plant } from "./plant.js";

const fault = (kind: string, mode: FaultMode = "both"): Fault => ({ kind, structural: true, mode });
const planted = (op: Op, kind: string, mode?: FaultMode): AnyOp | undefined =>
  plant(op, fault(kind, mode)) as unknown as AnyOp | undefined;

t.test("the rule that is named is wrong, and the other right", async (t) => {
  const right = Math.cos(0.5);
  for (const mode of ["forward", "reverse", "both"] as const) {
    const op = planted(sin.op, "factor 2", mode);
    const [ahead, back] = (["jvp", "vjp"] as const).map((rule) =>
      op?.[rule](0, 1, Math.sin(0.5), [0.5], undefined),
    );
    t.equal(ahead, mode === "reverse" ? right : 2 * right, mode);
    t.equal(back, mode === "forward" ? right : 2 * right, mode);
  }
});

t.test("values, name and domain are the op's; forms that repeat its rules are gone", async (t) => {
  const right = entryOf(mul);
  const op = planted(mul.op, "sign flip");
  for (const key of ["name", "eval", "shape", "domain", "examples"] as const)
    t.equal(op?.[key], right[key], key);
  t.notOk(op !== undefined && ["scalar", "jvpAll", "vjpAll", "vjpInto"].some((rule) => rule in op));
  t.ok("vjpInto" in take.op && !("vjpInto" in (planted(take.op, "sign flip", "reverse") ?? take.op)));
});

t.test("where a fault changes no derivative there is nothing to plant", async (t) => {
  t.equal(planted(add.op, "swapped arguments"), undefined, "a sum is symmetric");
  t.ok(planted(mul.op, "swapped arguments"));
  t.equal(planted(sin.op, "tie weights above 1"), undefined, "there are no ties");
  t.equal(planted(sin.op, "NaN at a kink or an end"), undefined, "nor kinks");
  t.ok(planted(abs.op, "NaN at a kink or an end"));
  t.equal(planted(sum.op, "missing broadcast reduction", "reverse"), undefined);
  t.equal(planted(floor.op, "ignores what comes in"), undefined, "a constant op has no derivative");
});

t.test("a kind that is right in one mode is planted for the other", async (t) => {
  const op = planted(mul.op, "reduction over the wrong axis", "both");
  t.equal(op?.jvp, entryOf(mul).jvp);
  t.not(op?.vjp, entryOf(mul).vjp);
  t.equal(planted(mul.op, "reduction over the wrong axis", "forward"), undefined);
});

t.test("a fault that remembers has seen nothing when it is handed out", async (t) => {
  const op = planted(mul.op, "stale saved value", "reverse");
  t.equal(op?.vjp(0, 1, 6, [2, 3], undefined), 3, "the first that it sees");
  t.equal(op?.vjp(0, 1, 35, [5, 7], undefined), 3);
});

t.test("a kind that there is not is refused by name", async (t) => {
  t.throws(() => plant(sin.op, fault("gremlins")), {
    message: /plant: kind must be one of the kinds of faults/,
  });
});
