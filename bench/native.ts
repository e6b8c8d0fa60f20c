// Limits in C++, where the machine has a compiler: bench/native, as a program that times itself.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The arrays that a gradient in C++ is given at a point. */
export type Arrays = readonly ArrayLike<number>[];

/** What a run of it takes, and what it returns at the first point. */
export interface NativeAnswer {
  readonly seconds: number;
  readonly numbers: Float64Array;
}

const source = fileURLToPath(new URL("../../bench/native/main.cpp", import.meta.url));
const options = ["-std=c++20", "-O3", "-march=native"];

/** The compiled limits. */
export class Native {
  private constructor(
    /** The compiler and its options, in words. */
    readonly about: string,
    private readonly folder: string,
  ) {}

  /** Compiles them with `CXX`, or else `c++`; undefined if the machine has no such command. */
  static compiled(compiler = process.env["CXX"] ?? "c++"): Native | undefined {
    const version = versionOf(compiler);
    if (version === undefined) return undefined;
    const folder = mkdtempSync(join(tmpdir(), "dualtape-limits-"));
    execFileSync(compiler, [...options, source, "-o", join(folder, "limits")], { stdio: "inherit" });
    return new Native(`${version}, ${options.join(" ")}`, folder);
  }

  /** Times the gradient of this name for about so many seconds, at the points in turn. */
  timed(gradient: string, points: readonly Arrays[], seconds: number): Promise<NativeAnswer> {
    const child = spawn(join(this.folder, "limits"), [gradient, String(seconds)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const parts: Buffer[] = [];
    // One that does not know the gradient ends before it has read all; what it ends with says so.
    let unread: Error | undefined;
    child.stdin.once("error", (error) => {
      unread = error;
    });
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    const answer = new Promise<NativeAnswer>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => {
        const all = new Uint8Array(Buffer.concat(parts));
        const [time = NaN, ...numbers] = new Float64Array(all.buffer, 0, all.length >> 3);
        if (code === 0 && unread === undefined)
          resolve({ seconds: time, numbers: Float64Array.from(numbers) });
        else reject(new Error(`bench: the limit ${gradient} in C++ ended with ${String(code)}`));
      });
    });
    child.stdin.end(new Uint8Array(encoded(points).buffer));
    return answer;
  }

  /** Deletes what was compiled. */
  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** The first line of what the compiler says of itself. */
function versionOf(compiler: string): string | undefined {
  try {
    return execFileSync(compiler, ["--version"], { encoding: "utf8" }).split("\n")[0];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** How many points, how many arrays each is, and these, each after its length. */
function encoded(points: readonly Arrays[]): Float64Array {
  const arrays = points.flat();
  const numbers = new Float64Array(2 + arrays.reduce((sum, { length }) => sum + 1 + length, 0));
  numbers.set([points.length, points[0]?.length ?? 0]);
  let at = 2;
  for (const array of arrays) {
    numbers[at] = array.length;
    numbers.set(array, at + 1);
    at += 1 + array.length;
  }
  return numbers;
}
