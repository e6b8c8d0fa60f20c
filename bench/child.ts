// What is measured in a process of its own: no other program has shaped what V8 knows of the functions that it calls.

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The one message of a process that runs `module` with this argument. */
export function answerOf<T>(module: URL, argument: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(module), [JSON.stringify(argument)]);
    child.once("message", (answer: T) => resolve(answer));
    child.once("exit", () => reject(new Error(`bench: no answer to ${JSON.stringify(argument)}`)));
  });
}

/** In such a process, answers what was asked; elsewhere does nothing. */
export function answering<A, T>(answer: (asked: A) => T): void {
  const [, , asked] = process.argv;
  if (process.send !== undefined && asked !== undefined) process.send(answer(JSON.parse(asked) as A));
}
