// Localisation: whether the report on a wrong program names the op that is wrong, and how small it makes the program.

import { figure, share, type Effort, type Rows, type Section } from "./figure.js";
import { along } from "../src/cli/progress.js";
import { blameOf, suspectOf, type Blame, type Suspect } from "./suspects.js";

/** The section of the localisation. */
export function blame({ pick }: Effort): Section {
  const seeds = Array.from({ length: pick(150, 2000) }, (_, k) => 700_000 + k);
  const blames = along(
    seeds,
    () => "wrong programs",
    (seed) => {
      const suspect = suspectOf(seed);
      return suspect === undefined ? [] : [{ suspect, blame: blameOf(suspect) }];
    },
  ).flat();
  const threw = blames.filter((one) => one.blame === undefined).map(({ suspect }) => suspect);
  const convicted = blames.flatMap((one) => (one.blame?.convicted === true ? [one.blame] : []));
  return {
    id: "blame",
    title: "Which op is to blame",
    text: `One fault in one op of a random program of one to eight ops, such that the op's own derivative is wrong where the
      program runs it: ${String(blames.length)} programs, of which ${String(convicted.length)} were convicted. (Of the
      others the derivative is right, because what the op gets wrong meets a zero or is cancelled, or a rule threw,
      which is a finding without a report.) Right first means that the report names that op, and an argument whose derivative is wrong.`,
    figures: figuresOf(convicted),
    tables: [sizes(convicted), wrongly(convicted), thrown(threw)],
    plots: [],
  };
}

/** The gates of the localisation; `convicted` are the programs that were found to be wrong. */
export function figuresOf(convicted: readonly Pick<Blame, "right" | "ops">[]): Section["figures"] {
  const ops = convicted.map((one) => one.ops).sort((a, b) => a - b);
  return [
    share(
      "right op and argument named first",
      convicted.map(({ right }) => right),
      { atLeast: 0.95 },
    ),
    figure({
      name: "ops of the smallest program, median",
      value: ops[ops.length >> 1] ?? NaN,
      as: "number",
      of: ops.length,
      gate: { atMost: 3 },
    }),
  ];
}

function sizes(convicted: readonly Blame[]): Rows {
  const all = [...new Set(convicted.map(({ ops }) => ops))].sort((a, b) => a - b);
  const before = (n: number): number => {
    const own = convicted.filter(({ ops }) => ops === n).map(({ list }) => list.lines.length);
    return own.reduce((a, b) => a + b, 0) / own.length;
  };
  return {
    title: "Ops of the smallest program",
    head: ["ops", "programs", "ops before, mean"],
    rows: all.map((n) => [n, convicted.filter(({ ops }) => ops === n).length, before(n).toFixed(1)]),
  };
}

function wrongly(convicted: readonly Blame[]): Rows {
  return {
    title: "Blamed wrongly, or nobody",
    head: ["seed", "fault", "what was said"],
    rows: convicted
      .filter(({ right }) => !right)
      .map(({ seed, fault, op, said }) => [seed, `${fault.kind} in ${op}, ${fault.mode}`, said]),
  };
}

function thrown(suspects: readonly Suspect[]): Rows {
  return {
    title: "A rule threw",
    head: ["seed", "fault"],
    rows: suspects.map(({ seed, fault, op }) => [seed, `${fault.kind} in ${op}, ${fault.mode}`]),
  };
}
