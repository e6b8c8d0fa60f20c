// A run: cells with their status, modes compared, errors in their phase, and strict lists of what is known to fail.
import t from "tap";
import type { Adapter } from "./adapter.js";
import { dualtape, dualtapeParts } from "./engines/dualtape.js";
import { stale } from "./expectations.js";
import type { Case } from "./format.js";
import { engineOf } from "./interpret.js";
import { tensorOf } from "./numerals.js";
import type { Cell } from "./result.js";
import { runConform, type RunOptions } from "./run.js";

const square: Case = {
  ...{ id: "square", title: "x² has the slope 2x", source: "a test", level: "unique", features: [] },
  program: { inputs: ["x"], steps: [["y", "mul", ["x", "x"]]], output: "y" },
  at: { x: tensorOf(3) },
  value: { kind: "exact", data: [9] },
  gradient: { x: { kind: "exact", data: [6] } },
  second: { x: { kind: "exact", data: [2] } },
};

const cellsOf = async (adapter: Adapter, one: Case, options?: RunOptions): Promise<readonly Cell[]> =>
  (await runConform([adapter], [one], options)).cells;
const statuses = (cells: readonly Cell[]) =>
  Object.fromEntries(cells.map(({ mode, status }) => [mode, status]));
const all = <T>(status: T) => ({
  ...{ value: status, forward: status, reverse: status, ff: status, fr: status, rf: status, rr: status },
});

t.test(
  "a right engine passes in every mode that was asked for, and says how to run a cell again",
  async (t) => {
    const cells = await cellsOf(dualtape, square);
    t.strictSame(statuses(cells), all("pass"));
    t.equal(cells[1]?.replay, "dualtape conform --engine dualtape --only 'square' --mode forward");
    t.strictSame(cells[1]?.ops, ["mul"]);
    t.strictSame(statuses(await cellsOf(dualtape, square, { modes: ["rr"] })), { rr: "pass" });
  },
);

t.test("cells are told as they are judged", async (t) => {
  const told: string[] = [];
  await cellsOf(dualtape, square, {
    modes: ["value", "reverse"],
    onCell: ({ mode }, done, total) => told.push(`${mode} ${done}/${total}`),
  });
  t.strictSame(told, ["value 1/2", "reverse 2/2"]);
});

t.test("a wrong number, a NaN, an error and a missing op are told apart", async (t) => {
  const answering = (answer: Awaited<ReturnType<Adapter["answer"]>>): Adapter => ({
    ...dualtape,
    answer: () => answer,
  });
  const only: RunOptions = { modes: ["reverse"] };
  const status = async (answer: Awaited<ReturnType<Adapter["answer"]>>) =>
    (await cellsOf(answering(answer), square, only))[0]?.status;
  const gradient = (x: number) => ({ is: "gradient" as const, gradient: { x: tensorOf(x) } });
  t.equal(await status(gradient(6)), "pass");
  t.equal(await status(gradient(7)), "wrong");
  t.equal(await status(gradient(NaN)), "nan");
  t.equal(await status({ is: "error", message: "no" }), "throws");
  t.equal(await status({ is: "unsupported", why: "no" }), "unsupported");
  t.equal(await status({ is: "gradient", gradient: { x: tensorOf([6]) } }), "wrong", "of another shape");
  t.equal(await status({ is: "gradient", gradient: {} }), "wrong", "of nothing");
  const thrown = { ...dualtape, answer: () => Promise.reject(new Error("crashed")) };
  t.equal((await cellsOf(thrown, square, only))[0]?.reason, "crashed");
});

t.test("modes that pass by themselves must agree, infinities and NaN included", async (t) => {
  const loose: Case = { ...square, gradient: { x: { kind: "interval", low: [0], high: [9] } } };
  const torn: Adapter = {
    ...dualtape,
    answer: ({ ask }) => ({ is: "gradient", gradient: { x: tensorOf(ask === "forward" ? 1 : 2) } }),
  };
  const cells = await cellsOf(torn, loose, { modes: ["forward", "reverse"] });
  t.strictSame(statuses(cells), { forward: "pass", reverse: "modes-disagree" });
  t.equal(cells[1]?.reason, "reverse and forward disagree in x: 2 and 1");
});

