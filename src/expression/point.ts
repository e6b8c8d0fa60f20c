// Points as text: 'x=[0, 1, 2, 3], w=1.5', or the same as JSON.

import { badArgument } from "../core/errors.js";
import { array, type ArraySource, type NDArray } from "../ndarray/index.js";
import { ExpressionError } from "./errors.js";
import { isReserved } from "./refusals.js";
import { isName, tokensOf, type Token } from "./tokens.js";

/**
 * The values that a text gives to names: 'x=[0, 1, 2, 3]', 'x=1.5, w=[[1, 2], [3, 4]]', or a JSON object.
 * Numbers are written as in JavaScript, NaN, Infinity and -Infinity among them; brackets make arrays.
 * @throws ExpressionError, a SyntaxError that shows the place.
 * @example parsePoint("x=[0, 1], c=2") // { x: NDArray [0, 1], c: 2 }
 */
export function parsePoint(text: string): Record<string, number | NDArray> {
  if (typeof text !== "string") throw badArgument("parsePoint", "the point", "a string", text);
  return new Reader(text).point();
}

const deepest = 64;

class Reader {
  private readonly tokens: readonly Token[];
  private next = 0;

  constructor(private readonly text: string) {
    this.tokens = tokensOf(text);
  }

  point(): Record<string, number | NDArray> {
    const json = this.skip("{");
    const closing = json ? "}" : undefined;
    const point = new Map<string, number | NDArray>();
    if (this.text.trim() !== "" && !this.at(closing)) {
      do this.entry(point, json ? ":" : "=");
      while (this.skip(",") || (!json && this.skip(";")));
    }
    if (closing !== undefined && !this.skip(closing)) this.refuse('"," or "}"');
    if (this.next < this.tokens.length) this.refuse(json ? "the end" : '"," and another name');
    return Object.fromEntries(point);
  }

  private entry(point: Map<string, number | NDArray>, sign: ":" | "="): void {
    const token = this.tokens[this.next];
    const name = sign === ":" && token?.kind === "string" ? token.text.slice(1, -1) : (token?.text ?? "");
    if (!isName(name) || isReserved(name)) this.refuse("the name of a variable");
    if (point.has(name)) this.refuse(`a name other than ${name}, which has a value already`);
    this.next++;
    if (!this.skip(sign)) this.refuse(`"${sign}" after ${name}`);
    const start = this.next;
    const value = this.value(0);
    point.set(name, typeof value === "number" ? value : this.arrayOf(value, start));
  }

  private value(depth: number): ArraySource {
    if (!this.at("[")) return this.number();
    if (depth === deepest) this.refuse(`a number: arrays have at most ${String(deepest)} axes`);
    this.next++;
    const items: ArraySource[] = [];
    if (this.skip("]")) return items;
    do items.push(this.value(depth + 1));
    while (this.skip(","));
    if (!this.skip("]")) this.refuse('"," or "]"');
    return items;
  }

  private number(): number {
    const negative = this.skip("-") || (this.skip("+") && false);
    const { kind, text } = this.tokens[this.next] ?? { kind: "sign", text: "" };
    if (kind !== "number" && text !== "Infinity" && text !== "NaN") this.refuse('a number or "["');
    this.next++;
    return negative ? -Number(text) : Number(text);
  }

  /** The array of the lists from token `start` up to here, which are the place of a complaint about them. */
  private arrayOf(lists: ArraySource, start: number): NDArray {
    try {
      return array(lists);
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/^array: /, "") : "";
      const [from, to] = [this.tokens[start]?.start ?? 0, this.tokens[this.next - 1]?.end ?? 0];
      throw new ExpressionError(`parsePoint: ${reason}`, this.text, { start: from, end: to });
    }
  }

  private at(text: string | undefined): boolean {
    return this.tokens[this.next]?.text === text;
  }

  /** Goes past the next token if it is `text`, and tells whether it was. */
  private skip(text: string): boolean {
    if (!this.at(text)) return false;
    this.next++;
    return true;
  }

  private refuse(expected: string): never {
    const end = this.text.trimEnd().length;
    const token = this.tokens[this.next];
    const got = token === undefined ? "the end" : JSON.stringify(token.text);
    const complaint = `parsePoint: expected ${expected}, not ${got}`;
    throw new ExpressionError(complaint, this.text, token ?? { start: end, end });
  }
}
