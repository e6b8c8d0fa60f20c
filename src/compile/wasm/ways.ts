// The ways of a program of numbers as instructions on two doubles at once: where they part all are gone, and of each element
// what comes of its own is taken.

import { simd } from "../../wasm/instructions.js";
import type { Lanes, Vector } from "../../wasm/lanes.js";
import type { LoopSpec } from "../../wasm/part.js";
import type { Constant, Input, Node } from "../graph.js";
import type { End, Fork } from "../paths.js";
import { bodyOfStep, comparisonOf, isExhausted, type Junction, type Stretch } from "../plan.js";
import { madeOf, trustNumber } from "./elements.js";
import { Vectors } from "./vectors.js";

/** What ways come to: results, and where a way was known. */
interface Come {
  readonly results: readonly Vector[];
  /** Undefined if it is known everywhere. */
  readonly known: Vector | undefined;
}

/** What is done with elements of these inputs; of the results those at these places are made. */
export function bodyOfWays(
  stretch: Stretch,
  loose: ReadonlySet<Node>,
  inputs: readonly Input[],
  places: readonly number[],
): LoopSpec["body"] {
  return (v, arrays) => {
    const values = new Map<Node, Vector>(inputs.map((input, k) => [input, arrays[k]!]));
    const { results, known } = new Ways(v, loose, places).come(stretch, values);
    if (known !== undefined) v.expect(known);
    return { results, sums: [] };
  };
}

class Ways {
  constructor(
    private readonly v: Lanes,
    private readonly loose: ReadonlySet<Node>,
    private readonly places: readonly number[],
  ) {}

  /** What comes of a stretch and those after it; of what is done before the ways part, `values` are there. */
  come({ steps, then }: Stretch, values: Map<Node, Vector>): Come {
    for (const step of steps) {
      const x = this.all(step.inputs, values);
      values.set(step, madeOf(this.v, step, x, this.loose));
    }
    return "fork" in then ? this.parted(then, values) : this.ended(then, values);
  }

  private all(nodes: readonly Node[], values: ReadonlyMap<Node, Vector>): readonly Vector[] {
    return nodes.map((node) => values.get(node) ?? this.v.number((node as Constant).value as number));
  }

  private parted({ fork, branches }: Junction, values: Map<Node, Vector>): Come {
    const { v } = this;
    const [last, ...others] = branches
      .map((branch, k) => {
        const test = this.test(fork, k, values);
        return { test, ...v.where(test, () => this.come(branch, values)) };
      })
      .reverse();
    const all: Come = isExhausted(fork)
      ? last!
      : { results: last!.results, known: this.both(last!.test, last!.known) };
    return others.reduce<Come>(
      (rest, { test, results, known }) => ({
        results: results.map((result, k) => v.select(test, result, rest.results[k]!)),
        known:
          known === undefined && rest.known === undefined
            ? undefined
            : v.select(test, known ?? this.everywhere, rest.known ?? this.everywhere),
      }),
      all,
    );
  }

  private both(test: Vector, other: Vector | undefined): Vector {
    return other === undefined ? test : this.v.and(test, other);
  }

  private get everywhere(): Vector {
    return this.v.bits(-1n);
  }

  /** Where the answer is that of way k. */
  private test(fork: Fork, k: number, values: ReadonlyMap<Node, Vector>): Vector {
    const { v } = this;
    const answer = fork.ways[k]!.answer as number;
    const comparison = comparisonOf(fork);
    if (comparison !== undefined) {
      const holds = new Vectors(v, this.all(comparison.inputs, values)).whether(
        bodyOfStep(comparison, this.loose)!,
      );
      return answer === 0 ? v.of(simd.not, holds) : holds;
    }
    const [value] = this.all([fork.node], values);
    return Number.isNaN(answer)
      ? v.of(simd.f64Ne, value!, value!)
      : v.of(simd.i64Eq, value!, v.number(answer));
  }

  /** The results, in whose sum it shows if one of them is NaN. */
  private ended({ outputs }: End, values: ReadonlyMap<Node, Vector>): Come {
    const results = this.all(
      this.places.map((k) => outputs[k]!),
      values,
    );
    const shown = new Set(outputs.filter(({ kind }) => kind === "step"));
    if (this.loose.size > 0 && shown.size > 0)
      trustNumber(this.v, sumOf(this.v, this.all([...shown], values)));
    return { results, known: undefined };
  }
}

/** The sum of many, of halves of halves, so that no addition waits for many others. */
function sumOf(v: Lanes, terms: readonly Vector[]): Vector {
  const half = terms.length >> 1;
  return half === 0 ? terms[0]! : v.add(sumOf(v, terms.slice(0, half)), sumOf(v, terms.slice(half)));
}
