// A loop that a program keeps, as a loop of TypeScript: states are variables, and what is asked of all rounds is put in
// arrays.

import { sizeOf } from "../../ndarray/index.js";
import type { Rounds } from "../../transforms/loops/body.js";
import type { Part } from "../../transforms/loops/parts.js";
import { isNumber, type Node, type Step } from "../graph.js";
import { roleOf, roundPlan, type RoundPlan } from "../kept.js";
import { comparisonOf, type Stretch } from "../plan.js";
import { frameOf, type Around as Counted } from "./round-counts.js";
import type { Scope } from "./scope.js";
import { indented, not, placeText } from "./texts.js";

/** What the text around a loop offers it. */
export interface Around extends Counted {
  /** Says what a value is called. */
  readonly call: (node: Node, name: string) => void;
  /** A writer of the steps of a round, whose inputs have these names. */
  readonly writer: (stretch: Stretch, inputs: ReadonlyMap<Node, string>) => RoundWriter;
}

/** Writes the steps of a round. */
interface RoundWriter extends Pick<Scope, "nameOf"> {
  readonly steps: (steps: readonly Step[]) => readonly string[];
  readonly comparisonText: (comparison: Step) => string;
}

/** The lines of a loop, after which the parts that are read of it have names. */
export function roundLines(loop: Step, parts: readonly Step[], around: Around): readonly string[] {
  return new RoundLines(loop, parts, around).lines();
}

class RoundLines {
  private readonly rounds: Rounds;
  private readonly plan: RoundPlan;
  /** The number of the round. */
  readonly round: string;
  private readonly states: ReadonlyMap<number, string>;
  readonly stacks: readonly string[];

  constructor(
    private readonly loop: Step,
    private readonly parts: readonly Step[],
    readonly around: Around,
  ) {
    const { local } = around;
    this.rounds = loop.params as Rounds;
    this.plan = roundPlan(
      this.rounds,
      parts.map(({ params }) => params as Part),
    );
    this.round = local.given("round");
    this.states = new Map(this.plan.states.map(([at]) => [at, local.numbered("state")]));
    this.stacks = this.plan.stacks.map(() => local.numbered("stack"));
  }

  lines(): readonly string[] {
    const { before, head, begin, after } = frameOf(this.loop, this.plan.stacks, this);
    const { items, names } = this.inputs();
    const { asked, steps } = this.apart();
    const { stretch, states, stacks } = this.plan;
    const outputs = [...stacks, ...states.map(([, next]) => next), ...asked.read];
    const all = { ...stretch, steps: [...asked.steps, ...steps], then: { outputs, result: undefined } };
    const writer = this.around.writer(all, names);
    const question = writer.steps(asked.steps);
    const test = asked.node && testOf(asked.node, writer);
    const isWhile = test !== undefined && question.length === 0;
    const body = [
      ...question,
      ...(test === undefined || isWhile ? [] : [`if (${not(test)}) break;`]),
      ...begin,
      ...items,
      ...writer.steps(steps),
      ...stacks.map((node, k) => this.stackLine(node, this.stacks[k] ?? "", writer.nameOf(node))),
      ...this.moves(writer),
    ];
    this.nameParts(after.names);
    return [...this.starts(), ...before, head(isWhile ? test : ""), ...indented(body), "}", ...after.lines];
  }

  /** The first states. */
  private starts(): readonly string[] {
    return Array.from(this.states, ([at, name]) => {
      const first = this.loop.inputs[at] as Node;
      return `let ${name}${isNumber(first) ? "" : ": ArrayLike<number>"} = ${this.around.nameOf(first)};`;
    });
  }

  /** What the inputs of the body are called, and the lines that read the items of a round. */
  private inputs(): { readonly items: readonly string[]; readonly names: ReadonlyMap<Node, string> } {
    const { around, round, loop, rounds } = this;
    const items: string[] = [];
    const names = new Map<Node, string>();
    for (const input of this.plan.inputs) {
      const { kind, of } = roleOf(rounds, input.at);
      const given = loop.inputs[of] as Node;
      if (kind === "state") names.set(input, this.states.get(of) ?? "");
      else if (kind === "shared") names.set(input, around.nameOf(given));
      else {
        const name = around.local.numbered("item");
        const text = isNumber(input)
          ? `${around.nameOf(given)}[${round}]!`
          : `${around.helper("row")}(${around.nameOf(given)}, ${round}, ${String(sizeOf(input.shape))})`;
        items.push(`const ${name} = ${text};`);
        names.set(input, name);
      }
    }
    return { items, names };
  }

  /** The steps that answer what is asked before a round, what they are read for, and the steps of the round without them. */
  private apart(): {
    readonly asked: { readonly steps: readonly Step[]; readonly read: readonly Node[]; readonly node?: Node };
    readonly steps: readonly Step[];
  } {
    const { condition, stretch } = this.plan;
    if (condition === undefined) return { asked: { steps: [], read: [] }, steps: stretch.steps };
    const { node } = condition;
    const comparison = comparisonIn(node);
    const asked = condition.stretch.steps.filter((step) => step !== comparison);
    return {
      asked: { steps: asked, read: comparison?.inputs ?? [node], node },
      steps: stretch.steps.filter((step) => !asked.includes(step)),
    };
  }

  private stackLine(node: Node, stack: string, text: string): string {
    if (isNumber(node)) return `${stack}[${this.round}] = ${text};`;
    return `${stack}.set(${text}, ${placeText([this.round], [sizeOf(node.shape)])});`;
  }

  /** The states become the next ones, at once if one of them becomes another. */
  private moves({ nameOf }: RoundWriter): readonly string[] {
    const moves = this.plan.states
      .map(([at, next]) => [this.states.get(at) ?? "", nameOf(next)] as const)
      .filter(([state, next]) => state !== next);
    const [states, nexts] = [moves.map(([state]) => state), moves.map(([, next]) => next)];
    if (!nexts.some((next) => states.includes(next)))
      return moves.map(([state, next]) => `${state} = ${next};`);
    return [`[${states.join(", ")}] = [${nexts.join(", ")}];`];
  }

  private nameParts(stacks: readonly string[]): void {
    let stack = 0;
    for (const part of this.parts) {
      const of = part.params as Part;
      const name = of.kind === "final" ? this.states.get(of.at) : stacks[stack++];
      this.around.call(part, name ?? "");
    }
  }
}

/** What is asked, if it is a comparison of numbers that is asked on the spot. */
function comparisonIn(node: Node): Step | undefined {
  return comparisonOf({ node, question: undefined, ways: [] });
}

function testOf(node: Node, { nameOf, comparisonText }: RoundWriter): string {
  const comparison = comparisonIn(node);
  return comparison === undefined ? `${nameOf(node)} !== 0` : comparisonText(comparison);
}
