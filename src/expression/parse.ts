// From text to syntax tree: mathjs, of which only the parser is used.

import { ExpressionError } from "./errors.js";
import { partsOf, type Node, type Parse } from "./syntax.js";

/**
 * The parser of mathjs, loaded when it is first asked for. The prebuilt bundle is one file: Node reads
 * it in a fifth of the time that the thousand modules behind the package's entry point take, and a
 * bundler makes a chunk of its own of it, which is fetched only where formulas are used.
 */
export async function loadParser(): Promise<Parse> {
  // @ts-expect-error The bundle comes without types of its own.
  const bundle = (await import("mathjs/lib/browser/math.js")) as { default: { parse: Parse } };
  return bundle.default.parse;
}

/** More than anyone writes by hand; what comes after works in a time and a depth that is bounded by these. */
const longest = 10_000;
const deepest = 1_000;

/** The syntax tree of a formula. */
export function syntaxOf(source: string, parse: Parse): Node {
  if (source.length > longest) {
    const complaint = `fromExpression: the formula is longer than ${longest} characters; write a function`;
    throw new ExpressionError(complaint, source, { start: 0, end: source.length });
  }
  const tree = parsed(source, parse);
  if (depthOf(tree) > deepest) throw tooDeep(source);
  return tree;
}

function parsed(source: string, parse: Parse): Node {
  try {
    // mathjs knows only one of the two characters that end a line on Windows.
    return parse(source.replaceAll("\r", " ")) as Node;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw tooDeep(source);
    const { char = 1 } = error as { char?: number };
    const place = { start: char - 1, end: char };
    throw new ExpressionError(`fromExpression: ${complaintOf(error, source, place.start)}`, source, place);
  }
}

/** The complaint of mathjs without the place; of an unknown character, without the rest of the source. */
function complaintOf({ message }: SyntaxError, source: string, start: number): string {
  const character = String.fromCodePoint(source.codePointAt(start) ?? 0);
  if (message.startsWith("Syntax error in part")) return `unexpected character ${JSON.stringify(character)}`;
  return `${message.charAt(0).toLowerCase()}${message.slice(1).replace(/ \(char \d+\)$/, "")}`;
}

function tooDeep(source: string): ExpressionError {
  const complaint = "fromExpression: the formula is nested too deeply; write a function";
  return new ExpressionError(complaint, source, { start: 0, end: source.length });
}

/** The length of the longest way from the root to a leaf, found without recursion. */
function depthOf(tree: Node): number {
  const depths = new Map<Node, number>([[tree, 1]]);
  let deepest = 1;
  for (const [node, depth] of depths) {
    deepest = Math.max(deepest, depth);
    for (const part of partsOf(node)) if (!depths.has(part)) depths.set(part, depth + 1);
  }
  return deepest;
}
