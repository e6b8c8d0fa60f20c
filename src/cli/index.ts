#!/usr/bin/env node
// The command line: `dualtape suite`, `check`, `sweep`, `coverage`, `conform` and `export`.

import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import type { CheckCommandOptions } from "./check.js";
import type { ExportCommandOptions } from "./export.js";
import type { CoverageCommandOptions } from "./coverage.js";
import type { RepositoryOptions } from "./repository.js";
import { collected } from "./choices.js";
import type { ConformCommandOptions } from "./conform.js";
import type { SweepCommandOptions } from "./sweep.js";
import { UsageError } from "./usage.js";

const examples = `
Examples:
  dualtape suite                                             the textbook chapter's cases
  dualtape suite --only 'control-flow*' --junit report.xml   some of them, with a report for CI
  dualtape check ./loss.ts --fn loss --at '[1, 2, 3]'        your own function at a vector
  dualtape check --expr '2 * dot(x, x)' --at 'x=[0, 1, 2, 3]'
  dualtape sweep                                             every op, held to every law
  dualtape sweep sin 'log*' --only '*agree'                  some ops, some laws
  dualtape sweep --file ./ops.ts                             your own ops
  dualtape coverage                                          which derivatives the sweep judges
  dualtape coverage --from checks/ --functions 'src/**/*.ts' which of your functions your tests checked
  dualtape conform --only 'pow*' --report out/               conformance cases, with a page to read
  dualtape conform --from out/results.jsonl --report out/    the same from a run that was stored
  dualtape export ./loss.ts --fn loss --at '[1, 2, 3]' --out loss.gradient.ts`;

let exitCode = 0;

function program(): Command {
  const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const cli = new Command("dualtape")
    .description("Derivatives by forward and by reverse mode, checked against finite differences.")
    .version(version)
    .option("--debug", "show where in the code an error arose")
    .addHelpText("after", examples)
    .exitOverride();
  cli
    .command("suite")
    .description("differentiate the textbook chapter's programs in both modes, and judge them")
    .option("--json", "print the results as JSON")
    .option("--junit <file>", "write the results as JUnit XML too")
    .option("--only <pattern>", "run the cases with this name; * stands for anything")
    .option("--details", "show everything that was observed, as in the two trace tables")
    .action(async (options: object) => {
      const { suite } = await import("./suite.js");
      exitCode = suite(options);
    });
  cli
    .command("check [file]")
    .description("check the derivatives of a function that a .ts or .js file exports, or of a formula")
    .option("--fn <name>", "the exported function; needless if there is but one")
    .option("--expr <formula>", "a formula in the place of a file")
    .option("--at <point>", "an argument as JSON, or of a formula: x=[1, 2], y=3; may be repeated", collected)
    .option("--mode <mode>", "forward, reverse or both", "both")
    .option("--order <n>", "1, or 2 for second derivatives too", "1")
    .option("--seed <n>", "of the random directions in which large problems are probed", "0")
    .option("--json", "print the report as JSON")
    .option("--junit <file>", "write the comparisons as JUnit XML too")
    .action(async (file: string | undefined, options: CheckCommandOptions) => {
      const { check } = await import("./check.js");
      exitCode = await check(file, options);
    });
  cli
    .command("sweep [ops...]")
    .description("hold ops to every law of derivatives, all over their domains")
    .option("--file <file>", "the ops that a .ts or .js file exports, in the place of the registry's")
    .option("--only <law>", "hold them to this law alone; * stands for anything; may be repeated", collected)
    .option("--mode, --modes <mode>", "forward, reverse or both", "both")
    .option("--seed <n>", "of the points and of the random directions", "0")
    .option("--json", "print the reports as JSON")
    .option("--junit <file>", "write the results as JUnit XML too")
    .action(async (ops: readonly string[], options: SweepCommandOptions) => {
      const { sweep } = await import("./sweep.js");
      exitCode = await sweep(ops, options);
    });
  cli
    .command("coverage [ops...]")
    .description(
      "tell which derivatives of ops the sweep judges, or which functions of your own your tests check; fails on a hole",
    )
    .option("--from <folder>", "your own: what tests wrote down there, run with DUALTAPE_COVERAGE=<folder>")
    .option(
      "--functions <files...>",
      "with --from: the files whose exported functions are to be checked; * and ** as usual",
    )
    .option("--json", "print what was found as JSON")
    .option("--markdown <file>", "write the table as Markdown too")
    .option("--html <file>", "write it as a page of HTML too")
    .option("--badge <file>", "write the share as the data of a badge too, for the endpoint of shields.io")
    .action(async (ops: readonly string[], options: CoverageCommandOptions | RepositoryOptions) => {
      if ("from" in options) exitCode = await (await import("./repository.js")).repository(options);
      else exitCode = (await import("./coverage.js")).coverage(ops, options);
    });
  cli
    .command("conform")
    .description(
      "hold engines of automatic differentiation to the conformance cases, or report on such a run",
    )
    .option(
      "--engine <name>",
      "an engine by name, all, cmd:<command> or a module; dualtape by default; may be repeated",
      collected,
    )
    .option("--level <level>", "the cases of this level; may be repeated", collected)
    .option("--only <pattern>", "the cases with this name; * stands for anything; may be repeated", collected)
    .option(
      "--mode <mode>",
      "value, forward, reverse, ff, fr, rf or rr; all by default; may be repeated",
      collected,
    )
    .option("--known <file>", "the known failures of engines that are commands or modules, as JSON")
    .option("--multiplied", "with all the cases that transforms make of them, thousands")
    .option("--list", "print which cases that would be, and run nothing")
    .option("--from <file>", "report on the run in this results.jsonl, and run nothing")
    .option(
      "--report <folder>",
      "write results.jsonl, junit.xml, summary.md, badge.json and index.html there",
    )
    .option("--json", "print the results as JSON")
    .option("--tap", "print the results in the Test Anything Protocol, version 14")
    .option("--junit <file>", "write the results as JUnit XML too")
    .action(async (options: ConformCommandOptions) => {
      const { conform } = await import("./conform.js");
      exitCode = await conform(options);
    });
  cli
    .command("export")
    .description(
      "write a function and its gradient as a module that needs no library, for sites that forbid code from text",
    )
    .argument("<file>", "a .ts or .js file that exports the function")
    .option("--fn <name>", "which function, if the file exports several")
    .option(
      "--at <json>",
      "arguments, with ; between several; once for each way through the program",
      collected,
    )
    .option("--numbers", "lists are lists of numbers, not arrays")
    .option("--out <file>", "write the module there instead of printing it")
    .action(async (file: string, options: ExportCommandOptions) => {
      const { exportModule } = await import("./export.js");
      exitCode = await exportModule(file, options, version);
    });
  return cli;
}

/** One line on standard error, and 2 where the call was at fault; the trace only with --debug. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const known = error instanceof Error ? error : new Error(String(error));
  console.error(process.argv.includes("--debug") ? known.stack : `dualtape: ${known.message}`);
  return known instanceof UsageError || known instanceof SyntaxError ? 2 : 1;
}

try {
  await program().parseAsync();
} catch (error) {
  exitCode = report(error);
}
process.exitCode = exitCode;
