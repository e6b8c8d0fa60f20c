// The sweep as Stryker's test runner for one file of src/ops. Runs in Stryker's sandbox.
import { readFileSync } from "node:fs";
import { PluginKind, commonTokens, declareClassPlugin, tokens } from "@stryker-mutator/api/plugin";
import { remembered } from "./remembered.mjs";
import { Runner } from "./runner.mjs";
import { opsOf } from "./swept.mjs";

class Sweep extends Runner {
  static inject = tokens(commonTokens.options);

  constructor(options) {
    super(options);
    this.file = options.sweep.of;
    /** How long each op took that had nothing to complain of. */
    this.times = new Map();
  }

  /** The ops that the file has to do with. */
  async trialsOf(url) {
    const { loadBigValues, modules, sweepOp } = await import(url);
    // Kept when modules are loaded anew.
    this.values ??= remembered(await loadBigValues());
    const { values } = this;
    this.report = (op, laws) => sweepOp(op, { values, bail: true, ...laws });
    return opsOf(this.file, modules);
  }

  async complaint(op, laws) {
    const start = performance.now();
    this.broken = undefined;
    try {
      const report = this.report(op, laws);
      // An op that is asked nothing has proved nothing; the one exception is not the derivative of its values.
      const isJudged = report.checks > 0 || op.name === "stopGradient";
      this.broken = report.failures[0]?.law;
      if (report.verdict !== "pass" || !isJudged) return String(report);
      if (laws === undefined) this.times.set(op.name, performance.now() - start);
      return undefined;
    } catch (error) {
      return String(error);
    }
  }

  /** Asks the one law that was broken. */
  complaintAgain(op) {
    return this.complaint(op, this.broken && { only: [this.broken] });
  }

  /** By how near their names stand to the mutant: most likely it is the nearest one that it breaks; else the quick ones first. */
  ordered(ops, { fileName, location }) {
    const lines = readFileSync(fileName, "utf8").split("\n");
    const distance = ({ name }) => {
      const at = lines.findIndex((line) => line.includes(`"${name}"`));
      return at < 0 ? Infinity : Math.abs(at - location.start.line);
    };
    const distances = new Map(ops.map((op) => [op, distance(op)]));
    const time = ({ name }) => this.times.get(name) ?? 0;
    return ops.toSorted((a, b) => distances.get(a) - distances.get(b) || time(a) - time(b));
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "sweep", Sweep)];
