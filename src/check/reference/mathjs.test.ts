// mathjs is loaded once, with numbers of 64 digits.
import t from "tap";
import { digits, loadMath } from "./mathjs.js";

t.test("its numbers have 64 digits", async (t) => {
  const math = await loadMath();
  t.equal(digits, 64);
  const third = math.bignumber(1).div(3).toString();
  t.equal(third, `0.${"3".repeat(64)}`);
  t.equal(String(math.evaluate("1 / 3")), third, "those of expressions too");
});

t.test("there is one instance, which is our own", async (t) => {
  t.equal(await loadMath(), await loadMath());
});
