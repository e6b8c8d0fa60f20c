// The ways of a program as the lines of a TypeScript function.

import { NDArray, formatShape, sizeOf, type Shape } from "../../ndarray/index.js";
import { notExported } from "../../core/errors.js";
import { holdsNaN } from "../../core/asking.js";
import type { Op } from "../../core/op.js";
import { timesOp } from "../../core/space.js";
import { Rounds } from "../../transforms/loops/body.js";
import { literal, spelled } from "../formula.js";
import { fused, isSpread, type Loop } from "../fuse.js";
import { isNumber, type Node, type Step } from "../graph.js";
import type { End, Fork } from "../paths.js";
import {
  asked,
  bodyOfStep,
  comparisonOf,
  inOrder,
  isExhausted,
  type Junction,
  type Stretch,
} from "../plan.js";
import { isPart, partsIn } from "../kept.js";
import { readBy, readingOf } from "../rows.js";
import { Users } from "../users.js";
import { emitterOf } from "./arrays.js";
import type { Helper } from "./helpers.js";
import { roundLines } from "./rounds.js";
import { elementText, type Scope } from "./scope.js";
import { indented, loops, not, placeText, stepsOf, type Names } from "./texts.js";

/** What the functions of a module share. */
export interface Module {
  readonly helpers: Set<Helper>;
  /** Numbers that are written once: the lines that define them, by name. */
  readonly tables: Map<string, string>;
}

const noneLoose: ReadonlySet<Node> = new Set();

/** The lines of one function, after those that read its arguments. */
export class Writer implements Scope {
  private readonly names = new Map<Node, string>();
  private readonly users: Users;
  private readonly loopParts: ReadonlyMap<Node, readonly Step[]>;

  /** `inputs` are the texts of the leaves of its arguments, `returned` that of a result. */
  constructor(
    private readonly module: Module,
    private readonly local: Names,
    stretch: Stretch,
    inputs: ReadonlyMap<Node, string>,
    private readonly returned: (end: End, nameOf: (node: Node) => string) => string,
  ) {
    this.users = new Users(stretch);
    this.loopParts = partsIn(stretch);
    for (const [node, name] of inputs) this.names.set(node, name);
  }

  stretch({ steps, then }: Stretch): string[] {
    return [
      ...this.steps(steps),
      ...("fork" in then ? this.junction(then) : [`return ${this.returned(then, this.nameOf)};`]),
    ];
  }

  steps(steps: readonly Step[]): string[] {
    return fused(steps, this.users, "none").flatMap((item) =>
      "results" in item ? this.loop(item) : this.step(item),
    );
  }

  readonly nameOf = (node: Node): string => {
    if (node.kind === "constant" && !(node.value instanceof NDArray)) return literal(node.value);
    let name = this.names.get(node);
    if (name === undefined) {
      name =
        node.kind === "constant"
          ? this.table((node.value as NDArray).data)
          : this.local.numbered(node.kind === "step" ? node.op.name : "input");
      this.names.set(node, name);
    }
    return name;
  };

  readonly helper = (name: Helper): string => {
    this.module.helpers.add(name);
    return name;
  };

  readonly table = (numbers: ArrayLike<number>): string => {
    const text = `Float64Array.of(${Array.from(numbers, (x) => literal(x)).join(", ")})`;
    let name = this.module.tables.get(text);
    if (name === undefined) {
      name = `numbers${String(this.module.tables.size + 1)}`;
      this.module.tables.set(text, name);
    }
    return name;
  };

  /** Elementwise steps of one shape in one loop; those that others use too fill arrays. */
  private loop(loop: Loop): string[] {
    const { steps, results, shape } = loop;
    const isFlat = readBy(loop).every((x) => readingOf(x, shape) !== "repeated");
    const own = isFlat ? [1] : stepsOf(shape);
    const body = (at: readonly string[]): string[] => {
      const place = placeText(at, own);
      const elements = new Map<Node, string>();
      const read = (x: Node): string => elements.get(x) ?? this.element(x, shape, at, place);
      return steps.flatMap((step) => {
        const args = step.inputs.map(read);
        const isResult = results.includes(step);
        const target = isResult ? `${this.nameOf(step)}[${place}]` : `const ${this.nameOf(step)}`;
        elements.set(step, isResult ? `${this.nameOf(step)}[${place}]!` : this.nameOf(step));
        return isSpread(step) ? [`${target} = ${args[0] ?? "0"};`] : this.formula(step, target, args);
      });
    };
    return [...results.map((step) => this.filled(step)), ...loops(isFlat ? [sizeOf(shape)] : shape, body)];
  }

  private filled(step: Step): string {
    return `const ${this.nameOf(step)} = new Float64Array(${String(sizeOf(step.shape))});`;
  }

