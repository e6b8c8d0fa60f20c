// Any engine in any language: a process that reads questions from its standard input and writes answers to its
// standard output, a line each. docs/guide/write-an-adapter.md has the protocol.

import type { Adapter, Answer, Question } from "../adapter.js";
import type { Absent } from "./absent.js";
import { childOf, type Child } from "./child.js";
import { answerOf, helloOf } from "./protocol.js";

/** What is put up with. */
export interface Patience {
  /** Milliseconds to wait for a hello: an engine may have much to load. */
  readonly hello?: number;
  /** Milliseconds to wait for an answer. */
  readonly answer?: number;
  /** How often its process may end or be ended before the engine is asked no more. */
  readonly ends?: number;
}

/** The engine that `command` starts; rejects if its first line is no hello. */
export async function ndjson(
  command: readonly string[],
  { hello: first = 120_000, answer: each = 30_000, ends: most = 10 }: Patience = {},
): Promise<Adapter | Absent> {
  let child: Child | undefined = childOf(command);
  let id = 0;
  let ends = 0;
  const abandon = (): void => {
    child?.kill();
    child = undefined;
    ends++;
  };

  const hello = await child
    .ask(undefined, first)
    .then(helloOf)
    .catch((error: unknown) => {
      abandon();
      throw new Error(`${command.join(" ")}: ${reasonOf(error)}`, { cause: error });
    });
  if ("absent" in hello) {
    await child.close();
    return { name: hello.name, absent: hello.absent };
  }

  const answered = async (question: Question): Promise<Answer> => {
    if (ends >= most)
      return { is: "error", message: `its process has ended ${ends} times; it is asked no more` };
    try {
      if (child === undefined || child.isOver()) {
        child = childOf(command);
        await child.ask(undefined, first);
      }
      id++;
      return answerOf(await child.ask(JSON.stringify({ id, ...question }), each), id);
    } catch (error) {
      // What it may still write belongs to no question: the next one gets a process of its own.
      abandon();
      return { is: "error", message: `the engine's process: ${reasonOf(error)}` };
    }
  };

  // A question at a time, whoever asks: time is counted from when a question is read.
  let turn: Promise<unknown> = Promise.resolve();
  const { protocol: _, ...identity } = hello;
  return {
    ...identity,
    answer(question) {
      const answer = turn.then(() => answered(question));
      turn = answer;
      return answer;
    },
    close: async () => {
      await turn;
      await child?.close();
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The words of a command line: parts in single or double quotes are one word, and nothing else is special. */
export function wordsOf(line: string): readonly string[] {
  const parts = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return parts.map((part) => part.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}
