// mathjs with 64 digits, loaded when it is first asked for, as its prebuilt bundle, which is one file.

import type { MathJsInstance } from "mathjs";

/** The digits that are computed with. */
export const digits = 64;

let loaded: Promise<MathJsInstance> | undefined;

/** An instance of mathjs of our own, whose numbers have 64 digits. */
export function loadMath(): Promise<MathJsInstance> {
  loaded ??= instance();
  return loaded;
}

async function instance(): Promise<MathJsInstance> {
  // @ts-expect-error The bundle comes without types of its own.
  const bundle = (await import("mathjs/lib/browser/math.js")) as { default: Bundle };
  return bundle.default.create({ number: "BigNumber", precision: digits });
}

/** The bundle's own `create` has been given all functions. */
interface Bundle {
  readonly create: (config: object) => MathJsInstance;
}
