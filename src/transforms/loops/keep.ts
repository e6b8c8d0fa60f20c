// When a loop is kept as one: its body is run a few times instead of in each round, if what it does then is what it
// does in all rounds.

import { Box, dtypeOf, type Trace, type Value } from "../../core/op.js";
import { Batched } from "../../batch/index.js";
import { Dual, ScalarDual } from "../../forward/index.js";
import { exampleIn, Rounds, sameRef, Unkept, type Body, type Ref } from "./body.js";
import { noteUnkept } from "./keeping.js";
import { looped } from "./loop.js";
import { isOnTape } from "./pieces.js";
import { hasOrder } from "./reads.js";
import { writtenDown, type Writable, type Written } from "./written.js";

type Values = readonly Value[];

/** A loop to be kept. */
export interface Candidate extends Writable {
  readonly number: number;
  readonly isReversed: boolean;
  /** Whether the way back reads of it but the states before its rounds. */
  readonly isCheckpointed?: boolean;
}

/**
 * The state after all rounds, and the results of all, leaf by leaf; undefined if nothing in it is of a program that keeps
 * loops.
 *
 * @throws Unkept where the body shows that it cannot be kept: then it has run more often than there are rounds to count.
 */
export function kept(loop: Candidate): readonly [carry: Values, results: Values] | undefined {
  if (!areKeepable([...loop.init, ...loop.sequences])) return undefined;
  return noting(loop, () => keptByBody(loop, writtenDown(loop)));
}

/** What `f` makes of a loop; if it throws Unkept, that is noted. */
export function noting<T>(loop: Pick<Candidate, "number" | "condition">, f: () => T): T {
  try {
    return f();
  } catch (error) {
    if (error instanceof Unkept && !(error instanceof UnkeptLoop)) noteUnkept(loop);
    throw error instanceof Unkept ? new UnkeptLoop(error.message) : error;
  }
}

/** The same, said of a loop whose number has been noted. */
class UnkeptLoop extends Unkept {}

function keptByBody(loop: Candidate, written: Written): readonly [carry: Values, results: Values] {
  const { run, moving, shared, items, sources, results, condition, allOf } = written;
  const init = moving.map((k) => loop.init[k] as Value);
  const sequences = [...loop.sequences, ...items];
  const all = [...init, ...shared, ...sequences];
  if (!all.some(hasKeeper) || !areKeepable([...shared, ...sources]))
    throw new Unkept("what it works on is of other traces");
  if (all.some(hasOrder)) {
    checkOrder(run, results);
    if (mixesTypes(run)) throw new Unkept("it computes in double precision with values of single");
    if (!areDistinct(all)) throw new Unkept("a value is several things at once");
    if (sources.some((x) => all.includes(x)))
      throw new Unkept("what is read by rounds is used otherwise too");
  }
  const { count, isReversed, isCheckpointed } = loop;
  const part = looped(
    new Rounds(run, count, isReversed, condition, isCheckpointed),
    ...[init, shared, sequences],
  );
  const stacks = results.map((ref) => part({ kind: "stack", ref }));
  const carry = loop.init.slice();
  for (const [at, k] of moving.entries()) carry[k] = part({ kind: "final", at });
  return [allOf(carry), stacks];
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

/** Whether values of single precision go into some of double: on a tape their cotangents are added up in double precision. */
function mixesTypes(body: Body): boolean {
  const isSingle = (ref: Ref): boolean =>
    ref.kind !== "constant" && dtypeOf(exampleIn(body, ref)) === "float32";
  return body.steps.some(
    ({ inputs, params, y }) =>
      !(params instanceof Rounds) && dtypeOf(y) === "float64" && inputs.some(isSingle),
  );
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
export function areKeepable(values: Values): boolean {
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