t.test("an error is to come in its phase", async (t) => {
  const program: Case["program"] = {
    inputs: ["x"],
    steps: [["y", "reshape", ["x"], { shape: [2] }]],
    output: "y",
  };
  const { gradient: _, second: __, value: ___, ...rest } = square;
  const refused: Case = { ...rest, level: "error", program, throws: { phase: "value" } };
  t.strictSame(statuses(await cellsOf(dualtape, refused)), {
    value: "pass",
    forward: "pass",
    reverse: "pass",
  });
  const wrong = await cellsOf(dualtape, { ...refused, program: square.program });
  t.strictSame(statuses(wrong), { value: "wrong", forward: "wrong", reverse: "wrong" });
});

t.test("what an engine legitimately chooses stands for what is expected of all", async (t) => {
  const own: Case = { ...square, profiles: { dualtape: { x: { kind: "exact", data: [5] } } } };
  t.strictSame(statuses(await cellsOf(dualtape, own, { modes: ["reverse"] })), { reverse: "wrong" });
  const other: Case = { ...square, profiles: { jax: { x: { kind: "exact", data: [5] } } } };
  t.strictSame(statuses(await cellsOf(dualtape, other, { modes: ["reverse"] })), { reverse: "pass" });
});

t.test(
  "known failures are known with their reason, and a pass that was not expected is a failure",
  async (t) => {
    const broken: Case = { ...square, gradient: { x: { kind: "exact", data: [5] } } };
    const reverse = (status: Cell["status"]): RunOptions => ({
      modes: ["reverse"],
      expectations: {
        dualtape: [{ cells: "squ*@reverse", status, reason: "a test", link: "https://example.org" }],
      },
    });
    const [known] = await cellsOf(dualtape, broken, reverse("wrong"));
    t.equal(known?.status, "known");
    t.equal(known?.underlying, "wrong");
    t.match(known?.reason, /^a test: x: 6 instead of 5/);
    t.equal(known?.link, "https://example.org");
    t.equal((await cellsOf(dualtape, square, reverse("wrong")))[0]?.status, "unexpected-pass");
    const [other] = await cellsOf(dualtape, broken, reverse("throws"));
    t.equal(other?.status, "wrong", "it fails, and in another way than the list says");
    t.match(other?.reason, /listed as throws/);
  },
);

t.test("a line of a list that fits no cell of a run is out of date", async (t) => {
  const cells = await cellsOf(dualtape, square);
  const line = (cells: string) => ({ cells, status: "wrong" as const, reason: "a test" });
  const list = [line("square@*"), line("circle@*"), { ...line(""), cells: ["circle@rr", "square@rr"] }];
  t.strictSame(stale(list, cells), [line("circle@*")]);
});

t.test("an engine of 32 bits is judged by what rounding does to the program, and no more", async (t) => {
  const modes = ["forward", "reverse"] as const;
  const rounding = (f: (x: number) => number, off: number): Adapter => ({
    ...{ name: "single", version: "0", precision: "float32", modes },
    answer: () => ({ is: "gradient", gradient: { x: tensorOf(Math.fround(f(off))) } }),
  });
  const only: RunOptions = { modes: ["reverse"] };
  const status = async (one: Case, x: number) =>
    (
      await cellsOf(
        rounding((y) => y, x),
        one,
        only,
      )
    )[0]?.status;
  t.equal(await status(square, 6 * (1 + 4e-7)), "pass");
  t.equal(await status(square, 6 * (1 + 4e-6)), "wrong", "far below any global 1e-3");
  // cos x at 1000.1: the input's rounding alone is 3e-5, which the case's condition allows.
  const wave: Case = {
    ...square,
    program: { inputs: ["x"], steps: [["y", "sin", ["x"]]], output: "y" },
    at: { x: tensorOf(1000.1) },
    gradient: { x: { kind: "exact", data: [Math.cos(1000.1)] } },
  };
  t.equal(await status(wave, Math.cos(Math.fround(1000.1))), "pass");
  t.equal(await status(wave, Math.cos(1000.1) + 0.01), "wrong");
  const huge: Case = {
    ...square,
    at: { x: tensorOf(1e200) },
    gradient: { x: { kind: "exact", data: [2e200] } },
  };
  t.equal(await status(huge, Infinity), "unsupported", "no number of float32");
  const lost: Case = {
    ...wave,
    at: { x: tensorOf(1.0000001e9) },
    gradient: { x: { kind: "exact", data: [Math.cos(1.0000001e9)] } },
  };
  t.equal(await status(lost, 0.3), "inconclusive");
});

t.test("an engine without a mode has no cells of it", async (t) => {
  const engine = engineOf({ ...dualtapeParts, modes: ["reverse"] });
  t.strictSame(statuses(await cellsOf(engine, square)), { value: "pass", reverse: "pass" });
});
