// The compiler: from the syntax tree of a formula to a function over ops. No text is ever run.

import type { Value } from "../core/op.js";
import { add, lift, logicalAnd, logicalOr, mul, notEqual, sub, where } from "../ops/index.js";
import { ExpressionError, nearest, placed } from "./errors.js";
import { indexing } from "./indexing.js";
import { constants, functions, operators, type Known, type Operand } from "./names.js";
import { placesOf } from "./places.js";
import { shareOf } from "./syntax.js";
import type { Access, Call, Conditional, Name, Node, Operation, Relation } from "./syntax.js";
import type { Place } from "./tokens.js";
import { isReserved, notAccepted, wrongArity } from "./refusals.js";

/** A formula, or a part of one, as a function of the values of its variables. */
type Program = (x: readonly Value[]) => Operand;

/** A formula ready to run, and its variables in the order in which `run` takes their values. */
export interface Compiled {
  readonly names: readonly string[];
  readonly run: Program;
}

/** Compiles `tree`, the syntax of `source`. Without `declared` names every unknown one is a variable. */
export function compile(source: string, tree: Node, declared?: readonly string[]): Compiled {
  const names = [...(declared ?? [])];
  const run = new Compiler(source, placesOf(source, tree), names, declared !== undefined).program(tree);
  return { names, run };
}

class Compiler {
  constructor(
    private readonly source: string,
    private readonly places: ReadonlyMap<Node, Place>,
    private readonly names: string[],
    /** Whether there may be no other names. */
    private readonly closed: boolean,
  ) {}

  program(node: Node): Program {
    switch (node.type) {
      case "ConstantNode":
        return this.constant(node, node.value);
      case "SymbolNode":
        return this.name(node);
      case "ParenthesisNode":
        return this.program(node.content);
      case "OperatorNode":
        return this.operation(node);
      case "RelationalNode":
        return this.relation(node);
      case "ConditionalNode":
        return this.choice(node);
      case "FunctionNode":
        return this.call(node);
      case "ArrayNode":
        return this.applied(node, (...items) => lift("[ ]", items), this.programs(node.items));
      case "AccessorNode":
        return this.access(node);
      case "IndexNode":
      case "RangeNode":
      case "BlockNode":
      case "AssignmentNode":
      case "FunctionAssignmentNode":
      case "ObjectNode":
      default:
        return this.refuse(node, notAccepted(node));
    }
  }

  private programs(nodes: readonly Node[]): Program[] {
    return nodes.map((node) => this.program(node));
  }

  private constant(node: Node, value: unknown): Program {
    if (typeof value === "number" || typeof value === "boolean") return () => value;
    return this.refuse(node, notAccepted(node));
  }

  private name(node: Name): Program {
    const { name } = node;
    const slot = this.names.indexOf(name);
    if (slot >= 0) return (x) => x[slot] as Value;
    const constant = constants.get(name);
    if (constant !== undefined) return () => constant;
    if (functions.has(name)) this.refuse(node, `${name} is a function; give it arguments, ${name}(...)`);
    if (isReserved(name)) this.refuse(node, notAccepted(node));
    if (this.closed) this.unknown(node, "variable", name, [...this.names, ...constants.keys()]);
    const next = this.names.push(name) - 1;
    return (x) => x[next] as Value;
  }

  private operation(node: Operation): Program {
    if (node.fn === "and" || node.fn === "or") return this.logical(node, node.fn);
    const share = shareOf(node);
    if (share !== undefined) return this.percentage(node, share);
    const operator = operators.get(node.fn);
    if (operator === undefined) return this.refuse(node, notAccepted(node));
    return this.applied(node, operator.call, this.programs(node.args));
  }

  /** `and` stops at a scalar that is false, `or` at one that is true. */
  private logical(node: Operation, fn: "and" | "or"): Program {
    const [left, right] = this.programs(node.args) as [Program, Program];
    const both = this.guarded(node, fn === "and" ? logicalAnd : logicalOr);
    return (x) => {
      const a = left(x);
      const decided = truth(a);
      return typeof decided === "boolean" && decided === (fn === "or") ? decided : both(a, right(x));
    };
  }

