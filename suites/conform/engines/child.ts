// A process that is asked by a line and answers by one.

import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** A process under way. */
export interface Child {
  /** Writes a line, if there is one to write, and waits for the next that comes; rejects when time is up or it ends. */
  readonly ask: (line: string | undefined, milliseconds: number) => Promise<string>;
  /** Ends its input, and the process, if it does not end by itself. */
  readonly close: () => Promise<void>;
  readonly kill: () => void;
  readonly isOver: () => boolean;
}

/** How long a process may take to end after its input has. */
const grace = 2000;
/** How many characters of what a process writes to its standard error are kept, to be told when it fails. */
const kept = 4000;

/** Starts `command`, words and all. */
export function childOf(command: readonly string[]): Child {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "pipe"] });
  const lines: string[] = [];
  let complaints = "";
  let over: string | undefined;
  let wake = (): void => undefined;
  const end = (how: string): void => {
    over ??= how;
    wake();
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    wake();
  });
  child.stderr.on("data", (text: Buffer) => (complaints = (complaints + text.toString()).slice(-kept)));
  // A process that is gone says so by its end; writing to it must not throw besides.
  child.stdin.on("error", () => undefined);
  child.on("error", (error) => end(`could not be started: ${error.message}`));
  child.on("close", (code, signal) => {
    const complaint = gistOf(complaints);
    end(
      `ended with ${signal ?? `exit code ${code ?? "unknown"}`}${complaint === "" ? "" : `: ${complaint}`}`,
    );
  });

  const next = (milliseconds: number): Promise<string> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        wake = () => undefined;
        reject(new Error(`gave no answer within ${milliseconds / 1000} s`));
      }, milliseconds);
      wake = () => {
        const line = lines.shift();
        if (line === undefined && over === undefined) return;
        clearTimeout(timer);
        wake = () => undefined;
        if (line !== undefined) resolve(line);
        else reject(new Error(over));
      };
      wake();
    });

  return {
    ask(line, milliseconds) {
      if (line !== undefined && over === undefined) child.stdin.write(`${line}\n`);
      return next(milliseconds);
    },
    close: () => closed(child, () => over !== undefined),
    kill: () => child.kill("SIGKILL"),
    isOver: () => over !== undefined,
  };
}

/** The line of a trace that names the error, or else the last one. */
function gistOf(complaints: string): string {
  const lines = complaints.trim().split("\n");
  return (lines.findLast((line) => /^\w*(?:Error|Exception)\b/.test(line)) ?? lines.at(-1) ?? "").trim();
}

function closed(child: ChildProcess, isOver: () => boolean): Promise<void> {
  if (isOver()) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), grace);
    child.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
    child.stdin?.end();
  });
}
