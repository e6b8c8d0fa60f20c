// conform: it passes a right engine, refuses a wrong one by name, and proves nothing by asking nothing.
import t from "tap";
import { conform, conformance, ConformanceError, type Adapter } from "../index.js";

const { dualtape, tensorOf } = conformance;

t.test("dualtape conforms in the modes and cases that are asked for", async (t) => {
  const told: string[] = [];
  const onCell = ({ id }: { readonly id: string }): number => told.push(id);
  const { cells } = await conform(dualtape, { only: "sin*", level: "unique", modes: ["reverse"], onCell });
  t.ok(cells.length > 0);
  t.ok(
    cells.every(({ mode, level, status }) => mode === "reverse" && level === "unique" && status === "pass"),
  );
  t.strictSame(
    told,
    cells.map(({ id }) => id),
  );
});

const wrong: Adapter = {
  ...dualtape,
  name: "zero",
  answer: ({ at, ask }) =>
    ask === "value"
      ? { is: "unsupported", why: "it has derivatives only" }
      : { is: "gradient", gradient: Object.fromEntries(Object.keys(at).map((name) => [name, tensorOf(0)])) },
};

t.test("an engine whose gradients are all zero does not, and what fails is named", async (t) => {
  const error: unknown = await conform(wrong, { only: "sin*" }).catch((problem: unknown) => problem);
  t.ok(error instanceof ConformanceError);
  if (!(error instanceof ConformanceError)) return;
  t.match(error.message, /^conform: \d+ cases? on 1 engine, \d+ cells: \d+ not as they should be\n {2}sin/);
  t.ok(error.result.cells.some(({ status }) => status === "wrong"));
});

t.test("what is known to fail may be listed, and no more than that", async (t) => {
  const [first] = (await conform(dualtape, { only: "sin*" })).cells;
  const own = { only: first?.id ?? "", modes: ["reverse" as const] };
  const expectations = [{ cells: "*", status: "wrong" as const, reason: "it is a zero" }];
  await conform(wrong, { ...own, expectations });
  await t.rejects(conform(dualtape, { ...own, expectations }), /unexpected-pass, passes, and is listed/);
});

t.test("no case is no proof", async (t) => {
  await t.rejects(conform(dualtape, { only: "nothing" }), /^conform: nothing was asked$/);
});
