// npm run mutation: which changes of src/check and src/ops no test would notice, by Stryker.
// `-- --minutes 30` starts no file after so long, `--only src/check/verdict.ts` measures the files that begin so,
// `--jobs 2` runs so many mutants at once, `--share 0.2` a fifth of each file's, drawn by their numbers. It is slow, and no part of the CI.
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { root, say } from "./run.mjs";
import { install, setup } from "./setup.mjs";
import { readScores, scoreOf, writeScores } from "../mutation/scores.mjs";
import { mutantsOf } from "../mutation/stryker.mjs";
import { targets, testOf } from "../mutation/targets.mjs";

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    only: { type: "string", multiple: true, default: [""] },
    jobs: { type: "string", default: "2" },
    share: { type: "string", default: "1" },
  },
});

setup();
// A lock file of its own, so that the repository's npm ci does not install it.
install("mutation/", "Stryker");
process.chdir(root);
const end = Date.now() + 60_000 * Number(options.minutes);
const files = targets(root);
const scores = readScores(root);
for (const file of longestAgoFirst(files.filter((name) => options.only.some((start) => name.startsWith(start))))) {
  if (Date.now() > end) break;
  if (file.startsWith("src/check/") && !existsSync(root + testOf(root, file))) {
    say(`${file} has no test beside it`);
    continue;
  }
  const how = { jobs: Number(options.jobs), share: Number(options.share) };
  scores[file] = scoreOf(await mutantsOf(root, file, how));
  writeScores(root, scores, files);
  const { score, killed, timedOut, survived, left = 0 } = scores[file];
  console.log(`${file}: ${score} (${killed} killed, ${timedOut} timed out, ${survived} survived, ${left} not run)`);
}
for (const [group, { score, goal, measured }] of Object.entries(writeScores(root, scores, files)))
  console.log(`${group}: ${score}, at least ${goal} is the goal; ${measured} measured`);

/** Files never measured come first. */
function longestAgoFirst(names) {
  return names.toSorted((a, b) => (scores[a]?.date ?? "").localeCompare(scores[b]?.date ?? ""));
}
