// The arguments and the result of an emitted function: names, types, checks.

import type { Shape } from "../../ndarray/index.js";
import { notExported } from "../../core/errors.js";
import { isNumber, type Input, type Node } from "../graph.js";
import { Place, type End } from "../paths.js";
import type { Signature } from "../signature.js";
import type { Fn } from "../staged.js";
import type { Names } from "./texts.js";

/** An argument of an emitted function. */
export interface Argument {
  readonly name: string;
  readonly type: string;
}

/** All arguments: what checks them, and what the leaves are called. */
export interface Arguments {
  readonly list: readonly Argument[];
  readonly checks: readonly string[];
  readonly texts: ReadonlyMap<Node, string>;
  /** The lines that give leaves their names, of those that the lines of a body use. */
  readonly reads: (body: readonly string[]) => readonly string[];
}

/** The arguments of a function, of the structure that it was staged for. */
export function argumentsOf(
  name: string,
  signature: Signature,
  inputs: readonly Input[],
  f: Fn,
  names: Names,
): Arguments {
  let next = 0;
  const tree = signature.filled((kind) => new Place(next++, kind) as never);
  const texts = new Map<Node, string>();
  const checks: string[] = [];
  const reads: [name: string, line: string][] = [];
  const given = parametersOf(f, tree.length);
  const list = tree.map((part, k): Argument => {
    const own = names.given(given[k] ?? `x${String(k)}`);
    return { name: own, type: visit(part, own, own) };
  });
  const uses = (body: readonly string[], of: string): boolean =>
    body.some((line) => new RegExp(`(?<![\\w$.])${of}(?![\\w$])`).test(line));
  return {
    list,
    checks,
    texts,
    reads: (body) => reads.flatMap(([of, line]) => (uses(body, of) ? [line] : [])),
  };

  /** The type of a part at `path`; its leaves get names after it. */
  function visit(part: unknown, path: string, wanted: string): string {
    if (part instanceof Place) return leaf(part, path, wanted);
    if (Array.isArray(part)) return items(part, path, wanted);
    if (typeof part !== "object" || part === null)
      throw notExported(`the argument ${path}, which is no number, array or tree,`);
    const fields = Object.entries(part).map(([key, item]) => {
      const at = isName(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
      return `readonly ${keyText(key)}: ${visit(item, at, isName(key) ? key : `${wanted}_${key}`)}`;
    });
    return `{ ${fields.join("; ")} }`;
  }

  function items(part: readonly unknown[], path: string, wanted: string): string {
    const isList =
      part.length > 0 && part.every((item) => item instanceof Place && isNumber(inputs[item.at] as Node));
    const types = part.map((item, k) =>
      visit(item, isList ? `${path}[${String(k)}]!` : `${path}[${String(k)}]`, `${wanted}${String(k)}`),
    );
    if (!isList) return `readonly [${types.join(", ")}]`;
    checks.push(lengthCheck(path, part.length));
    return "readonly number[]";
  }

  function leaf({ at }: Place, path: string, wanted: string): string {
    const node = inputs[at] as Input;
    if (node.dtype !== "float64") throw notExported(`the argument ${path} of ${node.dtype}`);
    const text = path === wanted ? path : names.given(wanted);
    texts.set(node, text);
    if (text !== path) reads.push([text, `const ${text} = ${path};`]);
    if (isNumber(node)) return "number";
    checks.push(lengthCheck(path, size(node.shape)));
    return "ArrayLike<number>";
  }

  function lengthCheck(path: string, length: number): string {
    const message = `\`${name}: ${path} must have ${String(length)} numbers, not \${String(${path}.length)}\``;
    return `if (${path}.length !== ${String(length)}) throw new RangeError(${message});`;
  }
}

/** A key of an object as it is written in one. In brackets, "__proto__" is a name like others. */
export function keyText(key: string): string {
  return key !== "__proto__" && isName(key) ? key : `[${JSON.stringify(key)}]`;
}

function isName(word: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(word);
}

function size(shape: Shape): number {
  return shape.reduce((n, length) => n * length, 1);
}

/** The names of a function's parameters where its text has plain ones. */
function parametersOf(f: Fn, count: number): readonly string[] {
  const [, list = ""] =
    /^(?:async\s+)?(?:function\s*[\w$]*\s*)?\(?([\w$,\s]*)\)?\s*(?:=>|\{)/.exec(String(f)) ?? [];
  const found = list.split(",").map((word) => word.trim());
  const plain = ["x", "y", "z"];
  return Array.from({ length: count }, (_, k) =>
    isName(found[k] ?? "") ? (found[k] ?? "") : (plain[k] ?? `x${String(k)}`),
  );
}

/** The type of what all ways return. */
export function typeOfResult(ends: readonly End[]): string {
  const types = new Set(ends.map(({ outputs, result }) => typeOf(result, outputs)));
  const [type = "never", ...others] = types;
  if (others.length > 0) throw notExported("ways that return different structures");
  return type;
}

function typeOf(result: unknown, outputs: readonly Node[]): string {
  if (result instanceof Place) return isNumber(outputs[result.at] as Node) ? "number" : "Float64Array";
  if (Array.isArray(result)) {
    const types = result.map((item) => typeOf(item, outputs));
    return types.every((type) => type === "number") ? "number[]" : `[${types.join(", ")}]`;
  }
  if (typeof result !== "object" || result === null) return "undefined";
  return `{ ${Object.entries(result)
    .map(([key, item]) => `${keyText(key)}: ${typeOf(item, outputs)}`)
    .join("; ")} }`;
}
