// What the contest compares is the same: our programs have the gradients written by hand, and wrong numbers are noticed.

import t from "tap";
import { isRight } from "./index.js";
import { compiled, eager } from "./dualtape.js";
import { joined, tasks } from "./tasks.js";

for (const [name, entrant] of Object.entries({ eager, compiled })) {
  t.test(`dualtape ${name} has the gradients written by hand`, async (t) => {
    for (const task of tasks) {
      const run = entrant.run(task);
      await run?.();
      const [got, want] = [joined((await run?.()) ?? []), joined(task.byHand())];
      t.equal(got.length, want.length, task.name);
      t.ok(isRight(got, want, entrant.tolerance), task.name);
    }
  });
}

t.test("a number that is wrong, missing or NaN takes an engine out", async (t) => {
  t.ok(isRight([1, 2], [1, 2], 0));
  t.ok(isRight([1, 2 + 1e-6], [1, 2], 1e-6));
  for (const wrong of [[], [1, 2.1], [1, NaN], [1, Infinity]])
    t.notOk(isRight(wrong, [1, 2], 1e-6), String(wrong));
  t.ok(isRight([1], [1, 2], 0), "of long gradients only the beginning is sent");
});
