// Shrinking: what it must not stumble over.

import t from "tap";
import { array, transpose } from "../../index.js";
import { plant } from "../faults/index.js";
import { checkGrads, listing, shrink, wengertList } from "../index.js";
import { bind, type Value } from "../../core/op.js";

const cube = array([[[1, 2]], [[3, 4]]]);

t.test("an op keeps the axes that it names", async (t) => {
  const list = wengertList(([x = 0]) => [transpose(x, [2, 0, 1])], [cube]);
  t.equal(
    listing(shrink(list, ({ lines }) => lines.length > 0)),
    "x = [[[0]]]\nv1 = transpose(x, { axes: [2, 0, 1] })\nreturn v1",
  );
});

t.test("a wrong op that names axes is shrunk to an array that has them", async (t) => {
  const wrong = plant(transpose.op, { kind: "factor 0.5", structural: true, mode: "forward" });
  const { culprit, smallest } = checkGrads(
    (x: Value) => bind(wrong as never, [x], { axes: [2, 0, 1] } as never),
    [cube],
  );
  t.equal(culprit?.op, "transpose");
  t.match(smallest, /\[\[\[/);
});
