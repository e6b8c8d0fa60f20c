// Which parts of a file of src/ops the sweep judges: the entries of ops and what their rules call.
import { readFileSync } from "node:fs";
import ts from "typescript";

/**
 * Left out are the public functions, which read arguments before an op is bound, and an entry's `domain` and
 * `examples`, which tell the sweep where to look: it cannot judge them too.
 */
const isLeftOut = (node) =>
  (ts.isFunctionDeclaration(node) && isExported(node)) ||
  (ts.isPropertyAssignment(node) && ["domain", "examples"].includes(node.name.getText())) ||
  isPublicFunction(node);

const isExported = (node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

/** The second argument of `publish`. */
const isPublicFunction = ({ parent, pos }) =>
  parent !== undefined &&
  ts.isCallExpression(parent) &&
  parent.expression.getText() === "publish" &&
  parent.arguments[1]?.pos === pos;

/** The ranges to mutate, as Stryker has them: file:line:column-line:column. */
export function entriesOf(root, file) {
  const source = ts.createSourceFile(file, readFileSync(root + file, "utf8"), ts.ScriptTarget.Latest, true);
  const gaps = [];
  // What it returned would end the walk.
  const visit = (node) => void (isLeftOut(node) ? gaps.push(node) : ts.forEachChild(node, visit));
  visit(source);
  const place = (offset) => {
    const { line, character } = source.getLineAndCharacterOfPosition(offset);
    return `${line + 1}:${character}`;
  };
  const starts = [0, ...gaps.map((gap) => gap.end)];
  const ends = [...gaps.map((gap) => gap.getStart()), source.end];
  return starts.map((start, k) => `${file}:${place(start)}-${place(ends[k])}`);
}
