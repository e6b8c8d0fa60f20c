// The coverage of derivatives: what the sweep judged, and that what it did not is a hole.
import t from "tap";
import type { Op } from "../../core/op.js";
import { abs, max, mul, neg, sin, square, where } from "../../ops/index.js";
import { binary, unary } from "../../ops/publish.js";
import { coverageOf, derivativeCoverage, Judgements, type Judgement } from "./index.js";

t.test("ops of all kinds have no hole, and the cells say who judged them where", (t) => {
  const coverage = derivativeCoverage([sin, abs, mul, where, max]);
  t.strictSame(coverage.holes, []);
  t.equal(coverage.share, 1);
  t.match(String(coverage), /^derivative coverage of 5 ops: 100\.0 %, 0 holes$/);
  const cell = coverage.cells.find(({ op, derivative }) => op === "sin" && derivative === "reverse");
  t.ok(cell?.laws.includes("finite differences do not contradict"));
  t.ok(cell?.kinds.includes("interior"));
  const masks = coverage.cells.filter(({ op, argument }) => op === "where" && argument === 0);
  const compiled = coverage.cells.find(({ op, derivative }) => op === "mul" && derivative === "jit");
  t.strictSame(compiled?.where, {
    "forward, compiled, has the same bits": ["interior", "kink", "single"],
    "reverse, compiled, has the same bits": ["interior", "kink", "single"],
  });
  t.ok(masks.every(({ laws }) => !laws.includes("finite differences do not contradict")));
  t.end();
});

t.test("a derivative that is never judged is a hole", (t) => {
  const found = new Judgements();
  found.of(mul);
  const judgements = found.all();
  const without = (lost: (judgement: Judgement) => boolean): readonly string[] =>
    coverageOf(
      [mul.op],
      judgements.filter((judgement) => !lost(judgement)),
    ).holes.map(({ argument, derivative }) => `${String(argument)} ${derivative}`);
  t.strictSame(
    without(() => false),
    [],
  );
  // Either mode inside and with broadcasting, each nesting against a reference and against the others, and either mode
  // in each way.
  t.strictSame(without(({ argument }) => argument === 1).length, 2 * 2 + 2 * 4 + 2 * 2);
  t.strictSame(
    without(({ region }) => region === "broadcasting"),
    ["0 forward", "0 reverse", "1 forward", "1 reverse"],
  );
  t.strictSame(
    without(({ derivative }) => derivative === "rr"),
    ["0 rr", "0 rr", "1 rr", "1 rr"],
  );
  t.strictSame(
    without(({ law }) => law === "reverse, compiled, has the same bits"),
    ["0 jit", "1 jit"],
  );
  const byDifferences = without(({ law }) => /differences|Taylor|slopes/.test(law));
  t.strictSame(
    byDifferences,
    ["0 forward", "0 reverse", "1 forward", "1 reverse"],
    "agreement alone does not do",
  );
  t.end();
});

t.test("an op that is sampled nowhere has holes", (t) => {
  const { domain: _, ...rest } = sin.op;
  t.equal(derivativeCoverage([{ ...rest, domain: [] }]).holes.length, 2 + 2 * 4 + 2 * 2);
  t.end();
});

t.test("an op whose rule throws, or whose kink nobody sees, has holes", (t) => {
  const refuses = (): never => {
    throw new Error("there is no reverse rule");
  };
  const { scalar: _, ...entry } = square.op;
  const thrown: Op = { ...entry, vjp: refuses };
  t.match(String(derivativeCoverage([thrown])), /square, argument 0: reverse was not judged inside/);
  const steep = unary({ name: "steep", doc: "√|x|", f: (x) => Math.sqrt(Math.abs(x)), d: () => NaN });
  const missing = derivativeCoverage([steep]).holes.map(({ derivative }) => derivative);
  const nestings = ["ff", "fr", "rf", "rr"];
  t.strictSame(
    missing,
    ["forward", "reverse", ...nestings, "vmap", "vmap", "jit", "jit"],
    "though the nestings agree that NaN is constant",
  );
  const half = binary({ name: "half", doc: "a − b", f: (a, b) => a - b, d: [() => 1, () => NaN] });
  const { holes } = derivativeCoverage([half]);
  t.ok(holes.length > 0 && holes.every(({ argument }) => argument === 1));
  t.strictSame(derivativeCoverage([neg]).holes, []);
  t.end();
});

t.test("an op that is another one in a batch, or compiled, has holes there", (t) => {
  const { scalar: _, batch: __, ...entry } = sin.op;
  const batched: Op = { ...entry, batch: () => neg([1, 2, 3]) };
  const holes = ({ holes }: { readonly holes: readonly { readonly derivative: string }[] }): string[] => [
    ...new Set(holes.map(({ derivative }) => derivative)),
  ];
  t.strictSame(holes(derivativeCoverage([batched])), ["vmap"]);
  // A rule that reads a clock, as it were: a compiled program has read it once.
  let calls = 0;
  const fickle: Op = {
    ...entry,
    vjp: (i, dy, ...rest) => mul(mul(dy, 1 + (calls++ % 2)), entry.vjp(i, 1, ...rest)),
  };
  t.ok(holes(derivativeCoverage([fickle])).includes("jit"));
  t.end();
});
