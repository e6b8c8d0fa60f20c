// Here the package is a link to the repository, and is left to Node as an installed one would be.
import { defineConfig } from "vitest/config";

export default defineConfig({ test: { server: { deps: { external: [/\/dist\/(?:src|suites)\//] } } } });
