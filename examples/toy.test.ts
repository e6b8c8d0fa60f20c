// The toy engines of the guide to adapters: what the suite says of them, their mistake included.
import t from "tap";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { loadCases, runConform, type Adapter, type Cell, type Status } from "dualtape/conform";
import { adapterOf } from "../suites/conform/engines/index.js";
import { adapter } from "./toy-adapter.js";

const cases = loadCases();
const root = fileURLToPath(new URL("../../", import.meta.url));

const named = (cells: readonly Cell[], status: Status): readonly string[] =>
  cells.flatMap((cell) => (cell.status === status ? [`${cell.id}@${cell.mode}`] : []));

async function cellsOf(engine: Adapter): Promise<readonly Cell[]> {
  return (await runConform([engine], cases)).cells;
}

t.test("the toy engine passes what it has, but for the tie that it has wrong", async (t) => {
  const cells = await cellsOf(adapter);
  const wrong = cells.filter(({ status }) => status !== "pass" && status !== "unsupported");
  t.strictSame([...new Set(wrong.map(({ id }) => id))], ["max-same", "max-tie"]);
  t.match(wrong[0], { status: "wrong", mode: "reverse" });
  t.ok(named(cells, "pass").length >= 60, `${named(cells, "pass").length} cells pass`);
  t.ok(named(cells, "pass").includes("pc-3@rr"), "derivatives within derivatives too");
});

t.test("what is listed, with a reason, is known", async (t) => {
  const toy = [{ cells: ["max-tie@*", "max-same@*"], status: "wrong", reason: "at ties" }] as const;
  const { cells } = await runConform([adapter], cases, { expectations: { toy } });
  t.ok(named(cells, "known").includes("max-tie@reverse"));
  t.strictSame(named(cells, "wrong"), []);
  t.strictSame(
    named(cells, "unexpected-pass"),
    ["max-same@value", "max-tie@value"],
    "only what fails may be listed",
  );
});

t.test("the toy engine in Python passes what it has, where there is a Python", async (t) => {
  if (spawnSync("python3", ["--version"]).status !== 0) return;
  const engine = await adapterOf(`cmd: python3 "${root}examples/toy_engine.py"`);
  if ("absent" in engine) throw new Error(engine.absent);
  const cells = await cellsOf(engine);
  await engine.close?.();
  t.strictSame(
    cells.filter(({ status }) => status !== "pass" && status !== "unsupported"),
    [],
  );
  t.ok(named(cells, "pass").length >= 10, `${named(cells, "pass").length} cells pass`);
});
