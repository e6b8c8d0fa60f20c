// The scores, kept in the repository: mutation/scores.json.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { groups } from "./targets.mjs";

const at = (root) => `${root}mutation/scores.json`;

/** The scores of the files as they were last measured, by the files' names. */
export function readScores(root) {
  return existsSync(at(root)) ? JSON.parse(readFileSync(at(root), "utf8")).files : {};
}

/** Writes the scores of those files that there still are, and each group's. */
export function writeScores(root, scores, files) {
  const measured = Object.fromEntries(files.flatMap((file) => (scores[file] ? [[file, scores[file]]] : [])));
  const totals = Object.fromEntries(groups.map((group) => [group.name, totalOf(group, measured, files)]));
  writeFileSync(at(root), `${JSON.stringify({ groups: totals, files: measured }, null, 1)}\n`);
  return totals;
}

/** What became of the mutants of one file. A mutant that never ends is noticed as well. */
export function scoreOf(mutants) {
  const count = (status) => mutants.filter((mutant) => mutant.status === status).length;
  const [killed, timedOut] = [count("Killed"), count("Timeout")];
  // Those that were not drawn.
  const left = count("RuntimeError");
  const survivors = mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage");
  return {
    score: percent(killed + timedOut, killed + timedOut + survivors.length),
    killed,
    timedOut,
    survived: survivors.length,
    ...(left > 0 && { left }),
    date: new Date().toISOString().slice(0, 16),
    survivors: survivors.map(briefly),
  };
}

function briefly({ location, mutatorName, replacement = "" }) {
  const text = replacement.replace(/\s+/g, " ");
  return `${location.start.line}:${location.start.column} ${mutatorName}: ${text.slice(0, 60)}`;
}

function totalOf({ goal, has }, measured, files) {
  const all = files.filter(has);
  const known = all.flatMap((file) => measured[file] ?? []);
  const run = ({ killed, timedOut, survived }) => killed + timedOut + survived;
  // A file of which a share was run counts for all its mutants.
  const weight = (score) => (run(score) === 0 ? 0 : 1 + (score.left ?? 0) / run(score));
  const sum = (count) => known.reduce((total, score) => total + count(score), 0);
  const noticed = sum((score) => weight(score) * (score.killed + score.timedOut));
  const score = percent(noticed, sum((one) => weight(one) * run(one)));
  return { score, goal, mutants: sum(run), measured: `${known.length} of ${all.length} files` };
}

const percent = (part, whole) => (whole === 0 ? null : Math.floor((1000 * part) / whole) / 10);
