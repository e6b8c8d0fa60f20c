// When a loop is kept as one: its body is run a few times instead of in each round, if what it does then is what it
// does in all rounds.

import { NDArray, sameShape } from "../../ndarray/index.js";
import { Box, dtypeOf, shapeOf, type Trace, type Value } from "../../core/op.js";
import { Batched } from "../../batch/index.js";
import { Dual, ScalarDual } from "../../forward/index.js";
import { Rounds, sameRef, Unkept, type Body, type Condition, type Ref } from "./body.js";
import { noteUnkept } from "./keeping.js";
import { looped } from "./loop.js";
import { isOnSomeTape, isOnTape } from "./pieces.js";
import { exampleOf, firstOf, recorded, recordedCondition, Repeat, type Recorded } from "./recording.js";

type Values = readonly Value[];

/** A loop to be kept. */
export interface Candidate {
  readonly number: number;
  /** How many rounds there are; undefined if its condition says. */
  readonly count: number | undefined;
  readonly init: Values;
  /** Arrays, of which each round has an item of the first axis. */
  readonly sequences: Values;
  readonly isReversed: boolean;
  /** Whether the body is told the number of its round. */
  readonly isCounted: boolean;
  /** Whether the way back reads of it but the states before its rounds. */
  readonly isCheckpointed?: boolean;
  /** A round: the next state, and the results. */
  readonly run: (round: number, carry: Values, items: Values) => readonly [next: Values, results: Values];
  /** What is asked of the state before each round. */
  readonly condition?: (carry: Values) => Value;
}

/**
 * The state after all rounds, and the results of all, leaf by leaf; undefined if nothing in it is of a program that keeps
 * loops.
 *
 * @throws Unkept where the body shows that it cannot be kept: then it has run more often than there are rounds to count.
 */
export function kept(loop: Candidate): readonly [carry: Values, results: Values] | undefined {
  if (!areKeepable([...loop.init, ...loop.sequences])) return undefined;
  try {
    return keptByBody(loop, writtenDown(loop));
  } catch (error) {
    if (error instanceof Unkept && !(error instanceof UnkeptLoop)) noteUnkept(loop.number);
    throw error instanceof Unkept ? new UnkeptLoop(error.message) : error;
  }
}

/** The same, said of a loop whose number has been noted. */
class UnkeptLoop extends Unkept {}

function keptByBody(loop: Candidate, written: Written): readonly [carry: Values, results: Values] {
  const { run, captured, results, items, states, condition } = written;
  const shared = [...captured, ...states.fixed.map((k) => loop.init[k] as Value)];
  const init = states.moving.map((k) => loop.init[k] as Value);
  const sequences = [...loop.sequences, ...items];
  const all = [...init, ...shared, ...sequences];
  if (!all.some(hasKeeper) || !areKeepable(shared)) throw new Unkept("what it works on is of other traces");
  if (all.some(isOnSomeTape)) {
    checkOrder(run, results);
    if (!areDistinct(all)) throw new Unkept("a value is several things at once");
  }
  const { count, isReversed, isCheckpointed } = loop;
  const part = looped(
    new Rounds(run, count, isReversed, condition, isCheckpointed),
    ...[init, shared, sequences],
  );
  const stacks = results.map((ref) => part({ kind: "stack", ref }));
  const carry = loop.init.slice();
  for (const [at, k] of states.moving.entries()) carry[k] = part({ kind: "final", at });
  return [carry, stacks];
}

/** The body of a loop, and what of the states it changes. */
interface Written {
  readonly run: Body;
  readonly captured: readonly Box[];
  readonly results: readonly Ref[];
  readonly condition: Condition | undefined;
  /** Sequences of constants that are others in each round. */
  readonly items: Values;
  readonly states: { readonly moving: readonly number[]; readonly fixed: readonly number[] };
}

