// How often the rounds of a loop go, as JavaScript: a number that is known, as many as a sequence has items, or until what is
// asked before each says no; then what the rounds hand out has room that grows.

import { NDArray, scratch, sizeOf, type DType, type Shape } from "../ndarray/index.js";
import type { Rounds } from "../transforms/loops/body.js";
import type { Node } from "./graph.js";
import { roleOf } from "./kept.js";

/** The texts of one loop, in which h0 is what its stack 0 is written to, and t the round. */
export interface Count {
  /** Before the loop. */
  readonly before: readonly string[];
  /** The head of the loop, and what comes first in each round. */
  readonly head: string;
  readonly begin: readonly string[];
  /** A stack as an array, after the loop. */
  readonly stackOf: (node: Node, k: number) => string;
}

type NameOf = (kind: string, x: unknown) => string;

/** How often a loop goes that hands out these stacks. */
export function countOf(rounds: Rounds, stacks: readonly Node[], nameOf: NameOf): Count {
  const { count, isReversed, condition, body } = rounds;
  if (condition !== undefined) return open(stacks, nameOf);
  const n = count === undefined ? "n" : String(count);
  const items = String(roleOf(rounds, body.carries.length).of);
  return {
    before: [
      ...(count === undefined ? [`const n = a[${items}].shape[0];`] : []),
      ...stacks.map((node, k) => `const h${String(k)} = ${roomText(node, n, nameOf)};`),
    ],
    head: isReversed ? `for (let t = ${n} - 1; t >= 0; t--) {` : `for (let t = 0; t < ${n}; t++) {`,
    begin: [],
    stackOf: ({ shape }, k) => {
      const all =
        count === undefined ? `[${["n", ...shape].join(", ")}]` : nameOf("shape", [count, ...shape]);
      return `${nameOf("arrayOf", arrayOf)}(h${String(k)}, ${all})`;
    },
  };
}

/** As often as a condition says. */
function open(stacks: readonly Node[], nameOf: NameOf): Count {
  const sizes = stacks.map(({ shape }) => String(sizeOf(shape)));
  return {
    before: [
      ...stacks.map((node, k) => `let h${String(k)} = ${roomText(node, String(fewest), nameOf)};`),
      "let t = 0;",
    ],
    head: "for (; ; t++) {",
    begin: sizes.map(
      (size, k) =>
        `if (h${String(k)}.length < (t + 1) * ${size}) h${String(k)} = ${nameOf("grown", grown)}(h${String(k)});`,
    ),
    stackOf: ({ shape }, k) =>
      `${nameOf("arrayOf", arrayOf)}(h${String(k)}.subarray(0, t * ${sizes[k] ?? "0"}), [${["t", ...shape].join(", ")}])`,
  };
}

/** For how many rounds there is room at first. */
const fewest = 16;

function roomText({ dtype, shape }: Node, rounds: string, nameOf: NameOf): string {
  return `${nameOf("room", room)}("${dtype}", ${rounds} * ${String(sizeOf(shape))})`;
}

function room(dtype: DType, size: number): NDArray["data"] {
  return scratch(dtype, size);
}

/** The same with room for twice as many. */
function grown(data: NDArray["data"]): NDArray["data"] {
  const more = room(dtypeOf(data), 2 * data.length);
  more.set(data);
  return more;
}

function dtypeOf(data: NDArray["data"]): DType {
  return new NDArray(data, [data.length]).dtype;
}

/** An array of such elements. */
export function arrayOf(data: NDArray["data"], shape: Shape): NDArray {
  return new NDArray(data, shape);
}
