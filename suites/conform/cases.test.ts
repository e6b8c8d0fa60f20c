// The cases as data: what the schema says of them, what it cannot say, and dualtape, which passes them all.
import t from "tap";
import { Ajv } from "ajv";
import { readFileSync } from "node:fs";
import { chosen } from "./cell.js";
import { dualtape, dualtapeJit } from "./engines/dualtape.js";
import { caseFiles, loadCases, loadExpectations, loadSchema } from "./files/load.js";
import type { Case, Expected, Program, Step } from "./format.js";
import { opsOf } from "./interpret.js";
import { complaint } from "./judge.js";
import { numberOf, numeralOf, numbersOf, sizeOf, tensorOf } from "./numerals.js";
import { runConform } from "./run.js";
import { vocabulary, type Word } from "./vocabulary.js";

const cases = loadCases();

t.test("every file satisfies the schema, and what it forbids does not", async (t) => {
  const valid = new Ajv({ allErrors: true, allowUnionTypes: true, strictTuples: false }).compile(
    loadSchema() as object,
  );
  for (const file of caseFiles()) {
    t.ok(valid(JSON.parse(readFileSync(file, "utf8"))), `${file.pathname}: ${JSON.stringify(valid.errors)}`);
  }
  const [one] = cases as readonly [Case];
  t.ok(valid([one]));
  for (const wrong of [
    { ...one, id: "No Id" },
    { ...one, title: "no sentence" },
    { ...one, level: "easy" },
    { ...one, gradient: { x: { kind: "exact", data: ["Infinity"] } } },
    { ...one, gradient: { x: { kind: "hull" } } },
    { ...one, gradient: undefined },
    { ...one, surprise: 1 },
  ]) {
    t.notOk(valid(JSON.parse(JSON.stringify([wrong]))), JSON.stringify(wrong).slice(0, 80));
  }
});

t.test("NaN, the infinities and the sign of zero survive a file", async (t) => {
  const numbers = [NaN, Infinity, -Infinity, -0, 0, 5e-324, 1.7976931348623157e308, 0.1];
  const again = JSON.parse(JSON.stringify(tensorOf(numbers))) as ReturnType<typeof tensorOf>;
  t.ok(numbersOf(again).every((x, i) => Object.is(x, numbers[i])));
  t.ok(numbers.every((x) => Object.is(numberOf(numeralOf(x)), x)));
  const words = JSON.stringify(cases);
  for (const word of ["nan", "inf", "-inf", "-0"]) t.match(words, `"${word}"`);
});

t.test("there are cases enough, each with an id of its own", async (t) => {
  t.ok(cases.length >= 450, String(cases.length));
  t.equal(new Set(cases.map(({ id }) => id)).size, cases.length);
});

const stepsOf = ({ steps, functions = {} }: Program): readonly Step[] => [
  ...steps,
  ...Object.values(functions).flatMap((f) => f.steps),
];

t.test("programs speak the vocabulary: known ops, their arguments, their parameters", async (t) => {
  const words: Readonly<Record<string, Word>> = vocabulary;
  for (const { id, program } of cases) {
    for (const [, op, args, params = {}] of stepsOf(program)) {
      const word = words[op];
      if (word === undefined) {
        t.fail(`${id}: there is no ${op}`);
        continue;
      }
      const [least, most] = typeof word.args === "number" ? [word.args, word.args] : word.args;
      const values = args.length - (word.functions ?? 0);
      t.ok(values >= least && values <= most, `${id}: ${op} of ${values}`);
      const unknown = Object.keys(params).filter((name) => word.params?.[name] === undefined);
      t.strictSame(unknown, [], `${id}: parameters of ${op}`);
    }
  }
});

t.test("every word of the vocabulary is in a case", async (t) => {
  const used = new Set(cases.flatMap(({ program }) => opsOf(program)));
  t.strictSame(
    Object.keys(vocabulary).filter((op) => !used.has(op)),
    [],
  );
});

t.test("inputs, gradients and their shapes fit each other", async (t) => {
  for (const { id, program, at, gradient = {}, second = {}, profiles = {} } of cases) {
    t.strictSame(Object.keys(at), program.inputs, id);
    for (const [name, x] of Object.entries(at)) t.equal(x.data.length, sizeOf(x.shape), `${id}: ${name}`);
    for (const want of [gradient, second, ...Object.values(profiles)]) {
      for (const [names, one] of Object.entries(want)) {
        const length = names.split(",").reduce((sum, name) => sum + (at[name]?.data.length ?? NaN), 0);
        for (const given of lengths(one)) t.equal(given, length, `${id}: ${names}`);
      }
    }
  }
});

/** The numbers of elements that are expected. */
function lengths(one: Expected): readonly number[] {
  switch (one.kind) {
    case "exact":
      return [one.data.length];
    case "interval":
      return [one.low.length, one.high.length];
    case "hull":
      return one.vertices.map(({ length }) => length);
    case "ball":
      return [one.center.length];
    case "any-of":
      return one.of.flatMap(lengths);
    case "agree":
      return [];
  }
}

t.test("what a profile chooses at a kink is a subgradient", async (t) => {
  const how = { unit: 2 ** -52, ulps: 8, scale: 0, least: 0 };
  for (const { id, level, gradient = {}, profiles = {}, program } of cases) {
    for (const [profile, own] of level === "subgradient" ? Object.entries(profiles) : []) {
      const all = chosen(gradient, own);
      for (const [names, want] of Object.entries(gradient)) {
        const numbers = names.split(",").flatMap((name) => {
          const one = all[name] ?? all[names];
          return one?.kind === "exact" ? one.data.map(numberOf) : [];
        });
        if (numbers.length === 0) continue;
        t.equal(complaint(numbers, want, how), undefined, `${id}: ${profile} of ${program.output}`);
      }
    }
  }
});

for (const engine of [dualtape, dualtapeJit]) {
  t.test(`${engine.name} passes every case in every mode`, async (t) => {
    const { cells } = await runConform([engine], cases);
    const failed = cells.filter(({ status }) => status !== "pass");
    t.strictSame(
      failed.map(({ id, mode, status, reason }) => `${id}@${mode}: ${status}, ${reason}`),
      [],
    );
    t.ok(cells.length > 2000, String(cells.length));
    t.strictSame(loadExpectations(engine.name), [], "and has no list of known failures");
  });
}
