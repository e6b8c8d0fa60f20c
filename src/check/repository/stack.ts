// Where in the user's code something happens, from the stack as text: that is what source maps translate.

/** A place in a function. */
export interface Frame {
  /** Empty of a function without a name. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The user's frames from here up to the function of this name in the library, the innermost first. */
export function framesAbove(end: string): readonly Frame[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 200;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  const lines = stack.split("\n").slice(1);
  const frames = lines.flatMap((line) => frameOf(line) ?? []);
  const last = frames.findIndex(({ name, file }) => name === end && isOwn(file));
  return frames
    .slice(0, last < 0 ? frames.length : last)
    .filter(({ file }) => !isOwn(file) && !file.startsWith("node:") && !file.includes("/node_modules/"));
}

/** Whether a file is the library's, compiled or as a source: its frames are nobody's business. */
function isOwn(file: string): boolean {
  const { pathname } = new URL("../../../../", import.meta.url);
  return ["dist/src/", "src/"].some((folder) => file.startsWith(pathname + folder));
}

/** "    at Call.loss [as f] (file:///repo/loss.ts:3:20)" */
function frameOf(line: string): Frame | undefined {
  const found = /^\s*at (?:async )?(?:(.*) \()?(.*?):(\d+):(\d+)\)?$/.exec(line);
  if (found === null) return undefined;
  const [, called = "", place = "", row, column] = found;
  const name = called
    .replace(/ \[as .*\]$/, "")
    .split(".")
    .at(-1);
  const file = place.startsWith("file:") ? decodeURI(new URL(place).pathname) : place;
  return {
    name: name === "<anonymous>" ? "" : (name ?? ""),
    file,
    line: Number(row),
    column: Number(column),
  };
}
