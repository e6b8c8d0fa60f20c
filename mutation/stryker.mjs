// One file measured by Stryker, with its command runner: a process for each mutant.
import { entriesOf } from "./entries.mjs";
import { killer } from "./targets.mjs";

/** Where Stryker copies the tree to. */
const sandbox = "mutation/.sandbox";

/** Stryker's options for one file. */
function optionsFor(root, file, jobs) {
  return {
    mutate: file.startsWith("src/ops/") ? entriesOf(root, file) : [file],
    mutator: {
      // The texts of messages: a test that holds each word of them is in the way of better words.
      excludedMutations: ["StringLiteral"],
    },
    testRunner: "command",
    commandRunner: { command: killer(root, file) },
    buildCommand: `node mutation/transpile.mjs ${file}`,
    ignorePatterns: ["/*", "!/src", "!/dist", "!/mutation", "!/package.json", "!/tsconfig.json", "*.d.ts", "*.map"],
    tempDirName: sandbox,
    // The sandbox lies in the repository, whose node_modules node finds.
    symlinkNodeModules: false,
    // The command runner has no per-test coverage; each mutant runs the one test.
    coverageAnalysis: "off",
    concurrency: jobs,
    timeoutMS: 10_000,
    timeoutFactor: 3,
    plugins: [],
    reporters: [],
    logLevel: "error",
    allowConsoleColors: false,
    allowEmpty: true,
    thresholds: { high: 100, low: 0, break: null },
  };
}

/** The mutants of a file, each with what became of it: Killed, Survived, Timeout, … */
export async function mutantsOf(root, file, jobs) {
  const { Stryker } = await import("@stryker-mutator/core");
  // tap is to end at the first failure.
  process.env.TAP_BAIL = "1";
  return new Stryker(optionsFor(root, file, jobs)).runMutationTest();
}
