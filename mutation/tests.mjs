// A file of tests as Stryker's test runner for one file of src/check. Runs in Stryker's sandbox.
import { PluginKind, commonTokens, declareClassPlugin, tokens } from "@stryker-mutator/api/plugin";
import fc from "fast-check";
import { Runner } from "./runner.mjs";

// tap tells the process that started it how long it may take; here that is Stryker, which knows nothing of it.
const { send } = process;
process.send = undefined;
process.env.TAP_TIMEOUT = "0";
const { Test } = await import("tap");
process.send = send;

// Runs can be compared only if they ask the same.
fc.configureGlobal({ seed: 1 });

class Tests extends Runner {
  static inject = tokens(commonTokens.options);

  /** Has the file of tests hand over its tests, which run nothing yet; they are told apart by their places. */
  async trialsOf(url) {
    const tests = (globalThis.dualtapeTests = []);
    await import(url);
    return tests.map(([title, run], k) => ({ name: String(k), title, run }));
  }

  async complaint({ name, title, run }) {
    const all = new Test({ name });
    all.resume();
    const result = all.test(title, run);
    all.end();
    try {
      const { ok } = await result;
      return ok === true ? undefined : title;
    } catch (error) {
      return String(error);
    }
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "tests", Tests)];
