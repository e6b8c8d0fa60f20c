// How often the rounds of a loop go, as TypeScript: a number that is known, as many as a sequence has items, or until what is
// asked before each says no; then what the rounds hand out has room that grows.

import { sizeOf } from "../../ndarray/index.js";
import { notExported } from "../../core/errors.js";
import type { Rounds } from "../../transforms/loops/body.js";
import type { Node, Step } from "../graph.js";
import type { Scope } from "./scope.js";
import { placeText, type Names } from "./texts.js";

/** What the text around a loop offers it. */
export interface Around extends Pick<Scope, "nameOf" | "helper"> {
  readonly local: Names;
}

/** The names of one loop. */
interface Own {
  /** The number of the round. */
  readonly round: string;
  /** What values of all rounds are written to. */
  readonly stacks: readonly string[];
  readonly around: Around;
}

/** The lines around the body of a loop. */
interface Frame {
  readonly before: readonly string[];
  /** The first line of the loop, which goes on while the test holds, if there is one. */
  readonly head: (test: string) => string;
  /** What comes first in a round. */
  readonly begin: readonly string[];
  /** After the loop, what the stacks are called then. */
  readonly after: { readonly lines: readonly string[]; readonly names: readonly string[] };
}

/** The lines around the body of a loop that hands out these values of all rounds. */
export function frameOf(loop: Step, values: readonly Node[], own: Own): Frame {
  const sizes = values.map(({ shape }) => sizeOf(shape));
  return (loop.params as Rounds).condition === undefined ? counted(loop, sizes, own) : open(sizes, own);
}

/** As many rounds as are known, or as a sequence has items. */
function counted(loop: Step, sizes: readonly number[], { round, stacks, around }: Own): Frame {
  const { count, isReversed } = loop.params as Rounds;
  const n = count === undefined ? around.local.given("rounds") : String(count);
  const room = (size: number): string =>
    count === undefined ? placeText([n], [size]) : String(count * size);
  const head = isReversed
    ? `for (let ${round} = ${n} - 1; ${round} >= 0; ${round}--) {`
    : `for (let ${round} = 0; ${round} < ${n}; ${round}++) {`;
  return {
    before: [
      ...(count === undefined ? [`const ${n} = ${lengthText(loop, around)};`] : []),
      ...stacks.map((stack, k) => `const ${stack} = new Float64Array(${room(sizes[k] ?? 0)});`),
    ],
    head: () => head,
    begin: [],
    after: { lines: [], names: stacks },
  };
}

/** How many items the sequences have. */
function lengthText({ inputs, params }: Step, { nameOf }: Around): string {
  const { carries, shared, items } = (params as Rounds).body;
  const k = items.findIndex((x) => typeof x === "number" || sizeOf(x.shape) > 0);
  const [sequence, item] = [inputs[carries.length + shared.length + k], items[k]];
  if (sequence === undefined || item === undefined) throw notExported("an open loop over empty arrays");
  const size = typeof item === "number" ? 1 : sizeOf(item.shape);
  return `${nameOf(sequence)}.length${size === 1 ? "" : ` / ${String(size)}`}`;
}

/** As many rounds as a condition says: what they hand out has room that grows. */
function open(sizes: readonly number[], { round, stacks, around: { local, helper } }: Own): Frame {
  const names = stacks.map(() => local.numbered("stack"));
  const isCounted = stacks.length > 0;
  const room = (rounds: string, k: number): string => placeText([rounds], [sizes[k] ?? 0]);
  return {
    before: [
      ...stacks.map(
        (stack, k) => `let ${stack}: Float64Array = new Float64Array(${String(fewest * (sizes[k] ?? 0))});`,
      ),
      ...(isCounted ? [`let ${round} = 0;`] : []),
    ],
    head: (test) => {
      if (isCounted) return test === "" ? `for (;; ${round}++) {` : `for (; ${test}; ${round}++) {`;
      return test === "" ? "for (;;) {" : `while (${test}) {`;
    },
    begin: stacks.map(
      (stack, k) =>
        `if (${stack}.length < ${room(`(${round} + 1)`, k)}) ${stack} = ${helper("grown")}(${stack});`,
    ),
    after: {
      lines: stacks.map((stack, k) => `const ${names[k] ?? ""} = ${stack}.subarray(0, ${room(round, k)});`),
      names,
    },
  };
}

/** For how many rounds there is room at first. */
const fewest = 16;
