// How messages show what came and what was wanted.

/** A shape as text: `[2, 3]`. */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** What came instead, short enough for a message. */
export function describe(got: unknown): string {
  switch (typeof got) {
    case "string":
      return `the string ${JSON.stringify(shorten(got))}`;
    case "function":
      return got.name === "" ? "a function" : `the function ${got.name}`;
    case "object":
      return got === null ? "null" : describeObject(got);
    case "bigint":
      return `${got.toString()}n`;
    case "symbol":
      return got.toString();
    case "number":
    case "boolean":
    case "undefined":
      return String(got);
  }
}

function describeObject(got: object): string {
  if (Array.isArray(got)) return `an array of length ${String(got.length)}`;
  if (got instanceof Promise) return "a Promise (f must not be async)";
  if ("next" in got && "throw" in got) return "a generator (f must not be one)";
  if ("trace" in got && "isWatched" in got)
    return "a value that is being differentiated, batched or compiled";
  const kind = (got.constructor as { name?: string } | undefined)?.name ?? "Object";
  if (kind === "NDArray")
    return `an NDArray of shape ${formatShape((got as { shape: readonly number[] }).shape)}`;
  return kind === "Object"
    ? `an object with keys {${shorten(Object.keys(got).join(", "))}}`
    : `an instance of ${kind}`;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
