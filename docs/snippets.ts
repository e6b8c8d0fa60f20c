// The code in Markdown and in docstrings, made into modules that note what comments promise and what came.

import { readFileSync } from "node:fs";
import ts from "typescript";

/** A piece of code that a reader may copy, and where it stands. */
export interface Snippet {
  readonly file: string;
  /** The line of the file before its first. */
  readonly line: number;
  readonly code: string;
  /** Of an example in a docstring, the exported name that it belongs to, if it is one. */
  readonly owner?: string | undefined;
}

/** What a comment promises of the statement before it, in a module that has run. */
export interface Outcome {
  readonly line: number;
  readonly expected: string;
  readonly came: unknown;
}

/** The blocks marked `ts` in a Markdown file. */
export function blocksOf(file: string, root: string): Snippet[] {
  const text = readFileSync(root + file, "utf8");
  return [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => ({
    file,
    line: text.slice(0, match.index).split("\n").length,
    code: match[1] ?? "",
  }));
}

/** A command that a page shows, with what it prints and the files that the page has shown before it. */
export interface Shown {
  readonly file: string;
  readonly command: string;
  readonly output: string;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The blocks marked `console` in a Markdown file, each of one command; files are named before they are shown.
 */
export function commandsOf(file: string, root: string): Shown[] {
  const text = readFileSync(root + file, "utf8");
  const named = [...text.matchAll(/^`([^`\n]+)`:\n\n```\w+\n([^]*?)^```$/gm)];
  const files = Object.fromEntries(named.map(([, name = "", code = ""]) => [name, code]));
  const blocks = [...text.matchAll(/^```console\n\$ (.*)\n([^]*?)^```$/gm)];
  return blocks.map(([, command = "", output = ""]) => ({ file, command, output, files }));
}

/** The examples in the docstrings of a source file. */
export function examplesOf(file: string, root: string): Snippet[] {
  const source = parse(readFileSync(root + file, "utf8"));
  const found: Snippet[] = [];
  const visit = (node: ts.Node): void => {
    for (const tag of ts.getJSDocTags(node)) {
      if (tag.tagName.text !== "example" || !ts.isJSDoc(tag.parent) || tag.parent.parent !== node) continue;
      const { line } = source.getLineAndCharacterOfPosition(tag.getStart());
      const code = tag
        .getText()
        .replace(/^@example[ \t]*/, "")
        .replace(/^\s*\*( |\/|$)/gm, "");
      found.push({ file, line, code, owner: exportedName(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function exportedName(node: ts.Node): string | undefined {
  if (!ts.isFunctionDeclaration(node) && !ts.isClassDeclaration(node)) return undefined;
  const isExported = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
  return isExported ? node.name?.text : undefined;
}

const prelude = `
import { format as $format } from "node:util";
export const $outcomes = [];
let $printed = "";
const console = { ...globalThis.console, log: (...args) => { $printed = $format(...args); } };
const $try = async (f) => { try { return await f(); } catch (error) { return error; } };
const $note = (line, expected, came) => $outcomes.push({ line, expected, came });
`.replaceAll("\n", " ");

/**
 * A module that runs the snippet and exports its outcomes: one for each statement that is followed by a
 * comment which begins with `mark`. Of an expression that is its value, or what it throws; of a declaration,
 * what it declares; of console.log, what it prints.
 */
export function instrumented({ code, line }: Snippet, mark: string): string {
  const source = parse(code);
  const lines = source.statements.map((statement) => {
    const expected = promiseAfter(statement, code, mark);
    const text = statement.getFullText();
    if (expected === undefined) return text;
    const at = line + source.getLineAndCharacterOfPosition(statement.getEnd()).line + 1;
    const note = (came: string): string => `$note(${String(at)}, ${JSON.stringify(expected)}, ${came});`;
    if (ts.isVariableStatement(statement)) return `${text}; ${note(declaredIn(statement))}`;
    if (!ts.isExpressionStatement(statement)) throw new Error(`no result can be noted of: ${text}`);
    const value = statement.expression.getText();
    if (value.startsWith("console.log(")) return `${text}; ${note("{ printed: $printed }")}`;
    return note(`await $try(async () => (${value}))`);
  });
  return prelude + transpiled(lines.join(""));
}

/** The text of the comment behind a statement, on its line or the next; its further lines are indented. */
function promiseAfter(statement: ts.Statement, code: string, mark: string): string | undefined {
  const rest = code.slice(statement.getEnd());
  const [, text] = /^[ \t]*;?[ \t]*\n?[ \t]*\/\/ (.*(?:\n[ \t]*\/\/ {2,}.*)*)/.exec(rest) ?? [];
  if (text?.startsWith(mark) !== true) return undefined;
  return text
    .slice(mark.length)
    .replace(/\n[ \t]*\/\//g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** What a declaration declares, as an expression: the one value, or an object of several. */
function declaredIn(statement: ts.VariableStatement): string {
  const names = namesIn(statement);
  return names.length === 1 ? (names[0] as string) : `{ ${names.join(", ")} }`;
}

function namesIn(statement: ts.VariableStatement): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBindingElement(node) || ts.isVariableDeclaration(node)) {
      if (ts.isIdentifier(node.name)) names.push(node.name.text);
      else ts.forEachChild(node.name, visit);
    }
  };
  statement.declarationList.declarations.forEach(visit);
  return names;
}

/** The names in a snippet, and those of them that it declares at its top. */
export function namesUsed(code: string): { readonly used: Set<string>; readonly declared: Set<string> } {
  const source = parse(code);
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const declared = source.statements.filter(ts.isVariableStatement).flatMap(namesIn);
  return { used, declared: new Set(declared) };
}

function parse(code: string): ts.SourceFile {
  return ts.createSourceFile("snippet.ts", code, ts.ScriptTarget.ES2022, true);
}

function transpiled(code: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(code, { compilerOptions }).outputText;
}