  /** x + 3% is x + x * 3%; x is computed once, or a chain of these would take exponential time. */
  private percentage(node: Operation, share: Node): Program {
    const [of, part] = [this.program(node.args[0] as Node), this.program(share)];
    const combine = node.fn === "add" ? add : sub;
    return this.applied(node, ((x: Value, p: Value) => combine(x, mul(x, p))) as Known["call"], [of, part]);
  }

  /** 0 < x <= 1 is 0 < x and x <= 1; x is computed once. */
  private relation(node: Relation): Program {
    const compare = node.conditionals.map((name) => (operators.get(name) as Known).call);
    const chain: Known["call"] = (...values) => {
      const links = compare.map((call, i) => call(values[i] as Operand, values[i + 1] as Operand));
      return links.reduce((a, b) => logicalAnd(a, b));
    };
    return this.applied(node, chain, this.programs(node.params));
  }

  private choice(node: Conditional): Program {
    const condition = this.program(node.condition);
    const [yes, no] = [this.program(node.trueExpr), this.program(node.falseExpr)];
    const chosen = this.guarded(node, (c, a, b) => where(c as Value, a as Value, b as Value));
    return (x) => {
      const decided = truth(condition(x));
      if (typeof decided === "boolean") return decided ? yes(x) : no(x);
      return chosen(decided, yes(x), no(x));
    };
  }

  private call(node: Call): Program {
    if (node.fn.type !== "SymbolNode") return this.refuse(node, "only a function with a name can be called");
    const { name } = node.fn;
    const { call, least, most } = functions.get(name) ?? this.noFunction(node, name);
    const count = node.args.length;
    if (count < least || count > most) this.refuse(node, wrongArity(name, least, most, count));
    return this.applied(node, call, this.programs(node.args));
  }

  private noFunction(node: Node, name: string): never {
    const other = this.names.includes(name) || constants.has(name);
    if (other) this.refuse(node, `${name} is not a function; for a product write ${name} * (...)`);
    return this.unknown(node, "function", name, [...functions.keys()].sort());
  }

  private unknown(node: Node, kind: string, name: string, known: readonly string[]): never {
    const near = nearest(name, known);
    const complaint = `there is no ${kind} ${JSON.stringify(name)}`;
    if (near === undefined) this.refuse(node, complaint, known);
    return this.refuse(node, `${complaint}; did you mean ${JSON.stringify(near)}?`);
  }

  private access(node: Access): Program {
    if (node.index.dotNotation) this.refuse(node, "values have no properties; for an element write x[1]");
    const object = this.program(node.object);
    const select = indexing(node.index, (part, complaint) => this.refuse(part, complaint));
    return this.applied(node, select, [object]);
  }

  private applied(node: Node, call: Known["call"], inputs: readonly Program[]): Program {
    const run = this.guarded(node, call);
    const [first, second] = inputs;
    if (first === undefined || inputs.length > 2) return (x) => run(...inputs.map((input) => input(x)));
    return second === undefined ? (x) => run(first(x)) : (x) => run(first(x), second(x));
  }

  /** The same call; should it complain of its inputs, its place in the formula is added to what it says. */
  private guarded(node: Node, call: Known["call"]): Known["call"] {
    const { source } = this;
    const place = this.places.get(node);
    return (...values) => {
      try {
        return call(...values);
      } catch (error) {
        throw placed(error, source, place);
      }
    };
  }

  private refuse(node: Node, complaint: string, accepted?: readonly string[]): never {
    const place = this.places.get(node) ?? { start: 0, end: this.source.length };
    throw new ExpressionError(`fromExpression: ${complaint}`, this.source, place, accepted);
  }
}

/** True is what is not 0; of an array, the array of truths. */
function truth(x: Operand): Operand {
  return typeof x === "boolean" ? x : notEqual(x, 0);
}
