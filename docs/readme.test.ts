// The code in Markdown pages and in the examples of docstrings compiles, runs, and gives what it says.
import t, { type Test } from "tap";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { posix } from "node:path";
import { agrees, show } from "./show.js";
import { blocksOf, commandsOf, examplesOf, instrumented, namesUsed } from "./snippets.js";
import type { Outcome, Snippet } from "./snippets.js";
import { complaints } from "./typecheck.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const arrow = "→ ";

const pages = ["README.md", "CONTRIBUTING.md", ...filesUnder("docs", ".md")];
const blocks = pages.flatMap((page) => blocksOf(page, root));

const examples = await examplesInDocstrings();

t.test("the code of the documentation and of docstrings compiles under the strict compiler", async (t) => {
  t.ok(blocks.length >= 15 && examples.length >= 10, "both are found");
  const modules = new Map([["wrong.ts", 'export const x: number = "1";']]);
  for (const snippet of [...blocks, ...examples]) modules.set(moduleName(snippet), snippet.code);
  const [wrong, ...others] = complaints(modules, root);
  t.match(wrong, /^wrong\.ts:1: .*not assignable/, "and the compiler would say so if it did not");
  t.strictSame(others, []);
});

t.test("the code of the documentation runs, and gives what its comments say", async (t) => {
  const outcomes = await run(t, blocks, arrow);
  t.ok(outcomes >= 60, `${String(outcomes)} results are compared`);
});

t.test("the examples of public docstrings run, and give what they say", async (t) => {
  const outcomes = await run(t, examples, "");
  t.ok(outcomes >= examples.length, "each has a result");
});

t.test("the commands in the documentation print what it shows", async (t) => {
  const commands = pages.flatMap((page) => commandsOf(page, root));
  t.ok(commands.length > 0, "they are found");
  for (const { file, command, output, files } of commands) {
    const line = command.replace("npx dualtape", `"$NODE" "${root}dist/src/cli/index.js"`);
    const env = { ...process.env, NODE: process.execPath };
    const options = { cwd: t.testdir({ ...files }), env, encoding: "utf8" } as const;
    const { stdout, stderr } = spawnSync("sh", ["-c", line], options);
    t.equal(stdout.trim(), output.trim(), `${file}: ${command} ${stderr}`);
  }
});

t.test("a wrong result and a missing error are noticed", async (t) => {
  const right = ["x / 3; // → 0.33…", "y.z.z; // → TypeError: …"];
  const code = ["const [x, y] = [1, 0]; // → { x: 1, y: 2 }", ...right, "x; // → 2"].join("\n");
  const outcomes = await outcomesOf(t, { file: "wrong.md", line: 0, code }, arrow);
  t.strictSame(
    outcomes.map(({ line, expected, came }) => [line, agrees(show(came), expected)]),
    [
      [1, false],
      [2, true],
      [3, true],
      [4, false],
    ],
  );
});

t.test("every link from page to page leads somewhere", async (t) => {
  for (const page of pages) {
    for (const [, target = ""] of read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [path = "", heading] = target.split("#");
      const file = path === "" ? page : posix.join(posix.dirname(page), path);
      t.ok(existsSync(root + file), `${page} -> ${target}`);
      if (heading !== undefined) t.ok(headingsOf(file).has(heading), `${page} -> ${target}: the heading`);
    }
  }
});

/** Runs snippets and compares their results; how many there were. */
async function run(t: Test, snippets: readonly Snippet[], mark: string): Promise<number> {
  let count = 0;
  for (const snippet of snippets) {
    const outcomes = await outcomesOf(t, snippet, mark);
    for (const { line, expected, came } of outcomes) {
      const shown = show(came);
      t.equal(agrees(shown, expected) ? expected : shown, expected, `${snippet.file}:${String(line)}`);
    }
    count += outcomes.length;
  }
  return count;
}

/**
 * Runs a snippet as a module within this package, so that it finds the built package by its name. Of the
 * sources and examples that it imports, it gets what they are compiled to.
 */
async function outcomesOf(t: Test, snippet: Snippet, mark: string): Promise<readonly Outcome[]> {
  const name = moduleName(snippet).replace(/ts$/, "mjs");
  const compiled = instrumented(snippet, mark).replaceAll(
    /"\.\.\/(src|examples)\//g,
    (_, of: string) => `"${new URL(`../${of}`, import.meta.url).href}/`,
  );
  const folder = t.testdir({ [name]: compiled });
  const module: unknown = await import(pathToFileURL(`${folder}/${name}`).href);
  return (module as { readonly $outcomes: readonly Outcome[] }).$outcomes;
}

function moduleName({ file, line }: Snippet): string {
  return `${file.replaceAll("/", "-")}-${String(line)}.ts`;
}

/** The examples in docstrings of public names, with the imports that they go without. */
async function examplesInDocstrings(): Promise<Snippet[]> {
  const names = await publicNames();
  const sources = filesUnder("src", ".ts").filter((file) => !file.endsWith(".test.ts"));
  return sources
    .flatMap((file) => examplesOf(file, root))
    .filter(({ owner }) => owner === undefined || names.has(owner))
    .map((example) => ({ ...example, code: withImports(example.code, names) }));
}

/** An entry of the package's exports. */
type Entry = string | { readonly default: string };

/** Where each public name is imported from. */
async function publicNames(): Promise<Map<string, string>> {
  const { exports } = JSON.parse(read("package.json")) as { exports: Readonly<Record<string, Entry>> };
  const names = new Map(["type Value", "type Like"].map((type) => [type, "dualtape"]));
  for (const [path, entry] of Object.entries(exports)) {
    if (typeof entry === "string" || !existsSync(root + entry.default)) continue;
    const specifier = posix.join("dualtape", path);
    const module = (await import(specifier)) as object;
    for (const name of Object.keys(module)) if (!names.has(name)) names.set(name, specifier);
  }
  return names;
}

/** A snippet with imports of the public names that it uses. */
function withImports(code: string, names: ReadonlyMap<string, string>): string {
  const { used, declared } = namesUsed(code);
  const imports = [...names].filter(([name]) => used.has(name.replace("type ", "")) && !declared.has(name));
  return `${imports.map(([name, from]) => `import { ${name} } from "${from}";`).join(" ")} ${code}`;
}

function filesUnder(folder: string, ending: string): string[] {
  const files = readdirSync(root + folder, { recursive: true, encoding: "utf8" });
  const chosen = files.filter((file) => file.endsWith(ending)).sort();
  return chosen.map((file) => `${folder}/${file.replaceAll("\\", "/")}`);
}

function read(file: string): string {
  return readFileSync(root + file, "utf8");
}

/** The anchors of a page, as Git hosts make them of its headings. */
function headingsOf(file: string): Set<string> {
  const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading.toLowerCase());
  return new Set(headings.map((heading) => heading.replace(/[^\p{L}\p{N}\- _]/gu, "").replaceAll(" ", "-")));
}
