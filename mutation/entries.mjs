// Which parts of a file of src/ops the sweep judges: the entries of ops and what their rules call.
import { readFileSync } from "node:fs";
import ts from "typescript";

const isExported = (node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

/** Domains and examples tell the sweep where to look: it cannot judge them too. */
const isWhereToLook = (node) =>
  (ts.isPropertyAssignment(node) && ["domain", "examples"].includes(node.name.getText())) ||
  (ts.isVariableDeclaration(node) && /^(Interval|readonly Example)/.test(node.type?.getText() ?? ""));

/** What a function stands in: a variable's declaration, a call. */
function placeOf({ parent }) {
  return parent && (ts.isAsExpression(parent) || ts.isParenthesizedExpression(parent)) ? placeOf(parent) : parent;
}

/** A public function, which reads arguments before an op is bound: the second argument of `publish`, or an export. */
function isPublicFunction(node) {
  if (!ts.isArrowFunction(node)) return false;
  const place = placeOf(node);
  if (place && ts.isCallExpression(place)) return place.expression.getText() === "publish" && place.arguments[1] === node;
  return place !== undefined && ts.isVariableDeclaration(place) && isExported(place.parent.parent);
}

const isLeftOut = (node) => isWhereToLook(node) || isPublicFunction(node);

/** Whether the library's users get what the file exports; else other files of ops do, for their entries. */
const isPublic = (root, file) =>
  readFileSync(`${root}src/ops/index.ts`, "utf8").includes(`export * from "./${file.split("/").at(-1).slice(0, -3)}.js"`);

/** The names that a part of a file mentions, but for those in what is left out of it. */
function namesIn(part) {
  const names = new Set();
  // What it returned would end the walk.
  const visit = (node) => {
    if (isLeftOut(node)) return;
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(part);
  return names;
}

/** The functions of a file that only public functions call, and these themselves. */
function unswept(root, file, source) {
  const functions = source.statements.filter(ts.isFunctionDeclaration);
  const isRoot = (part) => !ts.isFunctionDeclaration(part) || (isExported(part) && !isPublic(root, file));
  const reached = new Set();
  let parts = source.statements.filter(isRoot);
  while (parts.length > 0) {
    for (const part of parts) reached.add(part);
    const names = new Set(parts.flatMap((part) => [...namesIn(part)]));
    parts = functions.filter((f) => !reached.has(f) && names.has(f.name.text) && !(isExported(f) && isPublic(root, file)));
  }
  return functions.filter((f) => !reached.has(f));
}

/** The ranges to mutate, as Stryker has them: file:line:column-line:column. */
export function entriesOf(root, file) {
  const source = ts.createSourceFile(file, readFileSync(root + file, "utf8"), ts.ScriptTarget.Latest, true);
  const outside = unswept(root, file, source);
  const gaps = [];
  const visit = (node) => void (isLeftOut(node) || outside.includes(node) ? gaps.push(node) : ts.forEachChild(node, visit));
  visit(source);
  const place = (offset) => {
    const { line, character } = source.getLineAndCharacterOfPosition(offset);
    return `${line + 1}:${character}`;
  };
  const starts = [0, ...gaps.map((gap) => gap.end)];
  const ends = [...gaps.map((gap) => gap.getStart()), source.end];
  return starts.map((start, k) => `${file}:${place(start)}-${place(ends[k])}`);
}
