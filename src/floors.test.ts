// The floors of the house: every folder imports only from itself and from those named here.
import t from "tap";
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { posix } from "node:path";
import ts from "typescript";

const root = fileURLToPath(new URL("../../", import.meta.url));

const engines = ["src/forward", "src/reverse", "src/batch", "src/sparse"];
const upToOps = ["src/ndarray", "src/core", "src/ops"];
const upToTransforms = [...upToOps, ...engines, "src/transforms", "src/compile"];

/** What each place may import, besides itself. A new folder takes its place here. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "src/wasm": [],
  "src/ndarray": ["src/wasm"],
  "src/core": ["src/ndarray"],
  "src/ops": ["src/ndarray", "src/core"],
  "src/forward": ["src/ndarray", "src/core"],
  "src/reverse": ["src/ndarray", "src/core"],
  "src/batch": upToOps,
  "src/sparse": upToOps,
  "src/transforms": [...upToOps, ...engines],
  // Programs for tests, which are no part of the package.
  "src/compile/fixtures": [...upToTransforms, "src/check", "src/index.ts"],
  "src/compile": [...upToOps, ...engines, "src/transforms", "src/wasm"],
  "src/check": upToTransforms,
  "src/expression": upToOps,
  "src/index.ts": [...upToTransforms, "src/check", "src/expression"],
  // The engine of this house among them, by which others are measured, needs nothing from outside.
  "suites/conform/engines/dualtape.ts": ["src/index.ts", "suites", "suites/conform/engines/dualtape-ops.ts"],
  "suites/conform/engines/dualtape-ops.ts": ["src/index.ts", "suites"],
  "suites/conform/engines": ["src/index.ts", "suites", "suites/conform/engines/dualtape.ts"],
  "suites/conform/index.ts": ["suites", "suites/conform/files", "suites/conform/engines/dualtape.ts"],
  "suites/index.ts": ["suites", "suites/conform/index.ts", "suites/conform/assert.ts"],
  "suites/conform/assert.ts": ["suites", "src/check", "suites/conform/files"],
  // Reading the files of cases is Node's.
  "suites/conform/files": ["suites"],
  suites: ["src/index.ts", "src/check", "suites/conform/engines/dualtape.ts"],
  "src/cli": [
    ...upToTransforms,
    "src/expression",
    "src/check",
    "src/index.ts",
    "suites",
    "suites/index.ts",
    "suites/conform/index.ts",
    "suites/conform/engines",
    "suites/conform/engines/dualtape.ts",
    "suites/conform/files",
  ],
};

/**
 * Who may import packages and Node's own modules; formulas and the references load mathjs, and the engines of others
 * are packages and processes. All else runs in a browser as it is.
 */
const mayImportPackages: readonly string[] = [
  // Emitted modules are TypeScript, which tests compile.
  "src/compile/fixtures",
  "src/cli",
  "src/expression",
  "src/check",
  "suites/conform/engines",
  "suites/conform/files",
];

/** The name in `mayImport` of the place that holds a file: the file itself or a folder above it. */
function placeOf(file: string): string | undefined {
  return Object.keys(mayImport).find((place) => file === place || file.startsWith(`${place}/`));
}

/** What is wrong with `file` importing `specifier`, or undefined. */
function offence(file: string, specifier: string): string | undefined {
  const from = placeOf(file);
  if (from === undefined) return `${file} is in no place that src/floors.test.ts knows`;
  if (!specifier.startsWith(".")) {
    return mayImportPackages.includes(from) ? undefined : `${file} imports the package "${specifier}"`;
  }
  const target = posix.join(posix.dirname(file), specifier).replace(/\.js$/, ".ts");
  const to = placeOf(target);
  const allowed = to !== undefined && (to === from || mayImport[from]?.includes(to) === true);
  return allowed ? undefined : `${file} imports ${target}`;
}

/** The sources of the library and the suites, tests left out, as paths from the root of the repository. */
function sources(): string[] {
  const under = (folder: string) =>
    readdirSync(root + folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`);
  return [...under("src"), ...under("suites")]
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
}

t.test("every import leads to the same folder or to a floor below", async (t) => {
  const files = sources();
  t.ok(files.includes("src/index.ts"), "the sources are found");
  const offences = files.flatMap((file) =>
    ts
      .preProcessFile(readFileSync(root + file, "utf8"))
      .importedFiles.flatMap(({ fileName }) => offence(file, fileName) ?? []),
  );
  t.strictSame(offences, []);
});

t.test("an import that climbs, crosses over or brings a package in is an offence", async (t) => {
  for (const [file, specifier] of [
    ["src/ndarray/array.ts", "../core/op.js"],
    ["src/core/op.ts", "../ops/trig.js"],
    ["src/forward/dual.ts", "../reverse/tape.js"],
    ["src/reverse/tape.ts", "../ops/index.js"],
    ["src/transforms/grad.ts", "../index.js"],
    ["suites/chapter.ts", "../src/reverse/tape.js"],
    ["src/core/op.ts", "mathjs"],
    ["src/core/op.ts", "node:fs"],
    ["src/attic/old.ts", "./older.js"],
  ] as const) {
    t.ok(offence(file, specifier), `${file} <- ${specifier}`);
  }
  t.notOk(offence("src/ops/trig.ts", "../core/op.js"), "an import that descends is none");
  t.notOk(offence("src/cli/index.ts", "../../suites/index.js"), "nor one of the suites by the command line");
});
