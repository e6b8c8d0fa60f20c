// Stands for tap in a bundled file of tests: the tests are handed over to mutation/tests.mjs, and run later.
export default { test: (...test) => globalThis.dualtapeTests.push(test), setTimeout: () => undefined };
