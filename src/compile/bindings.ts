// What a text in JavaScript reads that is not of its own.

import type { Ways } from "./memory.js";

/** The names of what comes from outside the text. */
export class Bindings {
  private readonly names = new Map<unknown, string>();

  nameOf(kind: string, x: unknown): string {
    let name = this.names.get(x);
    if (name === undefined) {
      // An op may have any name.
      name = `${kind.replaceAll(/\W/g, "_")}${String(this.names.size)}`;
      this.names.set(x, name);
    }
    return name;
  }

  /** Whether the text has all in itself. */
  get isEmpty(): boolean {
    return this.names.size === 0;
  }

  /** The function that a text gives in which the things have those names. */
  function(source: string): Ways {
    const make = new Function(...this.names.values(), source) as (...x: readonly unknown[]) => Ways;
    return make(...this.names.keys());
  }
}
