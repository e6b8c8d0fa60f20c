// Running cases on engines: every cell asked for, judged, compared with the other modes, and held to what is known.

import type { Adapter, Answer, Mode } from "./adapter.js";
import { difference } from "./judge.js";
import { expected, type Expectation } from "./expectations.js";
import type { Case } from "./format.js";
import { opsOf } from "./interpret.js";
import { byCondition, judgedCell, type Judged } from "./cell.js";
import type { Cell, ConformResult, EngineResult } from "./result.js";
import { numbersOf } from "./numerals.js";

/** How to run. */
export interface RunOptions {
  /** All that an engine has, by default; "value" is one too. */
  readonly modes?: readonly Cell["mode"][];
  /** By the name of the engine. */
  readonly expectations?: Readonly<Record<string, readonly Expectation[]>>;
  /** Engines that were asked for and cannot be run, with the reason. */
  readonly absent?: readonly EngineResult[];
  /** Called with every cell as soon as it is judged, with how many are done and how many there will be. */
  readonly onCell?: (cell: Cell, done: number, total: number) => void;
}

/** Runs cases on engines. */
export async function runConform(
  adapters: readonly Adapter[],
  cases: readonly Case[],
  options: RunOptions = {},
): Promise<ConformResult> {
  const { modes, expectations = {}, absent = [], onCell } = options;
  const plan = adapters.flatMap((adapter) =>
    cases.map((one) => ({ adapter, one, asks: asksOf(one, adapter, modes) })),
  );
  const total = plan.reduce((sum, { asks }) => sum + asks.length, 0);
  const cells: Cell[] = [];
  for (const { adapter, one, asks } of plan) {
    for (const cell of await runCase(adapter, one, asks)) {
      const final = expected(cell, expectations[adapter.name] ?? []);
      cells.push(final);
      onCell?.(final, cells.length, total);
    }
  }
  const engines = [...adapters.map(describeEngine), ...absent];
  return { date: new Date().toISOString(), engines, cells };
}

const describeEngine = ({ name, version, precision, modes }: Adapter): EngineResult => ({
  ...{ name, version, precision, modes },
});

/** What a case asks of an engine. */
function asksOf(
  one: Case,
  { modes }: Adapter,
  only: readonly Cell["mode"][] | undefined,
): readonly Cell["mode"][] {
  const { value, gradient, second, throws } = one;
  const asks = [
    ...(value !== undefined || throws !== undefined ? (["value"] as const) : []),
    ...modes.filter((mode) =>
      mode.length > 2 ? gradient !== undefined || throws !== undefined : second !== undefined,
    ),
  ];
  return only === undefined ? asks : asks.filter((ask) => only.includes(ask));
}

async function runCase(adapter: Adapter, one: Case, asks: readonly Cell["mode"][]): Promise<readonly Cell[]> {
  const answers: (readonly [Cell["mode"], Answer])[] = [];
  for (const ask of asks) answers.push([ask, await askedOf(adapter, one, ask)]);
  const judged: Judged[] = [];
  for (const [ask, answer] of answers) judged.push(await judgedCell(adapter, one, ask, answer));
  const cells: Cell[] = [];
  for (const [i, [ask]] of answers.entries()) {
    const own = judged[i] ?? { status: "throws" as const, reason: "no answer" };
    const others = answers.flatMap(([mode, answer], k) =>
      k < i && judged[k]?.status === "pass" && mode.length === ask.length ? [[mode, answer] as const] : [],
    );
    cells.push(cellOf(adapter, one, ask, await compared(adapter, one, own, answers[i], others[0])));
  }
  return cells;
}

async function askedOf(adapter: Adapter, one: Case, ask: Cell["mode"]): Promise<Answer> {
  const { program, at, cotangent } = one;
  try {
    return await adapter.answer({ program, at, ask, ...(cotangent === undefined ? {} : { cotangent }) });
  } catch (error) {
    return { is: "error", message: error instanceof Error ? error.message : String(error) };
  }
}

/** An answer that passes by itself must also be that of the first mode of its order that does. */
async function compared(
  adapter: Adapter,
  one: Case,
  own: Judged,
  mine: readonly [Cell["mode"], Answer] | undefined,
  other: readonly [Mode | "value", Answer] | undefined,
): Promise<Judged> {
  if (own.status !== "pass" || mine?.[1].is !== "gradient" || other?.[1].is !== "gradient") return own;
  const [[mode, { gradient }], [otherMode, { gradient: theirs }]] = [
    [mine[0], mine[1]],
    [other[0], other[1]],
  ];
  const { judged: reason } = await byCondition(adapter, one, mode, (how) => {
    const found = one.program.inputs.flatMap((name) => {
      const off = difference(numbersOf(gradient[name] ?? none), numbersOf(theirs[name] ?? none), how);
      return off === undefined ? [] : [`${mode} and ${otherMode} disagree in ${name}: ${off}`];
    });
    return { judged: found[0], right: found.length === 0 };
  });
  return reason === undefined ? own : { ...own, status: "modes-disagree", reason };
}

const none = { data: [] };

function cellOf(adapter: Adapter, one: Case, mode: Cell["mode"], judged: Judged): Cell {
  const { id, title, source, level, features, program, at } = one;
  return {
    ...{ engine: adapter.name, mode, id, title, source, level, features, program, at },
    ops: opsOf(program),
    ...judged,
    replay: `dualtape conform --engine ${wordOf(adapter.spec ?? adapter.name)} --only '${id}' --mode ${mode}`,
  };
}

/** A word for a shell. */
function wordOf(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
