// What was checked, written down for `dualtape coverage --from`: only where the environment names a folder for it.

import type { CheckMode } from "../compare.js";
import type { Program } from "../points.js";
import type { Report } from "../report.js";
import type { Verdict } from "../verdict.js";
import { value, type Value } from "../../core/op.js";
import { flat } from "../points.js";
import { witnessed, type Witnessed } from "./witness.js";

/** One check, as a line of a file. */
export interface CheckRecord extends Witnessed {
  /** The op, of a check that was asked for one. */
  readonly op?: string;
  readonly modes: readonly CheckMode[];
  readonly order: 1 | 2;
  readonly verdict: Verdict;
  /** Where the inputs lay: of each leaf its shape, and which of -, 0, + and ! (no finite number) occur. */
  readonly region: readonly string[];
}

/** What there is of Node, which a browser has nothing of. */
interface Host {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly pid?: number;
  readonly getBuiltinModule?: (id: string) => Files;
}

interface Files {
  readonly mkdirSync: (folder: string, options: { readonly recursive: boolean }) => void;
  readonly appendFileSync: (file: string, text: string) => void;
}

/** The folder that the environment names, if it does. */
function folderOf({ env }: Host): string | undefined {
  const folder = env?.["DUALTAPE_COVERAGE"];
  return folder === "" ? undefined : folder;
}

/** What a record is made from. */
export interface Checked {
  readonly f: Program;
  readonly x: readonly Value[];
  readonly modes: readonly CheckMode[];
  readonly report: Pick<Report, "order" | "verdict">;
  readonly op?: string;
}

/** Writes a check down, if the environment asks for it. */
export function record(checked: () => Checked): void {
  const { process: host = {} } = globalThis as { process?: Host };
  const folder = folderOf(host);
  const files = folder === undefined ? undefined : host.getBuiltinModule?.("node:fs");
  if (folder === undefined || files === undefined) return;
  const { f, x, modes, report, op } = checked();
  const { order, verdict } = report;
  const seen: Witnessed = op === undefined ? witnessed(f, x.map(value)) : { functions: [], branches: [] };
  const what: CheckRecord = {
    ...(op === undefined ? {} : { op }),
    ...seen,
    modes,
    order,
    verdict,
    region: x.map(regionOf),
  };
  files.mkdirSync(folder, { recursive: true });
  // Tests run in several processes at once, each of which has a file of its own.
  files.appendFileSync(`${folder}/${String(host.pid)}.jsonl`, `${JSON.stringify(what)}\n`);
}

function regionOf(leaf: Value): string {
  const plain = value(leaf);
  const signs = new Set(
    Array.from(flat([leaf]), (v) => (Number.isFinite(v) ? (v < 0 ? "-" : v > 0 ? "+" : "0") : "!")),
  );
  const shape = typeof plain === "number" ? "" : `[${plain.shape.join(", ")}] `;
  return `${shape}${(["-", "0", "+", "!"] as const).filter((sign) => signs.has(sign)).join("")}`;
}
