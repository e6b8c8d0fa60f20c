// The code of the documentation under the strict compiler, as in a project that has installed the package.

import ts from "typescript";

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  lib: ["lib.es2023.d.ts"],
  types: ["node"],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
};

/** What the compiler says against modules that lie, by these names, in a folder of the repository. */
export function complaints(modules: ReadonlyMap<string, string>, root: string): string[] {
  const disk = ts.createCompilerHost(options);
  const nameIn = (path: string): string => path.replace(`${root}docs/`, "");
  const host: ts.CompilerHost = {
    ...disk,
    getCurrentDirectory: () => root,
    fileExists: (path) => modules.has(nameIn(path)) || disk.fileExists(path),
    readFile: (path) => modules.get(nameIn(path)) ?? disk.readFile(path),
    getSourceFile(path, language, ...rest) {
      const text = modules.get(nameIn(path));
      if (text === undefined) return disk.getSourceFile(path, language, ...rest);
      return ts.createSourceFile(path, text, language, true);
    },
  };
  const program = ts.createProgram(
    [...modules.keys()].map((name) => `${root}docs/${name}`),
    options,
    host,
  );
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, " ");
    if (file === undefined) return message;
    const { line } = file.getLineAndCharacterOfPosition(start);
    return `${nameIn(file.fileName)}:${String(line + 1)}: ${message}`;
  });
}
