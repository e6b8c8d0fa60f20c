// What a loop back through the rounds need not compute again, because the loop there has it.

import type { Plain } from "../../ndarray/index.js";
import { addOp, broadcastToOp, mulOp, reshapeOp, timesOp } from "../../core/space.js";
import { div, neg, sub } from "../../ops/arithmetic.js";
import { Rounds, type Body, type BodyStep, type Ref } from "./body.js";

/** What is done again sooner than it is read. */
const cheap: ReadonlySet<unknown> = new Set([
  ...[addOp, mulOp, timesOp, broadcastToOp, reshapeOp],
  ...[sub.op, neg.op, div.op],
]);

/** What of the items a body reads, and the steps there whose values are items here. */
export interface Residuals {
  readonly items: readonly number[];
  /** The places in the list of all items, then of these, that are read. */
  readonly used: readonly number[];
}

/**
 * The body `back`, which begins with the steps of `body`, without those of them that are dear, nor those that nothing
 * needs, and the cotangents of the items in it. There is an item at least if these are all that says how many rounds there are.
 */
export function withoutRepeats(
  body: Body,
  back: Body,
  itemBars: readonly Ref[],
  { count, isCheckpointed }: Pick<Rounds, "count" | "isCheckpointed">,
): { readonly made: Body; readonly residuals: Residuals; readonly itemBars: readonly Ref[] } {
  const there = body.steps.length;
  const varies = variesIn(body);
  const isRead = (at: number): boolean => {
    const { op, params } = back.steps[at] as BodyStep;
    // A loop as a whole is no value.
    return (
      !isCheckpointed && at < there && varies[at] === true && !cheap.has(op) && !(params instanceof Rounds)
    );
  };
  const [steps, items] = [new Set<number>(), new Set<number>(count === undefined ? [0] : [])];
  const open: Ref[] = [...back.next, ...itemBars];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (ref.kind === "item") items.add(ref.at);
    if (ref.kind !== "step" || steps.has(ref.at)) continue;
    if (isRead(ref.at)) items.add(back.items.length + ref.at);
    else {
      steps.add(ref.at);
      open.push(...(back.steps[ref.at] as BodyStep).inputs);
    }
  }
  const [keptSteps, keptItems] = [[...steps].sort(byNumber), [...items].sort(byNumber)];
  const [stepAt, itemAt] = [placesIn(keptSteps), placesIn(keptItems)];
  const renamed = (ref: Ref): Ref => {
    if (ref.kind === "item") return { kind: "item", at: itemAt.get(ref.at) ?? 0 };
    if (ref.kind !== "step") return ref;
    if (isRead(ref.at)) return { kind: "item", at: itemAt.get(back.items.length + ref.at) ?? 0 };
    return { kind: "step", at: stepAt.get(ref.at) ?? 0 };
  };
  const residuals = keptItems.filter((at) => at >= back.items.length).map((at) => at - back.items.length);
  const firstOwn = keptItems.length - residuals.length;
  const exampleAt = (at: number): Plain => back.items[at] ?? back.steps[at - back.items.length]?.y ?? 0;
  return {
    made: {
      ...back,
      items: keptItems.map(exampleAt),
      steps: keptSteps.map((at) => {
        const step = back.steps[at] as BodyStep;
        return { ...step, inputs: step.inputs.map(renamed) };
      }),
      next: back.next.map(renamed),
    },
    residuals: {
      items: residuals,
      used: keptItems.map((at, k) => (k < firstOwn ? at : back.items.length + k - firstOwn)),
    },
    itemBars: itemBars.map(renamed),
  };
}

/** Of the steps of a body, which are not the same in all rounds. */
export function variesIn({ steps }: Pick<Body, "steps">): readonly boolean[] {
  const varies: boolean[] = [];
  for (const { inputs } of steps)
    varies.push(
      inputs.some((ref) =>
        ref.kind === "step" ? varies[ref.at] : ref.kind !== "shared" && ref.kind !== "constant",
      ),
    );
  return varies;
}

function byNumber(a: number, b: number): number {
  return a - b;
}

function placesIn(list: readonly number[]): ReadonlyMap<number, number> {
  return new Map(list.map((x, place) => [x, place]));
}
