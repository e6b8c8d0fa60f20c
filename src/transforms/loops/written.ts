// The body of a loop, written down: run once, or in all rounds if it is told their numbers.

import { sameShape } from "../../ndarray/index.js";
import { dtypeOf, shapeOf, type Box, type Value } from "../../core/op.js";
import { sameRef, Unkept, type Body, type BodyStep, type Condition, type Ref } from "./body.js";
import { withoutNamesakes } from "./namesakes.js";
import { cutOut, hasOrder } from "./reads.js";
import { exampleOf, firstOf, recorded, recordedCondition, type Given, type Recorded } from "./recording.js";
import { Repeat } from "./repeat.js";

type Values = readonly Value[];

/** A loop whose body is to be written down. */
export interface Writable {
  /** How many rounds there are; undefined if its condition says. */
  readonly count: number | undefined;
  readonly init: Values;
  /** Arrays, of which each round has an item of the first axis. */
  readonly sequences: Values;
  /** Whether the body is told the number of its round. */
  readonly isCounted: boolean;
  /** A round: the next state, and the results. */
  readonly run: (round: number, carry: Values, items: Values) => readonly [next: Values, results: Values];
  /** What is asked of the state before each round. */
  readonly condition?: (carry: Values) => Value;
}

/** The body of a loop, and what it works on. */
export interface Written {
  readonly run: Body;
  /** The states that it changes, by their numbers. */
  readonly moving: readonly number[];
  /** What it takes from around, and the states that it does not change, as far as it needs them. */
  readonly shared: Values;
  /** Sequences besides those of the loop: constants that are others in each round, and what it reads by rounds. */
  readonly items: Values;
  /** What these were cut out of. */
  readonly sources: Values;
  readonly results: readonly Ref[];
  readonly condition: Condition | undefined;
  /** All states, of those that it has: others are one of these, or a value from around. */
  readonly allOf: (carry: Values) => Values;
}

/** Writes down the body of a loop. */
export function writtenDown(loop: Writable): Written {
  const { init, sequences } = loop;
  const count = loop.isCounted ? (loop.count ?? 0) : 0;
  let examples: Given = {
    carries: init.map(exampleOf),
    items: sequences.map((all) => firstOf(exampleOf(all))),
    shared: [],
    isOnTape: [...init, ...sequences].some(hasOrder),
  };
  const once = (round: number, again?: Repeat): Recorded =>
    recorded(
      examples,
      (carry, items) => {
        const [next, results] = loop.run(round, carry, items);
        for (const [k, v] of next.entries())
          if (!looksLike(v, init[k])) throw new Unkept("the state changes its type");
        return [...next, ...results];
      },
      again,
    );
  let first = once(0);
  if (examples.isOnTape !== true && first.captured.some(hasOrder)) {
    examples = { ...examples, isOnTape: true };
    first = once(0);
  }
  const merged = withoutNamesakes(loop, first);
  if (merged !== undefined) {
    const written = writtenDown(merged.loop);
    return { ...written, moving: written.moving.map((at) => merged.own[at] ?? 0), allOf: merged.allOf };
  }
  const repeat = new Repeat(first, examples, count);
  for (let round = 1; round < Math.max(2, count); round++) {
    repeat.round = round;
    checkSame(first, once(round, repeat));
  }
  const { condition } = loop;
  if (condition === undefined) return apart(loop, first, repeat);
  const ask = (again?: Repeat): Recorded => recordedCondition(examples, condition, again);
  const asked = ask();
  checkSame(asked, ask(new Repeat(asked, examples, 0)));
  if (asked.outputs[0]?.kind === "constant") throw new Unkept("its condition is the same in all rounds");
  return apart(loop, first, repeat, asked);
}

function checkSame(first: Recorded, { outputs, length }: Recorded): void {
  if (length !== first.steps.length || !outputs.every((ref, k) => sameRef(first.outputs[k], ref)))
    throw new Unkept("not all rounds do the same");
}

function looksLike(a: Value, b: Value | undefined): boolean {
  return b !== undefined && sameShape(shapeOf(a), shapeOf(b)) && dtypeOf(a) === dtypeOf(b);
}

