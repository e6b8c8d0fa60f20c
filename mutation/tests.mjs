// A file of tests as Stryker's test runner for one file of src/check. One process runs mutant after mutant, each against the
// tests that come by it; for a mutant that acts while modules load, they are loaded anew. Runs in Stryker's sandbox.
import { pathToFileURL } from "node:url";
import { PluginKind, declareClassPlugin } from "@stryker-mutator/api/plugin";
import fc from "fast-check";

/** What Stryker's instrumented code reads and writes. */
const switches = (globalThis.__stryker__ ??= {});

// tap tells the process that started it how long it may take; here that is Stryker, which knows nothing of it.
const { send } = process;
process.send = undefined;
process.env.TAP_TIMEOUT = "0";
const { Test } = await import("tap");
process.send = send;

// Runs can be compared only if they ask the same.
fc.configureGlobal({ seed: 1 });

class Tests {
  capabilities() {
    return { reloadEnvironment: true };
  }

  /** Runs every test, and tells which mutants it came by. */
  async dryRun() {
    await this.load();
    const tests = [];
    for (const k of this.tests.keys()) tests.push(await this.timed(k));
    const mutantCoverage = structuredClone(switches.mutantCoverage ?? { static: {}, perTest: {} });
    for (const k of this.tests.keys()) await this.timed(k);
    // What runs less often the second time is kept from the first: a mutant in it has to be there from the start.
    for (const [name, hits] of Object.entries(mutantCoverage.perTest))
      for (const [id, count] of Object.entries(hits))
        if (switches.mutantCoverage.perTest[name][id] < 2 * count) mutantCoverage.static[id] ??= 1;
    return { status: "complete", tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, mutantActivation, reloadEnvironment, hitLimit }) {
    if (reloadEnvironment) this.tests = undefined;
    const isFresh = this.tests === undefined;
    if (mutantActivation === "runtime") await this.load();
    Object.assign(switches, { activeMutant: activeMutant.id, hitCount: hitLimit && 0, hitLimit });
    try {
      await this.load();
    } catch (error) {
      return ranOn() ?? killed([], String(error), 1);
    }
    return this.judge(testFilter, isFresh);
  }

  /** Runs the tests until one fails. */
  async judge(testFilter, isFresh) {
    const asked = [...this.tests.keys()].filter((k) => testFilter?.includes(nameOf(k)) ?? true);
    const { activeMutant } = switches;
    for (const [n, k] of asked.entries()) {
      switches.activeMutant = activeMutant;
      const complaint = await this.complaint(k);
      switches.activeMutant = undefined;
      if (complaint === undefined) continue;
      // A mutant is to blame only if without it there is nothing to complain of; else Stryker begins anew.
      if (!isFresh && (await this.complaint(k)) !== undefined)
        throw new Error(`test ${nameOf(k)} fails without a mutant`);
      return ranOn() ?? killed([nameOf(k)], complaint, n + 1);
    }
    return ranOn() ?? { status: "survived", nrOfTests: asked.length };
  }

  /** Has the file of tests hand over its tests, which run nothing yet. */
  async load() {
    if (this.tests !== undefined) return;
    this.loads = (this.loads ?? 0) + 1;
    const tests = (globalThis.dualtapeTests = []);
    await import(`${pathToFileURL(`${process.cwd()}/bundle.mjs`).href}?${String(this.loads)}`);
    this.tests = tests;
  }

  /** What is wrong with a test, if anything is. */
  async complaint(k) {
    const all = new Test({ name: nameOf(k) });
    all.resume();
    const [title, run] = this.tests[k];
    const result = all.test(title, run);
    all.end();
    try {
      const { ok } = await result;
      return ok === true ? undefined : title;
    } catch (error) {
      return String(error);
    }
  }

  async timed(k) {
    const start = performance.now();
    switches.currentTestId = nameOf(k);
    const failureMessage = await this.complaint(k);
    switches.currentTestId = undefined;
    const status = failureMessage === undefined ? "success" : "failed";
    return { id: nameOf(k), name: nameOf(k), status, failureMessage, timeSpentMs: performance.now() - start };
  }
}

/** Tests are told apart by their places. */
const nameOf = String;

/** What Stryker is told of a mutant that has been run so often that it may never end. */
const ranOn = () =>
  switches.hitCount > switches.hitLimit ? { status: "timeout", reason: "run too often" } : undefined;

const killed = (killedBy, failureMessage, nrOfTests) => ({ status: "killed", killedBy, failureMessage, nrOfTests });

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "tests", Tests)];
