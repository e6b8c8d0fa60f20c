// checkOp: one op at the points and shapes that its entry names.
import t from "tap";
import { sin, where } from "../index.js";
import { checkOp } from "./index.js";

t.test("checkOp takes an op or its function, and holds what an example says is held", (t) => {
  const byFunction = checkOp(sin, { order: 1 });
  t.match(byFunction, { op: "sin", verdict: "pass" });
  t.same(byFunction.reports.length, 3);
  t.same(checkOp(sin.op, { order: 1 }).reports.map(String), byFunction.reports.map(String));
  t.notSame(checkOp(sin, { order: 1, seed: 5 }).reports.map(String), byFunction.reports.map(String));
  const ofWhere = checkOp(where, { order: 1 });
  t.equal(ofWhere.verdict, "pass");
  t.ok(ofWhere.reports.every(({ comparisons }) => comparisons.every(({ entry }) => !entry.includes("x2"))));
  t.end();
});
