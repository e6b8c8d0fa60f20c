// The sweep as Stryker's test runner for one file of src/ops. Runs in Stryker's sandbox.
import { readFileSync } from "node:fs";
import { PluginKind, commonTokens, declareClassPlugin, tokens } from "@stryker-mutator/api/plugin";
import { Runner } from "./runner.mjs";
import { opsOf } from "./swept.mjs";

class Sweep extends Runner {
  static inject = tokens(commonTokens.options);

  constructor({ sweep }) {
    super();
    this.file = sweep.of;
  }

  /** The ops that the file has to do with. */
  async trialsOf(url) {
    const { loadBigValues, modules, sweepOp } = await import(url);
    const values = await loadBigValues();
    this.report = (op) => sweepOp(op, { values, bail: true });
    return opsOf(this.file, modules);
  }

  async complaint(op) {
    try {
      const report = this.report(op);
      // An op that is asked nothing has proved nothing; the one exception is not the derivative of its values.
      const isJudged = report.checks > 0 || op.name === "stopGradient";
      return report.verdict === "pass" && isJudged ? undefined : String(report);
    } catch (error) {
      return String(error);
    }
  }

  /** By how near their names stand to the mutant: most likely it is the nearest one that it breaks. */
  ordered(ops, { fileName, location }) {
    const lines = readFileSync(fileName, "utf8").split("\n");
    const distance = ({ name }) => {
      const at = lines.findIndex((line) => line.includes(`"${name}"`));
      return at < 0 ? Infinity : Math.abs(at - location.start.line);
    };
    const distances = new Map(ops.map((op) => [op, distance(op)]));
    return ops.toSorted((a, b) => distances.get(a) - distances.get(b) || 0);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "sweep", Sweep)];
