// Which ops judge a file of src/ops: those that it publishes or exports, or else those of the modules that import it, or else the
// registry's. Runs in Stryker's sandbox.
import { readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";

const folder = "src/ops";

/** The names of the modules of src/ops, which are their paths in it. */
export function modulesOfOps() {
  const files = readdirSync(folder, { recursive: true }).map((file) => file.replaceAll("\\", "/"));
  return files.filter((file) => /^(?!.*\.test\.ts).*\.ts$/.test(file)).map((file) => file.slice(0, -3));
}

/** The ops that judge the module of a name, among the modules by their names. */
export function opsOf(name, modules) {
  const ops = new Set(nearest(name, modules));
  return ops.size > 0 ? [...ops] : modules.index.registry();
}

/**
 * The ops that a module publishes or exports, or else those of the modules that import it, however indirectly; so for masks too,
 * which have a derivative only in what uses them, and for ops outside the registry, whose values nothing else judges.
 */
function nearest(name, modules) {
  const members = Object.values(modules[name]);
  const own = members.flatMap((member) => (typeof member === "function" && "op" in member ? member.op : isOp(member) ? member : []));
  if (own.some((op) => op.constant !== true && modules.index.registry().includes(op))) return own;
  return [...own, ...importersOf(name).flatMap((importer) => nearest(importer, modules))];
}

/** An op that has no public function, since only rules of others call it. */
const isOp = (member) => typeof member === "object" && member !== null && "jvp" in member && "vjp" in member;

/** The modules that import another, but for the lists of what a folder exports. */
function importersOf(name) {
  const imports = (from) => {
    const paths = readFileSync(`${folder}/${from}.ts`, "utf8").matchAll(/ from "(\.[^"]*)\.js"/g);
    return [...paths].some(([, path]) => posix.join(posix.dirname(from), path) === name);
  };
  return modulesOfOps().filter((from) => !/(^|\/)index$/.test(from) && imports(from));
}
