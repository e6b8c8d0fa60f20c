// The op table in docs/ops.md is what the registry says today.
import t from "tap";
import { readFileSync } from "node:fs";
import { constant } from "../src/ops/family.js";
import { registry } from "../src/ops/index.js";
import { unary } from "../src/ops/publish.js";
import { opsPage } from "./ops-page.js";
import { opTable } from "./op-table.js";

const root = new URL("../../", import.meta.url);

t.test("docs/ops.md is up to date: if not, run npm run docs", async (t) => {
  t.equal(readFileSync(new URL("docs/ops.md", root), "utf8"), opsPage());
});

t.test("every op has a line, and below every public function that is none", async (t) => {
  const rows = opTable(registry()).split("\n").slice(2, -1);
  t.strictSame(
    rows.map((row) => /^\| `(\w+)` \|/.exec(row)?.[1]),
    registry().map(({ name }) => name),
  );
  for (const name of ["mean", "prod", "norm", "logsumexp", "softmax", "outer", "tensordot"]) {
    t.ok(opsPage().includes(`| \`${name}`), name);
  }
});

t.test("an op that is defined here, in one place, appears in the table", async (t) => {
  const gauss = unary({
    name: "gauss",
    doc: "e^(−x²), |x| ≤ 3; derivative −2x y",
    f: (x) => Math.exp(-x * x),
    d: (y) => y,
    domain: [{ low: -3, high: Infinity, kinks: [0, Math.PI / 2] }],
  });
  const [last] = opTable([...registry(), gauss.op])
    .split("\n")
    .slice(-2);
  t.equal(last, "| `gauss` | e^(−x²), \\|x\\| ≤ 3; derivative −2x y | 1 | −3 … ∞ | 0, π/2 | its partials |");
});

t.test("an op of zero derivative, and one of any number of inputs, are told apart", async (t) => {
  const half = constant({ name: "half", doc: "½", eval: () => 0.5, shape: () => [], domain: [] });
  t.match(opTable([half]), "| `half` | ½ | 0 | nowhere |  | 0 |");
  const stack = registry().filter(({ name }) => name === "stack");
  t.match(opTable(stack), /\| several \| ℝ \|  \| a rule for each mode \|/);
});
