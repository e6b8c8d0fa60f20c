// Cases made of cases: transforms of programs, of which it follows what must hold, multiply them into thousands.

import type { Case, Tensor } from "../format.js";
import { numberOf } from "../numerals.js";
import { ofInputs } from "./inputs.js";
import { byFunctions } from "./nested.js";
import { ofOutputs } from "./outputs.js";
import { finite, type Transform } from "./transform.js";

export type { Transform } from "./transform.js";

/** Numbers that float32 has, in its normal range. */
function isSingle({ data }: Tensor): boolean {
  return data.map(numberOf).every((x) => Math.fround(x) === x && (x === 0 || Math.abs(x) > 2 ** -100));
}

const single: Transform = {
  name: "float32",
  says: "in float32 too, to its precision",
  apply(one) {
    const arrays = Object.values(one.at);
    if (one.level === "infinite" || !finite(one) || !arrays.every(isSingle)) return undefined;
    if (!arrays.some(({ shape }) => shape.length > 0)) return undefined;
    const at = Object.entries(one.at).map(([name, x]) => [name, { ...x, dtype: "float32" as const }]);
    return { at: Object.fromEntries(at) as Case["at"] };
  },
};

/** All transforms. */
export const transforms: readonly Transform[] = [...ofOutputs, ...ofInputs, ...byFunctions, single];

/** The cases that the transforms make of these; not the cases themselves. */
export function multiplied(cases: readonly Case[], by: readonly Transform[] = transforms): readonly Case[] {
  return cases.flatMap((one) => by.flatMap((transform) => derived(one, transform) ?? []));
}

function derived(one: Case, { name, says, without = [], apply }: Transform): Case | undefined {
  if (one.throws !== undefined) return undefined;
  const change = apply(one);
  if (change === undefined) return undefined;
  const title = `${one.title.replace(/[.]$/, "")}, ${says}.`;
  const kept = Object.fromEntries(
    Object.entries(one).filter(([key]) => !(without as readonly string[]).includes(key)),
  );
  return {
    ...(kept as unknown as Case),
    ...change,
    id: `${one.id}+${name}`,
    title,
    from: { id: one.id, by: name },
  };
}
