// The page of the coverage of derivatives: a row for each argument, with who judged it and where.
import t from "tap";
import type { Cell, Coverage } from "./coverage.js";
import { coveragePage } from "./matrix.js";

const cell = (op: string, argument: number, derivative: Cell["derivative"], ...laws: string[]): Cell =>
  ({ op, argument, derivative, laws, kinds: ["single", "interior"] }) as unknown as Cell;
const agree = "forward and reverse agree";
const differ = "finite differences do not contradict";
const cells = [
  cell("mul", 0, "forward", agree, differ),
  cell("mul", 0, "rr", "the four nestings agree"),
  cell("mul", 1, "reverse", "a law of tomorrow"),
  { ...cell("mul", 1, "jit"), kinds: ["kink"] } as unknown as Cell,
  cell("sin", 0, "vmap", "forward, on many inputs at once, is what it is on each"),
];
const page = coveragePage({ cells, toString: () => "in short" } as unknown as Coverage);
const rows = page.split("\n").filter((line) => line.startsWith("| "));

t.test("a row has the letters of the laws, in their order, and where they were asked", async (t) => {
  t.same(rows, [
    "| op | argument | forward | reverse | ff | fr | rf | rr | vmap | jit | where |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    "| `mul` | 0 | AD | – | – | – | – | N | – | – | inside, float32 |",
    "| `mul` | 1 | – | ? | – | – | – | – | – | – | inside, on kinks, float32 |",
    "| `sin` | 0 | – | – | – | – | – | – | F | – | inside, float32 |",
  ]);
});

t.test("the page says what the letters are, and the coverage in short", async (t) => {
  t.ok(page.startsWith("# Derivative coverage\n"));
  t.ok(page.includes(`\n- A: ${agree}\n`));
  t.ok(page.includes(`\n- r: reverse, compiled, has the same bits\n`));
  t.equal(page.match(/^- \w: /gm)?.length, 10);
  t.ok(page.includes("\n\nin short\n\n| op |"));
  t.ok(page.endsWith(" |\n"));
});

t.test("a coverage of nothing has a page as well", async (t) => {
  const empty = coveragePage({ cells: [], toString: () => "nothing" } as unknown as Coverage);
  t.equal(empty.split("\n").filter((line) => line.startsWith("| ")).length, 2);
});
