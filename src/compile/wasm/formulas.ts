// Formulas as instructions of WebAssembly.

import type { Body, Formula, Sign } from "../formula.js";
import { nothing, type Code, type Import, type Imports } from "../../wasm/encoder.js";
import { code, remainder } from "../../wasm/instructions.js";

/** A formula says something that has no instructions here: the function is to be called instead. */
class NoInstructions extends Error {}

const arithmetic: Readonly<Partial<Record<Sign, number>>> = {
  "+": code.f64Add,
  "-": code.f64Sub,
  "*": code.f64Mul,
  "/": code.f64Div,
};

const comparisons: Readonly<Partial<Record<Sign, number>>> = {
  "===": code.f64Eq,
  "!==": code.f64Ne,
  "<": code.f64Lt,
  ">": code.f64Gt,
  "<=": code.f64Le,
  ">=": code.f64Ge,
};

const instructions: Readonly<Record<string, number>> = {
  "Math.abs": code.f64Abs,
  "Math.ceil": code.f64Ceil,
  "Math.floor": code.f64Floor,
  "Math.trunc": code.f64Trunc,
  "Math.sqrt": code.f64Sqrt,
};

/** With two numbers these are what they are in JavaScript, NaN and −0 included. */
const extrema: Readonly<Record<string, number>> = { "Math.max": code.f64Max, "Math.min": code.f64Min };

/** Writes formulas in which the arguments are what `args` push. */
export class Formulas {
  private readonly locals: number[] = [];

  constructor(
    private readonly to: Code,
    private readonly imports: Imports,
    private readonly args: readonly (() => void)[],
  ) {}

  /** The result of `body` on the stack, as a number, or nothing: false if there are no instructions for it. */
  body(body: Body, isTruth: boolean): boolean {
    const begun = this.to.bytes.length;
    try {
      this.write(body, isTruth);
      return true;
    } catch (error) {
      if (!(error instanceof NoInstructions)) throw error;
      this.to.bytes.length = begun;
      return false;
    }
  }

  private write({ locals, result }: Body, isTruth: boolean): void {
    for (const local of locals) {
      this.number(local);
      const place = this.to.local();
      this.to.at(code.localSet, place);
      this.locals.push(place);
    }
    if (isTruth) {
      this.truth(result);
      this.to.op(code.f64ConvertI32U);
    } else this.number(result);
  }

  private number(x: Formula): void {
    switch (x.kind) {
      case "number":
        this.to.number(x.value);
        return;
      case "argument":
        if (x.at < this.args.length) this.args[x.at]!();
        else this.to.number(0);
        return;
      case "local":
        this.to.at(code.localGet, this.locals[x.at]!);
        return;
      case "prefix":
        if (x.sign === "!") throw new NoInstructions();
        this.number(x.of);
        this.to.op(code.f64Neg);
        return;
      case "infix":
        this.infix(x.sign, x.left, x.right);
        return;
      case "call":
        this.call(x.name, x.of);
        return;
      case "choice":
        this.choice(x.test, x.yes, x.no);
    }
  }

  private infix(sign: Sign, left: Formula, right: Formula): void {
    const instruction = arithmetic[sign];
    if (instruction === undefined && sign !== "%" && sign !== "**") throw new NoInstructions();
    this.number(left);
    this.number(right);
    if (instruction !== undefined) this.to.op(instruction);
    else this.to.at(code.call, this.imports.at(sign === "%" ? remainder : Math.pow, 2));
  }

  private call(name: string, of: readonly Formula[]): void {
    const own = instructions[name] ?? (of.length === 2 ? extrema[name] : undefined);
    const f = (Math as unknown as Readonly<Record<string, Import["f"]>>)[name.replace("Math.", "")];
    if (own === undefined && f === undefined) throw new NoInstructions();
    for (const x of of) this.number(x);
    if (own !== undefined) this.to.op(own);
    // V8 knows the functions of Math by themselves, and calls those directly.
    else if (f !== undefined) this.to.at(code.call, this.imports.at(f, of.length));
  }

  /** Without a branch, where neither side calls anything. */
  private choice(test: Formula, yes: Formula, no: Formula): void {
    if (!calls(yes) && !calls(no)) {
      this.number(yes);
      this.number(no);
      this.truth(test);
      this.to.op(code.select);
      return;
    }
    const result = this.to.local();
    this.truth(test);
    this.to.op(code.if, nothing);
    this.number(yes);
    this.to.at(code.localSet, result).op(code.else);
    this.number(no);
    this.to.at(code.localSet, result).op(code.end).at(code.localGet, result);
  }

  /** Whether it holds, on the stack as an i32. */
  private truth(x: Formula): void {
    if (x.kind === "prefix" && x.sign === "!") {
      this.truth(x.of);
      this.to.op(code.i32Eqz);
    } else if (x.kind === "infix" && comparisons[x.sign] !== undefined) {
      this.number(x.left);
      this.number(x.right);
      this.to.op(comparisons[x.sign]!);
    } else if (x.kind === "infix" && (x.sign === "&&" || x.sign === "||")) {
      this.truth(x.left);
      this.truth(x.right);
      this.to.op(x.sign === "&&" ? code.i32And : code.i32Or);
    } else if (x.kind === "call" && x.name === "Number.isNaN") {
      this.number(x.of[0]!);
      this.number(x.of[0]!);
      this.to.op(code.f64Ne);
    } else if (x.kind === "call" && x.name === "Number.isFinite") {
      this.number(x.of[0]!);
      this.to.op(code.f64Abs).number(Infinity).op(code.f64Lt);
    } else throw new NoInstructions();
  }
}

function calls(x: Formula): boolean {
  switch (x.kind) {
    case "call":
      return instructions[x.name] === undefined || x.of.some(calls);
    case "prefix":
      return calls(x.of);
    case "infix":
      return x.sign === "%" || x.sign === "**" || calls(x.left) || calls(x.right);
    case "choice":
      return calls(x.test) || calls(x.yes) || calls(x.no);
    case "number":
    case "argument":
    case "local":
      return false;
  }
}
