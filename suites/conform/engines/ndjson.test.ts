// Engines in other processes: what they answer, and what becomes of those that crash, hang or chatter.
import t, { type Test } from "tap";
import { fileURLToPath } from "node:url";
import type { Adapter, Question } from "../adapter.js";
import { ndjson, wordsOf } from "./ndjson.js";

const moody = fileURLToPath(new URL("fixtures/moody.js", import.meta.url));
const command = (mood = ""): string[] => [process.execPath, moody, mood];

/** The engine, there for sure, and closed when the test ends. */
async function engine(t: Test, patience = {}, mood = ""): Promise<Adapter> {
  const found = await ndjson(command(mood), patience);
  if ("absent" in found) throw new Error(found.absent);
  t.teardown(() => found.close?.());
  return found;
}

const x = { shape: [5], dtype: "float64", data: [1.5, "nan", "inf", "-inf", "-0"] } as const;
const asking = (output: string): Question => ({
  program: { inputs: ["x"], steps: [], output },
  at: { x },
  ask: "value",
});

t.test(
  "an engine says who it is, and answers what it is asked, NaN and the sign of zero included",
  async (t) => {
    const { name, version, precision, modes, answer } = await engine(t);
    t.strictSame(
      { name, version, precision, modes },
      { name: "moody", version: "1.2", precision: "float64", modes: ["reverse"] },
    );
    t.strictSame(await answer(asking("echo")), { is: "value", value: x });
    const two = { shape: [], dtype: "float64", data: [2] };
    t.strictSame(await answer(asking("gradient")), { is: "gradient", gradient: { x: two } });
    t.strictSame(await answer(asking("unsupported")), { is: "unsupported", why: "it has no sine" });
    t.strictSame(await answer(asking("error")), { is: "error", message: "sine of a fish" });
  },
);

t.test("questions asked at once are answered one after the other, each its own", async (t) => {
  const { answer } = await engine(t);
  const answers = await Promise.all(Array.from({ length: 20 }, async () => answer(asking("asked"))));
  t.strictSame(
    answers.map((one) => (one.is === "value" ? one.value.data[0] : one)),
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
});

t.test("what goes wrong is an error in words, and the next question gets a new process", async (t) => {
  const { answer } = await engine(t, { answer: 500 });
  const wrongs = {
    crash: /ended with exit code 139: segmentation fault, so to speak/,
    chat: /each line must be one JSON object, .*; it wrote "I feel fine"/,
    misnumber: /an answer to question \d+ has "id": \d+; it wrote "\{\\"id\\":\d+/,
    short: /a value has "value", \{ shape, dtype, data \}/,
    nameless: /an answer has "is": value, gradient, unsupported or error/,
    silent: /gave no answer within 0.5 s/,
  };
  for (const [doing, message] of Object.entries(wrongs)) {
    t.match(await answer(asking(doing)), { is: "error", message }, doing);
    t.match(
      await answer(asking("asked")),
      { is: "value", value: { data: [1] } },
      `a new process after ${doing}`,
    );
  }
});

t.test("an engine that ends again and again is given up", async (t) => {
  const { answer } = await engine(t, { ends: 2 });
  for (let i = 0; i < 2; i++) t.match(await answer(asking("crash")), { message: /exit code 139/ });
  t.match(await answer(asking("echo")), { is: "error", message: /has ended 2 times; it is asked no more/ });
});

t.test("an engine that cannot run here says why", async (t) => {
  t.strictSame(await ndjson(command("absent")), { name: "moody", absent: "it is not in the mood" });
});

t.test("without a hello there is no engine, and the message says what came instead", async (t) => {
  await t.rejects(ndjson(command("chatty")), {
    message: /moody\.js chatty: .* it wrote "Welcome to moody!"/,
  });
  await t.rejects(ndjson(command("crashing")), { message: /ended with exit code 1: Error: no mood at all/ });
  await t.rejects(ndjson(command("mute"), { hello: 300 }), { message: /gave no answer within 0.3 s/ });
  await t.rejects(ndjson(["no-such-program-anywhere"]), { message: /could not be started: .*ENOENT/ });
});

t.test("a process that stays when its input ends is made to end", async (t) => {
  const { answer, close } = await engine(t, {}, "lingering");
  t.match(await answer(asking("echo")), { is: "value" });
  await close?.();
  t.match(await answer(asking("asked")), { value: { data: [1] } }, "whoever asks again gets a new one");
});

t.test("a command line is split into words, those in quotes whole", async (t) => {
  t.strictSame(wordsOf(`python3 -u "my engine.py" --name='a b' --empty ""`), [
    "python3",
    "-u",
    "my engine.py",
    "--name=a b",
    "--empty",
    "",
  ]);
});
