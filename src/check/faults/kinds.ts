// The kinds of faults, as a table: what each does to a rule, and to which of an op's two rules.

import type { Fault, FaultMode, Kind } from "./fault.js";
import * as formulas from "./formulas.js";
import * as places from "./places.js";
import * as states from "./states.js";
import * as sums from "./sums.js";

const any: readonly FaultMode[] = ["both", "forward", "reverse"];
const reverse: readonly FaultMode[] = ["reverse"];

const structural: readonly Kind[] = [
  { kind: "sign flip", spoil: formulas.times(-1), modes: any },
  { kind: "factor 2", spoil: formulas.times(2), modes: any },
  { kind: "factor 0.5", spoil: formulas.times(0.5), modes: any },
  { kind: "swapped arguments", spoil: formulas.swapped, modes: any },
  { kind: "dropped term", spoil: formulas.dropped, modes: any },
  { kind: "missing broadcast reduction", spoil: sums.unreduced, modes: reverse },
  { kind: "reduction over the wrong axis", spoil: sums.misreduced, modes: any },
  { kind: "missing accumulation", spoil: sums.overwritten, modes: any },
  { kind: "double accumulation", spoil: formulas.twice, modes: any },
  { kind: "ignores what comes in", spoil: formulas.ignorant, modes: any },
  { kind: "transposed matrix", spoil: formulas.transposed, modes: any },
  { kind: "stale saved value", spoil: states.stale, modes: any },
  { kind: "off-by-one index", spoil: formulas.rolled, modes: any },
  { kind: "tie weights above 1", spoil: places.generousTies, modes: any },
  { kind: "NaN at a kink or an end", spoil: places.undefinedAtEdges, modes: any },
  { kind: "stopped gradient at order 2", spoil: states.detached, modes: any },
  { kind: "saved output detached at order 2", spoil: states.detachedOutput, modes: any },
  { kind: "mutates its input", spoil: states.intrusive, modes: any },
  { kind: "nondeterministic by 1 ulp", spoil: states.fickle, modes: any },
  { kind: "wrong shape", spoil: formulas.misshapen, modes: any },
  { kind: "wrong for negative x", spoil: places.wrongBelowZero, modes: any },
  { kind: "wrong beyond |x| > 10", spoil: places.wrongFarOut, modes: any },
];

/** The sizes of relative faults: 1 + 10⁻ᵏ. */
export const magnitudes: readonly number[] = [
  1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12,
];

const relative: readonly Kind[] = magnitudes.map((magnitude) => ({
  kind: `factor 1 + ${magnitude.toExponential()}`,
  spoil: formulas.times(1 + magnitude),
  modes: any,
  magnitude,
}));

/** All kinds of faults. */
export const kinds: readonly Kind[] = [...structural, ...relative];

/** Every fault there is: each kind in each of its modes. */
export const faults: readonly Fault[] = kinds.flatMap(({ kind, modes, magnitude }) =>
  modes.map((mode) => ({
    kind,
    structural: magnitude === undefined,
    ...(magnitude === undefined ? {} : { magnitude }),
    mode,
  })),
);
