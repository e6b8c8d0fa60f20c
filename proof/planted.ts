// Planted engines: the suite's own test, run here, in which each must fail exactly the cases that are listed.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { chapter, dualtape, faults, runSuite } from "../suites/index.js";
import { figure, type Section } from "./figure.js";
import { countPlot } from "./plots.js";

const title = /^(not )?ok \d+ - (.*): exactly the cases fail that it must(?: #.*)?$/;

/** The section of the planted engines. */
export function plantedEngines(): Section {
  // The lists of what must fail are the test's; a copy of them here would soon be another one.
  const test = fileURLToPath(new URL("../suites/suite.test.js", import.meta.url));
  const { stdout } = spawnSync(process.execPath, [test], { encoding: "utf8" });
  const engines = stdout.split("\n").flatMap((line) => {
    const [, not, name] = title.exec(line) ?? [];
    return name === undefined ? [] : [{ name, holds: not === undefined }];
  });
  const expected = Object.keys(faults).length;
  const wrong = expected - engines.filter(({ holds }) => holds).length;
  const runs = [dualtape, ...Object.values(faults).map((plant) => plant(dualtape))].map((engine) =>
    runSuite(engine, chapter),
  );
  return {
    id: "planted",
    title: "Engines that must fail",
    text: `The suite of the chapter run on engines with a fault planted in them: all zeros, NaN, one wrong sign and
      others. Each must fail exactly the cases that the suite's test lists for it, and dualtape none.`,
    figures: [
      figure({
        name: "engines that do not fail as listed",
        value: wrong,
        as: "number",
        of: expected,
        gate: { atMost: 0 },
      }),
      figure({
        name: "cases that dualtape fails",
        value: chapter.length - (runs[0]?.passed ?? 0),
        as: "number",
        of: chapter.length,
        gate: { atMost: 0 },
      }),
    ],
    tables: [
      {
        title: "Engines",
        head: ["engine", "passes", "fails", "as listed"],
        rows: runs.map(({ engine, passed, failed }) => {
          const listed = engines.find(({ name }) => name === engine);
          return [engine, passed, failed, listed === undefined ? "" : listed.holds ? "✓" : "✗"];
        }),
      },
    ],
    plots: [
      countPlot(
        runs.flatMap(({ engine, passed, failed }) => [
          { name: engine, kind: "pass", count: passed },
          { name: engine, kind: "fail", count: failed },
        ]),
      ),
    ],
  };
}
