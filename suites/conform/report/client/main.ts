// The page's script: reads the run that the page carries, and shows what the filters ask for.

import type { Packed } from "../packed.js";
import { casesOf, columnsOf, type Filters } from "../view.js";
import { CaseList } from "./cases.js";
import { byId } from "./dom.js";
import { FilterForm } from "./filters.js";
import { showHeads } from "./heads.js";
import { showEngines, showOps } from "./summary.js";

const run = JSON.parse(byId("run").textContent) as Packed;
const list = new CaseList(run);
const ops = byId("by-op") as HTMLDetailsElement;

/** The matrix of ops takes its time, and is made when somebody looks at it. */
let showOpsAsked: () => void = () => undefined;

function show(filters: Filters): void {
  const [cases, columns] = [casesOf(run, filters), columnsOf(run, filters)];
  list.show(cases, columns);
  showHeads(run, columns);
  byId("count").textContent = `${String(cases.length)} of ${String(run.cases.length)} cases`;
  showOpsAsked = () => showOps(run, cases, columns, ask);
  if (ops.open) showOpsAsked();
}

const form = new FilterForm(run, show);

function ask(filters: Filters): void {
  form.set(filters);
  byId("filters").scrollIntoView();
}

ops.addEventListener("toggle", () => ops.open && showOpsAsked());
showEngines(run, ask);
form.read();