  private step(step: Step): readonly string[] {
    if (step.params instanceof Rounds) return this.rounds(step);
    // It has its name from the loop.
    if (isPart(step)) return [];
    if (step.dtype !== "float64" && step.dtype !== "bool")
      throw notExported(`${step.op.name} makes ${step.dtype}`);
    const emit = emitterOf(step);
    const lines = emit?.(step, this.nameOf(step), this) ?? [];
    if (lines.length > 0) return lines;
    if (bodyOfStep(step, noneLoose) === undefined)
      throw notExported(
        `${step.op.name} at ${step.inputs.map(({ shape }) => formatShape(shape)).join(", ")}`,
      );
    if (isNumber(step)) return this.formula(step, `const ${this.nameOf(step)}`, step.inputs.map(this.nameOf));
    const own = stepsOf(step.shape);
    const flat = step.inputs.every((x) => readingOf(x, step.shape) !== "repeated");
    const shape = flat ? [sizeOf(step.shape)] : step.shape;
    const body = (at: readonly string[]): string[] => {
      const place = placeText(at, flat ? [1] : own);
      const args = step.inputs.map((x) => this.element(x, step.shape, at, place));
      return this.formula(step, `${this.nameOf(step)}[${place}]`, args);
    };
    return [this.filled(step), ...loops(shape, body)];
  }

  /** A loop that is kept, after which the parts that are read of it have names. */
  private rounds(step: Step): readonly string[] {
    const { module, local, nameOf, helper, returned } = this;
    return roundLines(step, this.loopParts.get(step) ?? [], {
      ...{ nameOf, helper, local },
      call: (node, name) => this.names.set(node, name),
      writer: (stretch, inputs) => new Writer(module, local, stretch, inputs, returned),
    });
  }

  /** The element of an input that belongs to one of the result. */
  private element(x: Node, shape: Shape, at: readonly string[], place: string): string {
    if (x.kind === "constant" && x.uniform !== undefined) return literal(x.uniform);
    const reading = readingOf(x, shape);
    if (reading !== "repeated") return elementText(x, reading === "one" ? "0" : place, this);
    const skipped = shape.length - x.shape.length;
    const steps = stepsOf(x.shape).map((step, axis) => (x.shape[axis] === 1 ? 0 : step));
    return elementText(x, placeText(at.slice(skipped), steps), this);
  }

  /** The lines that compute a step on numbers, the last of which writes it to `target`. */
  private formula(step: Step, target: string, args: readonly string[]): string[] {
    if (step.op === (timesOp as Op)) return [`${target} = ${this.helper("times")}(${args.join(", ")});`];
    const body = bodyOfStep(step, noneLoose);
    if (body === undefined) throw notExported(step.op.name);
    const locals = body.locals.map(() => this.local.numbered(`${step.op.name}Part`));
    const lines = body.locals.map(
      (local, k) => `const ${locals[k] ?? ""} = ${spelled(local, args, locals)};`,
    );
    const text = spelled(body.result, args, locals);
    return [...lines, `${target} = ${step.op.predicate === undefined ? text : `${text} ? 1 : 0`};`];
  }

  private junction({ fork, branches }: Junction): string[] {
    const order = inOrder(branches);
    const main = order.pop() ?? 0;
    const turns = order.flatMap((k) => [
      `if (${this.test(fork, k)}) {`,
      ...indented(this.stretch(branches[k] as Stretch)),
      "}",
    ]);
    const ends = isExhausted(fork)
      ? []
      : [`if (${not(this.test(fork, main))}) throw otherWay(${JSON.stringify(this.known(fork))});`];
    return [...turns, ...ends, ...this.stretch(branches[main] as Stretch)];
  }

  /** What is asked, and the answers for which there is a way. */
  private known(fork: Fork): string {
    const comparison = comparisonOf(fork);
    const answers = fork.ways.map(({ answer }) =>
      comparison === undefined
        ? answer instanceof NDArray
          ? "other numbers"
          : String(answer)
        : String(answer !== 0),
    );
    const subject = comparison ?? fork.node;
    const what =
      subject.kind === "step" && comparison !== undefined
        ? `${subject.op.name}(${asked(fork).map(this.nameOf).join(", ")})`
        : this.nameOf(subject);
    return `${fork.question === undefined ? "" : `${fork.question.name} of `}${what} is not ${answers.join(" or ")}`;
  }

  /** Whether a comparison of numbers holds. */
  readonly comparisonText = (comparison: Step): string =>
    spelled(
      bodyOfStep(comparison, noneLoose)?.result ?? { kind: "number", value: NaN },
      comparison.inputs.map(this.nameOf),
      [],
    );

  /** Whether the answer is that of way k. */
  private test(fork: Fork, k: number): string {
    const { node, question, ways } = fork;
    const answer = ways[k]?.answer;
    const comparison = comparisonOf(fork);
    if (comparison !== undefined) {
      const text = this.comparisonText(comparison);
      return answer === 0 ? not(text) : text;
    }
    const value = this.nameOf(node);
    if (question === holdsNaN) {
      const text = isNumber(node) ? `Number.isNaN(${value})` : `${this.helper("hasNaN")}(${value})`;
      return answer === true ? text : `!${text}`;
    }
    if (question !== undefined)
      throw notExported(`its way depends on ${question.name === "" ? "a question" : question.name}, which`);
    if (answer instanceof NDArray) return `${this.helper("same")}(${value}, ${this.table(answer.data)})`;
    return `Object.is(${value}, ${literal(Number(answer))})`;
  }
}