function writtenDown(loop: Candidate): Written {
  const { init, sequences } = loop;
  const count = loop.isCounted ? (loop.count ?? 0) : 0;
  const examples = {
    carries: init.map(exampleOf),
    items: sequences.map((all) => firstOf(exampleOf(all))),
    shared: [],
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
  const first = once(0);
  const repeat = new Repeat(first, count);
  for (let round = 1; round < Math.max(2, count); round++) {
    repeat.round = round;
    checkSame(first, once(round, repeat));
  }
  const { condition } = loop;
  if (condition === undefined) return apart(loop, first, repeat);
  const ask = (again?: Repeat): Recorded => recordedCondition(examples, condition, again);
  const asked = ask();
  checkSame(asked, ask(new Repeat(asked, 0)));
  if (asked.outputs[0]?.kind === "constant") throw new Unkept("its condition is the same in all rounds");
  return apart(loop, first, repeat, asked);
}

function checkSame(first: Recorded, { outputs, length }: Recorded): void {
  if (length !== first.steps.length || !outputs.every((ref, k) => sameRef(first.outputs[k], ref)))
    throw new Unkept("not all rounds do the same");
}

/** The body with what it takes from around among what is shared, and with the states that it does not change. */
function apart(
  { init, sequences }: Candidate,
  first: Recorded,
  { columns }: Repeat,
  asked?: Recorded,
): Written {
  const { steps } = first;
  const captured = [...new Set([...first.captured, ...(asked?.captured ?? [])])];
  const [next, results] = [first.outputs.slice(0, init.length), first.outputs.slice(init.length)];
  const isFixed = next.map((ref, at) => sameRef(ref, { kind: "carry", at }));
  const moving = [...init.keys()].filter((k) => !isFixed[k]);
  const fixed = [...init.keys()].filter((k) => isFixed[k]);
  const keys = [...columns.keys()];
  const renamed = (ref: Ref): Ref => {
    if (ref.kind !== "carry") return ref;
    if (isFixed[ref.at]) return { kind: "shared", at: captured.length + fixed.indexOf(ref.at) };
    return { kind: "carry", at: moving.indexOf(ref.at) };
  };
  const inputOf = (ref: Ref, step: number, k: number): Ref => {
    const column = keys.indexOf(`${String(step)} ${String(k)}`);
    return column < 0 ? renamed(ref) : { kind: "item", at: sequences.length + column };
  };
  const run: Body = {
    carries: moving.map((k) => exampleOf(init[k] ?? 0)),
    items: [...sequences.map((all) => firstOf(exampleOf(all))), ...keys.map(() => 0)],
    shared: [...captured.map(exampleOf), ...fixed.map((k) => exampleOf(init[k] ?? 0))],
    steps: steps.map((step, at) => ({ ...step, inputs: step.inputs.map((ref, k) => inputOf(ref, at, k)) })),
    next: moving.map((k) => renamed(next[k] as Ref)),
  };
  const ofCondition = (ref: Ref): Ref =>
    ref.kind === "shared"
      ? { kind: "shared", at: captured.indexOf(asked?.captured[ref.at] as Box) }
      : renamed(ref);
  const condition = asked && {
    steps: asked.steps.map((step) => ({ ...step, inputs: step.inputs.map(ofCondition) })),
    holds: ofCondition(asked.outputs[0] as Ref),
  };
  if (condition !== undefined && moving.length === 0) throw new Unkept("no state changes");
  const items = keys.map((key) => vectorOf(columns.get(key) ?? new Float64Array(0)));
  return { run, captured, results: results.map(renamed), condition, items, states: { moving, fixed } };
}

/**
 * On a tape, the sums of cotangents have an order, in which those of a step follow each other. Where two names are for one value,
 * sums of several rounds may be interleaved, as they are in no loop.
 */
function checkOrder({ next }: Body, results: readonly Ref[]): void {
  const passes = next.filter((ref) => ref.kind !== "constant");
  for (const [k, ref] of passes.entries())
    if (ref.kind === "shared" || passes.some((other, l) => l < k && sameRef(other, ref)))
      throw new Unkept("a state is something else at once");
  for (const ref of results) {
    const k = ref.kind === "constant" ? -1 : next.findIndex((state) => sameRef(state, ref));
    if (ref.kind === "shared" || (k >= 0 && next.some((other) => sameRef(other, { kind: "carry", at: k }))))
      throw new Unkept("a result is something else at once");
  }
}

function vectorOf(data: Float64Array): NDArray {
  return new NDArray(data, [data.length]);
}

function looksLike(a: Value, b: Value | undefined): boolean {
  return b !== undefined && sameShape(shapeOf(a), shapeOf(b)) && dtypeOf(a) === dtypeOf(b);
}

function areDistinct(values: Values): boolean {
  const boxes = values.filter((v) => v instanceof Box);
  return new Set(boxes).size === boxes.length;
}

/** Whether a trace that keeps loops is among those that watch the value. */
function hasKeeper(x: Value): boolean {
  let v = x;
  while (v instanceof Box && v.trace.keepsLoops !== true) v = v.value;
  return v instanceof Box;
}

/**
 * Whether what watches the values can have loops: a tape if there is any is the only one, and innermost; then derivatives
 * forward. In other orders sums of cotangents would not be in the order of the steps. Batches may be anywhere: in one, a
 * loop is a loop of the same steps.
 */
function areKeepable(values: Values): boolean {
  const tapes = new Set<Trace>();
  for (const x of values)
    for (let v = x, isFirst = true; v instanceof Box && v.trace.keepsLoops !== true; v = v.value) {
      if (v instanceof Batched && v.trace.n > 0) continue;
      if (isFirst && isOnTape(v)) tapes.add(v.trace);
      else if (!(v instanceof Dual || v instanceof ScalarDual)) return false;
      isFirst = false;
    }
  return tapes.size < 2;
}
