// Which parts of src/ops the sweep judges: the entries of ops and what their rules call, in whatever file it is.
import { readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";

/** What makes an entry of an op. */
const entry = /: Op<|\b(unary|binary|ternary|step|publish\w*|elementwise|linear|bilinear|constant|family)(<.*>)?\(/;

/** Which parts of the files below `root`/src/ops are swept. */
export class Entries {
  constructor(root) {
    this.root = root;
    const files = readdirSync(`${root}src/ops`, { recursive: true }).map((name) => `src/ops/${name.replaceAll("\\", "/")}`);
    this.sources = new Map(
      files
        .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|\/fixtures\//.test(file))
        .map((file) => [file, ts.createSourceFile(file, readFileSync(root + file, "utf8"), ts.ScriptTarget.Latest, true)]),
    );
    this.public = new Set([...this.sources.values()].flatMap(listed));
    this.reached = this.reach();
  }

  /** Whether anything of a file is swept. */
  has(file) {
    return this.sources.get(file)?.statements.some((part) => this.reached.has(part)) ?? false;
  }

  /** The ranges to mutate, as Stryker has them: file:line:column-line:column. */
  rangesOf(file) {
    const source = this.sources.get(file);
    const gaps = [];
    const isGap = (node) => this.isLeftOut(node) || (node.parent === source && !this.reached.has(node));
    const visit = (node) => void (isGap(node) ? gaps.push(node) : ts.forEachChild(node, visit));
    ts.forEachChild(source, visit);
    const place = (offset) => {
      const { line, character } = source.getLineAndCharacterOfPosition(offset);
      return `${line + 1}:${character}`;
    };
    const starts = [0, ...gaps.map((gap) => gap.end)];
    const ends = [...gaps.map((gap) => gap.getStart()), source.end];
    return starts.map((start, k) => `${file}:${place(start)}-${place(ends[k])}`);
  }

  /** The entries, and what they mention, and what that mentions, as far as it is no public function. */
  reach() {
    const parts = new Map();
    for (const [file, source] of this.sources)
      for (const part of source.statements) for (const name of namesOf(part)) parts.set(`${file}:${name}`, part);
    const reached = new Set([...this.sources.values()].flatMap((source) => source.statements.filter((part) => this.isRoot(part))));
    // A set can grow while it is gone through.
    for (const part of reached) {
      const file = part.getSourceFile().fileName;
      const imports = importsOf(this.sources.get(file), this.sources);
      for (const name of this.namesIn(part)) {
        const found = parts.get(imports.get(name) ?? `${file}:${name}`);
        if (found && !this.isLeftOut(found)) reached.add(found);
      }
    }
    return reached;
  }

  /** An entry: in a file that has any, whatever is called for, and what is said to be an op. */
  isRoot(part) {
    if (!ts.isVariableStatement(part) || !entry.test(part.getSourceFile().text)) return false;
    return part.declarationList.declarations.some(
      ({ type, initializer }) => /^Op</.test(type?.getText() ?? "") || ts.isCallExpression(bare(initializer)),
    );
  }

  /** The names that a part of a file mentions, but for those in what is left out of it. */
  namesIn(part) {
    const names = new Set();
    // What it returned would end the walk.
    const visit = (node) => {
      if (this.isLeftOut(node)) return;
      if (ts.isIdentifier(node)) names.add(node.text);
      ts.forEachChild(node, visit);
    };
    visit(part);
    return names;
  }

  isLeftOut(node) {
    return isWhereToLook(node) || isRefusal(node) || this.isPublicFunction(node);
  }

  /** A public function, which reads arguments before an op is bound: the second argument of `publish`, or an export. */
  isPublicFunction(node) {
    const isListed = (name) => this.public.has(`${node.getSourceFile().fileName}:${name}`);
    if (ts.isFunctionDeclaration(node)) return isListed(node.name?.text);
    if (!ts.isArrowFunction(node)) return false;
    const place = placeOf(node);
    if (ts.isCallExpression(place)) return place.expression.getText() === "publish" && place.arguments[1] === node;
    return ts.isVariableDeclaration(place) && isListed(place.name.getText());
  }
}

const isExported = (node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

/** Domains and examples tell the sweep where to look: it cannot judge them too. */
const isWhereToLook = (node) =>
  ((ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) && ["domain", "examples"].includes(node.name.getText())) ||
  (ts.isVariableDeclaration(node) && /^(Interval|readonly Example)/.test(node.type?.getText() ?? ""));

/** The sweep calls no op wrongly, so it does not come by what refuses a call: a test beside the file does. */
const isRefusal = (node) =>
  ts.isIfStatement(node) && ts.isThrowStatement(node.thenStatement) && node.elseStatement === undefined;

const isWrapped = (node) => ts.isAsExpression(node) || ts.isParenthesizedExpression(node);

/** What a function stands in: a variable's declaration, a call. */
const placeOf = ({ parent }) => (isWrapped(parent) ? placeOf(parent) : parent);

/** What a variable is, without what is said of its type. */
const bare = (node) => (node && isWrapped(node) ? bare(node.expression) : (node ?? ts.factory.createNull()));

/** The names that a statement declares, types aside. */
function namesOf(part) {
  if (ts.isFunctionDeclaration(part) || ts.isClassDeclaration(part)) return [part.name.text];
  if (!ts.isVariableStatement(part)) return [];
  const names = ({ name }) => (ts.isIdentifier(name) ? [name.text] : name.elements.flatMap(names));
  return part.declarationList.declarations.flatMap(names);
}

const pathFrom = (source, { text }) => `${posix.join(posix.dirname(source.fileName), text).slice(0, -3)}.ts`;

/** Where the names come from that a file imports, by themselves or as members of a module: file:name. */
function importsOf(source, sources) {
  const imports = new Map();
  for (const { importClause, moduleSpecifier } of source.statements.filter(ts.isImportDeclaration)) {
    const bindings = importClause?.namedBindings;
    if (bindings === undefined) continue;
    const from = pathFrom(source, moduleSpecifier);
    const elements = ts.isNamedImports(bindings) ? bindings.elements : [];
    for (const { name, propertyName } of elements) imports.set(name.text, `${from}:${(propertyName ?? name).text}`);
    if (!ts.isNamespaceImport(bindings)) continue;
    for (const name of sources.get(from)?.statements.flatMap(namesOf) ?? []) imports.set(name, `${from}:${name}`);
  }
  return imports;
}

/** What a list of exports hands to the library's users: file:name. */
function listed(source, _k, sources) {
  if (!source.fileName.endsWith("/index.ts")) return [];
  return source.statements.filter(ts.isExportDeclaration).flatMap((part) => {
    if (part.moduleSpecifier === undefined) return [];
    const from = pathFrom(source, part.moduleSpecifier);
    const all = sources.find(({ fileName }) => fileName === from)?.statements.filter(isExported).flatMap(namesOf) ?? [];
    const names = part.exportClause?.elements.map(({ name, propertyName }) => (propertyName ?? name).text) ?? all;
    return names.map((name) => `${from}:${name}`);
  });
}
