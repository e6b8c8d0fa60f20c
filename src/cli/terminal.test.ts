// What the command line prints on: lines that fit, and a bar where somebody watches.

import t from "tap";
import { along } from "./progress.js";
import { wrapped } from "./terminal.js";

/** Runs with a standard output of so many columns, or without any. */
function within<T>(columns: number | undefined, run: () => T): T {
  const before = Object.getOwnPropertyDescriptor(process.stdout, "columns");
  Object.defineProperty(process.stdout, "columns", { value: columns, configurable: true });
  try {
    return run();
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.stdout, "columns");
    else Object.defineProperty(process.stdout, "columns", before);
  }
}

/** What `run` writes on standard error, as if that were a terminal or not. */
function written(isTerminal: boolean, run: () => unknown): string {
  const { stderr } = process;
  const before = { isTTY: stderr.isTTY, write: stderr.write.bind(stderr) };
  let text = "";
  const write = (part: string): boolean => {
    text += part;
    return true;
  };
  Object.assign(stderr, { isTTY: isTerminal, write });
  try {
    run();
  } finally {
    Object.assign(stderr, before);
  }
  return text;
}

t.test("text is broken between words, paragraph by paragraph, and words are never broken", async (t) => {
  const text = `${"one two three ".repeat(20)}\n${"x".repeat(90)}\n\n  an end`;
  for (const columns of [40, 60, 80, undefined]) {
    const lines = within(columns, () => wrapped(text, "    ")).split("\n");
    const [first = "", second = ""] = lines;
    t.ok(
      lines.every((line) => line.length <= (columns ?? 100) || line.trim() === "x".repeat(90)),
      `${String(columns)} columns`,
    );
    t.notOk(first.startsWith(" "));
    t.ok(second.startsWith("    "), "what goes on is indented");
    t.equal(lines.at(-1), "  an end", "and a paragraph keeps the indent of its own");
    t.equal(lines.join(" ").replace(/\s+/g, " "), text.replace(/\s+/g, " "), "no word is lost");
  }
});

t.test("a colour takes no room", async (t) => {
  const words = Array.from({ length: 8 }, () => "\u001b[31mred\u001b[39m").join(" ");
  t.equal(within(40, () => wrapped(words)).split("\n").length, 1);
});

t.test("a bar names what is at work, and is gone at the end, whatever happens", async (t) => {
  const results: number[] = [];
  const text = written(true, () => {
    results.push(
      ...along(
        [1, 2, 3],
        (x) => `item ${String(x)}`,
        (x) => x * x,
      ),
    );
  });
  t.same(results, [1, 4, 9]);
  t.match(text, /3 of 3 {2}item 3/);
  const broken = written(true, () => {
    t.throws(
      () =>
        along([1], String, () => {
          throw new Error("on purpose");
        }),
      /on purpose/,
    );
  });
  t.match(broken, /\u001b\[\?25l.*\u001b\[\?25h/s, "the cursor is shown again");
});

t.test("there is no bar where nobody watches", async (t) => {
  t.equal(
    written(false, () =>
      t.same(
        along([1, 2], String, (x) => -x),
        [-1, -2],
      ),
    ),
    "",
  );
});
