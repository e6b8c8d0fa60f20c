// What a function of numbers computes, read from its own text: the registry stays the only place that knows an op, and
// yet compiled programs have its formula in line. A text that says more than a formula is left alone, and the function
// is called.

import { bindingOfChoice, bindingOfPrefix, bindings, type Body, type Formula, type Sign } from "./formula.js";

type Numeric = (...x: number[]) => number | boolean;

const read = new WeakMap<Numeric, Body | undefined>();

/** What `f` computes; undefined if its text does not say so by itself. */
export function bodyOf(f: Numeric): Body | undefined {
  if (!read.has(f)) read.set(f, bodyFrom(f));
  return read.get(f);
}

function bodyFrom(f: Numeric): Body | undefined {
  const own = nameOfOwn(f);
  if (own !== undefined) {
    const of = Array.from({ length: f.length }, (_, at): Formula => ({ kind: "argument", at }));
    return { locals: [], result: { kind: "call", name: own, of } };
  }
  try {
    return new Reader(String(f)).function();
  } catch (error) {
    if (error instanceof NoFormula) return undefined;
    throw error;
  }
}

/** What a program may call by name: functions of the language, of numbers alone. */
const owners: Readonly<Record<string, object>> = { Math, Number };

/** The name of a function of the language. */
function nameOfOwn(f: Numeric): string | undefined {
  for (const [owner, holder] of Object.entries(owners))
    if (Object.getOwnPropertyDescriptor(holder, f.name)?.value === f) return `${owner}.${f.name}`;
  return undefined;
}

/** The text is more than a formula. */
class NoFormula extends Error {}

const token = /\s+|\/\/[^\n]*|\/\*[^]*?\*\/|[\w$.]+|=>|===|!==|<=|>=|&&|\|\||\*\*|[-+*/%<>!?:(){},;=]|./gy;

/** Reads an arrow function of plain names whose body is an expression, or constants, tests and a return. */
class Reader {
  private readonly tokens: string[];
  private at = 0;
  private readonly names = new Map<string, Formula>();
  private readonly locals: Formula[] = [];

  constructor(text: string) {
    this.tokens = (text.match(token) ?? []).filter((word) => !/^(\s|\/\/|\/\*)/.test(word));
  }

  function(): Body {
    this.parameters();
    this.take("=>");
    const result = this.skip("{") ? this.statements() : this.expression();
    if (this.at < this.tokens.length) throw new NoFormula();
    return { locals: this.locals, result };
  }

  private parameters(): void {
    if (!this.skip("(")) {
      this.parameter();
      return;
    }
    while (!this.skip(")")) {
      this.parameter();
      if (this.next !== ")") this.take(",");
    }
  }

  private parameter(): void {
    this.names.set(this.name(), { kind: "argument", at: this.names.size });
  }

  private statements(): Formula {
    if (this.skip("const")) {
      const name = this.name();
      this.take("=");
      this.locals.push(this.expression());
      this.names.set(name, { kind: "local", at: this.locals.length - 1 });
      this.take(";");
      return this.statements();
    }
    if (this.skip("if")) {
      this.take("(");
      const test = this.expression();
      this.take(")");
      this.take("return");
      const yes = this.expression();
      this.take(";");
      return { kind: "choice", test, yes, no: this.statements() };
    }
    this.take("return");
    const result = this.expression();
    this.skip(";");
    this.take("}");
    return result;
  }

  private expression(least = 0): Formula {
    let left = this.operand();
    for (;;) {
      const sign = this.next as Sign;
      if (this.next === "?" && least <= bindingOfChoice) {
        this.at += 1;
        const yes = this.expression();
        this.take(":");
        left = { kind: "choice", test: left, yes, no: this.expression(bindingOfChoice) };
        continue;
      }
      const binding = Object.hasOwn(bindings, sign) ? bindings[sign] : 0;
      if (binding === 0 || binding < least) return left;
      this.at += 1;
      // What binds to the right, x ** y ** z, lets as strong an operator follow.
      const right = this.expression(sign === "**" ? binding : binding + 1);
      left = { kind: "infix", sign, left, right };
    }
  }

  private operand(): Formula {
    if (this.skip("-")) return { kind: "prefix", sign: "-", of: this.expression(bindingOfPrefix) };
    if (this.skip("!")) return { kind: "prefix", sign: "!", of: this.expression(bindingOfPrefix) };
    if (this.skip("(")) {
      const inner = this.expression();
      this.take(")");
      return inner;
    }
    const word = this.name();
    if (/^[\d.]/.test(word)) return { kind: "number", value: this.number(word) };
    if (this.next === "(") return this.call(word);
    return this.names.get(word) ?? { kind: "number", value: numberNamed(word) };
  }

  /** A literal; the sign of an exponent is a token of its own. */
  private number(word: string): number {
    let text = word;
    if (/^[\d.]+e$/i.test(word)) {
      const sign = this.next;
      if (sign !== "+" && sign !== "-") throw new NoFormula();
      this.at += 1;
      text += sign + this.name();
    }
    const value = Number(text.replaceAll("_", ""));
    if (Number.isNaN(value)) throw new NoFormula();
    return value;
  }

  private call(name: string): Formula {
    const [owner = "", member = ""] = name.split(".");
    if (typeof ownOf(owner, member) !== "function") throw new NoFormula();
    this.take("(");
    const of: Formula[] = [];
    while (!this.skip(")")) {
      of.push(this.expression());
      if (this.next !== ")") this.take(",");
    }
    return { kind: "call", name, of };
  }

  private get next(): string | undefined {
    return this.tokens[this.at];
  }

  private skip(word: string): boolean {
    if (this.next !== word) return false;
    this.at += 1;
    return true;
  }

  private take(word: string): void {
    if (!this.skip(word)) throw new NoFormula();
  }

  private name(): string {
    const word = this.next;
    if (word === undefined || !/^[\w$.]+$/.test(word)) throw new NoFormula();
    this.at += 1;
    return word;
  }
}

/** A number that the language has a name for. */
function numberNamed(name: string): number {
  if (name === "NaN") return NaN;
  if (name === "Infinity") return Infinity;
  const [owner = "", member = ""] = name.split(".");
  const value = ownOf(owner, member);
  if (typeof value !== "number") throw new NoFormula();
  return value;
}

function ownOf(owner: string, member: string): unknown {
  const holder = Object.hasOwn(owners, owner) ? owners[owner] : undefined;
  return holder && (Object.getOwnPropertyDescriptor(holder, member)?.value as unknown);
}
