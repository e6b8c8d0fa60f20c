// Formulas as instructions on two doubles at once.

import type { Import } from "../../wasm/encoder.js";
import { remainder, simd } from "../../wasm/instructions.js";
import { kernels } from "../../wasm/kernels/index.js";
import type { Lanes, Vector } from "../../wasm/lanes.js";
import type { Body, Formula, Sign } from "../formula.js";

const arithmetic: Readonly<Partial<Record<Sign, number>>> = {
  "+": simd.f64Add,
  "-": simd.f64Sub,
  "*": simd.f64Mul,
  "/": simd.f64Div,
};

const comparisons: Readonly<Partial<Record<Sign, number>>> = {
  "===": simd.f64Eq,
  "!==": simd.f64Ne,
  "<": simd.f64Lt,
  ">": simd.f64Gt,
  "<=": simd.f64Le,
  ">=": simd.f64Ge,
};

/** Functions of one number that are instructions, and of two. */
const instructions: Readonly<Record<string, number>> = {
  "Math.abs": simd.f64Abs,
  "Math.ceil": simd.f64Ceil,
  "Math.floor": simd.f64Floor,
  "Math.trunc": simd.f64Trunc,
  "Math.sqrt": simd.f64Sqrt,
};
const extrema: Readonly<Record<string, number>> = { "Math.max": simd.f64Max, "Math.min": simd.f64Min };

function instructionOf(name: string, arity: number): number | undefined {
  return arity === 2 ? extrema[name] : instructions[name];
}

/** The function of Math that a formula calls, if it is one. */
function mathOf(name: string): Import["f"] | undefined {
  const f = (Math as unknown as Readonly<Record<string, unknown>>)[name.replace("Math.", "")];
  return name.startsWith("Math.") && typeof f === "function" ? (f as Import["f"]) : undefined;
}

/** The kernel of a function that a formula calls, if it has one. */
function kernelOf(name: string): (typeof kernels)[string] | undefined {
  return name.startsWith("Math.") ? kernels[name.slice(5)] : undefined;
}

/** What there is for a formula. */
export interface VectorCost {
  /** Whether it can be written. */
  readonly isVector: boolean;
  /** How many functions of it have kernels, and how many are called for each element. */
  readonly kernels: number;
  readonly calls: number;
  /** How many of those that have kernels V8 calls from WebAssembly as it calls any function of JavaScript. */
  readonly foreign: number;
}

/** Functions that V8 calls from WebAssembly directly. */
const direct: ReadonlySet<string> = new Set(["Math.exp", "Math.log", "Math.sin", "Math.cos"]);

/** What there is for several formulas, together. */
export function together(costs: readonly VectorCost[]): VectorCost {
  const sum = (key: "kernels" | "calls" | "foreign"): number =>
    costs.reduce((total, cost) => total + cost[key], 0);
  return {
    isVector: costs.every(({ isVector }) => isVector),
    kernels: sum("kernels"),
    calls: sum("calls"),
    foreign: sum("foreign"),
  };
}

/** What there is for a formula. */
export function vectorCost(body: Body): VectorCost {
  let [isVector, count, calls, foreign] = [true, 0, 0, 0];
  const visit = (x: Formula, isTruth: boolean): void => {
    switch (x.kind) {
      case "number":
      case "argument":
      case "local":
        isVector &&= !isTruth;
        return;
      case "prefix":
        isVector &&= isTruth === (x.sign === "!");
        visit(x.of, isTruth);
        return;
      case "infix": {
        const joins = x.sign === "&&" || x.sign === "||";
        isVector &&= isTruth === (joins || comparisons[x.sign] !== undefined);
        if (x.sign === "%" || x.sign === "**") calls += 1;
        visit(x.left, joins);
        visit(x.right, joins);
        return;
      }
      case "call":
        isVector &&= isTruth === x.name.startsWith("Number.") && (isTruth || mathOf(x.name) !== undefined);
        if (kernelOf(x.name) !== undefined) {
          count += 1;
          if (!direct.has(x.name)) foreign += 1;
        } else if (!isTruth && instructionOf(x.name, x.of.length) === undefined) calls += 1;
        for (const argument of x.of) visit(argument, false);
        return;
      case "choice":
        isVector &&= !isTruth;
        visit(x.test, true);
        visit(x.yes, false);
        visit(x.no, false);
    }
  };
  for (const local of body.locals) visit(local, false);
  visit(body.result, false);
  return { isVector, kernels: count, calls, foreign };
}

/** What a formula that has instructions computes of vectors. */
export class Vectors {
  private readonly locals: Vector[] = [];

  constructor(
    private readonly v: Lanes,
    private readonly args: readonly Vector[],
  ) {}

  of({ locals, result }: Body): Vector {
    this.begin(locals);
    return this.number(result);
  }

  /** All bits of an element where what the formula says holds, and none where it does not. */
  whether({ locals, result }: Body): Vector {
    this.begin(locals);
    return this.truth(result);
  }

  private begin(locals: Body["locals"]): void {
    for (const local of locals) this.locals.push(this.number(local));
  }

  private number(x: Formula): Vector {
    const { v } = this;
    switch (x.kind) {
      case "number":
        return v.number(x.value);
      case "argument":
        return this.args[x.at] ?? v.number(0);
      case "local":
        return this.locals[x.at]!;
      case "prefix":
        return v.of(simd.f64Neg, this.number(x.of));
      case "infix":
        return this.infix(x.sign, this.number(x.left), this.number(x.right));
      case "call":
        return this.call(
          x.name,
          x.of.map((argument) => this.number(argument)),
        );
      case "choice":
        return v.select(this.truth(x.test), this.number(x.yes), this.number(x.no));
    }
  }

  private infix(sign: Sign, left: Vector, right: Vector): Vector {
    const instruction = arithmetic[sign];
    if (instruction !== undefined) return this.v.of(instruction, left, right);
    return this.v.call(sign === "%" ? remainder : Math.pow, left, right);
  }

  private call(name: string, x: readonly Vector[]): Vector {
    const own = instructionOf(name, x.length);
    if (own !== undefined) return this.v.of(own, ...x);
    const kernel = kernelOf(name);
    return kernel === undefined ? this.v.call(mathOf(name)!, ...x) : kernel(this.v, x[0]!);
  }

  /** All bits of an element where it holds, and none where it does not. */
  private truth(x: Formula): Vector {
    const { v } = this;
    if (x.kind === "prefix") return v.of(simd.not, this.truth(x.of));
    if (x.kind === "infix") {
      const comparison = comparisons[x.sign];
      if (comparison !== undefined) return v.of(comparison, this.number(x.left), this.number(x.right));
      return v.of(x.sign === "&&" ? simd.and : simd.or, this.truth(x.left), this.truth(x.right));
    }
    const [of] = (x as Extract<Formula, { kind: "call" }>).of;
    const argument = this.number(of!);
    if ((x as Extract<Formula, { kind: "call" }>).name === "Number.isNaN")
      return v.of(simd.f64Ne, argument, argument);
    return v.of(simd.f64Lt, v.abs(argument), v.number(Infinity));
  }
}
