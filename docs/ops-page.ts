// The pages that are made from the registry: docs/ops.md, with the op table and the functions made of ops, and
// docs/coverage.md, which derivatives the sweep has judged. Run as a program, this writes them.

import { readFileSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { coveragePage, derivativeCoverage } from "../src/check/index.js";
import * as ops from "../src/ops/index.js";
import { line, opTable } from "./op-table.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The whole page. */
export function opsPage(): string {
  return `# Ops

Made from the registry by \`npm run docs\`; do not edit. Every op works on numbers and on arrays, in forward
and in reverse mode, at every order and in every nesting. The checks sample each op where the fourth column
says, away from the fifth. Where the derivative is "its partials", one formula serves both modes; where it is
"a rule for each mode", the two were written apart from each other; where it is 0, the op is locally constant.

${opTable(ops.registry())}
## Functions made of ops

They have no rule of their own: their derivatives are those of their parts.

${[["function", "what it is"], ["---", "---"], ...compositions()].map(line).join("")}`;
}

/** The public functions that stand for no single op, with the first sentences of their docstrings. */
function compositions(): string[][] {
  const isComposition = (name: string): boolean => {
    const member = (ops as Readonly<Record<string, unknown>>)[name];
    return typeof member === "function" && !("op" in member) && !["lift", "registry"].includes(name);
  };
  return families().flatMap((family) =>
    family.statements.flatMap((statement) => {
      const name = nameOf(statement) ?? "";
      return isComposition(name) ? [[`\`${name}\``, sentenceOf(statement)]] : [];
    }),
  );
}

function families(): ts.SourceFile[] {
  const files = readdirSync(`${root}src/ops`).filter((file) => /(?<!\.test)\.ts$/.test(file));
  return files.sort().map((file) => {
    const text = readFileSync(`${root}src/ops/${file}`, "utf8");
    return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  });
}

function nameOf(statement: ts.Statement): string | undefined {
  if (ts.isFunctionDeclaration(statement)) return statement.name?.text;
  if (!ts.isVariableStatement(statement)) return undefined;
  return statement.declarationList.declarations[0]?.name.getText();
}

/** What comes before the first full stop, on one line. */
function sentenceOf(statement: ts.Statement): string {
  const [docstring] = ts.getJSDocCommentsAndTags(statement);
  const text = ts.getTextOfJSDocComment(docstring?.comment) ?? "";
  return (/^[^]*?(?=(?<!et al)\.(\s|$)|$)/.exec(text)?.[0] ?? "").replace(/\s+/g, " ");
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  writeFileSync(`${root}docs/ops.md`, opsPage());
  writeFileSync(`${root}docs/coverage.md`, coveragePage(derivativeCoverage()));
}
