// The limits in C++ are the derivatives that they are said to be; where no compiler is, nothing else changes.

import t from "tap";
import { Native } from "./native.js";
import { workloads } from "./workloads.js";

const limited = workloads().filter(({ native }) => native !== undefined);

t.test("no compiler, no limits", async (t) => {
  t.equal(Native.compiled("no-such-compiler"), undefined);
});

t.test("the limits", async (t) => {
  const native = Native.compiled();
  if (native === undefined) {
    t.comment("no C++ compiler here");
    return;
  }
  t.teardown(() => {
    native.close();
  });
  for (const { name, native: limit, tolerance } of limited) {
    const [gradient, points] = [limit?.gradient ?? "", limit?.points() ?? []];
    const { seconds, numbers } = await native.timed(gradient, points, 0.01);
    t.ok(seconds > 0, name);
    t.ok((limit?.distance(numbers) ?? NaN) <= tolerance, `${name}: the same numbers as by hand`);
    const others = numbers.map((x) => 2 * x);
    t.notOk((limit?.distance(others) ?? NaN) <= tolerance, `${name}: other numbers are noticed`);
  }
  await t.rejects(native.timed("nothing", [], 0.01), { message: /the limit nothing in C\+\+ ended with 2/ });
});
