// One file measured by Stryker.
import { Entries } from "./entries.mjs";
import { testOf } from "./targets.mjs";

/** Where Stryker copies the tree to. */
const sandbox = "mutation/.sandbox";

/** What is to notice the mutants of a file of src/ops: the sweep, in one process for many mutants. */
function bySweep(root, file) {
  return {
    mutate: new Entries(root).rangesOf(file),
    plugins: ["./mutation/sweep.mjs"],
    testRunner: "sweep",
    sweep: { of: file.slice("src/ops/".length, -3) },
    coverageAnalysis: "perTest",
    buildCommand: "node mutation/bundle.mjs",
  };
}

/** What is to notice the mutants of any other file: one file of tests, in one process for many mutants. */
function byTests(root, file) {
  return {
    mutate: [file],
    plugins: ["./mutation/tests.mjs"],
    testRunner: "tests",
    coverageAnalysis: "perTest",
    buildCommand: `node mutation/bundle-test.mjs ${testOf(root, file)}`,
    // Modules that have been loaded are never let go of.
    maxTestRunnerReuse: 100,
  };
}

/** The same, as a command for each mutant: for tests that look where a file lies. */
function byCommand(root, file) {
  return {
    mutate: [file],
    plugins: [],
    testRunner: "command",
    commandRunner: { command: `node dist/${testOf(root, file).replace(/\.ts$/, ".js")}` },
    coverageAnalysis: "off",
    buildCommand: `node mutation/transpile.mjs ${file}`,
  };
}

function judgeOf(root, file) {
  if (file.startsWith("src/ops/")) return bySweep(root, file);
  return file.startsWith("src/check/repository/") ? byCommand(root, file) : byTests(root, file);
}

/** Stryker's options for one file. */
function optionsFor(root, file, { jobs, share }) {
  return {
    ...judgeOf(root, file),
    share,
    mutator: {
      // The texts of messages: a test that holds each word of them is in the way of better words.
      excludedMutations: ["StringLiteral"],
    },
    ignorePatterns: ["/*", "!/src", "!/dist", "!/mutation", "!/package.json", "!/tsconfig.json", "*.d.ts", "*.map"],
    tempDirName: sandbox,
    // It would parse every file, for a type check that there is not.
    disableTypeChecks: false,
    // The sandbox lies in the repository, whose node_modules node finds.
    symlinkNodeModules: false,
    concurrency: jobs,
    // Long, so that a busy machine kills no mutant. Most that never end are stopped by counting.
    dryRunTimeoutMinutes: 30,
    timeoutMS: 20_000,
    // The first runs, by which they are timed, take the longest: the sweep's ask for 64 digits.
    timeoutFactor: 2,
    reporters: [],
    logLevel: "error",
    allowConsoleColors: false,
    allowEmpty: true,
    thresholds: { high: 100, low: 0, break: null },
  };
}

/** The mutants of a file, each with what became of it: Killed, Survived, Timeout, … RuntimeError of those that are not run. */
export async function mutantsOf(root, file, how) {
  const { Stryker } = await import("@stryker-mutator/core");
  // tap is to end at the first failure.
  process.env.TAP_BAIL = "1";
  return new Stryker(optionsFor(root, file, how)).runMutationTest();
}
