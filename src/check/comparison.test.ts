// Comparisons among each other, and as text.
import t from "tap";
import { describeComparison, gravest } from "./comparison.js";
import { identity, type Comparison } from "./verdict.js";

t.test("a comparison reads well", (t) => {
  const comparison: Comparison = {
    entry: "∂y/∂x[2]",
    forward: 1,
    reverse: 1.5,
    reference: 1.25,
    bound: 1e-3,
    verdict: "fail",
    reason: "they differ",
  };
  t.equal(
    describeComparison(comparison),
    "∂y/∂x[2]: forward 1, reverse 1.5, reference 1.25 ± 0.0010: they differ",
  );
  t.end();
});

t.test("a comparison says nothing of a mode that was not asked", (t) => {
  const alone = { entry: "∂y/∂x", reference: 0.5, bound: 1, verdict: "pass", reason: "near" } as const;
  t.equal(describeComparison({ ...alone, forward: 2 }), "∂y/∂x: forward 2, reference 0.5 ± 1.0: near");
  t.equal(describeComparison({ ...alone, reverse: 3 }), "∂y/∂x: reverse 3, reference 0.5 ± 1.0: near");
  t.equal(describeComparison(alone), "∂y/∂x: reference 0.5 ± 1.0: near");
  t.end();
});

/** A comparison that passes, with what matters to the order of several. */
function passing(name: string, changes: Partial<Comparison> = {}): Comparison {
  return { entry: name, reference: 0, bound: 1, verdict: "pass", reason: "", ...changes };
}

t.test(
  "of several comparisons the gravest verdict decides, then an entry before the whole, then the excess",
  (t) => {
    const [far, near] = [passing("far", { forward: 0.9 }), passing("near", { forward: 0.1, reverse: -0.2 })];
    const cases: [why: string, first: Comparison, others: Comparison[]][] = [
      ["the verdict before the excess", passing("kink", { verdict: "kink" }), [near, far]],
      ["the excess among equals", far, [near]],
      [
        "from the reference",
        passing("low", { forward: 7, reference: 8 }),
        [passing("by", { forward: 8, reference: 8 }), near],
      ],
      ["in either mode", passing("reverse", { forward: 0, reverse: -0.95 }), [far, near]],
      ["relative to the bound", passing("tight", { forward: 0.1, bound: 0.1 }), [far]],
      ["where no room is left any is too much", passing("no room", { forward: 1e-9, bound: 0 }), [far]],
      ["NaN most of all", passing("NaN", { forward: NaN }), [far, passing("huge", { forward: 1e9 })]],
      [
        "and none in what agrees",
        passing("b", { forward: 1e-300 }),
        [passing("a", { forward: 0, bound: 0 })],
      ],
      ["an entry before the identity of all", near, [passing(identity, { forward: 1e6 })]],
      ["unless that is graver", passing(identity, { verdict: "fail" }), [near, far]],
      [
        "the excess counts among identities too",
        passing(identity, { forward: 2 }),
        [passing(identity, { forward: 1 })],
      ],
    ];
    for (const [why, first, others] of cases) {
      t.equal(gravest([first, ...others]), first, why);
      t.equal(gravest([...others, first]), first, `${why}, in any order`);
    }
    t.equal(gravest([near, { ...near }]), near, "the first of equals");
    t.end();
  },
);
