// What Stryker's test runners for this project have in common: one process runs mutant after mutant, each against the trials
// that come by it; for a mutant that acts while modules load, they are loaded anew. Runs in Stryker's sandbox.
import { pathToFileURL } from "node:url";

/** What Stryker's instrumented code reads and writes. */
const switches = (globalThis.__stryker__ ??= {});

/**
 * Runs trials, each of which has a `name`. A class of this kind says which trials the bundle at an address has, `trialsOf(url)`,
 * and what is wrong with one, if anything is, `complaint(trial)`.
 */
export class Runner {
  #trials;
  #loads = 0;
  #share;

  /** Of all mutants only this share is run. */
  constructor({ share = 1 }) {
    this.#share = share;
  }

  /** The trials in the order in which they most likely find a mutant. */
  ordered(trials) {
    return trials;
  }

  /** What is wrong with a trial that something was wrong with under a mutant, now that there is none. */
  complaintAgain(trial) {
    return this.complaint(trial);
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** Runs every trial, and tells which mutants it came by. */
  async dryRun() {
    await this.#load();
    const tests = [];
    for (const trial of this.#trials) tests.push(await this.#timed(trial));
    const mutantCoverage = structuredClone(switches.mutantCoverage ?? { static: {}, perTest: {} });
    for (const trial of this.#trials) await this.#timed(trial);
    // What runs less often the second time is kept from the first: a mutant in it has to be there from the start.
    for (const [name, hits] of Object.entries(mutantCoverage.perTest))
      for (const [id, count] of Object.entries(hits))
        if (switches.mutantCoverage.perTest[name][id] < 2 * count) mutantCoverage.static[id] ??= 1;
    return { status: "complete", tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, mutantActivation, reloadEnvironment, hitLimit }) {
    if (!isDrawn(activeMutant.id, this.#share)) return { status: "error", errorMessage: "not drawn" };
    if (reloadEnvironment) this.#trials = undefined;
    const isFresh = this.#trials === undefined;
    if (mutantActivation === "runtime") await this.#load();
    Object.assign(switches, { activeMutant: activeMutant.id, hitCount: hitLimit && 0, hitLimit });
    const found = await this.#run(activeMutant, testFilter, isFresh);
    if (isFresh || found.status !== "survived") return found;
    // What modules keep, they have kept from before the mutant: it may only tell where they are loaded with it.
    this.#trials = undefined;
    switches.activeMutant = activeMutant.id;
    const again = await this.#run(activeMutant, testFilter, true);
    this.#trials = undefined;
    return again;
  }

  /** Runs the trials of the names in the filter, or all, under a mutant that is active. */
  async #run(mutant, filter, isFresh) {
    try {
      await this.#load();
    } catch (error) {
      return ranOn() ?? killed([], String(error), 1);
    }
    const asked = this.#trials.filter(({ name }) => filter?.includes(name) ?? true);
    return this.#judge(this.ordered(asked, mutant), isFresh);
  }

  /** Runs the trials until one fails. */
  async #judge(trials, isFresh) {
    const { activeMutant } = switches;
    for (const [k, trial] of trials.entries()) {
      switches.activeMutant = activeMutant;
      const complaint = await this.complaint(trial);
      switches.activeMutant = undefined;
      if (complaint === undefined) continue;
      // A mutant is to blame only if without it there is nothing to complain of; else Stryker begins anew.
      if (!isFresh && (await this.complaintAgain(trial)) !== undefined)
        throw new Error(`${trial.name} fails without a mutant`);
      return ranOn() ?? killed([trial.name], complaint, k + 1);
    }
    return ranOn() ?? { status: "survived", nrOfTests: trials.length };
  }

  async #load() {
    if (this.#trials !== undefined) return;
    this.#loads += 1;
    const bundle = pathToFileURL(`${process.cwd()}/bundle.mjs`);
    this.#trials = await this.trialsOf(`${bundle.href}?${String(this.#loads)}`);
  }

  async #timed(trial) {
    const start = performance.now();
    const { name } = trial;
    switches.currentTestId = name;
    const failureMessage = await this.complaint(trial);
    switches.currentTestId = undefined;
    const status = failureMessage === undefined ? "success" : "failed";
    return { id: name, name, status, failureMessage, timeSpentMs: performance.now() - start };
  }
}

/** Whether a mutant is among the share that is run: by its number, the same each time. */
const isDrawn = (id, share) => (Math.imul(Number(id) + 1, 0x9e3779b1) >>> 0) / 2 ** 32 < share;

/** What Stryker is told of a mutant that has been run so often that it may never end. */
const ranOn = () =>
  switches.hitCount > switches.hitLimit ? { status: "timeout", reason: "run too often" } : undefined;

const killed = (killedBy, failureMessage, nrOfTests) => ({ status: "killed", killedBy, failureMessage, nrOfTests });
