// A function and its gradient as a module of TypeScript that needs nothing: for sites where no text may become code, and
// for reviewers.

import type { Plain } from "../../ndarray/index.js";
import { notExported } from "../../core/errors.js";
import { isRecord } from "../../core/tree.js";
import { valueAndGrad } from "../../transforms/index.js";
import { Rounds } from "../../transforms/loops/body.js";
import { Keeping, keepingAnyLoops } from "../../transforms/loops/keeping.js";
import type { Part } from "../../transforms/loops/parts.js";
import { Graph, isNumber, type Node } from "../graph.js";
import { bodyGraphOf, isPart } from "../kept.js";
import { Place, added, straight, type End, type Way } from "../paths.js";
import { planned } from "../plan.js";
import { Signature } from "../signature.js";
import { staged, type Fn } from "../staged.js";
import { argumentsOf, keyText, typeOfResult } from "./arguments.js";
import { isAlias } from "./arrays.js";
import { helperTexts } from "./helpers.js";
import { indented, Names } from "./texts.js";
import { Writer, type Module } from "./writer.js";

/** What a module is made of. */
export interface Exported {
  readonly f: Fn;
  /** The name that the function has in the module. */
  readonly name: string;
  /** Lists of arguments: the module goes the ways that these go. */
  readonly points: readonly (readonly unknown[])[];
  /** Lines of comment at its head. */
  readonly head: readonly string[];
}

/** More steps than this are no text that somebody reads, nor one that V8 makes fast. */
const mostSteps = 20_000;

/** The text of a module that exports `name` and `nameWithGradient`. */
export function moduleOf({ f, name, points, head }: Exported): string {
  const names = new Names();
  const own = names.given(name);
  const both = names.given(`${own}WithGradient`);
  const module: Module = { helpers: new Set(), tables: new Map() };
  const functions = [
    functionText(module, { name: own, other: both, f, original: f, points }, `The value of \`${own}\`.`),
    functionText(
      module,
      { name: both, other: own, f: valueAndGrad(f as never), original: f, points },
      `The value of \`${own}\`, and its gradient with respect to its first argument.`,
    ),
  ];
  const tables = [...module.tables].map(([text, table]) => `const ${table} = ${text};`);
  const asksOtherwise = functions.some((text) => text.includes("otherWay("));
  return `${[
    head.map((line) => `// ${line}`.trimEnd()).join("\n"),
    ...(tables.length > 0 ? [tables.join("\n")] : []),
    ...functions,
    ...(asksOtherwise ? [otherWay(own)] : []),
    ...helperTexts(module.helpers),
  ].join("\n\n")}\n`;
}

function otherWay(name: string): string {
  return `/** The error of a point whose way is not in this module. */
function otherWay(what: string): RangeError {
  return new RangeError(
    \`${name}: \${what}, so this point goes a way that is not in this module; export it again with such a point too\`,
  );
}`;
}

interface Task extends Pick<Exported, "f" | "name" | "points"> {
  /** Whose parameters the function has. */
  readonly original: Fn;
  readonly other: string;
}

function functionText(module: Module, { name, other, f, original, points }: Task, doc: string): string {
  const { signature, graph, way } = wayOf(f, points);
  const stretch = planned(way);
  if (stretch.length > mostSteps) throw notExported(`a program of ${String(stretch.length)} operations`);
  const names = new Names([name, other]);
  const args = argumentsOf(name, signature, graph.inputs, original, names);
  const writer = new Writer(module, names, stretch, args.texts, returned);
  const body = writer.stretch(stretch);
  const type = typeOfResult(endsOf(way));
  return [
    `/** ${doc} */`,
    `export function ${name}(${args.list.map(({ name: given, type: of }) => `${given}: ${of}`).join(", ")}): ${type} {`,
    ...indented([...args.checks, ...args.reads(body), ...body]),
    "}",
  ].join("\n");
}

interface Ways {
  readonly signature: Signature;
  readonly graph: Graph;
  readonly way: Way;
}

/** All ways that the points go, with the loops that can be kept. */
function wayOf(f: Fn, points: Exported["points"]): Ways {
  const ways = keepingAnyLoops(() => stagedAt(f, points));
  if (!ways.graph.nodes.some(isOpen)) return ways;
  return keepingAnyLoops(() => stagedAt(f, points), new Keeping(undefined, false));
}

/** Whether an array that has its length when the module runs, one item for each round, is used but for going through it. */
function isOpen(node: Node): boolean {
  if (node.kind !== "step") return false;
  const { inputs, params } = node;
  if (!(params instanceof Rounds)) return !isPart(node) && inputs.some(isOpenStack);
  const { carries, shared } = params.body;
  const others = params.count === undefined ? inputs.slice(0, carries.length + shared.length) : inputs;
  return others.some(isOpenStack) || bodyGraphOf(params).graph.nodes.some(isOpen);
}

function isOpenStack(node: Node): boolean {
  if (node.kind !== "step" || !isPart(node) || (node.params as Part).kind === "final") return false;
  const [whole] = node.inputs;
  return whole?.kind === "step" && (whole.params as Rounds).count === undefined;
}

function stagedAt(f: Fn, points: Exported["points"]): Ways {
  const signature = new Signature("export", points[0] ?? [], () => false);
  const graph = new Graph();
  let way: Way | undefined;
  for (const point of points) {
    const leaves = signature.leavesOf(point);
    if (leaves === undefined) throw notExported("points of different shapes, which one module");
    const { guards, end } = staged("export", f, signature, leaves as readonly Plain[], graph);
    if (way === undefined) way = straight(guards, end);
    else added(way, guards, end);
  }
  if (way === undefined) throw notExported("a function without a point to run it at");
  return { signature, graph, way };
}

function endsOf(way: Way): readonly End[] {
  return "ways" in way ? way.ways.flatMap((branch) => endsOf(branch.way)) : [way];
}

/** The text of a result; what is not the function's own, or is returned twice, is copied. */
function returned({ outputs, result }: End, nameOf: (node: Node) => string): string {
  const text = (tree: unknown): string => {
    if (tree instanceof Place) {
      const node = outputs[tree.at] as Node;
      if (isNumber(node)) return nameOf(node);
      const isOwn =
        node.kind === "step" && !isAlias(node) && outputs.indexOf(node) === outputs.lastIndexOf(node);
      return isOwn ? nameOf(node) : `Float64Array.from(${nameOf(node)})`;
    }
    if (Array.isArray(tree)) return `[${tree.map(text).join(", ")}]`;
    if (tree === undefined) return "undefined";
    if (!isRecord(tree)) throw notExported("a result that is no plain object");
    const fields = Object.entries(tree).map(([key, item]) => `${keyText(key)}: ${text(item)}`);
    return `{ ${fields.join(", ")} }`;
  };
  return text(result);
}
