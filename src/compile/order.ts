// In what order the steps of a stretch are done: each number beside what first uses it, where that keeps no more values
// waiting. What a derivative needs of its function's own steps is then computed where it is needed, if it can be.

import { isNumber, type Node, type Step } from "./graph.js";
import { asked, type Stretch } from "./plan.js";

/** The same program, its steps in that order. */
export function ordered(stretch: Stretch): Stretch {
  return arranged(stretch, []);
}

/** Marks in `later`, by their ids, all values that are used from there on. */
function arranged({ steps, then, length }: Stretch, later: boolean[]): Stretch {
  const use = (node: Node): void => {
    later[node.id] = true;
  };
  if (!("fork" in then)) {
    then.outputs.forEach(use);
    return { steps: besideUsers(steps, later), then, length };
  }
  const branches = then.branches.map((branch) => arranged(branch, later));
  asked(then.fork).forEach(use);
  const own = besideUsers(steps, later);
  for (const step of steps) step.inputs.forEach(use);
  return { steps: own, then: { ...then, branches }, length };
}

/** Steps that are not used after them all, moved to where they are used first. */
function besideUsers(steps: readonly Step[], later: readonly boolean[]): readonly Step[] {
  const places = placesOf(steps);
  // Where each step goes: before this one. Who uses it, by where those go.
  const goes = Int32Array.from(steps, (_, i) => i);
  const first = new Int32Array(steps.length).fill(steps.length);
  const last = new Int32Array(steps.length);
  for (const [i, { id }] of steps.entries()) if (later[id] === true) last[i] = steps.length;
  for (let i = steps.length - 1; i >= 0; i--) {
    const { inputs } = steps[i]!;
    const target = first[i]!;
    if (last[i]! < steps.length && target < steps.length && mayMove(steps[i]!)) {
      let waiting = 0;
      for (let k = 0; k < inputs.length; k++) {
        const q = placeOf(places, inputs[k]!);
        if (q >= 0 && last[q]! < target && inputs[k] !== inputs[k - 1]) waiting += 1;
      }
      if (waiting <= 1) goes[i] = target;
    }
    for (let k = 0; k < inputs.length; k++) {
      const q = placeOf(places, inputs[k]!);
      if (q < 0) continue;
      first[q] = Math.min(first[q]!, goes[i]!);
      last[q] = Math.max(last[q]!, goes[i]!);
    }
  }
  return sorted(steps, goes);
}

function mayMove(step: Step): boolean {
  return isNumber(step) && step.inputs.every(isNumber);
}

/** Of steps in a list, by their ids: where they are in it, counted from 1; of other values 0. */
export function placesOf(steps: readonly Step[]): Int32Array {
  const places = new Int32Array(steps.reduce((most, { id }) => Math.max(most, id), -1) + 1);
  for (let i = 0; i < steps.length; i++) places[steps[i]!.id] = i + 1;
  return places;
}

/** Where a value is in the list; −1 if it is not one of its steps. */
export function placeOf(places: Int32Array, { id }: Node): number {
  return id < places.length ? places[id]! - 1 : -1;
}

/** By `goes`, those that go to one place in the order in which they are. */
function sorted(steps: readonly Step[], goes: Int32Array): readonly Step[] {
  const ends = new Int32Array(steps.length + 1);
  for (const target of goes) ends[target + 1]! += 1;
  for (let i = 0; i < steps.length; i++) ends[i + 1]! += ends[i]!;
  const result = new Array<Step>(steps.length);
  for (let i = 0; i < steps.length; i++) result[ends[goes[i]!]!++] = steps[i]!;
  return result;
}
