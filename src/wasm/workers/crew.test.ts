// Work divided among threads: every part is done once and put in its place, whoever does it, and whatever goes wrong there.
import t from "tap";
import { spawnSync } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { divided, whyAlone, type Job, type Parts } from "./crew.js";

/** In a worker: the square of the number in the slot, for which it needs some time. */
const square: Job = {
  text: `(memories, { turns }) => memories.map(({ buffer }) => {
    const m = new Float64Array(buffer);
    return (k) => {
      let x = 0;
      for (let i = 0; i < turns; i++) x += Math.sin(i + x);
      m[1] = m[0] * m[0] + 0 * x;
      return 2 * k;
    };
  })`,
  given: { turns: 2000 },
};

/** The numbers below `count`, squared; what was done here and taken from elsewhere is written down. */
function squares(
  count: number,
  job = square,
): Parts & Record<"here" | "take", unknown> & { y: number[]; log: string[] } {
  const y: number[] = [];
  const log: string[] = [];
  const put = (part: number, square: number): void => {
    if (!(part < count) || part in y) throw new RangeError(`part ${String(part)} is none, or done already`);
    y[part] = square;
  };
  return {
    y,
    log,
    count,
    job,
    here(part) {
      log.push("here");
      for (let i = 0, x = 0; i < 2000; i++) x += Math.sin(i + x);
      put(part, part * part);
    },
    put(part, slot) {
      slot.numbers[0] = part;
      return part;
    },
    take(part, slot) {
      log.push(`there ${String(slot.answer - 2 * part)}`);
      put(part, slot.numbers[1]!);
    },
  };
}

/** Does such parts until workers have done some, which they will when they are there. */
async function untilShared(
  workers: number,
  parts: () => ReturnType<typeof squares>,
): Promise<ReturnType<typeof squares>> {
  for (;;) {
    const some = parts();
    const elsewhere = divided(some, workers);
    t.equal(elsewhere, some.log.filter((line) => line.startsWith("there")).length);
    if (elsewhere > 0) return some;
    await setTimeout(5);
  }
}

const want = (count: number): number[] => Array.from({ length: count }, (_, k) => k * k);

t.test("each part is done once, by whoever it is", async (t) => {
  t.equal(whyAlone(), undefined);
  for (const workers of [1, 2, 3, 5]) {
    const parts = squares(200);
    divided(parts, workers);
    t.strictSame(parts.y, want(200), `${String(workers)} threads`);
  }
  const { y, log } = await untilShared(2, () => squares(300));
  t.strictSame(y, want(300));
  t.ok(log.includes("there 0"), "with the answers of its own parts");
  t.notOk(
    log.some((line) => line.startsWith("there") && line !== "there 0"),
    "and no other's",
  );
});

t.test("none is done where there are none, and one thread is the caller's", async (t) => {
  const [none, alone] = [squares(0), squares(20)];
  t.equal(divided(none, 3), 0);
  t.equal(divided(alone, 1), 0);
  t.strictSame(alone.log, new Array(20).fill("here"));
});

t.test("what a worker throws reaches the caller, and the next call goes well", async (t) => {
  const throwing: Job = {
    text: `(memories) => memories.map(() => () => { throw new RangeError("no room for this"); })`,
    given: undefined,
  };
  const broken: Job = { text: "(memories) => { throw new TypeError('not to be made'); }", given: undefined };
  for (const [job, says] of [
    [throwing, /a worker could not do its part: RangeError: no room for this/],
    [broken, /a worker could not do its part: TypeError: not to be made/],
  ] as const) {
    for (let again = 0; again < 2; again++)
      await t.rejects(
        untilShared(2, () => squares(300, job)),
        says,
      );
    t.strictSame((await untilShared(2, () => squares(300))).y, want(300));
  }
});

t.test("what the caller throws ends the call, and the next one goes well", async (t) => {
  const parts = squares(100);
  const failing = {
    ...parts,
    here: () => {
      throw new Error("here");
    },
  };
  t.throws(() => divided(failing, 2), { message: "here" });
  t.strictSame((await untilShared(2, () => squares(300))).y, want(300));
});

t.test("nobody waits for a worker that does not come to an end", async (t) => {
  const endless: Job = {
    text: "(memories) => memories.map(({ buffer }) => () => { const m = new Int32Array(buffer); while (Atomics.load(m, 4) === 0); return 0; })",
    given: undefined,
  };
  const held: Int32Array[] = [];
  const parts = (): ReturnType<typeof squares> => {
    const some = squares(300, endless);
    return {
      ...some,
      put(part, slot) {
        slot.integers[4] = 0;
        if (!held.includes(slot.integers)) held.push(slot.integers);
        return some.put(part, slot);
      },
    };
  };
  while (held.length === 0) {
    const some = parts();
    divided(some, 2);
    t.strictSame(some.y, want(300), "all is done here");
    await setTimeout(5);
  }
  const meanwhile = squares(100);
  divided(meanwhile, 2);
  t.strictSame(meanwhile.y, want(100), "and so is what comes next");
  for (const integers of held) Atomics.store(integers, 4, 1);
  t.strictSame((await untilShared(2, () => squares(300))).y, want(300), "until the worker is free again");
});

t.test("a call within a call has other workers, or none", async (t) => {
  const outer = squares(60);
  const inner: number[][] = [];
  const nested = {
    ...outer,
    here(part: number) {
      outer.here(part);
      const some = squares(20);
      divided(some, 2);
      inner.push(some.y);
    },
  };
  divided(nested, 2);
  t.strictSame(outer.y, want(60));
  t.ok(inner.length > 0 && inner.every((y) => String(y) === String(want(20))));
});

t.test("more jobs than a worker keeps are told again", async (t) => {
  const jobs = Array.from({ length: 100 }, (): Job => ({ ...square, given: { turns: 10 } }));
  for (const job of [...jobs, ...jobs]) {
    const parts = squares(20, job);
    divided(parts, 2);
    t.strictSame(parts.y, want(20));
  }
});

t.test("a process ends by itself, whether its workers wait or have not begun", async (t) => {
  const crew = new URL("crew.js", import.meta.url).href;
  for (const before of ["", "await new Promise((resolve) => setTimeout(resolve, 300));"]) {
    const program = `import { divided } from ${JSON.stringify(crew)};
      const job = ${JSON.stringify(square)};
      const parts = { job, count: 50, here() {}, put: (k) => k, take() {} };
      divided(parts, 3);
      ${before}
      divided(parts, 3);
      console.log("done");`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
      timeout: 60_000,
    });
    t.strictSame([stdout, stderr, status], ["done\n", "", 0]);
  }
});
