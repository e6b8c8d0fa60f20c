// Stryker's build command: compiles the one file that holds the mutants into the sandbox's copy of dist. The
// rest of dist is built already, and mutants need no type check.
import { readFileSync, writeFileSync } from "node:fs";
import ts from "typescript";

const [file] = process.argv.slice(2);
const { config, error } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, "\n"));
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ".");
// One file alone does not tell that its package is one of ES modules.
const compilerOptions = { ...options, module: ts.ModuleKind.ES2022 };
const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions, fileName: file });
writeFileSync(`dist/${file.replace(/\.ts$/, ".js")}`, outputText);
