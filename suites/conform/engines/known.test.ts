// The lists of what engines get wrong hold, line by line; npm run conform holds that of jax-js, which takes longer.
import t from "tap";
import { stale } from "../expectations.js";
import { loadCases, loadExpectations } from "../files/load.js";
import { runConform } from "../run.js";
import { adapterOf } from "./index.js";

for (const name of ["tfjs", "mathjs"]) {
  const engine = await adapterOf(name);
  t.test(`${name} fails what its list says, and nothing else`, async (t) => {
    if ("absent" in engine) return; // The packages of peers/ are installed by npm run conform alone.
    const list = loadExpectations(name);
    const { cells } = await runConform([engine], loadCases(), { expectations: { [name]: list } });
    const others = cells.filter(({ status }) => !["pass", "known", "unsupported"].includes(status));
    t.strictSame(
      others.map(({ id, mode, status, reason }) => `${id}@${mode} ${status}: ${reason}`),
      [],
    );
    t.strictSame(stale(list, cells), [], "every line is of a cell");
    t.ok(cells.filter(({ status }) => status === "known").length >= 5, "and some are known");
  });
}

t.test("every line of a list has a reason and a link, and names its cells one by one", async (t) => {
  for (const name of ["tfjs", "jax-js", "mathjs"]) {
    const list = loadExpectations(name);
    t.ok(list.length > 0, `${name} has a list`);
    const cells = list.flatMap((line) => [line.cells].flat());
    t.strictSame(new Set(cells).size, cells.length, `${name}: no cell is listed twice`);
    for (const { reason, link } of list) {
      t.ok(reason.length > 10, reason);
      t.match(link, /^https:\/\/github\.com\//);
    }
    t.notOk(
      cells.some((cell) => cell.includes("*")),
      "nothing that comes to be is known beforehand",
    );
  }
});