/** The body with what differs by rounds among its items, and what is the same in all among what they share. */
function apart({ init, sequences }: Writable, first: Recorded, repeat: Repeat, asked?: Recorded): Written {
  const { steps, outputs } = withItems(first, repeat, sequences.length);
  const isFixed = outputs.slice(0, init.length).map((ref, at) => sameRef(ref, { kind: "carry", at }));
  const moving = [...init.keys()].filter((k) => !isFixed[k]);
  if (asked !== undefined && moving.length === 0) throw new Unkept("no state changes");
  const [next, results] = [moving.map((k) => outputs[k] as Ref), outputs.slice(init.length)];
  const commonIn =
    (captured: readonly Box[]) =>
    (ref: Ref): Common | undefined => {
      if (ref.kind === "shared") return captured[ref.at];
      return ref.kind === "carry" && isFixed[ref.at] === true ? ref.at : undefined;
    };
  const captured = [...new Set([...first.captured, ...(asked?.captured ?? [])])];
  const own = names(steps, [...next, ...results], commonIn(first.captured));
  const asks = names(asked?.steps ?? [], asked?.outputs ?? [], commonIn(asked?.captured ?? []));
  const common = [...captured, ...init.keys()].filter((x) => own.common.has(x) || asks.common.has(x));
  const commonAt = new Map(common.map((x, at) => [x, at]));
  const valueOf = (x: Common | undefined): Value => (typeof x === "number" ? init[x] : x) ?? 0;
  const shared = common.map(valueOf);
  const namedBy =
    ({ stepAt, commonOf }: Names) =>
    (ref: Ref): Ref => {
      const x = commonOf(ref);
      if (x !== undefined) return { kind: "shared", at: commonAt.get(x) ?? 0 };
      if (ref.kind === "carry") return { kind: "carry", at: moving.indexOf(ref.at) };
      return ref.kind === "step" ? { kind: "step", at: stepAt.get(ref.at) ?? 0 } : ref;
    };
  const [named, ofCondition] = [namedBy(own), namedBy(asks)];
  const stepsOf = ({ stepAt }: Names, all: readonly BodyStep[], by: (ref: Ref) => Ref): BodyStep[] =>
    [...stepAt.keys()].map((at) => {
      const step = all[at] as BodyStep;
      return { ...step, inputs: step.inputs.map(by) };
    });
  const reads = [...repeat.reads].map(([step, { source, via = step, places }]) => ({
    ...{ group: via, places },
    of: valueOf(commonIn(first.captured)(source)),
  }));
  const others = [...moving.map((k) => init[k]), ...shared, ...sequences];
  if (reads.some(({ of }) => hasOrder(of) && others.includes(of)))
    throw new Unkept("what is read by rounds is used otherwise too");
  const items = [...repeat.columns.values(), ...cutOut(reads)];
  return {
    run: {
      carries: moving.map((k) => exampleOf(init[k] ?? 0)),
      items: [...sequences, ...items].map((all) => firstOf(exampleOf(all))),
      shared: shared.map(exampleOf),
      steps: stepsOf(own, steps, named),
      next: next.map(named),
    },
    ...{ moving, shared, items, sources: reads.map(({ of }) => of), results: results.map(named) },
    condition: asked && {
      steps: stepsOf(asks, asked.steps, ofCondition),
      holds: ofCondition(asked.outputs[0] as Ref),
    },
    allOf: (carry) => carry,
  };
}

/** What was written down, with the items that stand for what differs by rounds: they come after `n` others. */
function withItems(
  { steps, outputs }: Recorded,
  { columns, reads }: Repeat,
  n: number,
): Pick<Recorded, "steps" | "outputs"> {
  const keys = [...columns.keys(), ...reads.keys()];
  const places = new Map(keys.map((key, at): [string | number, Ref] => [key, { kind: "item", at: n + at }]));
  const read = (ref: Ref): Ref => (ref.kind === "step" ? (places.get(ref.at) ?? ref) : ref);
  return {
    steps: steps.map((step, at) => ({
      ...step,
      inputs: step.inputs.map((ref, k) => places.get(`${String(at)} ${String(k)}`) ?? read(ref)),
    })),
    outputs: outputs.map(read),
  };
}

/** What is the same in all rounds: a value from around, or the number of a state. */
type Common = Box | number;

/** What some values of a body need. */
interface Names {
  /** The steps, and their places in the list of these. */
  readonly stepAt: ReadonlyMap<number, number>;
  readonly common: ReadonlySet<Common>;
  readonly commonOf: (ref: Ref) => Common | undefined;
}

function names(steps: readonly BodyStep[], outputs: readonly Ref[], commonOf: Names["commonOf"]): Names {
  const [needed, common] = [new Set<number>(), new Set<Common>()];
  const open = outputs.slice();
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    const x = commonOf(ref);
    if (x !== undefined) common.add(x);
    if (ref.kind !== "step" || needed.has(ref.at)) continue;
    needed.add(ref.at);
    open.push(...(steps[ref.at] as BodyStep).inputs);
  }
  const kept = [...needed].sort((a, b) => a - b);
  return { stepAt: new Map(kept.map((at, place) => [at, place])), common, commonOf };
}
