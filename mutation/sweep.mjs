// The sweep as Stryker's test runner for one file of src/ops. One process runs mutant after mutant, each against the ops
// that come by it; for a mutant that acts while modules load, they are loaded anew. Runs in Stryker's sandbox.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { PluginKind, commonTokens, declareClassPlugin, tokens } from "@stryker-mutator/api/plugin";
import { opsOf } from "./swept.mjs";

/** What Stryker's instrumented code reads and writes. */
const switches = (globalThis.__stryker__ ??= {});

class Sweep {
  static inject = tokens(commonTokens.options);

  constructor({ sweep }) {
    this.file = sweep.of;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** Sweeps every op, and tells which mutants it came by. */
  async dryRun() {
    await this.load();
    const tests = this.ops.map((op) => this.timed(op));
    const mutantCoverage = structuredClone(switches.mutantCoverage ?? { static: {}, perTest: {} });
    for (const op of this.ops) this.timed(op);
    // What runs less often the second time is kept from the first: a mutant in it has to be there from the start.
    for (const [name, hits] of Object.entries(mutantCoverage.perTest))
      for (const [id, count] of Object.entries(hits))
        if (switches.mutantCoverage.perTest[name][id] < 2 * count) mutantCoverage.static[id] ??= 1;
    return { status: "complete", tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, mutantActivation, reloadEnvironment, hitLimit }) {
    if (reloadEnvironment) this.ops = undefined;
    const isFresh = this.ops === undefined;
    if (mutantActivation === "runtime") await this.load();
    Object.assign(switches, { activeMutant: activeMutant.id, hitCount: hitLimit && 0, hitLimit });
    try {
      await this.load();
    } catch (error) {
      return ranOn() ?? killed([], String(error), 1);
    }
    return this.judge(nearestFirst(this.ops, activeMutant), testFilter, isFresh);
  }

  /** Sweeps the ops until one breaks a law. */
  judge(all, testFilter, isFresh) {
    const ops = all.filter(({ name }) => testFilter?.includes(name) ?? true);
    const { activeMutant } = switches;
    for (const [k, op] of ops.entries()) {
      switches.activeMutant = activeMutant;
      const complaint = this.complaint(op);
      switches.activeMutant = undefined;
      if (complaint === undefined) continue;
      // A mutant is to blame only if without it there is nothing to complain of; else Stryker begins anew.
      if (!isFresh && this.complaint(op) !== undefined) throw new Error(`${op.name} fails without a mutant`);
      return ranOn() ?? killed([op.name], complaint, k + 1);
    }
    return ranOn() ?? { status: "survived", nrOfTests: ops.length };
  }

  async load() {
    if (this.ops !== undefined) return;
    this.loads = (this.loads ?? 0) + 1;
    const bundle = pathToFileURL(`${process.cwd()}/bundle.mjs`);
    const { loadBigValues, modules, sweepOp } = await import(`${bundle.href}?${String(this.loads)}`);
    const values = await loadBigValues();
    this.report = (op) => sweepOp(op, { values, bail: true });
    this.ops = opsOf(this.file, modules);
  }

  /** What is wrong with an op, if anything is. */
  complaint(op) {
    try {
      const report = this.report(op);
      // An op that is asked nothing has proved nothing; the one exception is not the derivative of its values.
      const isJudged = report.checks > 0 || op.name === "stopGradient";
      return report.verdict === "pass" && isJudged ? undefined : String(report);
    } catch (error) {
      return String(error);
    }
  }

  timed(op) {
    const start = performance.now();
    switches.currentTestId = op.name;
    const failureMessage = this.complaint(op);
    switches.currentTestId = undefined;
    const status = failureMessage === undefined ? "success" : "failed";
    return { id: op.name, name: op.name, status, failureMessage, timeSpentMs: performance.now() - start };
  }
}

/** The ops in the order in which their names stand near a mutant: most likely it is the nearest one that it breaks. */
function nearestFirst(ops, { fileName, location }) {
  const lines = readFileSync(fileName, "utf8").split("\n");
  const distance = ({ name }) => {
    const at = lines.findIndex((line) => line.includes(`"${name}"`));
    return at < 0 ? Infinity : Math.abs(at - location.start.line);
  };
  const distances = new Map(ops.map((op) => [op, distance(op)]));
  return ops.toSorted((a, b) => distances.get(a) - distances.get(b) || 0);
}

/** What Stryker is told of a mutant that has been run so often that it may never end. */
const ranOn = () =>
  switches.hitCount > switches.hitLimit ? { status: "timeout", reason: "run too often" } : undefined;

const killed = (killedBy, failureMessage, nrOfTests) => ({ status: "killed", killedBy, failureMessage, nrOfTests });

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "sweep", Sweep)];
