// A run made small enough for a page: texts once each, a character for each cell, details only where there is something to say.

import type { Mode } from "../adapter.js";
import type { Level } from "../format.js";
import type { Cell, ConformResult, Status } from "../result.js";
import { formulas } from "./formula.js";
import { modes, statuses } from "./statuses.js";
import { answerText, pointText } from "./tensors.js";

/** What an engine was asked for, in one column of the page. */
export interface PackedColumn {
  /** The place of the engine among the engines. */
  readonly engine: number;
  readonly mode: "value" | Mode;
}

/** An engine, as far as it is not in its columns. */
export interface PackedEngine {
  readonly name: string;
  readonly version: string;
  readonly precision: string;
  readonly absent?: string;
}

/** One case: its id, title, source, level, ops, features, formulas and point, and a status for each column. */
export type PackedCase = readonly [
  id: string,
  title: number,
  source: number,
  level: Level,
  ops: readonly number[],
  features: readonly number[],
  formulas: number,
  point: number,
  /** Of each column the place of its status among all, or a dot where nothing was asked. */
  row: string,
  details: readonly PackedDetail[],
];

/** What is to say of one cell; numbers are places among the texts, and -1 is for none. */
export type PackedDetail = readonly [
  column: number,
  reason: number,
  expected: number,
  got: number,
  replay: number,
  link: number,
  underlying: number,
];

/** A whole run. */
export interface Packed {
  readonly date: string;
  readonly engines: readonly PackedEngine[];
  readonly columns: readonly PackedColumn[];
  readonly texts: readonly string[];
  readonly cases: readonly PackedCase[];
}

/** Gives each text a number. */
class Texts {
  readonly all: string[] = [];
  private readonly places = new Map<string, number>();

  readonly place = (text: string | undefined): number => {
    if (text === undefined || text === "") return -1;
    const known = this.places.get(text);
    if (known !== undefined) return known;
    this.places.set(text, this.all.length);
    return this.all.push(text) - 1;
  };
}

/** Packs a run. */
export function packed({ date, engines, cells }: ConformResult): Packed {
  const asked = new Set(cells.map(({ engine, mode }) => `${engine} ${mode}`));
  const columns = engines.flatMap(({ name }, engine) =>
    modes.filter((mode) => asked.has(`${name} ${mode}`)).map((mode) => ({ engine, mode })),
  );
  const places = new Map(columns.map(({ engine, mode }, k) => [`${engines[engine]?.name ?? ""} ${mode}`, k]));
  const texts = new Texts();
  const byCase = new Map<string, Cell[]>();
  for (const cell of cells) {
    const own = byCase.get(cell.id);
    if (own === undefined) byCase.set(cell.id, [cell]);
    else own.push(cell);
  }
  const cases = Array.from(byCase.values(), (own) =>
    packedCase(own, columns.length, (cell) => places.get(`${cell.engine} ${cell.mode}`) ?? -1, texts.place),
  );
  const heads = engines.map(({ name, version, precision, absent }) => {
    return { name, version, precision, ...(absent === undefined ? {} : { absent }) };
  });
  return { date, engines: heads, columns, texts: texts.all, cases };
}

function packedCase(
  own: readonly Cell[],
  width: number,
  columnOf: (cell: Cell) => number,
  place: Texts["place"],
): PackedCase {
  const { id, title, source, level, ops, features, program, at } = own[0] as Cell;
  const row = new Array<string>(width).fill(".");
  for (const cell of own) row[columnOf(cell)] = String(statuses.indexOf(cell.status));
  const details = own.flatMap((cell) =>
    cell.status === "pass" ? [] : [detailOf(cell, columnOf(cell), place)],
  );
  const heading = [id, place(title), place(source), level, ops.map(place), features.map(place)] as const;
  return [...heading, place(formulas(program)), place(at && pointText(at)), row.join(""), details];
}

function detailOf(cell: Cell, column: number, place: Texts["place"]): PackedDetail {
  const { reason, expected, got, replay, link, status, underlying } = cell;
  const said = [place(reason), place(expected), place(got === undefined ? got : answerText(got))] as const;
  const command = status === "unsupported" ? -1 : place(replay);
  return [
    column,
    ...said,
    command,
    place(link),
    underlying === undefined ? -1 : statuses.indexOf(underlying),
  ];
}

/** The status that a character of a row stands for. */
export function statusAt(row: string, column: number): Status | undefined {
  return statuses[Number(row[column] === "." ? NaN : row[column])];
}
