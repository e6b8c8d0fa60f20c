// What the host has to run modules with.

/** The part of the host's WebAssembly that is used here. */
interface WebAssembly {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/** Undefined where the host has none. */
export const webAssembly = (globalThis as { readonly WebAssembly?: WebAssembly }).WebAssembly;

/** What a module of `moduleOf` has to offer. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly program: () => number;
}

/** A module that runs. */
export function instantiated(bytes: Uint8Array, imports: object): Exports {
  const { Module, Instance } = webAssembly!;
  return new Instance(new Module(bytes), imports).exports as Exports;
}
