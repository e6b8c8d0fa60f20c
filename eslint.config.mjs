// The linter: typescript-eslint at its strictest. Import cycles are oxlint's, the floors are a test's.
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "coverage/", "proof-report/", "bench-report/", "conform-report/", ".tap/", "mutation/.sandbox/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "max-lines": ["warn", 300],
      "eqeqeq": "error",
      "one-var": ["error", "never"],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Name the export." },
        { selector: "TSEnumDeclaration", message: "Use a union of literals." },
        { selector: "TSModuleDeclaration[declare!=true]", message: "Use a module." },
      ],
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // A number reads the same in a message with and without String().
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true, allowArray: true },
      ],
      // Overflows the stack on recursive types such as nested arrays (typescript-eslint 8.73.0).
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      // An index is clearer than an iterator wherever two arrays are walked side by side.
      "@typescript-eslint/prefer-for-of": "off",
      // `() => void f()` and `() => log(x)` say what they mean.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // `x as Value` says what x is known to be; `x!` is kept for elements of typed arrays.
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      // Only a type alias fits where an index signature is asked for.
      "@typescript-eslint/consistent-type-definitions": "off",
      // A type parameter that stands once can still be what lets a caller name the answer's type.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // The compiler says it already.
      "@typescript-eslint/no-unused-vars": "off",
    },
  },
  {
    // Hot loops over typed arrays, whose indices are right by construction; a check would cost more.
    files: ["src/{wasm,ndarray,forward,reverse,compile}/**/*.ts", "src/check/differences.ts", "bench/limits/**/*.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-confusing-non-null-assertion": "off",
    },
  },
  {
    // The places that stamp out code through `new Function`, from their own templates only.
    files: ["src/ndarray/stamp.ts", "src/compile/**/*.ts", "src/wasm/workers/*.ts"],
    rules: { "@typescript-eslint/no-implied-eval": "off" },
  },
  {
    // Tests give wrong arguments on purpose, await nothing in async bodies (a promise ends the test),
    // and leave the promises of subtests to tap.
    files: ["**/*.test.ts"],
    rules: {
      "max-lines": "off",
      "@typescript-eslint/no-floating-promises": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    files: ["**/*.mjs"],
    extends: [tseslint.configs.base],
    rules: { "no-undef": "off", "no-unused-vars": "error", "eqeqeq": "error" },
  },
);
