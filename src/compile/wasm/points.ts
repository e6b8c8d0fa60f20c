// A loop over points as WebAssembly, two points at once.

import { runsWithin } from "../../ndarray/summation.js";
import { hasVectors } from "../../wasm/host.js";
import { jobOf, loopOf, type Part } from "../../wasm/loop.js";
import { mostElements, type LoopSpec } from "../../wasm/part.js";
import type { Input, Node, Step } from "../graph.js";
import { asked, type Stretch } from "../plan.js";
import type { Threads } from "../threads.js";
import { costOf, pays, whyUndivided } from "./cost.js";
import { partsOf } from "./elements.js";
import { bodyOfWays } from "./ways.js";

/**
 * Writes what a function gives at each of n points, output by output, to y; gives some points at one of which it has no way,
 * if there is one.
 */
export type PointLanes = (
  x: readonly Float64Array[],
  y: Float64Array,
) => Pick<Part, "start" | "size"> | undefined;

/** With fewer points, or fewer instructions, it is no faster than the same in JavaScript: to move a part takes a microsecond. */
const fewestPoints = 256;
const leastWork = 2 ** 12;

/** How many steps all ways together may have for each one that the longest has. */
const mostDetour = 1.5;

/** Fewer points in a part are not worth to be moved. */
const leastInPart = 64;

/**
 * The loop over n points as WebAssembly; undefined where the host has no vectors or a point too many numbers. If it is not
 * asked for it is compiled only where that pays. What it computes has the bits that JavaScript has, but where a function has
 * a kernel of its own. Products of the chain rule that are `loose` show in a result if they are NaN.
 */
export function pointLanes(
  stretch: Stretch,
  loose: ReadonlySet<Node>,
  n: number,
  threads: Threads,
  isAsked: boolean,
): PointLanes | undefined {
  const steps = stepsOf(stretch);
  if (!hasVectors() || !(isAsked || paysFor(stretch, steps, n))) return undefined;
  const { given, made } = outputsOf(stretch);
  const inputs = inputsOf(stretch);
  const spec: LoopSpec = {
    arrays: inputs.length,
    numbers: 0,
    results: made.length,
    sums: 0,
    body: bodyOfWays(stretch, loose, inputs, made),
  };
  const most = mostElements(spec);
  if (most < leastInPart) return undefined;
  const why = whyUndivided({ shape: [n], steps, sums: [] }, spec);
  const run = loopOf(
    spec,
    threads.crew(why, () => jobOf(spec)),
  );
  const parts = partsOf(runsWithin(n, most), most);
  return (x, y) => {
    const column = (k: number): Float64Array => y.subarray(k * n, (k + 1) * n);
    for (const [k, node] of given)
      if (node.kind === "input") column(k).set(x[node.at]!);
      else column(k).fill(node.value as number);
    return run(
      inputs.map(({ at }) => x[at]!),
      [],
      made.map(column),
      parts,
      [],
    );
  };
}

/** Whether there is enough to do, and both points of a pair go most of the ways that are gone for them. */
function paysFor(stretch: Stretch, steps: readonly Step[], n: number): boolean {
  const cost = costOf({ steps });
  const isEnough = n >= fewestPoints && n * (steps.length + 8 * cost.kernels) >= leastWork;
  return isEnough && steps.length <= mostDetour * stretch.length && pays(cost);
}

/** The steps of all ways. */
function stepsOf({ steps, then }: Stretch): readonly Step[] {
  return "fork" in then ? [...steps, ...then.branches.flatMap(stepsOf)] : steps;
}

/** All ends of the ways, as lists of what they return. */
function endsOf({ then }: Stretch): readonly (readonly Node[])[] {
  return "fork" in then ? then.branches.flatMap(endsOf) : [then.outputs];
}

/** The inputs that are read. */
function inputsOf(stretch: Stretch): readonly Input[] {
  const read = ({ steps, then }: Stretch): readonly Node[] => [
    ...steps.flatMap(({ inputs }) => inputs),
    ...("fork" in then ? [...asked(then.fork), ...then.branches.flatMap(read)] : then.outputs),
  ];
  return [...new Set(read(stretch).filter((node) => node.kind === "input"))];
}

/** Which outputs are an input or a constant whatever the way, and the places of the others. */
function outputsOf(stretch: Stretch): {
  readonly given: readonly (readonly [number, Exclude<Node, Step>])[];
  readonly made: readonly number[];
} {
  const [first = [], ...others] = endsOf(stretch);
  const given: (readonly [number, Exclude<Node, Step>])[] = [];
  const made: number[] = [];
  for (const [k, node] of first.entries()) {
    if (node.kind === "step" || others.some((outputs) => outputs[k] !== node)) made.push(k);
    else given.push([k, node]);
  }
  return { given, made };
}
